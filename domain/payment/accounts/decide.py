"""The supplier's account: the rules.  A changed account is proved and confirmed by another person before it is paid.  HR-PY-4"""

from typing import assert_never

from domain.forms import finding, require, someone_else
from domain.given import Decision, Given
from domain.payment.accounts.messages import AccountConfirmed, AccountRegistered, ConfirmAccount, RegisterAccount
from domain.project import Project
from domain.supervision.messages import Finding

AccountCommand = RegisterAccount | ConfirmAccount


def decide_account(command: AccountCommand, given: Given) -> Decision:
    terms = given.project.contract.terms
    if terms is None:
        return given.settle(command, [finding(given, "HR-PY-4", "合同尚未签订，没有收款单位", field="account")])
    match command:
        case RegisterAccount():
            new = command.account != account_in_use(given.project)
            found = [require(given, "HR-PY-4", new, "该账户即现用账户，不必再登记", field="account")]
            event = AccountRegistered(**command.model_dump(), supplier=terms.supplier, by=given.by, on=given.on)
            return given.settle(command, found, event)
        case ConfirmAccount():
            return _confirm(command, terms.supplier, given)
        case _:
            assert_never(command)


def _confirm(command: ConfirmAccount, supplier: str, given: Given) -> Decision:
    waiting = given.project.payment.accounts.waiting.get(supplier)
    if waiting is None or waiting.account != command.account:
        return given.settle(command, [finding(given, "HR-PY-4", "没有待核实的这一账户", field="account")])
    apart = command.record != waiting.proof
    found = [
        someone_else(given, "HR-PY-4", waiting.by, "账户的核实"),
        require(given, "HR-PY-4", apart, "核实记录不能就是登记时的证明材料", field="record"),
    ]
    return given.settle(
        command, found, AccountConfirmed(**command.model_dump(), supplier=supplier, by=given.by, on=given.on)
    )


def account_in_use(project: Project) -> str | None:
    """The account that payments go to: the last confirmed, else that of the first payment ordered with one; None where
    none is on record."""
    terms, payment = project.contract.terms, project.payment
    if terms is None:
        return None
    confirmed = payment.accounts.confirmed.get(terms.supplier)
    if confirmed is not None:
        return confirmed.account
    signed = project.contract.signed
    if signed is not None and signed.supplier != terms.supplier:  # the predecessor's account is nobody's any more
        return None
    return next((p.account for p in payment.ordered.values() if p.account is not None), None)


def payable_account(account: str | None, given: Given) -> Finding | None:
    """No payment goes to another account than the one in use, nor to any after a succession until it is confirmed."""
    project = given.project
    terms, signed = project.contract.terms, project.contract.signed
    in_use = account_in_use(project)
    if in_use is not None:
        kept = account is None or account == in_use
        reason = "收款账户与现用账户不同：须先登记证明材料，并由另一人核实"
        return require(given, "HR-PY-4", kept, reason, field="account")
    succeeded = terms is not None and signed is not None and terms.supplier != signed.supplier
    paid_by_account = any(p.account is not None for p in project.payment.ordered.values())
    reason = "承接主体已变更，其收款账户尚未登记和核实"
    return require(given, "HR-PY-4", not (succeeded and paid_by_account), reason, field="account")
