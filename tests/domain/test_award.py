"""Award: report, confirmation or its fiction, result, bonds.  R-P13, R-P14, R-P15, R-P17, R-P23, R-P29, DQ-06"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain.award.bonds.messages import BidBondsReturned, ReturnBidBonds
from domain.award.messages import (
    AwardConfirmed,
    ConfirmAward,
    EvaluationReportSubmitted,
    SubmitEvaluationReport,
)
from domain.dispute.messages import ChallengeAnswered, ChallengeFiled, ComplaintDecided, ComplaintRegistered
from domain.register.messages import BarEntered
from domain.supervision.messages import DeadlineMissed
from tests.domain.builders import awarded, below_limit_plan, opened, scored, solicitation
from tests.domain.scene import HOME, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day, scene

BONDED = solicitation(bid_bond_yuan=Decimal("9600.00"))
BAR = BarEntered(
    authority="农安县财政局",
    document_number="农财采罚〔2026〕3号",
    scope="政府采购活动",
    from_on=date(2026, 3, 17),
    until_on=date(2027, 3, 16),
    scan=D,
)


def confirm(supplier: str = SUPPLIER) -> ConfirmAward:
    return ConfirmAward(supplier=supplier, reason="排序第一")


def challenge(*, upheld: bool, about: str = "result") -> tuple[ChallengeFiled, ChallengeAnswered]:
    filed = ChallengeFiled.model_validate(
        {
            "challenge": "q-1",
            "supplier": SUPPLIER_2,
            "about": about,
            "points": "排序第一者不符合资格",
            "digest": D,
            "may_affect_result": True,
            "on": date(2026, 3, 17),
        }
    )
    return filed, ChallengeAnswered(challenge="q-1", upheld=upheld, answer="已核查", digest=D, on=date(2026, 3, 18))


def complaint(*, suspends: bool = True, on: date = date(2026, 3, 19)) -> ComplaintRegistered:
    return ComplaintRegistered(
        complaint="t-1",
        challenge="q-1",
        body="农安县财政局",
        document_number="农财采投〔2026〕1号",
        suspends=suspends,
        scan=D,
        on=on,
    )


def decided(*, upheld: bool, on: date) -> ComplaintDecided:
    return ComplaintDecided(
        complaint="t-1", upheld=upheld, document_number="农财采决〔2026〕1号", decision="维持", scan=D, on=on
    )


def confirmed_in(at: Scene) -> AwardConfirmed:
    [event] = [e for _, e in at.accepted(AwardConfirmed).events if isinstance(e, AwardConfirmed)]
    return event


# ---------------------------------------------------------------- the report


def test_the_report_reaches_the_buyer_once_after_the_evaluation() -> None:
    """R-P13: the days for confirming begin."""
    evaluated = scored(scene(), report=False).on("2026-03-17")
    once = evaluated.when(SubmitEvaluationReport(report=D))
    once.accepted(EvaluationReportSubmitted)
    once.then().when(SubmitEvaluationReport(report=D)).refused("JL44-4.0")
    opened(scene()).when(SubmitEvaluationReport(report=D)).refused("JL44-4.0")


def test_the_report_is_due_in_two_working_days() -> None:
    """R-P13: evaluated on Monday 16 March, due by the 18th."""
    item = scored(scene(), report=False).item("award.report")
    assert (item.due, item.rule) == (day("2026-03-19T00:00"), "R-P13")


# ---------------------------------------------------------------- confirmation


def test_the_first_ranked_is_confirmed_at_its_price() -> None:
    """R-P14."""
    event = confirmed_in(scored(scene()).when(confirm(), by="head-1"))
    assert (event.supplier, event.price_yuan, event.deemed) == (SUPPLIER, Decimal("450000.00"), False)


def test_another_than_the_first_is_refused() -> None:
    """R-P14: 按顺序确定."""
    scored(scene()).when(confirm(SUPPLIER_2), by="head-1").refused("R-P14")


def test_who_was_not_ranked_is_never_confirmed() -> None:
    """JL44-1.4b."""
    two = scored(scene(), suppliers=(SUPPLIER, SUPPLIER_2))
    two.when(confirm(SUPPLIER_3), by="head-1").refused("JL44-1.4b")


def test_an_upheld_challenge_lets_the_next_follow() -> None:
    """DQ-06: one upheld, one passed over; not two."""
    displaced = scored(scene()).on("2026-03-18").has(*challenge(upheld=True))
    displaced.when(confirm(SUPPLIER_2), by="head-1").accepted(AwardConfirmed)
    displaced.when(confirm(SUPPLIER_3), by="head-1").refused("R-P14")
    rejected = scored(scene()).on("2026-03-18").has(*challenge(upheld=False))
    rejected.when(confirm(SUPPLIER_2), by="head-1").refused("R-P14")
    of_documents = scored(scene()).on("2026-03-18").has(*challenge(upheld=True, about="documents"))
    of_documents.when(confirm(SUPPLIER_2), by="head-1").refused("R-P14")


def test_a_challenge_and_its_complaint_displace_one_only() -> None:
    """DQ-06: the same matter upheld twice."""
    both = scored(scene()).has(*challenge(upheld=True), complaint(), decided(upheld=True, on=date(2026, 3, 20)))
    both.on("2026-03-20").when(confirm(SUPPLIER_3), by="head-1").refused("R-P14")


def test_a_first_ranked_that_was_barred_meanwhile_is_passed_over() -> None:
    """JL44-4.4.4b: it may not be confirmed, the next may."""
    barred = scored(scene()).has(BAR, stream=f"supplier/{SUPPLIER}")
    barred.when(confirm(), by="head-1").refused("JL44-4.4.4b")
    barred.when(confirm(SUPPLIER_2), by="head-1").accepted(AwardConfirmed)


def test_the_decision_rests_on_the_report() -> None:
    scored(scene(), report=False).when(confirm(), by="head-1").refused("JL44-4.0")


def test_who_opened_the_bids_does_not_confirm_the_award() -> None:
    """JL44-4.4.0: persons are compared, not roles."""
    scored(scene()).when(confirm(), by="clerk-1", role="head").refused("JL44-4.4.0")


def test_a_price_above_the_ceiling_is_never_confirmed() -> None:
    """R-B08."""
    low = solicitation(ceiling_yuan=Decimal("440000.00"), bid_bond_yuan=None)
    scored(scene(), terms=low).when(confirm(), by="head-1").refused("R-B08")


def test_a_complaint_that_suspends_stops_the_confirmation() -> None:
    """R-P29, GPL 57: until the decision, at most thirty days (DQ-13)."""
    filed, _ = challenge(upheld=False)
    suspended = scored(scene()).has(filed, complaint()).on("2026-03-20")
    suspended.when(confirm(), by="head-1").refused("R-P29")
    suspended.has(decided(upheld=False, on=date(2026, 3, 20))).when(confirm(), by="head-1").accepted(AwardConfirmed)
    suspended.on("2026-04-21").when(confirm(), by="head-1").accepted(AwardConfirmed)
    scored(scene()).has(filed, complaint(suspends=False)).when(confirm(), by="head-1").accepted(AwardConfirmed)


# ---------------------------------------------------------------- silence


def test_five_working_days_of_silence_confirm_the_first_ranked() -> None:
    """R-P14, R-P15: report on Tuesday 17 March; the 24th is the fifth working day."""
    waiting = scored(scene())
    item = waiting.item("award.confirm")
    assert (item.wake, item.does, item.rule) == (day("2026-03-25T00:00"), "take", "R-P15")
    deemed = waiting.wake("award.confirm")
    event = confirmed_in(deemed)
    assert (event.supplier, event.deemed, event.on) == (SUPPLIER, True, date(2026, 3, 25))
    assert deemed.then().states[HOME].stage == "contract"  # type: ignore[union-attr]


def test_a_barred_first_ranked_is_not_deemed_confirmed_and_the_duty_stands_open() -> None:
    """JL44-4.4.4b before R-P15."""
    struck = scored(scene()).has(BAR, stream=f"supplier/{SUPPLIER}").wake("award.confirm")
    assert not [e for _, e in struck.accepted().events if isinstance(e, AwardConfirmed)]
    open_duty = struck.then()
    assert "award.confirm" not in {i.key for i in open_duty.agenda()}
    open_duty.wake("award.decision").accepted(DeadlineMissed)


def test_a_suspension_stops_the_days_and_they_begin_anew() -> None:
    """R-P29, DQ-13: decided on Monday 30 March, five working days from there, Qingming (6 April) is off."""
    filed, _ = challenge(upheld=False)
    suspended = scored(scene()).has(filed, complaint())
    assert suspended.item("award.confirm").due == day("2026-04-28T00:00")
    freed = suspended.has(decided(upheld=False, on=date(2026, 3, 30)))
    assert freed.item("award.confirm").due == day("2026-04-08T00:00")


def test_below_the_limit_silence_confirms_nobody() -> None:
    """R-P15 binds inside the Procurement Law; no period is set below it."""
    small = scored(scene(), below_limit_plan())
    assert small.agenda() == ()
    small.when(confirm(), by="head-1").accepted(AwardConfirmed)


# ---------------------------------------------------------------- result and bonds


def test_the_result_is_published_in_two_working_days() -> None:
    """R-P17: confirmed on Wednesday 18 March, due by the 20th."""
    item = scored(scene()).on("2026-03-18").when(confirm(), by="head-1").then().item("award.result")
    assert (item.due, item.rule) == (day("2026-03-21T00:00"), "R-P17")
    assert "award.result" not in {i.key for i in awarded(scene()).agenda()}


def test_the_losers_bonds_go_back_five_working_days_after_the_result() -> None:
    """R-P23: result on Thursday 19 March, due by the 26th."""
    won = awarded(scene(), terms=BONDED)
    item = won.item("award.bonds.losers")
    assert (item.due, item.rule) == (day("2026-03-27T00:00"), "R-P23")
    back = won.when(ReturnBidBonds(suppliers=(SUPPLIER_2, SUPPLIER_3), receipt=D))
    back.accepted(BidBondsReturned)
    assert "award.bonds.losers" not in {i.key for i in back.then().agenda()}


def test_bonds_go_back_once_to_who_bid() -> None:
    """R-P23."""
    back = ReturnBidBonds(suppliers=(SUPPLIER_2,), receipt=D)
    once = awarded(scene(), terms=BONDED).when(back).then()
    once.when(back).refused("R-P23")
    awarded(scene()).when(back).refused("R-P23")
    two = scored(scene(), suppliers=(SUPPLIER, SUPPLIER_2), terms=BONDED)
    two.when(ReturnBidBonds(suppliers=(SUPPLIER_3,), receipt=D)).refused("R-P23")
