"""Award: the rules.  Confirm the first-ranked in time, or it is deemed confirmed; the next where the first did not stand.

R-P13 … R-P16, R-S17, DQ-06.  What is told, the bonds, and awards that are undone have rooms of their own.
"""

from collections.abc import Iterator
from typing import assert_never

from domain.agenda import AgendaItem
from domain.award.bonds import decide as bonds
from domain.award.bonds.decide import BondsCommand
from domain.award.bonds.messages import ForfeitBidBond, ReceiveBidBond, ReturnBidBonds
from domain.award.messages import (
    AwardConfirmed,
    ConfirmAward,
    EvaluationReportSubmitted,
    SubmitEvaluationReport,
)
from domain.award.telling import decide as telling
from domain.award.telling.decide import TellingCommand
from domain.award.telling.messages import InformBidders, SendAwardNotice
from domain.award.undoing import decide as undoing
from domain.award.undoing.decide import UndoingCommand
from domain.award.undoing.messages import AwardVoided, RecordRefusalToSign, RestartProcurement, VoidAward
from domain.bidding.eligibility import barred, enough
from domain.bidding.messages import Ranked
from domain.bidding.parties.conflicts import behind, invalid
from domain.calendar import beijing_date
from domain.dispute.messages import RemedyTaken
from domain.dispute.remedies import owed, upheld
from domain.dispute.suspension import suspension
from domain.forms import finding, inside_gpl, require, someone_else, warning
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.project import Project
from domain.register.state import Supplier
from domain.register.successions.messages import SuccessionRecorded
from domain.supervision.messages import Finding, WakeAgenda

AwardCommand = SubmitEvaluationReport | ConfirmAward | TellingCommand | BondsCommand | UndoingCommand
DEEMED = "逾期未确定，依法视为确定排序第一的供应商"


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """The suppliers up to the one that is chosen: a bar entered since the evaluation counts."""
    ranking = _ranking(project)
    match command:
        case ConfirmAward():
            place = _place(ranking, command.supplier)
            up_to = [r.supplier for r in ranking if place is not None and r.rank <= place.rank]
            return tuple(f"supplier/{uscc}" for one in up_to for uscc in behind(project, one))
        case WakeAgenda(key="award.confirm") if ranking:
            return tuple(f"supplier/{uscc}" for uscc in behind(project, ranking[0].supplier))
        case _:
            return ()


def decide(command: AwardCommand, given: Given) -> Decision:
    match command:
        case SubmitEvaluationReport():
            new = require(given, "JL44-4.0", given.project.award.report_on is None, "评审报告已送交")
            found = [new, *_after_report(given), *_papers(given)]
            return given.settle(command, found, EvaluationReportSubmitted(report=command.report, on=given.on))
        case ConfirmAward():
            return _confirm(command, given)
        case SendAwardNotice() | InformBidders():
            return telling.decide(command, given)
        case ReceiveBidBond() | ReturnBidBonds() | ForfeitBidBond():
            return bonds.decide(command, given)
        case RecordRefusalToSign() | VoidAward() | RestartProcurement():
            return undoing.decide(command, given)
        case _:
            assert_never(command)


def _papers(given: Given) -> Iterator[Finding | None]:
    """What goes with the report: the members' signatures, and of tenders the recordings.  E-24, E-25"""
    results, method = given.project.round.results, given.rules.method(given.project.plan.method)
    if method.inside_gpl and results.signed is None:
        yield warning(given, "E-24", "尚未登记评审小组成员的签名（SignReport）", field="report")
    if method.inside_gpl and method.name in given.rules.kinds("E-25", "methods"):
        missing = [part for part in given.rules.kinds("E-25", "parts") if part not in results.recorded]
        if missing:
            yield warning(given, "E-25", f"尚未登记录音录像（RecordProceedings）：{'、'.join(missing)}", field="report")


def take(item: AgendaItem, given: Given) -> Accepted:
    """No confirmation within the days: the first-ranked is deemed chosen, unless the law stands against it meanwhile:
    it is barred, its award was undone, or what was upheld reaches the ranking.  R-P15"""
    project = given.project
    ranking = _ranking(project)
    if project.award.confirmed is not None or not ranking or project.award.displaced or upheld(project):
        return Accepted()
    first = ranking[0]
    if invalid(first.supplier, project) is not None or _untied(first.supplier, given) is not None:
        return Accepted()
    if _out(first.supplier, given):
        return Accepted()
    return Accepted(((given.home, _confirmed(first, DEEMED, given, deemed=True, at=item)),))


def _ranking(project: Project) -> tuple[Ranked, ...]:
    scored = project.round.scored
    return scored.ranking if scored is not None else ()


def _place(ranking: tuple[Ranked, ...], supplier: str) -> Ranked | None:
    return next((r for r in ranking if r.supplier == supplier), None)


def _confirmed(
    place: Ranked, reason: str, given: Given, *, deemed: bool = False, at: AgendaItem | None = None
) -> AwardConfirmed:
    return AwardConfirmed(
        supplier=place.supplier,
        name=place.name,
        price_yuan=place.price_yuan,
        reason=reason,
        deemed=deemed,
        on=beijing_date(at.due) if at is not None else given.on,
    )


