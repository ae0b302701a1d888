"""Bidding: who is invited, and what is received until the deadline.  JL44-1.4b, R-M12, R-M15, HR-BID-1"""

from collections.abc import Iterator
from decimal import Decimal

from domain.bidding.eligibility import may_take_part, method_of
from domain.bidding.messages import (
    BidReceived,
    BidWithdrawn,
    InviteSuppliers,
    ReceiveBid,
    SuppliersInvited,
    WithdrawBid,
)
from domain.bidding.parties.conflicts import served, tied
from domain.bidding.parties.consortium import joined
from domain.bidding.parties.subcontract import named
from domain.forms import at_least, at_most, require
from domain.given import Decision, Given
from domain.supervision.messages import Finding


def in_time(given: Given) -> Finding | None:
    """Before the deadline, by the moment at which the act is judged.  HR-BID-1"""
    terms = given.project.publication.solicitation
    open_still = terms is not None and given.at < terms.response_deadline and not given.project.round.closed
    deadline = terms.response_deadline.isoformat() if terms else ""
    return require(given, "HR-BID-1", open_still, f"已过响应截止时间 {deadline}", deadline=deadline)


def invite(command: InviteSuppliers, given: Given) -> Decision:
    project = given.project
    under_way = project.publication.round > 0 and project.round.failed is None
    found = [
        require(given, "JL44-4.0", under_way, "没有已编制采购文件的轮次"),
        *(f for n, uscc in enumerate(command.suppliers) for f in may_take_part(uscc, given, field=f"suppliers[{n}]")),
        in_time(given) if under_way else None,
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


def receive(command: ReceiveBid, given: Given) -> Decision:
    """A second bid of the same supplier before the deadline replaces the first."""
    method = method_of(given)
    asked = not method.invited_only or command.supplier in given.project.round.invited
    found = [
        *may_take_part(command.supplier, given),
        *ties(command, given),
        in_time(given),
        require(given, method.clause, asked, f"“{method.title}”只接收被邀请供应商的响应文件", field="supplier"),
    ]
    received = BidReceived(round=given.project.publication.round, received_at=given.at, **command.model_dump())
    return given.settle(command, found, received)


def ties(command: ReceiveBid, given: Given) -> Iterator[Finding | None]:
    """A bid in common, and what ties it to others: said now, in the way when it is to pass.  R-S05 … R-S08"""
    yield from joined(command, given)
    yield from named(command, given)
    own = (command.supplier, *(command.consortium.codes if command.consortium is not None else ()))
    for found in (*tied(own, given), *served(own, command.name, given)):
        yield found.model_copy(update={"blocks": False}) if found is not None else None


def withdraw(command: WithdrawBid, given: Given) -> Decision:
    known = command.supplier in given.project.round.bids
    found = [
        require(given, "JL44-1.4b", known, f"本轮没有 {command.supplier} 的响应文件", field="supplier"),
        in_time(given),
    ]
    return given.settle(
        command, found, BidWithdrawn(round=given.project.publication.round, **command.model_dump(), on=given.on)
    )
