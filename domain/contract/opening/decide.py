"""A running contract comes in: the rules.  Its figures agree with each other, it still runs, it comes in once.  HR-OE-1 … HR-OE-3"""

from collections.abc import Iterator
from decimal import Decimal

from domain.contract.bond.messages import PerformanceBondReceived
from domain.contract.messages import (
    ConfirmOpeningCorrection,
    CorrectOpening,
    OpenRunningContract,
    RunningContractOpened,
)
from domain.contract.opening.messages import (
    OpenedChallenge,
    OpeningCorrected,
    OpeningCorrectionDeclined,
    OpeningCorrectionProposed,
)
from domain.dispute.challenge.messages import ChallengeFiled
from domain.forms import at_most, finding, require, someone_else
from domain.given import Decision, Given
from domain.message import Command, Event
from domain.register.state import Supplier
from domain.register.suppliers.messages import RunningContractNoted
from domain.supervision.messages import Finding

ZERO = Decimal("0.00")
FIGURES, RUNS, ONCE = "HR-OE-1", "HR-OE-2", "HR-OE-3"
_APART = {"reason", "evidence"}  # of a correction: not of the entry itself


def reads(command: Command) -> tuple[str, ...]:
    """Which projects a supplier's contracts have come into stands in its own stream."""
    if isinstance(command, OpenRunningContract):
        return (f"supplier/{command.terms.supplier}",)
    return ()


def open_running(command: OpenRunningContract, given: Given) -> Decision:
    """It comes in as it is: whether it was lawful is not judged."""
    project, terms = given.project, command.terms
    fresh = project.planning.plan is None and project.contract.opened is None
    said = command.model_dump(exclude={"bond", "challenge"})
    opened = RunningContractOpened(**said, author=given.by, on=given.on)
    found = [
        require(given, "JL44-4.0", fresh, "项目已启动，不能再迁入在途合同"),
        *_sound(opened, given),
        _still_runs(opened, given),
        _once(opened, given),
        *_bond(command, given),
        _challenge(command.challenge, given),
    ]
    noted = RunningContractNoted(number=terms.number, project=project.id, on=given.on)
    return given.settle(
        command, found, opened, *_brought(command, given), also=((f"supplier/{terms.supplier}", noted),)
    )


def _brought(command: OpenRunningContract, given: Given) -> Iterator[Event]:
    """What goes on under rules of its own stands on record as if it had been entered here."""
    if command.bond is not None:
        yield PerformanceBondReceived(**command.bond.model_dump(), by=given.by)
    if command.challenge is not None:
        yield ChallengeFiled(**command.challenge.model_dump(exclude={"filed_on"}), on=command.challenge.filed_on)


# ---------------------------------------------------------------- what agrees with what


def _sound(entry: RunningContractOpened, given: Given) -> Iterator[Finding | None]:
    """The figures of one entry agree with each other and with the calendar."""
    terms, today = entry.terms, given.at.date()
    keys = [*(p.key for p in terms.periods), *(s.key for s in entry.supplements)]
    unknown = sorted(set(entry.accepted_periods) - set(keys))
    yield require(given, "JL44-4.4.0", entry.signed_on <= today, "签订日期晚于今天", field="signed_on")
    yield require(given, "JL44-4.4.0", terms.starts_on <= terms.ends_on, "合同结束日早于开始日", field="terms.ends_on")
    reason = f"已验收的履约期不在合同中：{'、'.join(unknown)}"
    yield require(given, "JL44-4.4.0", not unknown, reason, field="accepted_periods", unknown=unknown)
    whole = terms.amount_yuan + sum((s.amount_yuan for s in entry.supplements), start=ZERO)
    reason = f"已付款 {entry.paid_yuan} 元超过合同连同补充的金额 {whole} 元"
    yield require(given, "JL44-4.4.0", entry.paid_yuan <= whole, reason, field="paid_yuan", whole_yuan=whole)
    yield require(given, FIGURES, len(set(keys)) == len(keys), "履约期、补充合同的编号重复", field="terms.periods")
    total = sum((p.payable_yuan for p in terms.periods), start=ZERO)
    reason = f"各期应付合计 {total} 元，合同金额 {terms.amount_yuan} 元，应当相等"
    yield require(given, FIGURES, total == terms.amount_yuan, reason, field="terms.periods", total_yuan=total)
    yield from _supplements(entry, given)
    yield from _deductions(entry, given)
    yield from _paid(entry, given)
    years = [e.year for e in entry.evaluations]
    yield require(given, FIGURES, len(set(years)) == len(years), "同一年度登记了两次评价", field="evaluations")
    past = all(e.on <= today for e in entry.evaluations)
    yield require(given, FIGURES, past, "评价日期晚于今天", field="evaluations")


