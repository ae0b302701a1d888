"""Award: the rules.  Confirm the first-ranked in time, or it is deemed confirmed; bonds go back.  R-P13 … R-P15, R-P23, DQ-06"""

from typing import assert_never

from domain.agenda import AgendaItem
from domain.award.messages import (
    AwardConfirmed,
    BidBondsReturned,
    ConfirmAward,
    EvaluationReportSubmitted,
    ReturnBidBonds,
    SubmitEvaluationReport,
)
from domain.bidding.eligibility import barred
from domain.bidding.messages import Ranked
from domain.calendar import beijing_date
from domain.dispute.suspension import suspension, upheld
from domain.forms import finding, require, someone_else
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.project import Project
from domain.register.state import Supplier
from domain.supervision.messages import Finding, WakeAgenda

AwardCommand = SubmitEvaluationReport | ConfirmAward | ReturnBidBonds
DEEMED = "逾期未确定，依法视为确定排序第一的供应商"


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """The suppliers up to the one that is chosen: a bar entered since the evaluation counts."""
    ranking = _ranking(project)
    match command:
        case ConfirmAward():
            place = _place(ranking, command.supplier)
            return tuple(f"supplier/{r.supplier}" for r in ranking if place is not None and r.rank <= place.rank)
        case WakeAgenda(key="award.confirm") if ranking:
            return (f"supplier/{ranking[0].supplier}",)
        case _:
            return ()


def decide(command: AwardCommand, given: Given) -> Decision:
    match command:
        case SubmitEvaluationReport():
            new = require(given, "JL44-4.0", given.project.award.report_on is None, "评审报告已送交")
            return given.settle(command, [new], EvaluationReportSubmitted(report=command.report, on=given.on))
        case ConfirmAward():
            return _confirm(command, given)
        case ReturnBidBonds():
            return _return_bonds(command, given)
        case _:
            assert_never(command)


def take(item: AgendaItem, given: Given) -> Accepted:
    """No confirmation within the days: the first-ranked is deemed chosen, unless it is barred meanwhile.  R-P15"""
    project = given.project
    ranking = _ranking(project)
    if project.award.confirmed is not None or not ranking:
        return Accepted()
    first = ranking[0]
    if given.state(Supplier, f"supplier/{first.supplier}").barred_on(given.on) is not None:
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
    found = [
        require(given, "JL44-4.0", project.award.report_on is not None, "评审报告尚未送交（SubmitEvaluationReport）"),
        suspension(given),
        someone_else(given, "JL44-4.4.0", opened.opened_by, "成交供应商的确定") if opened else None,
        barred(command.supplier, given),
        require(
            given,
            "R-B08",
            place.price_yuan <= terms.ceiling_yuan,
            f"报价 {place.price_yuan} 元超过最高限价 {terms.ceiling_yuan} 元",
            field="supplier",
        ),
        _in_order(place, ranking, given),
    ]
    return given.settle(command, found, _confirmed(place, command.reason, given))


def _in_order(place: Ranked, ranking: tuple[Ranked, ...], given: Given) -> Finding | None:
    """By rank.  One is passed over where it is barred, or where a challenge or complaint was upheld.  R-P14, DQ-06"""
    passed_over = [r for r in ranking if r.rank < place.rank]
    out = sum(given.state(Supplier, f"supplier/{r.supplier}").barred_on(given.on) is not None for r in passed_over)
    excused = len(passed_over) <= out + upheld(given.project)
    first = passed_over[0] if passed_over else place
    reason = (
        f"{place.name}排序第{place.rank}：应按顺序确定{first.name}（{first.supplier}），或者记录其依法不能成交的决定"
    )
    return require(given, "R-P14", excused, reason, field="supplier", rank=place.rank)


def _return_bonds(command: ReturnBidBonds, given: Given) -> Decision:
    project = given.project
    terms = project.publication.solicitation
    asked = terms is not None and terms.bid_bond_yuan is not None
    strangers = [uscc for uscc in command.suppliers if uscc not in project.round.bids]
    again = [uscc for uscc in command.suppliers if uscc in project.award.bonds_returned]
    found = [
        require(given, "R-P23", asked, "本轮没有收取保证金"),
        require(given, "R-P23", not strangers, f"没有响应文件：{'、'.join(strangers)}", field="suppliers"),
        require(given, "R-P23", not again, f"保证金已退还：{'、'.join(again)}", field="suppliers"),
    ]
    return given.settle(command, found, BidBondsReturned(**command.model_dump(), on=given.on))
