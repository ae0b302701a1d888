"""Parties: work that a bid gives to others.  Named in the bid, never the core, never all of it, to none that is barred.

R-S08 (GPL 48, 87号令 art. 35); N46-02, N46-06, N46-08 where it is to fill a share of small firms.  The law limits no share.
"""

from collections.abc import Iterator
from decimal import Decimal

from domain.bidding.eligibility import barred
from domain.bidding.messages import CheckQualification, ReceiveBid
from domain.bidding.parties.values import NamedSubcontract
from domain.forms import finding, require
from domain.given import Given
from domain.register.state import Supplier
from domain.supervision.messages import Finding

_HERE = "subcontracts"


def named(command: ReceiveBid, given: Given) -> Iterator[Finding | None]:
    """What stands against the sub-contracts that a bid names.  R-S08"""
    own = (command.supplier, *(command.consortium.codes if command.consortium is not None else ()))
    for number, sub in enumerate(command.subcontracts):
        field = f"{_HERE}[{number}]"
        other = f"{sub.name}就是响应供应商或者联合体成员，不是分包"
        yield require(given, "R-S08", sub.uscc not in own, other, field=f"{field}.uscc")
        yield no_core(sub.work, given, field=f"{field}.work")
        yield from known(sub.uscc, given, field=f"{field}.uscc")
        yield from _small(sub, given, field)
    total = sum((s.share for s in command.subcontracts), start=Decimal(0))
    yield require(given, "R-S08", total < 1, f"各分包份额合计为 {total}：全部分包即为转包", field=_HERE)


def no_core(work: str, given: Given, *, field: str) -> Finding | None:
    """The core of the purchase is done by who won it.  87号令 art. 35"""
    terms = given.project.publication.solicitation
    core = terms.core_work if terms is not None else ()
    return require(given, "R-S08", work not in core, f"“{work}”是采购文件规定的主体、关键性工作，不得分包", field=field)


def known(uscc: str, given: Given, *, field: str) -> Iterator[Finding | None]:
    """Registered, and not kept out by anybody's decision: who is barred takes no part by a back door.  JL44-4.4.4b"""
    registered = given.state(Supplier, f"supplier/{uscc}").name != ""
    yield require(given, "JL44-2.2.2", registered, f"分包供应商 {uscc} 尚未登记（RegisterSupplier）", field=field)
    yield barred(uscc, given, field=field)


def _small(sub: NamedSubcontract, given: Given, field: str) -> Iterator[Finding | None]:
    """A reserved share goes to small firms alone, proven by their own declaration.  46号 arts. 8, 9, 11"""
    if sub.reserved:
        reason = f"预留份额须分包给中小企业，{sub.name}没有《中小企业声明函》"
        yield require(given, "N46-02", sub.sme is not None, reason, field=f"{field}.sme")
    if sub.sme is None:
        return
    lawful = not given.rules.has("N46-08", "proofs") or sub.sme.proof in given.rules.kinds("N46-08", "proofs")
    yield require(given, "N46-08", lawful, "中小企业只凭《中小企业声明函》", field=f"{field}.sme.proof")
    kind = given.state(Supplier, f"supplier/{sub.uscc}").kind
    yield require(given, "N46-08", kind in ("", "enterprise"), f"{sub.name}不是企业", field=f"{field}.sme", kind=kind)
    people = "提供服务的人员不是与该企业订立劳动合同的从业人员，不享受扶持政策"
    yield require(given, "N46-09", sub.sme.own_people, people, field=f"{field}.sme.own_people")


def share_proven(command: CheckQualification, given: Given) -> Finding | None:
    """The share of small firms that is to lower a price is no more than the named sub-contracts give them.  N46-06"""
    bid = given.project.round.bids.get(command.supplier)
    if bid is None or not bid.subcontracts or bid.consortium is not None or command.small_share is None:
        return None
    sizes = given.rules.kinds("N46-05", "sizes") if given.rules.has("N46-05", "sizes") else ()
    theirs = sum((s.share for s in bid.subcontracts if s.sme and s.sme.size in sizes), start=Decimal(0))
    reason = f"分包意向协议约定的小微企业份额为 {theirs}，不足 {command.small_share}"
    kept = command.small_share <= theirs
    return None if kept else finding(given, "N46-06", reason, field="small_share", named=theirs)
