"""Bid bonds: the rules.  Never in cash, never above the limit, back in time or with interest.  R-B01, R-B03, R-P23 … R-P26"""

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from domain.award.bonds.holding import Held, held, interest
from domain.award.bonds.messages import (
    BidBondForfeited,
    BidBondReceived,
    BidBondsReturned,
    ForfeitBidBond,
    LateInterest,
    ReceiveBidBond,
    ReturnBidBonds,
)
from domain.award.undoing.messages import RefusalToSignRecorded
from domain.bidding.receiving import in_time
from domain.forms import allowed_kind, at_most, finding, require
from domain.given import Decision, Given
from domain.supervision.messages import Finding

BondsCommand = ReceiveBidBond | ReturnBidBonds | ForfeitBidBond


def decide(command: BondsCommand, given: Given) -> Decision:
    match command:
        case ReceiveBidBond():
            return _receive(command, given)
        case ReturnBidBonds():
            return _return(command, given)
        case ForfeitBidBond():
            return _forfeit(command, given)
        case _:
            assert_never(command)


def _receive(command: ReceiveBidBond, given: Given) -> Decision:
    project = given.project
    terms, number = project.publication.solicitation, project.publication.round
    asked = terms.bid_bond_yuan if terms is not None else None
    if asked is None:
        none = finding(given, "R-B01", "采购文件没有要求投标保证金，不得收取", field="amount_yuan")
        return given.settle(command, [none])
    most = (project.plan.budget_yuan * given.rules.ratio("R-B01", "bid_bond_max")).quantize(Decimal("0.01"))
    new = (number, command.supplier) not in project.award.bonds.received
    exact = command.amount_yuan == asked
    found = [
        allowed_kind(given, "R-B03", "bond_forms", command.form, "保证金形式", field="form"),
        at_most(given, "R-B01", command.amount_yuan, most, "投标保证金", field="amount_yuan"),
        require(given, "R-B01", exact, f"采购文件要求的保证金为 {asked} 元", field="amount_yuan"),
        in_time(given),
        require(given, "R-B01", new, "该供应商的保证金已收到", field="supplier"),
    ]
    return given.settle(command, found, BidBondReceived(**command.model_dump(), round=number, on=given.on))


# ---------------------------------------------------------------- back to whom it belongs


def _return(command: ReturnBidBonds, given: Given) -> Decision:
    project = given.project
    holding = [h for h in held(project) if h.supplier in command.suppliers]
    number = command.round or min((h.round for h in holding), default=project.publication.round)
    bonds = {h.supplier: h for h in holding if h.round == number}
    missing = [uscc for uscc in command.suppliers if uscc not in bonds]
    words = f"没有收取、已经退还或者已决定不予退还保证金：{'、'.join(missing)}"
    late = [(b, days) for b in bonds.values() if (days := _days_late(b, given)) > 0]
    found = [
        require(given, "R-P23", bool(command.suppliers), "没有写明退还给谁", field="suppliers"),
        require(given, "R-P23", not missing, words, field="suppliers"),
        *_rate_named(command, late, given),
    ]
    returned = BidBondsReturned(
        suppliers=command.suppliers,
        receipt=command.receipt,
        on=given.on,
        round=number,
        base_rate=command.base_rate if late else None,
        rate_source=command.rate_source if late else None,
        interest=tuple(_late(b, days, command.base_rate, given) for b, days in late if command.base_rate is not None),
    )
    return given.settle(command, found, returned)


def _days_late(bond: Held, given: Given) -> int:
    """Calendar days after the last day for the return.  R-P24"""
    due = bond.due(given.rules)
    return (given.on - due.on).days if due is not None else 0


def _rate_named(command: ReturnBidBonds, late: list[tuple[Held, int]], given: Given) -> Iterator[Finding | None]:
    if not late:
        return
    days = max(days for _, days in late)
    reason = f"已逾期{days}日退还，须支付超期资金占用费：写明同期贷款基准利率及其出处"
    yield require(given, "R-P24", command.base_rate is not None, reason, field="base_rate", days_late=days)
    yield require(given, "R-P24", command.rate_source is not None, "缺少基准利率的出处", field="rate_source")


def _late(bond: Held, days: int, base_rate: Decimal, given: Given) -> LateInterest:
    return LateInterest(
        supplier=bond.supplier,
        bond_yuan=bond.amount_yuan,
        days_late=days,
        interest_yuan=interest(bond.amount_yuan, base_rate, days, given.rules),
    )


# ---------------------------------------------------------------- kept


def _forfeit(command: ForfeitBidBond, given: Given) -> Decision:
    project = given.project
    bond = next((h for h in held(project) if h.supplier == command.supplier), None)
    found = [
        require(given, "HR-AW-2", bond is not None, f"{command.supplier} 没有保证金在购买主体处", field="supplier"),
        allowed_kind(given, "HR-AW-2", "grounds", command.ground, "不予退还的情形", field="ground"),
    ]
    if command.ground == "refused_to_sign":
        refused = isinstance(project.award.displaced.get(command.supplier), RefusalToSignRecorded)
        reason = "没有该供应商拒绝签订合同的记录（RecordRefusalToSign）"
        found.append(require(given, "R-S17", refused, reason, field="ground"))
    if command.ground == "withdrew_after_deadline":
        reason = "响应截止之前可以撤回，保证金须退还"
        found.append(require(given, "R-P26", project.round.closed, reason, field="ground"))
    number = bond.round if bond is not None else 0
    return given.settle(command, found, BidBondForfeited(**command.model_dump(), round=number, on=given.on))