def _supplements(entry: RunningContractOpened, given: Given) -> Iterator[Finding | None]:
    for supplement in entry.supplements:
        yield require(given, FIGURES, supplement.amount_yuan > 0, "追加金额须大于零", field="supplements")
        in_time = entry.signed_on <= supplement.on <= given.at.date()
        reason = f"补充合同“{supplement.key}”的日期 {supplement.on} 不在合同签订之后、今天以前"
        yield require(given, FIGURES, in_time, reason, field="supplements")


def _deductions(entry: RunningContractOpened, given: Given) -> Iterator[Finding | None]:
    for key in dict.fromkeys(d.period for d in entry.deductions):
        worth = entry.worth_yuan(key)
        reason = f"扣款的履约期“{key}”不在已验收的履约期之中"
        yield require(given, FIGURES, worth is not None, reason, field="deductions")
        reason = f"履约期“{key}”的扣款超过该期应付金额"
        yield require(given, FIGURES, worth is None or worth >= 0, reason, field="deductions")


def _paid(entry: RunningContractOpened, given: Given) -> Iterator[Finding | None]:
    """What was paid is explained: by what was accepted, and by an advance that is named."""
    agreed = sum(
        (p.payable_yuan for p in entry.terms.periods if p.condition == "advance" and not _is_accepted(p.key, entry)),
        start=ZERO,
    )
    advance = entry.advance_outstanding_yuan
    ahead = entry.paid_yuan - entry.accepted_yuan
    reason = f"尚未扣回的预付款 {advance} 元多于已付款 {entry.paid_yuan} 元"
    yield require(
        given, FIGURES, advance is None or advance <= entry.paid_yuan, reason, field="advance_outstanding_yuan"
    )
    most = agreed if advance is None else advance
    reason = (
        f"已付款 {entry.paid_yuan} 元，已验收各期（减去扣款）{entry.accepted_yuan} 元，"
        f"预付款 {most} 元：多付 {ahead - most} 元没有依据"
    )
    yield require(given, FIGURES, ahead <= most, reason, field="paid_yuan", accepted_yuan=entry.accepted_yuan)


def _is_accepted(key: str, entry: RunningContractOpened) -> bool:
    return key in entry.accepted_periods


def _still_runs(entry: RunningContractOpened, given: Given) -> Finding | None:
    """What is over is no running contract: it is wound up where it was performed."""
    last = entry.terms.ends_on
    reason = f"合同期限已于{last}届满，不是在途合同"
    return require(given, RUNS, given.on <= last, reason, field="terms.ends_on", ends_on=last)


def _once(entry: RunningContractOpened, given: Given) -> Finding | None:
    """One contract comes into one project."""
    project, terms = given.project.id, entry.terms
    there = given.state(Supplier, f"supplier/{terms.supplier}").contracts.get(terms.number, project)
    reason = f"合同 {terms.number} 已迁入项目 {there}"
    return require(given, ONCE, there == project, reason, field="terms.number", project=there)


def _bond(command: OpenRunningContract, given: Given) -> Iterator[Finding | None]:
    if command.bond is None:
        return
    agreed = command.terms.performance_bond_yuan or ZERO
    yield at_most(given, FIGURES, command.bond.amount_yuan, agreed, "所收的履约保证金", field="bond.amount_yuan")
    known = command.bond.received_on <= given.at.date()
    yield require(given, FIGURES, known, "收取日期晚于今天", field="bond.received_on")


def _challenge(challenge: OpenedChallenge | None, given: Given) -> Finding | None:
    past = challenge is None or challenge.filed_on <= given.at.date()
    return require(given, FIGURES, past, "质疑提出的日期晚于今天", field="challenge.filed_on")


