"""Bidding: the rules.  Invitations, bids, committee, opening; rounds that fail.  JL44-4.3.1, JL44-1.4b, JL44-4.4.4b"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, assert_never

from domain.agenda import AgendaItem
from domain.bidding.eligibility import enough, may_take_part, method_of
from domain.bidding.evaluation import check, score
from domain.bidding.messages import (
    AppointCommittee,
    BiddingClosed,
    BidReceived,
    BidsOpened,
    BidWithdrawn,
    CancelProcurement,
    CheckQualification,
    CommitteeAppointed,
    FailRound,
    InviteSuppliers,
    OpenBids,
    ProcurementCancelled,
    ReceiveBid,
    RoundFailed,
    ScoreBids,
    SuppliersInvited,
    WithdrawBid,
)
from domain.forms import PREDICATES, at_least, at_most, finding, require
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.project import Project
from domain.rulebook import Method
from domain.supervision.messages import Finding

BiddingCommand = (
    InviteSuppliers
    | ReceiveBid
    | WithdrawBid
    | AppointCommittee
    | OpenBids
    | CheckQualification
    | ScoreBids
    | FailRound
    | CancelProcurement
)
_SHARE: Final = Decimal("0.000001")


def reads(command: Command, _project: Project) -> tuple[str, ...]:
    """A bar may be entered between invitation, bid and qualification: the supplier's stream is read each time."""
    match command:
        case InviteSuppliers():
            return tuple(f"supplier/{uscc}" for uscc in command.suppliers)
        case ReceiveBid() | CheckQualification():
            return (f"supplier/{command.supplier}",)
        case _:
            return ()


def decide(command: BiddingCommand, given: Given) -> Decision:
    match command:
        case InviteSuppliers():
            return _invite(command, given)
        case ReceiveBid():
            return _receive(command, given)
        case WithdrawBid():
            return _withdraw(command, given)
        case AppointCommittee():
            return _appoint(command, given)
        case OpenBids():
            return _open(command, given)
        case CheckQualification():
            return check(command, given)
        case ScoreBids():
            return score(command, given)
        case FailRound():
            return _fail(command, given)
        case CancelProcurement():
            cancelled = ProcurementCancelled(reason=command.reason, minutes=command.minutes, on=given.on)
            return given.settle(command, [], cancelled)
        case _:
            assert_never(command)


def take(item: AgendaItem, given: Given) -> Accepted:
    """The deadline of a round has come: nothing is received from now on."""
    number = int(item.key.rsplit(".", 1)[1])
    now = given.project.bidding.round(number)
    if now.closed or now.failed is not None:
        return Accepted()
    closed = BiddingClosed(round=number, bids=len(now.bids), closed_at=item.due)
    return Accepted(((given.home, closed),))


# ---------------------------------------------------------------- invitations and bids


def _in_time(given: Given) -> Finding | None:
    """Before the deadline, by the moment at which the act is judged.  HR-BID-1"""
    terms = given.project.publication.solicitation
    open_still = terms is not None and given.at < terms.response_deadline and not given.project.round.closed
    deadline = terms.response_deadline.isoformat() if terms else ""
    return require(given, "HR-BID-1", open_still, f"已过响应截止时间 {deadline}", deadline=deadline)


def _invite(command: InviteSuppliers, given: Given) -> Decision:
    project = given.project
    under_way = project.publication.round > 0 and project.round.failed is None
    found = [
        require(given, "JL44-4.0", under_way, "没有已编制采购文件的轮次"),
        *(f for n, uscc in enumerate(command.suppliers) for f in may_take_part(uscc, given, field=f"suppliers[{n}]")),
        _in_time(given) if under_way else None,
        *_drawn(command, given),
    ]
    new = tuple(dict.fromkeys(uscc for uscc in command.suppliers if uscc not in project.round.invited))
    invited = SuppliersInvited(**{**command.model_dump(), "suppliers": new}, round=project.publication.round)
    return given.settle(command, found, *((invited,) if new else ()))


def _drawn(command: InviteSuppliers, given: Given) -> Iterator[Finding | None]:
    """How many are invited, and by what draw, where the method says so.  R-M12, R-M15"""
    method = method_of(given)
    chosen = set(command.suppliers) | set(given.project.round.invited)
    if method.max_suppliers is not None:
        most = Decimal(method.max_suppliers)
        yield at_most(given, method.clause, Decimal(len(chosen)), most, "邀请的供应商家数", field="suppliers")
    if method.invited_min is not None:
        least = Decimal(method.invited_min)
        yield at_least(given, method.clause, Decimal(len(chosen)), least, "邀请的供应商家数", field="suppliers")
    if method.candidate_multiple is not None:
        among, needed = set(command.candidates), Decimal(len(command.suppliers) * method.candidate_multiple)
        yield at_least(given, method.clause, Decimal(len(among)), needed, "备选供应商家数", field="candidates")
        strangers = [uscc for uscc in command.suppliers if uscc not in among]
        reason = f"不在备选供应商之中：{'、'.join(strangers)}"
        yield require(given, method.clause, not strangers, reason, field="suppliers")
        yield require(given, method.clause, command.draw_record is not None, "缺少随机抽取记录", field="draw_record")
    if method.draw_witnesses is not None:
        present, least = Decimal(len(set(command.witnesses))), Decimal(method.draw_witnesses)
        yield at_least(given, method.clause, present, least, "随机抽取的现场监督人数", field="witnesses")


