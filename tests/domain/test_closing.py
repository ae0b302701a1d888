"""Closing: nothing left to pay, what is left goes back, files kept, last entry.  JL44-4.5.2b, JL44-5.2, GPL 42"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.approval.messages import ApprovalGiven
from domain.bidding.messages import ProcurementCancelled
from domain.breach.aftermath.messages import EndingSettled
from domain.breach.messages import ContractDissolved, ReferredToFinance
from domain.closing.account import remainders
from domain.closing.keeping import manifest
from domain.closing.messages import (
    ArchivedFile,
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
from domain.payment.complaints.messages import ReceivePaymentComplaint
from domain.payment.deductions.messages import ProposeDeduction
from domain.payment.lateness.messages import OrderInterest, RequestReceivable
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
from domain.payment.reconciliation.messages import RecordDifference
from domain.payment.repayment.messages import DemandRepayment, RecordRepayment
from domain.performance.messages import (
    AcceptPeriod,
    CompletePerformance,
    PerformanceCompleted,
    StartPerformance,
    SubmitFinancialReport,
    SubmitServiceReport,
)
from domain.performance.roster.messages import Enrolment, RecipientsEnrolled
from domain.project import Project
from domain.takeover.bridge.messages import StandbyEngaged
from domain.takeover.ending.messages import TakeoverClosed
from domain.takeover.left.messages import RecipientsPlaced
from domain.takeover.money.messages import BridgeSettled
from domain.takeover.plan.messages import TakeoverPlanApproved
from domain.takeover.trigger.messages import TakeoverTriggered
from domain.values import Grade
from tests.domain.running import ASSESSED as IMPACT
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


def test_who_held_recipients_data_in_trust_gives_them_back_at_the_ordinary_end_too() -> None:
    """EX-10, PIPL 21: asked for where recipients stood on a roster, nowhere else."""
    entry = Enrolment(recipient="r-220122-aaaaaaaaaa", grade="A", township="220122100", from_on=date(2026, 3, 1))
    enrolled = RecipientsEnrolled(ground="initial", entries=(entry,), document=D, by="wu", on=entry.from_on)
    entrusted = settled().has(enrolled)
    entrusted.when(ARCHIVE, by="zhao").refused("EX-10")
    entrusted.when(ARCHIVE.model_copy(update={"data_certificate": D}), by="zhao").accepted(FilesArchived)
    settled().when(ARCHIVE, by="zhao").accepted(FilesArchived)


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


def dissolved(*more: Any) -> Scene:
    """The supplier refused to serve: 30,000 in advance, nothing accepted."""
    gone = ContractDissolved(
        key="d1", ground="refusal", notice=D, notified_on=date(2026, 3, 20), effective_on=date(2026, 4, 1)
    )
    run = performing().has(*paid("advance", "advance", 30000, date(2026, 3, 5)), gone)
    run = run.has(PerformanceCompleted(on=date(2026, 4, 2)), RESULT, *notice("evaluation", date(2026, 6, 1)))
    return run.has(*more).on("2026-06-02")


SETTLED_ENDING = EndingSettled(
    accepted_yuan=0,
    loss_yuan=0,
    penalty_yuan=0,
    substitute_yuan=0,
    owed_by_supplier_yuan=30000,
    owed_to_supplier_yuan=0,
    statement=D,
    agreed=True,
    unearned_yuan=30000,
    on=date(2026, 4, 10),
)


def test_a_contract_that_ended_early_is_settled_between_the_two_first() -> None:
    """EX-04"""
    dissolved().when(SETTLE, by="zhao").refused("EX-04")


def test_an_advance_that_no_service_used_up_comes_back_before_the_account_closes() -> None:
    """HR-PY-8, JL44-4.5.2b: advances are recovered; what came back is released to its pool"""
    ended = dissolved(SETTLED_ENDING)
    ended.when(SETTLE, by="zhao").refused("HR-PY-8")
    too_much = DemandRepayment(key="b1", amount_yuan="30000.01", why="advance", ground="预付款未用完", basis=D)
    ended.when(too_much, by="wang").refused("HR-PY-8")
    asked = ended.when(too_much.model_copy(update={"amount_yuan": Decimal(30000)}), by="wang").then()
    assert asked.item("payment.repayment.b1").rule == "HR-PY-8"
    asked.when(SETTLE, by="zhao").refused("HR-PY-8")
    back = RecordRepayment(key="b1", amount_yuan=30000, receipt="进账1号", received_on=date(2026, 6, 2))
    account = asked.when(back, by="zhao").then().when(SETTLE, by="zhao").accepted(ProjectSettled).events[0][1]
    assert isinstance(account, ProjectSettled)
    assert (account.paid_yuan, account.released_yuan) == (Decimal(0), Decimal(505000))


def test_nothing_is_settled_while_interest_is_owed_or_on_its_way() -> None:
    """PY-04, JL44-4.5.2b: named with its rule and what to do"""
    late = PaymentMade(
        payment="q3", period="q3", amount_yuan=150000, receipt="K", paid_on=date(2026, 12, 31), interest_yuan=75
    )
    owing = ending().has(late)
    refusal = owing.when(SETTLE, by="zhao").refused("PY-04")
    assert refusal.findings[0].remedy
    asked = owing.when(OrderInterest(payment="i1", of="q3"), by="zhao").then()
    asked.when(SETTLE, by="zhao").refused("JL44-4.5.2b")
    asked = asked.when(ApprovePayment(payment="i1"), by="wang").then()
    asked.when(SETTLE, by="zhao").refused("JL44-4.5.2b")  # the treasury has not answered
    done = RegisterPayment(payment="i1", result="paid", receipt="K-i1", paid_on=date(2027, 1, 26))
    asked.when(done, by="adapter").then().when(SETTLE, by="zhao").accepted(ProjectSettled)


def test_nothing_is_settled_over_an_open_deduction_difference_receivable_or_complaint() -> None:
    """HR-PY-3, HR-PY-6, PY-08, PY-09"""
    again = InvoiceRegistered(
        number="q9", kind="数电普通发票", period="q3", amount_yuan=1000, digest=D, on=date(2027, 1, 4)
    )
    for command, rule in (
        (ProposeDeduction(key="k", invoice="q9", amount_yuan=1000, ground="合同第九条", evidence=D), "HR-PY-3"),
        (RecordDifference(key="x", payment="q1", kind="missing_there", statement=D), "HR-PY-6"),
        (RequestReceivable(key="r", amount_yuan=1, financier="农商银行", digest=D), "PY-08"),
        (ReceivePaymentComplaint(key="c", received_from="某中心", facts="未付款", digest=D), "PY-09"),
    ):
        tried = ending().has(again).when(command, by="zhao", role="clerk")
        tried.accepted()
        tried.then().when(SETTLE, by="zhao").refused(rule)
    ending().when(SETTLE, by="zhao").accepted(ProjectSettled)


def test_nothing_is_settled_before_the_interim_providers_are() -> None:
    """HR-TK-17"""
    id = f"{PROJECT}-T1"
    triggered = TakeoverTriggered(takeover=id, ground="T1", gap_since=day("2026-12-01"), at=day("2026-12-02"))
    closed = TakeoverClosed(takeover=id, outcome="returned", on=date(2026, 12, 20))
    engaged = StandbyEngaged(
        standby="first",
        name="接管中心",
        route="below_limit",
        document=D,
        amount_yuan=20000,
        starts_on=date(2026, 12, 3),
        days=18,
        ends_on=date(2026, 12, 20),
    )
    run = ending().has(triggered, closed).has(engaged, stream=f"takeover/{id}")
    run.when(SETTLE, by="zhao").refused("HR-TK-17")
    account = BridgeSettled(
        standby="first", engaged_yuan=20000, used_yuan=20000, released_yuan=0, statement=D, on=date(2026, 12, 22)
    )
    run.has(account, stream=f"takeover/{id}").when(SETTLE, by="zhao").accepted(ProjectSettled)


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


def paper(kind: Any, digest: str, title: str = "采购合同") -> ArchivedFile:
    return ArchivedFile(title=title, kind=kind, digest=digest * 64)


WHOLE = (paper("procurement", "1"), paper("accounting", "2", "付款凭证"), paper("service_records", "3", "服务记录汇总"))


def listed(*files: ArchivedFile) -> ArchiveFiles:
    return ArchiveFiles(keeper="农安县民政局档案室", index=D, files=files)


def test_each_class_of_papers_has_its_own_years() -> None:
    """HR-CL-3, R-P27: fifteen years, thirty, five; counted from the day of archiving"""
    event = settled().when(listed(*WHOLE), by="zhao").accepted(FilesArchived).events[0][1]
    assert isinstance(event, FilesArchived)
    assert event.keep == {
        "accounting": date(2057, 1, 26),
        "procurement": date(2042, 1, 26),
        "service_records": date(2032, 1, 26),
    }


def test_a_list_that_lacks_a_class_or_holds_a_paper_twice_or_a_persons_is_not_archived() -> None:
    """HR-CL-3, DP-03"""
    settled().when(listed(WHOLE[0]), by="zhao").refused("HR-CL-3")
    settled().when(listed(*WHOLE, paper("procurement", "1", "副本")), by="zhao").refused("HR-CL-3")
    settled().when(listed(*WHOLE, paper("personal_data", "4", "走访表")), by="zhao").refused("DP-03")


def test_closing_seals_the_archive_and_after_it_nothing_is_added() -> None:
    """HR-CL-3: the seal is of every paper, so that another paper or another digest is another seal"""
    kept = settled().when(listed(*WHOLE), by="zhao").then()
    closed = kept.when(CLOSE, by="wang")
    event = closed.accepted(ProjectClosed).events[0][1]
    stands = project_of(kept).closing.archived
    assert isinstance(event, ProjectClosed)
    assert stands is not None
    assert event.manifest == manifest(stands)
    other = stands.model_copy(update={"files": (*WHOLE[:2], paper("service_records", "5", "服务记录汇总"))})
    assert manifest(other) != event.manifest
    closed.then().when(listed(*WHOLE), by="zhao").refused("JL44-4.0")


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


def test_nothing_is_closed_while_somebody_whom_a_takeover_left_is_not_placed() -> None:
    """JL44-4.4.3c: two of grade A were without provider when the takeover was terminated."""
    id = f"{PROJECT}-T1"
    triggered = TakeoverTriggered(takeover=id, ground="T1", gap_since=day("2026-12-01"), at=day("2026-12-02"))
    left: dict[Grade, int] = {"A": 2}
    closed = TakeoverClosed(
        takeover=id, outcome="terminated", on=date(2026, 12, 20), at=day("2026-12-20"), uncovered=left
    )
    run = archived().has(triggered, closed)
    assert "A级2人" in run.when(CLOSE, by="wang").refused("JL44-4.4.3c").findings[0].reason
    facts = {"takeover": id, "grade": "A", "how": "other_service", "reasons": "由敬老院承接", "evidence": D}
    for count in (1, 1):
        run.when(CLOSE, by="wang").refused("JL44-4.4.3c")
        placed = RecipientsPlaced.model_validate({**facts, "count": count, "by": "li", "on": date(2026, 12, 22)})
        run = run.has(placed)
    run.when(CLOSE, by="wang").accepted(ProjectClosed)


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


def test_the_impact_assessment_is_kept_for_its_three_years() -> None:
    """EX-11, PIPL 56: in the archive's list by its digest, or its keeping elsewhere is asked for"""
    made = settled().has(IMPACT)
    made.when(listed(*WHOLE), by="zhao").warned("EX-11")
    report = ArchivedFile(title="个人信息保护影响评估报告", kind="procurement", digest=IMPACT.digest)
    filed = made.when(listed(*WHOLE, report), by="zhao").accepted(FilesArchived)
    assert "EX-11" not in [getattr(e, "clause", None) for _, e in filed.events]
    without = settled().when(listed(*WHOLE), by="zhao").accepted(FilesArchived)
    assert "EX-11" not in [getattr(e, "clause", None) for _, e in without.events]
