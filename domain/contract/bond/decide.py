"""The performance bond: the rules.  Non-cash, within its share, returned in time or what the contract says.  R-B02 … R-B04"""

from collections.abc import Iterator
from datetime import date

from domain.calendar import Deadline, Period
from domain.contract.bond.messages import (
    PerformanceBondReceived,
    PerformanceBondReturned,
    ReceivePerformanceBond,
    ReturnPerformanceBond,
)
from domain.contract.messages import ContractTerms
from domain.forms import at_most, deadline, finding, parts, require
from domain.given import Decision, Given
from domain.performance.acceptance import ended_on
from domain.project import Project
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

CASH = "cash"


def bond_terms(terms: ContractTerms, given: Given) -> Iterator[Finding | None]:
    """Where a bond is agreed: its share, every non-cash form at the supplier's choice, and how it goes back."""
    if not terms.performance_bond_yuan:
        return
    most = terms.amount_yuan * given.rules.ratio("R-B02", "performance_bond_max")
    where = "terms.performance_bond_yuan"
    yield at_most(given, "R-B02", terms.performance_bond_yuan, most, "履约保证金", field=where)
    lawful = given.rules.kinds("R-B03", "bond_forms")
    if terms.bond_forms:
        refused = [form for form in lawful if form not in terms.bond_forms]
        reason = f"由供应商自主选择非现金形式，合同未接受：{'、'.join(refused)}"
        yield require(given, "R-B03", not refused, reason, field="terms.bond_forms", missing=refused)
        no_cash = CASH not in terms.bond_forms
        yield require(given, "R-B03", no_cash, "履约保证金不得以现金形式交纳", field="terms.bond_forms")
    said = terms.bond_return.model_dump() if terms.bond_return is not None else {}
    yield from parts(given, "R-B04", "clause_parts", said, "履约保证金退还条款")


def receive(command: ReceivePerformanceBond, given: Given) -> Decision:
    contract = given.project.contract
    terms = contract.terms or contract.draft
    agreed = terms.performance_bond_yuan if terms is not None else None
    if not agreed:
        return given.settle(command, [finding(given, "R-B02", "合同没有约定履约保证金", field="amount_yuan")])
    forms = given.rules.kinds("R-B03", "bond_forms")
    reason = f"“{command.form}”不是非现金形式；可用：{'、'.join(forms)}"
    found = [
        require(given, "R-B02", contract.bond is None, "履约保证金已收取"),
        require(given, "R-B03", command.form in forms, reason, field="form", known=forms),
        at_most(given, "R-B02", command.amount_yuan, agreed, "收取的履约保证金", field="amount_yuan"),
        require(given, "JL44-4.4.0", command.received_on <= given.at.date(), "收取日期晚于今天", field="received_on"),
    ]
    return given.settle(command, found, PerformanceBondReceived(**command.model_dump(), by=given.by))


def over_since(project: Project) -> date | None:
    """The day on which the bond's purpose is over: performance completed, or the contract ended."""
    return project.performance.completed_on or ended_on(project)


def return_due(project: Project, rules: RuleBook) -> Deadline | None:
    """The last day for returning it, as the contract says or the house does; None while it still secures something."""
    since, terms = over_since(project), project.contract.terms
    if since is None or terms is None:
        return None
    agreed = terms.bond_return.within_days if terms.bond_return is not None else None
    if agreed is not None:
        return rules.calendar.add(since, Period(agreed, "WD"))
    return deadline(rules, "HR-CT-6", "return_within", since)


def give_back(command: ReturnPerformanceBond, given: Given) -> Decision:
    project = given.project
    bond = project.contract.bond
    if bond is None or project.contract.bond_returned is not None:
        reason = "没有收取过履约保证金" if bond is None else "履约保证金已退还"
        return given.settle(command, [finding(given, "R-B04", reason)])
    due = return_due(project, given.rules)
    whole = command.amount_yuan + command.withheld_yuan == bond.amount_yuan
    grounded = not command.withheld_yuan or command.ground is not None
    sums = f"退还 {command.amount_yuan} 元、不予退还 {command.withheld_yuan} 元，合计应为 {bond.amount_yuan} 元"
    found = [
        require(given, "R-B04", due is not None, "履约尚未完成，合同也未解除"),
        require(given, "R-B04", whole, sums, field="amount_yuan"),
        require(given, "R-B04", grounded, "不予退还的部分须写明合同约定的情形", field="ground"),
        require(given, "JL44-4.4.0", command.returned_on <= given.at.date(), "退还日期晚于今天", field="returned_on"),
    ]
    if due is not None and command.returned_on > due.on and command.late_paid_yuan is None:
        reason = f"退还期限为{due.on}，已逾期：须按合同承担逾期退还的违约责任并写明金额"
        found.append(finding(given, "R-B04", reason, field="late_paid_yuan", due=due.on))
    return given.settle(command, found, PerformanceBondReturned(**command.model_dump(), by=given.by))