def _confirm(command: ConfirmAward, given: Given) -> Decision:
    project = given.project
    ranking = _ranking(project)
    place = _place(ranking, command.supplier)
    if place is None:
        stranger = finding(given, "JL44-1.4b", f"{command.supplier} 不在评审排序之中", field="supplier")
        return given.settle(command, [stranger])
    terms, opened = project.publication.solicitation, project.round.opened
    assert terms is not None, "an award without terms"  # what is ranked was solicited
    several = "框架协议确定多家入围供应商：用 SelectProviders"
    found = [
        finding(given, "R-M17", several, field="supplier", option=True) if project.plan.sets_framework else None,
        require(given, "JL44-4.0", project.award.report_on is not None, "评审报告尚未送交（SubmitEvaluationReport）"),
        suspension(given),
        someone_else(given, "JL44-4.4.0", opened.opened_by, "成交供应商的确定") if opened else None,
        *(barred(uscc, given) for uscc in behind(project, command.supplier)),
        *_exists(command.supplier, given),
        *_after_report(given),
        require(
            given,
            "R-B08",
            place.price_yuan <= terms.ceiling_yuan,
            f"报价 {place.price_yuan} 元超过最高限价 {terms.ceiling_yuan} 元",
            field="supplier",
        ),
        _stands(place, given),
        _in_order(place, ranking, given),
        _enough(place, ranking, given),
        _untied(place.supplier, given),
    ]
    followed = [
        RemedyTaken(of=m.of, key=m.key, remedy="next_candidate", facts=command.reason, on=given.on)
        for m in owed(project)
        if place.rank > 1 and m.reaches_result
    ]
    return given.settle(command, found, _confirmed(place, command.reason, given), *followed)


def _stands(place: Ranked, given: Given) -> Finding | None:
    """Whose award was undone isn't chosen again from the same ranking, nor whose bid doesn't stand.  R-S17, R-S05, R-S06"""
    conflict = invalid(place.supplier, given.project)
    if conflict is not None:
        return finding(given, conflict.clause, f"{place.name}已认定不得参加：{conflict.reason}", field="supplier")
    undone = place.supplier in given.project.award.displaced
    return require(given, "R-S17", not undone, f"{place.name}已拒绝签订合同或者成交结果已无效", field="supplier")


def _gone(uscc: str, given: Given) -> SuccessionRecorded | None:
    """How a bidder had ceased to exist on that day; another code for the same legal person is no end of it."""
    ended = given.state(Supplier, f"supplier/{uscc}").ended_on(given.on)
    return ended if ended is not None and ended.kind != "rename" else None


def _out(supplier: str, given: Given) -> bool:
    """Whether it, or a member of its consortium, can't be chosen on that day: barred, or ended.  JL44-4.4.4b, JL44-2.2.2"""
    codes = behind(given.project, supplier)
    bars = [
        given.state(Supplier, f"supplier/{uscc}").barred_on(given.on, given.project.plan.buyer.division)
        for uscc in codes
    ]
    return any(bars) or any(_gone(uscc, given) for uscc in codes)


def _exists(supplier: str, given: Given) -> Iterator[Finding | None]:
    for uscc in behind(given.project, supplier):
        ended = _gone(uscc, given)
        reason = f"供应商 {uscc} 已终止" + (f"（{ended.effective_on}，{ended.document_number}）" if ended else "")
        yield require(given, "JL44-2.2.2", ended is None, reason, field="supplier")


def _after_report(given: Given) -> Iterator[Finding | None]:
    """Nobody is chosen on a day before the evaluation and its report.  JL44-4.4.0"""
    scored, report_on = given.project.round.scored, given.project.award.report_on
    since = max((day for day in (scored.on if scored else None, report_on) if day is not None), default=given.on)
    reason = f"日期早于评审及其报告（{since}）"
    yield require(given, "JL44-4.4.0", given.on >= since, reason, field="occurred_on", since=since)


def _in_order(place: Ranked, ranking: tuple[Ranked, ...], given: Given) -> Finding | None:
    """By rank.  One is passed over where it is barred, where its award was undone, or where what was upheld displaces it.

    R-P14, R-S17, DQ-06
    """
    displaced = given.project.award.displaced
    gone = {r.supplier for r in ranking if r.supplier in displaced or invalid(r.supplier, given.project) is not None}
    passed_over = [r for r in ranking if r.rank < place.rank and r.supplier not in gone]
    out = sum(_out(r.supplier, given) for r in passed_over)
    excused = len(passed_over) <= out + upheld(given.project)
    first = passed_over[0] if passed_over else place
    reason = (
        f"{place.name}排序第{place.rank}：应按顺序确定{first.name}（{first.supplier}），或者记录其依法不能成交的决定"
    )
    return require(given, "R-P14", excused, reason, field="supplier", rank=place.rank)


def _untied(supplier: str, given: Given) -> Finding | None:
    """Nobody is chosen out of a tie that the law leaves open before it is decided.  E-18"""
    scored = given.project.round.scored
    tied = scored is not None and any(supplier in tie for tie in scored.ties)
    reason = "该供应商与他人并列，次序尚未决定（BreakTie）"
    return require(given, "E-18", not tied, reason, field="supplier")


def _enough(place: Ranked, ranking: tuple[Ranked, ...], given: Given) -> Finding | None:
    """After what was upheld the next follows only if enough qualified bidders remain; after a refusal that isn't asked.

    DQ-06, 94号令 arts. 16, 32
    """
    project = given.project
    void = {uscc for uscc, event in project.award.displaced.items() if isinstance(event, AwardVoided)}
    void |= {r.supplier for r in ranking if invalid(r.supplier, project) is not None}
    out = len(void) + upheld(project)
    if place.rank == 1 or not out or not inside_gpl(project.plan, given.rules):
        return None
    left = len(ranking) - out
    if enough(left, given, "合格供应商") is None:
        return None
    reason = f"去除被认定不成立的，合格供应商剩{left}家，不足法定数量，不能另行确定"
    return finding(given, "DQ-06", reason, field="supplier", remedy="重新开展采购活动（RestartProcurement）", left=left)
