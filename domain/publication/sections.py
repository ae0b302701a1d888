"""Publication: a notice's whole text in official order: its own fields, and what is on record already.  财办库〔2020〕50号

Which sections a kind has, under which headings, and what stands in each, is law as data (`NF-…`): two lists of words,
`sections` ("key heading") and `items` ("section.field label"; "-" where the value stands alone).
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final, Protocol

from domain.calendar import BEIJING
from domain.capitals import capitals
from domain.project import Project
from domain.publication.messages import NoticeKind, NoticeSection
from domain.rulebook import Ref, RuleBook
from domain.values import Yuan

NOTHING: Final = "无"  # what a section says that has nothing to say: the official order keeps all of them
OTHER: Final = "other"
COMPLAINT: Final = "complaint"


class Words(Protocol):
    """A notice as it is ordered, or as it was."""

    @property
    def kind(self) -> NoticeKind: ...
    @property
    def fields(self) -> dict[str, str]: ...
    @property
    def corrects(self) -> str | None: ...
    @property
    def response_deadline(self) -> datetime | None: ...


def form_of(kind: str, method: str, rules: RuleBook) -> str | None:
    """The rule that lays down a kind's sections, for the method where it has its own; None where none is in force."""
    kind = kind.replace("_", "-")
    for id in (f"NF-{kind}-{method.replace('_', '-')}", f"NF-{kind}"):
        if rules.has(id, "sections"):
            return id
    return None


def form_title(kind: str, method: str, rules: RuleBook) -> str:
    """The official name of a kind of notice."""
    form = form_of(kind, method, rules)
    return rules.rule(form).title if form is not None else "公告"


def sections(words: Words, project: Project, rules: RuleBook, on: date) -> tuple[NoticeSection, ...]:
    """The notice's sections; none where no form is in force."""
    form = form_of(words.kind, project.plan.method, rules)
    if form is None:
        return ()
    said = {**facts(words.kind, project, rules, on), **_of_correction(words, project, on), **words.fields}
    return filled(form, said, rules, own=words.fields)


def filled(form: str, said: Mapping[str, str], rules: RuleBook, *, own: Mapping[str, str]) -> tuple[NoticeSection, ...]:
    """A form's sections with what is said in them; what a notice says beyond its form stands among the other matters."""
    lines: dict[str, list[str]] = {}
    placed: set[str] = set()
    for item in rules.kinds(form, "items"):
        place, label = item.split(" ", 1)
        section, field = place.split(".", 1)
        placed.add(field)
        if said.get(field):
            lines.setdefault(section, []).append(said[field] if label == "-" else f"{label}：{said[field]}")
    lines.setdefault(OTHER, []).extend(f"{key}：{text}" for key, text in own.items() if key not in placed)
    if rules.has(form, "closing"):
        lines[OTHER].append(rules.text(form, "closing"))
    made = []
    for entry in rules.kinds(form, "sections"):
        key, heading = entry.split(" ", 1)
        made.append(NoticeSection(heading=heading, text="\n".join(lines.pop(key, [])) or NOTHING))
    if lines.get(OTHER):  # a form that has no section for other matters
        made.append(NoticeSection(heading="说明", text="\n".join(lines[OTHER])))
    return tuple(made)


def money(yuan: Yuan) -> str:
    """An amount in figures and in capitals."""
    return f"{yuan:.2f}元（大写：{capitals(yuan)}）"


def moment_words(moment: datetime) -> str:
    """A moment as notices write it, Beijing time."""
    here = moment.astimezone(BEIJING)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}（北京时间）"


def day_words(day: date) -> str:
    """A day as papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


# ---------------------------------------------------------------- what is on record


def facts(kind: str, project: Project, rules: RuleBook, on: date) -> dict[str, str]:
    """What the record already says, by the names of a notice's fields."""
    plan = project.plan
    method = rules.method(plan.method)
    known = {
        "project_number": project.id,
        "project_name": plan.title,
        "buyer": plan.buyer.name,
        "need": plan.need,
        "method": method.title,
        "budget": money(plan.budget_yuan),
        "ceiling": money(plan.highest_price_yuan),
        "content": "；".join(item.description for item in plan.items),
        "quantity": "；".join(f"{item.quantity.normalize():f}{item.unit}" for item in plan.items),
        "quality": "；".join(dict.fromkeys(item.quality for item in plan.items)),
        "term": f"{day_words(plan.starts_on)}至{day_words(plan.ends_on)}",
        "announced_on": day_words(on),
        **dict(_offered(project)),
        **dict(_awarded(project)),
        **dict(_contracted(project)),
    }
    periods: dict[str, Ref | None] = {
        "solicitation": method.notice_period,
        "prequalification": method.notice_period,
        "single_source": method.prior_notice_period,
        "result": method.result_notice_period,
    }
    period = periods.get(kind)
    if period is not None:
        known["period"] = f"自本公告发布之日起{rules.period(*period)}"
    return known


def _offered(project: Project) -> Iterator[tuple[str, str]]:
    terms = project.publication.solicitation
    if terms is None:
        return
    yield "ceiling", money(terms.ceiling_yuan)
    yield "deadline", moment_words(terms.response_deadline)
    yield "opening", moment_words(terms.opens_at)
    yield "place", terms.place
    yield "joint", "是" if terms.consortium_allowed else "否"
    yield "supplier_qualifications", "；".join(terms.qualification)
    if terms.documents_available_until is not None:
        yield "documents_until", f"至{day_words(terms.documents_available_until)}"


def _awarded(project: Project) -> Iterator[tuple[str, str]]:
    award = project.award.confirmed
    if award is not None:
        yield "supplier", award.name
        yield "amount", money(award.price_yuan)


def _contracted(project: Project) -> Iterator[tuple[str, str]]:
    terms = project.contract.terms
    if terms is None:
        return
    yield "contract_number", terms.number
    yield "contract_name", f"{project.plan.title}合同"
    yield "supplier", terms.supplier_name
    yield "amount", money(terms.amount_yuan)
    yield "term", f"{day_words(terms.starts_on)}至{day_words(terms.ends_on)}"
    for name, part in (("content", terms.content), ("quantity", terms.quantity), ("quality", terms.quality)):
        if part is not None:
            yield name, part
    if project.contract.signed_on is not None:
        yield "signed_on", day_words(project.contract.signed_on)


def _of_correction(words: Words, project: Project, on: date) -> dict[str, str]:
    """What a correction says of the notice it corrects: the two are linked."""
    original = project.publication.ordered.get(words.corrects or "")
    if original is None:
        return {}
    known = {"original_notice": original.title, "corrected_on": day_words(on)}
    shown = project.publication.published.get(original.notice)
    if shown is not None:
        known["original_published_on"] = day_words(shown.published_on)
    if words.response_deadline is not None:
        known["later_deadline"] = moment_words(words.response_deadline)
    return known


def complaint_sections(project: Project, complaint: str, rules: RuleBook) -> tuple[NoticeSection, ...]:
    """Finance's notice of its decision on a complaint, as it is registered here."""
    notice, decided = project.publication.complaint_notices[complaint], project.dispute.decisions[complaint]
    said = {
        "project_number": project.id,
        "project_name": project.plan.title,
        "buyer": project.plan.buyer.name,
        "decision_number": decided.document_number,
        "decision": decided.decision,
        "publisher": notice.publisher,
        "published_on": day_words(notice.published_on),
        "url": notice.url,
    }
    form = form_of(COMPLAINT, project.plan.method, rules)
    return filled(form, said, rules, own={}) if form is not None else ()