# ---------------------------------------------------------------- a wrong entry


def correct(command: CorrectOpening, given: Given) -> Decision:
    """What the entry ought to say.  It agrees with itself and with what has been done here since."""
    opened = given.project.contract.opened
    if opened is None:
        return given.settle(command, [finding(given, ONCE, "本项目不是迁入的在途合同", field="stage")])
    changed = tuple(
        name
        for name in type(command).model_fields
        if name not in _APART and (becomes := getattr(command, name)) is not None and becomes != getattr(opened, name)
    )
    becomes = opened.model_copy(update={name: getattr(command, name) for name in changed})
    found = [
        require(given, FIGURES, bool(changed), "没有需要更正的内容", field="reason"),
        *_may_become(becomes, changed, given),
    ]
    proposed = OpeningCorrectionProposed(
        becomes=becomes,
        changed=changed,
        reason=command.reason,
        evidence=command.evidence,
        by=given.by,
        on=given.on,
    )
    return given.settle(command, found, proposed)


def _may_become(becomes: RunningContractOpened, changed: tuple[str, ...], given: Given) -> Iterator[Finding | None]:
    project = given.project
    contract = project.contract
    opened = contract.opened
    assert opened is not None, "a correction of no opening entry"
    yield from _sound(becomes, given)
    same = (becomes.terms.number, becomes.terms.supplier, becomes.plan.buyer.uscc, becomes.plan.buyer.division) == (
        opened.terms.number,
        opened.terms.supplier,
        opened.plan.buyer.uscc,
        opened.plan.buyer.division,
    )
    reason = "合同编号、承接主体和购买主体不能更正：另行迁入，原登记说明作废"
    yield require(given, ONCE, same, reason, field="terms")
    text = "terms" in changed or "signed_on" in changed
    altered = bool(contract.amendments or contract.renewals or contract.successions)
    yield require(given, FIGURES, not (text and altered), "合同已变更，迁入时的文本不能再更正", field="terms")
    here = set(project.performance.accepted) & set(becomes.accepted_periods)
    reason = f"已在本系统验收：{'、'.join(sorted(here))}"
    yield require(given, FIGURES, not here, reason, field="accepted_periods")
    later = {s.key: s.amount_yuan for s in contract.supplements if s.key not in {o.key for o in opened.supplements}}
    known = {p.key for p in becomes.terms.periods} | {s.key for s in becomes.supplements} | set(later)
    used = {*project.performance.reports, *project.performance.accepted}
    used |= {i.period for i in project.payment.invoices.values()}
    lost = sorted(used - known)
    yield require(given, FIGURES, not lost, f"已在办理的履约期不能取消：{'、'.join(lost)}", field="terms.periods")
    whole = becomes.terms.amount_yuan + sum((s.amount_yuan for s in becomes.supplements), start=ZERO)
    whole += sum(later.values(), start=ZERO)
    paid = becomes.paid_yuan + project.payment.promised_yuan
    yield at_most(given, "JL44-4.5.2b", paid, whole, "迁入前后的支付合计", field="paid_yuan")


def confirm(command: ConfirmOpeningCorrection, given: Given) -> Decision:
    """Another person agrees, or says why not; what was done meanwhile is looked at again."""
    proposed = given.project.contract.correcting
    if proposed is None:
        return given.settle(
            command, [finding(given, "JL44-4.4.0", "没有待确认的更正（CorrectOpening）", field="stage")]
        )
    other = someone_else(given, "JL44-4.4.0", proposed.by, "迁入登记的更正")
    if not command.agreed:
        said = require(given, "JL44-4.4.0", command.reason is not None, "不同意的，须写明理由", field="reason")
        declined = OpeningCorrectionDeclined(reason=command.reason or "—", by=given.by, on=given.on)
        return given.settle(command, [other, said], declined)
    corrected = OpeningCorrected(
        becomes=proposed.becomes, changed=proposed.changed, proposed_by=proposed.by, by=given.by, on=given.on
    )
    return given.settle(command, [other, *_may_become(proposed.becomes, proposed.changed, given)], corrected)
