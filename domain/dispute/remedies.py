"""What was upheld, what the law lets follow from it, and what is still owed.  DQ-06, DQ-14"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.dispute.complaint.messages import Standing
from domain.dispute.remedy.messages import Of
from domain.forms import allowed_kind, finding, require
from domain.given import Given
from domain.project import Project
from domain.supervision.messages import Finding


@dataclass(frozen=True, slots=True)
class Matter:
    """A challenge or a complaint that was upheld.  `challenge` is the challenge at its root."""

    of: Of
    key: str
    challenge: str
    on: date
    reaches_result: bool
    about: str
    round: int | None


def matters(project: Project) -> Iterator[Matter]:
    """All that was upheld, whether or not anything has followed from it."""
    dispute = project.dispute
    for key, answer in dispute.answers.items():
        filed = dispute.challenges[key]
        reaches = answer.affects_result if answer.affects_result is not None else filed.may_affect_result
        if answer.upheld:
            yield Matter("challenge", key, key, answer.on, reaches, filed.about, filed.round)
    for key, decision in dispute.decisions.items():
        root = dispute.complained(key)
        if decision.upheld and root is not None:
            reaches = root.may_affect_result
            yield Matter("complaint", key, root.challenge, decision.on, reaches, root.about, root.round)


def upheld(project: Project) -> int:
    """How many upheld matters of process or result displace one of the ranking: one for a challenge and its complaint.

    Whose award was void for it stands on record as displaced already, and isn't counted again.
    """
    number, remedies = project.publication.round, project.dispute.remedies
    of_this_round = [m for m in matters(project) if m.round in (None, number)]
    void = {
        m.challenge for m in of_this_round if (m.of, m.key) in remedies and remedies[m.of, m.key].remedy == "void_award"
    }
    return len({m.challenge for m in of_this_round if m.about != "documents" and m.reaches_result} - void)


def owed(project: Project) -> tuple[Matter, ...]:
    """What was upheld and reaches the result, and nothing has followed from yet."""
    remedies = project.dispute.remedies
    return tuple(
        m for m in matters(project) if (m.reaches_result or m.of == "complaint") and (m.of, m.key) not in remedies
    )


def standing(project: Project) -> Standing:
    """How far the purchase has come, as the remedies for a complaint tell it apart.  DQ-14"""
    if project.contract.terms is None:
        return "no_winner" if project.award.confirmed is None else "no_contract"
    return "not_performed" if project.performance.started_on is None else "performed"


def upheld_matter(of: Of, key: str, given: Given) -> Iterator[Finding | None]:
    """It was upheld, and nothing has followed from it yet."""
    clause = "DQ-06" if of == "challenge" else "DQ-14"
    known = any((m.of, m.key) == (of, key) for m in matters(given.project))
    word = "质疑" if of == "challenge" else "投诉"
    yield require(given, clause, known, f"没有成立的{word}“{key}”", field="key")
    done = (of, key) in given.project.dispute.remedies
    yield require(given, clause, not done, f"{word}“{key}”已办理", field="key")


def lawful_remedy(of: Of, key: str, remedy: str, given: Given) -> Finding | None:
    """Whether the law lets this follow at this stage.  DQ-06, DQ-14"""
    if of == "challenge":
        later = remedy in ("void_award", "damages", "revoke_contract")
        if later and standing(given.project) != "no_winner":
            return None  # a winner's award or a contract already stands: the same ways as after a complaint
        return allowed_kind(given, "DQ-06", "remedies", remedy, "处理方式", field="remedy")
    now = standing(given.project)
    found = allowed_kind(given, "DQ-14", now, remedy, "处理方式", field="remedy")
    if found is None:
        return None
    kinds = "、".join(given.rules.kinds("DQ-14", now))
    return finding(given, "DQ-14", f"投诉“{key}”成立，本阶段的处理方式为：{kinds}，不是“{remedy}”", field="remedy")
