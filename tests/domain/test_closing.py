"""Closing: nothing left to pay, what is left goes back, files kept, last entry.  JL44-4.5.2b, JL44-5.2, GPL 42"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.approval.messages import ApprovalGiven
from domain.bidding.messages import ProcurementCancelled
from domain.breach.messages import ContractDissolved, ReferredToFinance
from domain.closing.account import remainders
from domain.closing.messages import (
    ArchiveFiles,
    CloseProject,
    FilesArchived,
    ProjectClosed,
    ProjectSettled,
    SettleProject,
)
from domain.contract.bond.messages import PerformanceBondReceived, PerformanceBondReturned
from domain.contract.messages import DraftContract, FileContract, SignContract
from domain.evaluation.messages import ConcludeEvaluation, EvaluationConcluded, RecordPartyEvaluation, SetIndicators
from domain.funding.messages import FundsReleased, FundsReserved, PoolReleased
from domain.funding.state import Pool
from domain.payment.messages import (
    ApprovePayment,
    InvoiceRegistered,
    OrderPayment,
    PaymentApproved,
    PaymentMade,
    PaymentOrdered,
    RegisterInvoice,
    RegisterPayment,
)
from domain.performance.messages import (
    AcceptPeriod,
    CompletePerformance,
    PerformanceCompleted,
    StartPerformance,
    SubmitFinancialReport,
    SubmitServiceReport,
)
from domain.project import Project
from domain.takeover.plan.messages import TakeoverPlanApproved
from domain.takeover.trigger.messages import TakeoverTriggered
from tests.domain.running import (
    POOL,
    QUARTERS,
    STATEMENT,
    all_accepted,
    awarded,
    notice,
    passed,
    performing,
    system,
    terms,
)
from tests.domain.scene import HOME, PROJECT, SUPPLIER, D, Scene, day
from tests.domain.test_evaluation import ASSESSED
from tests.domain.test_funding import departure

SETTLE = SettleProject(statement=D)
ARCHIVE = ArchiveFiles(keeper="农安县民政局档案室", index=D)
CLOSE = CloseProject(opinion="同意结项")
RESULT = EvaluationConcluded(score=Decimal("84.00"), band="良", by_axis={}, opinion="良好", on=date(2027, 1, 20))


def project_of(of: Scene) -> Project:
    state = of.states[HOME]
    assert isinstance(state, Project)
    return state


def paid(key: str, period: str, amount: Any, on: date) -> tuple[Any, ...]:
    return (
        InvoiceRegistered(number=key, kind="数电普通发票", period=period, amount_yuan=amount, digest=D, on=on),
        PaymentOrdered(payment=key, invoice=key, period=period, amount_yuan=amount, by="zhao", on=on),
        PaymentApproved(payment=key, period=period, amount_yuan=amount, payee="春风", by="wang", on=on),
        PaymentMade(payment=key, period=period, amount_yuan=amount, receipt=f"K-{key}", paid_on=on),
    )


def ending(*, published: bool = True) -> Scene:
    """Accepted, paid, evaluated: 25,000 of the 505,000 reserved are left."""
    done = all_accepted().has(*paid("advance", "advance", 30000, date(2026, 3, 5)))
    for key, _, ends_on in QUARTERS:
        done = done.has(*paid(key, key, 150000, ends_on))
    done = done.has(*notice("acceptance", date(2027, 1, 4)), PerformanceCompleted(on=date(2027, 1, 6)), RESULT)
    return (done.has(*notice("evaluation", date(2027, 1, 25))) if published else done).on("2027-01-26")


def settled() -> Scene:
    return ending().when(SETTLE, by="zhao").then()


def archived() -> Scene:
    return settled().when(ARCHIVE, by="zhao").then()


# ---------------------------------------------------------------- settlement


def test_the_final_account_names_its_sums_and_gives_the_rest_back() -> None:
    """JL44-5.2: what was reserved and not spent leaves the pool"""
    answer = ending().when(SETTLE, by="zhao")
    events = answer.accepted(ProjectSettled, FundsReleased, PoolReleased).events
    account = events[0][1]
    assert isinstance(account, ProjectSettled)
    assert (account.contract_yuan, account.paid_yuan) == (Decimal(480000), Decimal(480000))
    assert (account.deducted_yuan, account.released_yuan) == (Decimal(0), Decimal(25000))
    assert events[-1][0] == f"pool/{POOL}"
    pool = answer.then().states[f"pool/{POOL}"]
    assert isinstance(pool, Pool)
    assert pool.used_yuan == Decimal(480000)


def test_deductions_show_in_the_account() -> None:
    cut = passed("q1", date(2026, 6, 5), 140000, result="passed_with_deduction", deduction_yuan=10000)
    failed = passed("q2", date(2026, 9, 5), 0, result="failed")
    run = performing().has(cut, failed, PerformanceCompleted(on=date(2027, 1, 6)), RESULT)
    run = run.has(*notice("evaluation", date(2027, 1, 25))).on("2027-01-26")
    account = run.when(SETTLE, by="zhao").accepted(ProjectSettled).events[0][1]
    assert isinstance(account, ProjectSettled)
    assert account.deducted_yuan == Decimal(160000)


def test_nothing_is_settled_while_a_payment_is_on_its_way() -> None:
    """JL44-4.5.2b"""
    waiting = all_accepted().has(*paid("q1", "q1", 150000, date(2026, 6, 10))[:3])
    waiting = waiting.has(PerformanceCompleted(on=date(2027, 1, 6)), RESULT, *notice("evaluation", date(2027, 1, 25)))
    reasons = [f.reason for f in waiting.on("2027-01-26").when(SETTLE, by="zhao").refused("JL44-4.5.2b").findings]
    assert any(r.startswith("尚有支付在途") for r in reasons)


def test_nothing_is_settled_while_a_due_invoice_is_unpaid() -> None:
    """JL44-4.5.2b, PY-06: the undisputed part is paid"""
    owing = all_accepted().has(*paid("q1", "q1", 150000, date(2026, 6, 10))[:1])
    owing = owing.has(PerformanceCompleted(on=date(2027, 1, 6)), RESULT, *notice("evaluation", date(2027, 1, 25)))
    owing.on("2027-01-26").when(SETTLE, by="zhao").refused("JL44-4.5.2b")


def test_a_project_is_settled_once() -> None:
    """JL44-4.0"""
    settled().when(SETTLE, by="zhao").refused("JL44-4.0")


def test_an_advance_that_no_service_used_up_is_said_aloud() -> None:
    """JL44-4.5.2b: advances are recovered"""
    gone = ContractDissolved(
        key="d1", ground="refusal", notice=D, notified_on=date(2026, 3, 20), effective_on=date(2026, 4, 1)
    )
    run = performing().has(*paid("advance", "advance", 30000, date(2026, 3, 5)), gone)
    run = run.has(PerformanceCompleted(on=date(2026, 4, 2)), RESULT, *notice("evaluation", date(2026, 6, 1)))
    run.on("2026-06-02").when(SETTLE, by="zhao").warned("JL44-4.5.2b")


def test_each_year_bears_what_was_paid_in_it() -> None:
    """JL44-5.2: two pools, 480,000 paid in 2026 of which 455,000 fit"""
    later = FundsReserved(pool="220122-2027", source="relief_subsidy", amount_yuan=50000, on=date(2027, 1, 5))
    project = project_of(ending().has(later))
    assert remainders(project) == {POOL: Decimal(25000), "220122-2027": Decimal(50000)}
    paid_in_2027 = project_of(ending().has(later, *paid("more", "q3", 60000, date(2027, 1, 20))))
    assert remainders(paid_in_2027) == {POOL: Decimal(15000)}


def test_a_cancelled_procurement_gives_everything_back_and_closes_without_an_evaluation() -> None:
    cancelled = awarded().has(ProcurementCancelled(reason="需求消失", minutes=D, on=date(2026, 2, 10))).on("2026-02-11")
    assert cancelled.item("closing.settle").due == day("2026-03-13T00:00:00")
    answer = cancelled.when(SETTLE, by="zhao")
    account = answer.accepted(ProjectSettled, FundsReleased, PoolReleased).events[0][1]
    assert isinstance(account, ProjectSettled)
    assert account.released_yuan == Decimal(505000)
    archived = answer.then().when(ARCHIVE, by="zhao").then()
    archived.when(CLOSE, by="wang").refused("NT-termination")  # offered, called off, and nobody was told why
    archived.has(*notice("termination", date(2026, 2, 11))).when(CLOSE, by="wang").accepted(ProjectClosed)


# ---------------------------------------------------------------- archive and end


def test_the_file_is_kept_fifteen_years() -> None:
    """R-P27, GPL 42"""
    event = settled().when(ARCHIVE, by="zhao").accepted(FilesArchived).events[0][1]
    assert isinstance(event, FilesArchived)
    assert event.keep_until == date(2042, 1, 26)


def test_the_file_is_archived_once_and_after_settlement() -> None:
    """JL44-4.0"""
    ending().when(ARCHIVE, by="zhao").refused("JL44-4.0")
    archived().when(ARCHIVE, by="zhao").refused("JL44-4.0")


def test_a_settled_archived_evaluated_project_is_closed() -> None:
    answer = archived().when(CLOSE, by="wang")
    answer.accepted(ProjectClosed)
    assert project_of(answer.then()).stage == "closed"
    assert answer.then().agenda() == ()


def test_what_is_not_settled_or_not_archived_is_not_closed() -> None:
    """JL44-4.0, R-P27"""
    ending().when(CLOSE, by="wang").refused("JL44-4.0")
    settled().when(CLOSE, by="wang").refused("R-P27")


def test_nothing_is_closed_while_recipients_are_being_bridged() -> None:
    """JL44-4.4.3c"""
    bridging = TakeoverTriggered(
        takeover=f"{PROJECT}-T1", ground="T1", gap_since=day("2026-12-01"), at=day("2026-12-02")
    )
    archived().has(bridging).when(CLOSE, by="wang").refused("JL44-4.4.3c")


def test_nothing_is_closed_while_a_referral_has_no_receipt() -> None:
    """JL44-4.0"""
    referred = ReferredToFinance(key="b1", facts="擅自停止服务", file=D, on=date(2026, 12, 1))
    archived().has(referred).when(CLOSE, by="wang").refused("JL44-4.0")


def test_a_departure_that_was_not_disclosed_is_not_closed_over() -> None:
    """AD-12"""
    hidden = archived().has(departure())
    hidden.when(CLOSE).refused("AD-12")
    ordered, shown = notice("departure", date(2027, 1, 20))
    told = ordered.model_copy(update={"fields": {"clause": "JL44-5.2"}})
    hidden.has(told, shown).when(CLOSE).accepted(ProjectClosed)


def test_a_bond_that_was_not_returned_is_not_closed_over() -> None:
    """R-B04"""
    bond = PerformanceBondReceived(
        form="guarantee", amount_yuan=Decimal(48000), reference="保函1号", received_on=date(2026, 3, 1), scan=D, by="li"
    )
    archived().has(bond).when(CLOSE).refused("R-B04")
    back = PerformanceBondReturned(
        amount_yuan=Decimal(48000), withheld_yuan=Decimal(0), receipt="退1", returned_on=date(2027, 1, 8), by="li"
    )
    archived().has(bond, back).when(CLOSE).accepted(ProjectClosed)


def test_without_the_published_acceptance_nothing_is_closed() -> None:
    """PB-08, GPL Regulation art. 45"""
    bare = all_accepted()
    for key, _, ends_on in QUARTERS:
        bare = bare.has(*paid(key, key, 150000, ends_on))
    bare = bare.has(PerformanceCompleted(on=date(2027, 1, 6)), RESULT, *notice("evaluation", date(2027, 1, 25)))
    done = bare.on("2027-01-26").when(SETTLE, by="zhao").then().when(ARCHIVE, by="zhao").then()
    done.when(CLOSE, by="wang").refused("PB-08")


def test_an_evaluation_that_is_not_published_is_not_followed_by_closing() -> None:
    """JL44-4.5.1b: the stage is still evaluation"""
    ending(published=False).when(SETTLE, by="zhao").refused("JL44-4.0")


@pytest.mark.parametrize(
    ("state", "key", "rule"),
    [
        (ending, "closing.settle", "HR-CL-1"),
        (settled, "closing.archive", "R-P27"),
        (archived, "closing.close", "HR-CL-2"),
    ],
)
def test_settling_archiving_and_closing_follow_each_other_on_the_agenda(state: Any, key: str, rule: str) -> None:
    assert [(i.key, i.rule) for i in state().agenda() if i.key.startswith("closing.")] == [(key, rule)]


# ---------------------------------------------------------------- the whole way


def go(run: Scene, *acts: tuple[str, Any, str, str | None]) -> Scene:
    """Each act on its day by its person, accepted; the supplier acts for itself."""
    for on, command, by, role in acts:
        tried = run.on(on).when(command, by=by, role=role, uscc=SUPPLIER if role == "supplier" else None)  # type: ignore[arg-type]
        tried.accepted()
        run = tried.then()
    return run


def test_from_the_award_to_the_last_entry_by_commands_alone() -> None:
    """JL44-4.0: no stage is a dead end"""
    legal = ApprovalGiven(
        kind="legal_adviser_approval", agrees=True, opinion="同意", by="chen", role="legal_adviser", on=date(2026, 2, 8)
    )
    run = awarded().has(
        *notice("result", date(2026, 2, 9)), legal, TakeoverPlanApproved(by="wang", minutes=D, on=date(2026, 2, 20))
    )
    run = go(
        run,
        ("2026-02-10", DraftContract(terms=terms()), "zhao", None),
        ("2026-02-24", SignContract(signed_on=date(2026, 2, 24), scan=D), "wang", None),
        ("2026-02-25", SetIndicators(system=system()), "zhao", None),
        ("2026-02-26", FileContract(receipt="备案1号"), "zhao", None),
        (
            "2026-02-27",
            RegisterInvoice(number="A", kind="财政票据", period="advance", amount_yuan=30000, digest=D),
            "zhao",
            None,
        ),
    )
    run = go(run.has(*notice("contract", date(2026, 2, 26))), ("2026-03-01", StartPerformance(), "wang", None))
    run = pay(run, "2026-03-02", "A", 30000)
    for key, _, ends_on in QUARTERS:
        day_after = ends_on.isoformat()
        run = go(
            run,
            (day_after, SubmitServiceReport(period=key, figures={"visits": Decimal(400)}, digest=D), "sun", "supplier"),
            (day_after, SubmitFinancialReport(period=key, income_yuan=1, expense_yuan=1, digest=D), "sun", "supplier"),
            (day_after, acceptance(key), "qian", None),
            (
                day_after,
                RegisterInvoice(number=key, kind="财政票据", period=key, amount_yuan=150000, digest=D),
                "sun",
                "supplier",
            ),
        )
        run = pay(run, day_after, key, 150000).has(*notice("acceptance", ends_on, key=f"acceptance-{key}"))
    run = go(run, ("2027-01-04", CompletePerformance(), "wang", None))
    parties: list[tuple[str, Any, str, str | None]] = [
        ("2027-01-10", words(party), "zhao", None) for party in ("buyer", "recipients", "third_party")
    ]
    run = run.has(ASSESSED)  # before the award, where this run begins
    run = go(run, *parties, ("2027-01-20", ConcludeEvaluation(opinion="良好"), "wang", None))
    run = run.has(*notice("evaluation", date(2027, 1, 25)))
    run = go(
        run,
        ("2027-01-26", SETTLE, "zhao", None),
        ("2027-01-27", ARCHIVE, "zhao", None),
        ("2027-01-28", CLOSE, "wang", None),
    )
    project = project_of(run)
    assert (project.stage, project.payment.paid_yuan) == ("closed", Decimal(480000))
    assert run.agenda() == ()
    assert project.watch.warnings == ()


def pay(run: Scene, on: str, number: str, amount: int) -> Scene:
    return go(
        run,
        (on, OrderPayment(payment=f"p-{number.lower()}", invoice=number, amount_yuan=amount), "zhao", None),
        (on, ApprovePayment(payment=f"p-{number.lower()}"), "wang", None),
        (
            on,
            RegisterPayment(
                payment=f"p-{number.lower()}", result="paid", receipt="国库", paid_on=date.fromisoformat(on)
            ),
            "adapter",
            None,
        ),
    )


def acceptance(period: str) -> AcceptPeriod:
    return AcceptPeriod(period=period, result="passed", recipients_invited=3, members=("赵", "钱"), **STATEMENT)


def words(party: Any) -> RecordPartyEvaluation:
    scores = {i.key: Decimal(90) for i in system().indicators if party in i.parties}
    asked = {"sampled": 30, "answered": 28, "proxies": 2} if party == "recipients" else {}
    return RecordPartyEvaluation(party=party, scores=scores, evaluator="评估中心", report=D, **asked)