def _receive(command: ReceiveBid, given: Given) -> Decision:
    """A second bid of the same supplier before the deadline replaces the first."""
    method = method_of(given)
    asked = not method.invited_only or command.supplier in given.project.round.invited
    found = [
        *may_take_part(command.supplier, given),
        _in_time(given),
        require(given, method.clause, asked, f"“{method.title}”只接收被邀请供应商的响应文件", field="supplier"),
    ]
    received = BidReceived(round=given.project.publication.round, received_at=given.at, **command.model_dump())
    return given.settle(command, found, received)


def _withdraw(command: WithdrawBid, given: Given) -> Decision:
    known = command.supplier in given.project.round.bids
    found = [
        require(given, "JL44-1.4b", known, f"本轮没有 {command.supplier} 的响应文件", field="supplier"),
        _in_time(given),
    ]
    return given.settle(command, found, BidWithdrawn(round=given.project.publication.round, **command.model_dump()))


# ---------------------------------------------------------------- committee and opening


def _appoint(command: AppointCommittee, given: Given) -> Decision:
    method = method_of(given)
    found = [*_composition(command, method, given)]
    for number, member in enumerate(command.members):
        if member.conflict is not None:
            reason = f"{member.name}有应当回避的情形：{member.conflict}"
            found.append(finding(given, "R-S13", reason, field=f"members[{number}].conflict"))
    appointed = CommitteeAppointed(round=given.project.publication.round, **command.model_dump())
    return given.settle(command, found, appointed)


def _composition(command: AppointCommittee, method: Method, given: Given) -> Iterator[Finding | None]:
    """Enough members, an odd number, distinct persons, the experts' share.  E-01, E-05, E-06, HR-BL-2"""
    clause, size = method.committee_clause, len(command.members)
    yield at_least(given, clause, Decimal(size), Decimal(method.committee_min), "评审小组人数", field="members")
    larger, when = method.committee_larger_min, method.committee_larger_when
    if larger is not None and when is not None and PREDICATES[when](given.project.plan, given.rules):
        why = method.committee_larger_clause or clause
        yield at_least(given, why, Decimal(size), Decimal(larger), "评审小组人数", field="members")
    if method.committee_odd:
        yield require(given, clause, size % 2 == 1, f"评审小组为{size}人，应为单数", field="members")
    distinct = len({member.person for member in command.members}) == size
    yield require(given, clause, distinct, "同一人不得在评审小组中占两席", field="members")
    share = method.committee_expert_share
    if share is not None:
        experts = sum(member.kind == "expert" for member in command.members)
        # a third has no last digit: what is compared is cut to the same places on both sides
        actual = (Decimal(experts) / size).quantize(_SHARE, ROUND_HALF_UP)
        reason = f"评审专家{experts}人，少于{size}人的三分之二"
        yield require(
            given,
            clause,
            actual >= share.quantize(_SHARE, ROUND_HALF_UP),
            reason,
            field="members",
            experts=experts,
            size=size,
        )


def _open(command: OpenBids, given: Given) -> Decision:
    project = given.project
    now, terms = project.round, project.publication.solicitation
    assert terms is not None, "bidding without terms"  # the stage says so
    strangers = [offer.supplier for offer in command.prices if offer.supplier not in now.bids]
    found = [
        require(given, "JL44-4.0", now.closed, "响应截止时间未到，不得开启"),
        require(given, "JL44-4.0", now.opened is None, "响应文件已开启"),
        require(given, "JL44-4.0", given.at >= terms.opens_at, f"开启时间为 {terms.opens_at.isoformat()}，时间未到"),
        require(
            given,
            "JL44-4.4.0",
            command.witness not in (given.by, given.actor.name),
            "开启须有第二人在场见证",
            field="witness",
        ),
        require(given, "JL44-1.4b", not strangers, f"没有响应文件：{'、'.join(strangers)}", field="prices"),
        enough(len(now.bids), given, "响应供应商"),
    ]
    opened = BidsOpened(round=project.publication.round, opened_by=given.by, opened_at=given.at, **command.model_dump())
    return given.settle(command, found, opened)


# ---------------------------------------------------------------- a round that fails


def _fail(command: FailRound, given: Given) -> Decision:
    """Only for want of lawful bids: a round with enough of them goes on, or the head cancels the purchase.  JL44-1.4b"""
    project = given.project
    now = project.round
    reason = "响应供应商数量足够，不得宣布失败；确需停止的由负责人终止采购"
    found = [
        require(given, "JL44-4.0", now.closed, "响应截止时间未到，不得宣布失败"),
        require(given, "JL44-1.4b", not now.closed or _too_few(given), reason),
    ]
    failed = RoundFailed(round=project.publication.round, reason=command.reason, bids=len(now.bids), on=given.on)
    return given.settle(command, found, failed)


def _too_few(given: Given) -> bool:
    """Too few bids; too few that can still qualify; or every opened price above the ceiling (R-B08)."""
    project = given.project
    now, terms = project.round, project.publication.solicitation
    rejected = sum(not checked.passes for uscc, checked in now.qualified.items() if uscc in now.bids)
    if enough(len(now.bids), given, "响应供应商") or enough(len(now.bids) - rejected, given, "合格供应商"):
        return True
    prices = {offer.supplier: offer.price_yuan for offer in now.opened.prices} if now.opened else {}
    priced = bool(prices) and set(prices) == set(now.bids)
    return priced and terms is not None and all(price > terms.ceiling_yuan for price in prices.values())
