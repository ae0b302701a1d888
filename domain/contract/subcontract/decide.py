"""Sub-contracts: the rules.  Consented to, named in the bid, not the core, not the whole, and not passed on again.  R-S08

Work that was given out without all this is a matter of performance (breach kind `passing_on`).  No share is fixed by law.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from domain.bidding.parties.subcontract import known, no_core
from domain.bidding.parties.values import NamedSubcontract
from domain.contract.messages import ContractTerms
from domain.contract.subcontract.messages import RegisterSubcontract, SubcontractRegistered
from domain.forms import at_least, finding, require
from domain.given import Decision, Given
from domain.project import Project
from domain.supervision.messages import Finding

CONSENT: Final = "subcontract_consent"
TO_WHOM: Final = "supplier"  # the part of the consent's contents that names the sub-provider by its credit code


def reads(command: RegisterSubcontract) -> tuple[str, ...]:
    """Whether the sub-provider is barred stands in its own stream."""
    return (f"supplier/{command.uscc}",)


def register(command: RegisterSubcontract, given: Given) -> Decision:
    contract = given.project.contract
    terms = contract.terms
    if terms is None:
        return given.settle(command, [finding(given, "R-S08", "合同尚未签订，没有可以分包的合同", field="key")])
    fresh = command.key not in {s.key for s in contract.subcontracts}
    found = [
        require(given, "JL44-4.0", fresh, "编号已使用", field="key"),
        require(given, "JL44-4.4.0", command.signed_on <= given.at.date(), "签订日期晚于今天", field="signed_on"),
        _consented(command, given),
        no_core(command.work, given, field="work"),
        *known(command.uscc, given, field="uscc"),
        *_by_the_winner(command, terms, given),
        *_as_named(command, given),
        _not_the_whole(command, given),
    ]
    registered = SubcontractRegistered(**command.model_dump(), by=given.by, on=given.on)
    return given.settle(command, found, registered)


def _consented(command: RegisterSubcontract, given: Given) -> Finding | None:
    """The buyer's consent is on record, and is about this sub-provider."""
    consent = given.project.approval.agreed(CONSENT)
    to_whom = consent.contents.get(TO_WHOM) if consent is not None else None
    reason = (
        f"没有购买主体对分包给{command.name}的同意（GiveApproval {CONSENT}，contents.{TO_WHOM} 写明 {command.uscc}）"
    )
    return require(given, "R-S08", to_whom == command.uscc, reason, field="uscc", consented=to_whom)


def _by_the_winner(command: RegisterSubcontract, terms: ContractTerms, given: Given) -> Iterator[Finding | None]:
    """The supplier gives work out, its sub-provider never again.  87号令 art. 35"""
    own = (terms.supplier, *terms.joint)
    giver = command.giver or terms.supplier
    yield require(given, "R-S08", giver in own, "分包供应商不得再次分包，只有承接主体可以分包", field="giver")
    yield require(given, "R-S08", command.uscc not in own, "承接主体不能分包给自己", field="uscc")
    promised = "分包合同须写明分包供应商不得再次分包"
    yield require(given, "R-S08", command.no_further, promised, field="no_further")


def named_in_bid(project: Project, uscc: str) -> tuple[NamedSubcontract, ...] | None:
    """What the winning bid gives to this sub-provider; None where the bid is not on record here (a running contract, a
    call-off), which is not judged."""
    award = project.award.confirmed
    bid = project.round.bids.get(award.supplier) if award is not None else None
    return None if bid is None else tuple(s for s in bid.subcontracts if s.uscc == uscc)


def _as_named(command: RegisterSubcontract, given: Given) -> Iterator[Finding | None]:
    """To whom and for what the bid said; what was to fill a reserved share is no smaller than it said.  R-S08, N46-02"""
    named = named_in_bid(given.project, command.uscc)
    if named is None:
        return
    same = next((s for s in named if s.work == command.work), None)
    reason = f"响应文件没有载明将“{command.work}”分包给{command.name}"
    yield require(given, "R-S08", same is not None, reason, field="work", named=[s.work for s in named])
    if same is not None and same.reserved:
        least = (same.share * given.project.contract.amount_yuan).quantize(Decimal("0.01"))
        yield at_least(given, "N46-02", command.amount_yuan, least, "预留份额的分包金额", field="amount_yuan")


def _not_the_whole(command: RegisterSubcontract, given: Given) -> Finding | None:
    """To give all of it out is passing-on (转包), whatever it is called."""
    contract = given.project.contract
    total = sum((s.amount_yuan for s in contract.subcontracts), start=command.amount_yuan)
    reason = f"分包金额合计 {total} 元，合同金额 {contract.amount_yuan} 元：全部分包即为转包"
    return require(given, "R-S08", total < contract.amount_yuan, reason, field="amount_yuan", total_yuan=total)
