"""Reconciliation: the rules.  A difference is recorded once, and mended by another person.  HR-PY-6"""

from typing import assert_never

from domain.forms import finding, require, someone_else
from domain.given import Decision, Given
from domain.payment.reconciliation.messages import (
    DifferenceRecorded,
    DifferenceSettled,
    RecordDifference,
    SettleDifference,
)
from domain.supervision.messages import Finding

ReconciliationCommand = RecordDifference | SettleDifference


def decide_reconciliation(command: ReconciliationCommand, given: Given) -> Decision:
    payment = given.project.payment
    match command:
        case RecordDifference():
            found = [
                require(given, "HR-PY-6", command.payment in payment.ordered, "没有这一支付", field="payment"),
                require(
                    given, "HR-PY-6", command.key not in payment.reconciliation.recorded, "差异编号已使用", field="key"
                ),
            ]
            return given.settle(command, found, DifferenceRecorded(**command.model_dump(), by=given.by, on=given.on))
        case SettleDifference():
            open_now = {d.key: d for d in payment.reconciliation.open}
            difference = open_now.get(command.key)
            if difference is None:
                return given.settle(command, [finding(given, "HR-PY-6", "没有待处理的对账差异", field="key")])
            found = [
                someone_else(given, "HR-PY-6", difference.by, "差异的处理"),
                _mended(difference, given),
            ]
            return given.settle(command, found, DifferenceSettled(**command.model_dump(), by=given.by, on=given.on))
        case _:
            assert_never(command)


def _mended(difference: DifferenceRecorded, given: Given) -> Finding | None:
    """What the treasury has paid is first registered here; only then is that difference settled."""
    payment = given.project.payment
    known = difference.payment in payment.made or difference.payment in payment.interest_paid
    reason = "国库已支付而账上没有：先登记支付结果（RegisterPayment）"
    return require(given, "HR-PY-6", difference.kind != "missing_here" or known, reason, field="key")
