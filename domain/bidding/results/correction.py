"""Changing a result: the lawful cases alone, signed by all; a tie by the documents' rule or by lot.  E-18, E-22, E-23"""

from collections.abc import Iterator
from typing import Final

from domain.award.messages import AwardConfirmed
from domain.award.undoing.messages import AwardVoided
from domain.bidding.draw import draw
from domain.bidding.eligibility import enough
from domain.bidding.panel.decide import opened_seed
from domain.bidding.panel.voting import unanimous
from domain.bidding.ranking import evaluated, score_findings
from domain.bidding.results.messages import BreakTie, CorrectEvaluation, EvaluationCorrected, TieBroken
from domain.bidding.standing import standing
from domain.bidding.values import Ranked
from domain.forms import allowed_kind, finding, require, warning
from domain.given import Decision, Given
from domain.supervision.messages import Finding

_PRICE: Final = "price_calculation_error"
_QUALIFICATION: Final = "qualification_error"


def correct(command: CorrectEvaluation, given: Given) -> Decision:
    """Scored anew by the same rules; where prices alone decide, only two cases are lawful.  E-22, E-23"""
    project = given.project
    terms, scored = project.publication.solicitation, project.round.scored
    if terms is None or scored is None:  # a contract under a framework, or one that began elsewhere
        return given.settle(command, [finding(given, "E-22", "没有可以更正的评审结果")])
    clause = "E-23" if terms.evaluation == "lowest_price" else "E-22"
    passed = tuple(uscc for uscc in standing(project) if uscc not in command.disqualified) + command.requalified
    found = [
        allowed_kind(given, clause, "cases", command.ground, "更正事由", field="ground"),
        *unanimous(command.signed_by, given, clause),
        *_in_time(command, clause, given),
        *_unchanged(command, clause, given),
        enough(len(passed), given, "合格供应商"),
        *score_findings(command.offers, command.scores, passed, terms, given),
    ]
    if any(f.blocks for f in found if f):
        return given.settle(command, found)
    ranking, ties = evaluated(command.offers, command.scores, terms, given)
    corrected = EvaluationCorrected(
        round=project.publication.round,
        ground=command.ground,
        reason=command.reason,
        ranking=ranking,
        ties=ties,
        signed_by=command.signed_by,
        report=command.report,
        reported=command.reported,
        on=given.on,
    )
    confirmed = project.award.confirmed
    if confirmed is None or _still_first(confirmed, ranking, scored.ranking):
        return given.settle(command, found, corrected)
    reason = f"更正后的排序不再支持已确定的{confirmed.name}：原结果无效，应依法重新确定"
    found.append(warning(given, "R-P14", reason, field="offers"))
    voided = AwardVoided(
        supplier=confirmed.supplier,
        name=confirmed.name,
        ground="correction",
        key=f"correction-{project.publication.round}-{len(project.round.results.corrections) + 1}",
        reason=command.reason,
        minutes=command.report,
        on=given.on,
    )
    return given.settle(command, found, corrected, voided)


def _still_first(award: AwardConfirmed, now: tuple[Ranked, ...], before: tuple[Ranked, ...]) -> bool:
    """The award stands where nobody new is ranked before it, and its price is the same."""

    def ahead(ranking: tuple[Ranked, ...]) -> set[str]:
        own = next((p.rank for p in ranking if p.supplier == award.supplier), 0)
        return {p.supplier for p in ranking if p.rank < own}

    same = any(p.supplier == award.supplier and p.price_yuan == award.price_yuan for p in now)
    return same and ahead(now) <= ahead(before)


def _in_time(command: CorrectEvaluation, clause: str, given: Given) -> Iterator[Finding | None]:
    """Before the result shows; afterwards by re-evaluation, reported to the finance department; never once signed."""
    project = given.project
    signed = project.contract.terms is not None
    yield require(given, clause, not signed, "合同已签订，不得再更正评审结果：依质疑、投诉程序处理")
    shown, scored = project.publication.shown("result"), project.round.scored
    if shown is not None and scored is not None and shown.published_on < scored.on:
        shown = None  # a former round's
    reason = "结果已公告：只能重新评审，并书面报告财政部门，登记文号（reported）"
    yield require(given, clause, shown is None or command.reported is not None, reason, field="reported")


def _unchanged(command: CorrectEvaluation, clause: str, given: Given) -> Iterator[Finding | None]:
    """What the ground doesn't touch stays: the bidders, and the prices."""
    scored = given.project.round.scored
    before = {place.supplier: place.price_yuan for place in scored.ranking} if scored is not None else {}
    if command.ground != _QUALIFICATION:
        moved = sorted(before.keys() ^ {offer.supplier for offer in command.offers})
        moved += [*command.disqualified, *command.requalified]
        yield require(given, clause, not moved, f"更正事由不涉及资格：{'、'.join(moved)}", field="offers")
    if command.ground != _PRICE:
        repriced = [o.supplier for o in command.offers if before.get(o.supplier, o.price_yuan) != o.price_yuan]
        yield require(given, clause, not repriced, f"更正不得改变报价：{'、'.join(repriced)}", field="offers")


def break_tie(command: BreakTie, given: Given) -> Decision:
    """The documents' own rule where they have one; else the lot, from a seed committed for this tie.  E-18"""
    project = given.project
    terms, scored = project.publication.solicitation, project.round.scored
    ties = scored.ties if scored is not None else ()
    found: list[Finding | None] = []
    order = command.order
    if terms is not None and terms.tie_rule is not None:
        reason = f"采购文件规定了并列的处理方式：{terms.tie_rule}；按其写明次序（order）"
        found.append(require(given, "E-18", command.draw is None and bool(order), reason, field="order"))
    else:
        reason = "采购文件未规定并列的处理方式，应随机抽取：先封存种子（CommitDrawSeed），再揭示（draw、seed、lot）"
        committed = project.round.panel.committed.get(command.draw or "")
        drawn = committed is not None and command.seed is not None and command.lot is not None and not order
        found.append(require(given, "E-18", drawn, reason, field="draw"))
        if committed is not None and command.seed is not None and command.lot is not None:
            found += opened_seed(given, committed.draw, "tie", command.seed, command.witness, "E-18")
            order = draw(command.seed, command.lot, committed.candidates, committed.count)
    whole = any(sorted(order) == sorted(tie) for tie in ties)
    found.append(require(given, "E-18", whole, "次序须为一组并列供应商的全部", field="order"))
    broken = TieBroken(round=project.publication.round, **{**command.model_dump(), "order": order})
    return given.settle(command, found, broken)
