"""Contract: the rules.  Eight parts, the awarded terms, the signature, supplements.  JL44-4.3.3 … 4.3.6, GPL 46–49"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain.award.telling.decide import announced, told_on
from domain.bidding.framework.calloff import framework_of, still_serving
from domain.calendar import Deadline, Period
from domain.contract.bond import decide as bond
from domain.contract.bond.messages import ReceivePerformanceBond, ReturnPerformanceBond
from domain.contract.change import decide as change
from domain.contract.change.messages import AmendContract, RenewContract
from domain.contract.messages import (
    ConfirmOpeningCorrection,
    ContractDrafted,
    ContractFiled,
    ContractSigned,
    ContractSupplemented,
    ContractTerms,
    CorrectOpening,
    DraftContract,
    FileContract,
    OpenRunningContract,
    SignContract,
    SupplementContract,
)
from domain.contract.opening import decide as opening
from domain.contract.seals import decide as seals
from domain.contract.seals.messages import OrderSeal, RecordSeal
from domain.contract.state import Contract
from domain.contract.subcontract import decide as subcontract
from domain.contract.subcontract.messages import RegisterSubcontract
from domain.contract.succession.decide import reads as succession_reads
from domain.contract.succession.decide import recognize
from domain.contract.succession.messages import RecognizeSuccession
from domain.contract.terms import acceptance_agreed, awarded_terms, eight_parts, exists, unsaid, warning, winner
from domain.dispute.suspension import standstill, standstill_days
from domain.forms import (
    at_most,
    deadline,
    finding,
    gate,
    inside_gpl,
    require,
    someone_else,
)
from domain.given import Decision, Given
from domain.message import Command
from domain.planning.emergency import addition_clause
from domain.project import Project
from domain.register.state import Supplier
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

ContractCommand = (
    DraftContract
    | OrderSeal
    | RecordSeal
    | SignContract
    | FileContract
    | SupplementContract
    | RenewContract
    | AmendContract
    | ReceivePerformanceBond
    | ReturnPerformanceBond
    | OpenRunningContract
    | CorrectOpening
    | ConfirmOpeningCorrection
    | RecognizeSuccession
    | RegisterSubcontract
)


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """Whether the supplier is barred on the day of signing stands in its own stream.  JL44-4.4.4b"""
    match command:
        case SignContract() if project.contract.draft is not None:
            draft = project.contract.draft
            parties = (draft.supplier, *draft.joint, *winner(project))
            return (*(f"supplier/{uscc}" for uscc in dict.fromkeys(parties)), *framework_of(project))
        case DraftContract() | OrderSeal() | RecordSeal():
            return tuple(f"supplier/{uscc}" for uscc in winner(project))
        case RenewContract() if project.contract.terms is not None:
            return (f"supplier/{project.contract.terms.supplier}",)
        case RegisterSubcontract():
            return subcontract.reads(command)
        case OpenRunningContract():
            return opening.reads(command)
        case RecognizeSuccession():
            return succession_reads(command, project)
        case _:
            return ()


def decide(command: ContractCommand, given: Given) -> Decision:
    match command:
        case DraftContract():
            return _draft(command, given)
        case SignContract():
            return _sign(command, given)
        case FileContract():
            return _file(command, given)
        case SupplementContract():
            return _supplement(command, given)
        case OpenRunningContract():
            return opening.open_running(command, given)
        case CorrectOpening():
            return opening.correct(command, given)
        case ConfirmOpeningCorrection():
            return opening.confirm(command, given)
        case OrderSeal():
            return seals.order(command, given)
        case RecordSeal():
            return seals.record(command, given)
        case RenewContract():
            return change.renew(command, given)
        case AmendContract():
            return change.amend(command, given)
        case ReceivePerformanceBond():
            return bond.receive(command, given)
        case ReturnPerformanceBond():
            return bond.give_back(command, given)
        case RegisterSubcontract():
            return subcontract.register(command, given)
        case RecognizeSuccession():
            return recognize(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- draft and signature


def _draft(command: DraftContract, given: Given) -> Decision:
    """A draft may be incomplete, and says so; what it does say must be what was awarded."""
    unsigned = require(given, "JL44-4.0", given.project.contract.terms is None, "合同已签订，不能重新起草")
    incomplete = [warning(f) for f in (*eight_parts(command.terms, given), *acceptance_agreed(command.terms, given))]
    found = [unsigned, *awarded_terms(command.terms, given), *incomplete, unsaid(command.terms, given)]
    return given.settle(command, found, ContractDrafted(terms=command.terms, by=given.by))


def _sign(command: SignContract, given: Given) -> Decision:
    contract = given.project.contract
    if contract.draft is None:
        return given.settle(command, [finding(given, "JL44-4.3.3", "尚无合同文本：先起草合同", field="terms")])
    found = [
        require(given, "JL44-4.0", contract.terms is None, "合同已签订"),
        require(given, "JL44-4.4.0", command.signed_on <= given.at.date(), "签订日期晚于今天", field="signed_on"),
        someone_else(given, "JL44-4.4.0", contract.drafted_by, "合同的签订"),
        *eight_parts(contract.draft, given),
        *awarded_terms(contract.draft, given),
        *acceptance_agreed(contract.draft, given),
        *gate(given, "sign_contract"),
        *_after_award(command.signed_on, given),
        *standstill(given),
        _barred(contract.draft, command.signed_on, given),
        *exists(contract.draft, command.signed_on, given),
        still_serving(given),
        *seals.sealed(command, given),
        _budgeted(contract.draft, given),
    ]
    signed = ContractSigned(terms=contract.draft, **command.model_dump())
    return given.settle(command, found, signed)


def _budgeted(terms: ContractTerms, given: Given) -> Finding | None:
    """Signed for no more than the budget holds: beyond it the contract would borrow.  FD-03"""
    funding = given.project.funding
    held = funding.reserved_yuan + funding.committed_yuan
    reason = f"合同金额 {terms.amount_yuan} 元超过已落实和承诺的资金 {held} 元：先有预算，后购买"
    return require(given, "FD-03", terms.amount_yuan <= held, reason, field="terms.amount_yuan", held_yuan=held)


def _after_award(signed_on: date, given: Given) -> Iterator[Finding | None]:
    """The result is published, the days after it have not run out: a late signature warns, since it stays a duty."""
    project = given.project
    award = project.award.confirmed
    if award is None:
        yield finding(given, "JL44-4.0", "尚未确定承接主体")
        return
    yield require(given, "JL44-4.0", signed_on >= award.on, f"签订日期早于成交日期{award.on}", field="signed_on")
    if inside_gpl(project.plan, given.rules):
        shown = announced(project) is not None
        yield require(given, "R-P17", shown, "成交结果尚未公告，成交通知书未发出", field="result")
    due, clause = signing_due(project, given.rules)
    late = require(
        given, clause, signed_on <= due.on, f"签订合同的期限为{due.on}，已逾期", field="signed_on", due=due.on
    )
    yield warning(late)


def signing_due(project: Project, rules: RuleBook) -> tuple[Deadline, str]:
    """The last day for signing, and the rule that says so.  ValueError before an award.

    Days on which the law itself forbids to sign (R-P29) are not counted.
    """
    award = project.award.confirmed
    if award is None:
        raise ValueError(f"project {project.id} has no award yet")
    clause = "R-P20" if inside_gpl(project.plan, rules) else "HR-CT-2"
    start, period = told_on(project) or award.on, rules.period(clause, "sign_within")
    stood_still = standstill_days(project, start, rules) if period.unit == "CD" else 0
    return rules.calendar.add(start, Period(period.count + stood_still, period.unit)), clause


def _barred(terms: ContractTerms, day: date, given: Given) -> Finding | None:
    for uscc in dict.fromkeys((terms.supplier, *terms.joint)):
        bar = given.state(Supplier, f"supplier/{uscc}").barred_on(day, given.project.plan.buyer.division)
        if bar is not None:
            who = terms.supplier_name if uscc == terms.supplier else uscc
            reason = f"{who}在{bar.from_on}至{bar.until_on}被禁止参加（{bar.document_number}）"
            return finding(given, "JL44-4.4.4b", reason, field="terms.supplier", until=bar.until_on)
    return None


# ---------------------------------------------------------------- after the signature


def _file(command: FileContract, given: Given) -> Decision:
    contract = given.project.contract
    found = [
        require(given, "R-P22", contract.signed_on is not None, "合同尚未签订，无从报备"),
        require(given, "R-P22", not _filed(command.key, contract), "合同已报备", field="receipt"),
    ]
    known = command.key is None or command.key in dict(contract.changes)
    found.append(require(given, "R-P22", known, f"没有合同变更“{command.key}”", field="key"))
    since = dict(contract.changes).get(command.key) if command.key is not None else contract.signed_on
    if since is not None and (contract.opened is None or command.key is not None):
        due = deadline(given.rules, "R-P22", "file_within", since)
        late = require(given, "R-P22", given.on <= due.on, f"报备期限为{due.on}，已逾期", due=due.on)
        found.append(warning(late))
    return given.settle(command, found, ContractFiled(**command.model_dump(), on=given.on))


def _filed(key: str | None, contract: Contract) -> bool:
    return key in contract.filed if key is not None else contract.filed_on is not None


def _supplement(command: SupplementContract, given: Given) -> Decision:
    """All supplements together stay within the law's share of the original, and within the money that is reserved."""
    project = given.project
    contract = project.contract
    if contract.terms is None:
        return given.settle(command, [finding(given, "JL44-4.0", "合同尚未签订")])
    original = contract.original_yuan
    added = sum((s.amount_yuan for s in contract.supplements), start=Decimal("0.00")) + command.amount_yuan
    clause = addition_clause(given)
    most = original * given.rules.ratio(clause, "addition_max")
    held = project.funding.reserved_yuan + project.funding.committed_yuan
    whole = contract.amount_yuan + command.amount_yuan
    funded = contract.opened is not None or whole <= held
    ended = project.breach.dissolved is not None
    found = [
        require(
            given,
            "JL44-4.0",
            contract.period(command.key) is None and command.key not in dict(contract.changes),
            "编号已使用",
            field="key",
        ),
        require(given, "JL44-4.3.3", command.amount_yuan > 0, "追加金额须大于零", field="amount_yuan"),
        require(given, "JL44-4.4.3a", not ended, "合同已解除，不能追加"),
        at_most(given, clause, added, most, "全部补充合同金额", field="amount_yuan"),
        require(
            given,
            "JL44-4.1.2",
            funded,
            f"合同连同追加共 {whole} 元，已落实资金 {held} 元",
            field="amount_yuan",
            held_yuan=held,
        ),
    ]
    return given.settle(command, found, ContractSupplemented(**command.model_dump(), on=given.on))
