"""Claims: every story of the house goes as it is told, and what it says is refused is refused, by its clause."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

import law
import scenarios
from domain.approval.messages import ApprovalGiven
from domain.award.telling.messages import BidderInformed
from domain.bidding.messages import BidsScored
from domain.breach.aftermath.messages import EndingSettled
from domain.calendar import Period
from domain.payment.messages import PaymentMade
from scenarios.rehearsal import Rehearsal, rehearse
from scenarios.story import Act, ClockMark, Story, check, load

STORIES = sorted(f.parent.name for f in Path(scenarios.__file__).parent.glob("*/01-*.toml"))
# where nobody is late and nobody works at night
QUIET = (
    "abnormal-low-bid",
    "cancelled",
    "failed-tender",
    "departure",
    "challenge-rejected",
    "challenge-upheld",
    "means-survey",
    "negotiation",
    "one-bidder",
    "open-tender",
    "platform-tender",
    "conflict-found",
    "refusal-to-sign",
    "refusals",
    "sealed-bids",
    "single-source",
    "framework",
    "invited-tender",
    "correction-moves-deadline",
    "three-year-care",
)

# each refusal that the story of refusals is about: command and clause
REFUSALS = {
    ("StartProject", "JL44-4.3.5"),  # four years
    ("RevisePlan", "JL44-4.3.4"),  # two years without the five conditions
    ("DetermineProject", "JL44-3.2.2"),  # 送达受理通知: what the government does itself
    ("DetermineProject", "JL44-3.2.3"),  # goods in disguise
    ("GiveApproval", "N22-05"),  # the author reviews his own need
    ("DetermineProject", "JL44-4.4.0"),  # the author determines his own project
    ("ReserveFunds", "JL44-5.2"),  # over the ceiling
    ("PrepareSolicitation", "JL44-4.3.2"),  # price alone
    ("PrepareSolicitation", "R-M02"),  # a method without its approval
    ("ReceiveBid", "JL44-4.4.4b"),  # a barred supplier
    ("StartPerformance", "JL44-4.4.3b"),  # no takeover plan
    ("OrderPayment", "JL44-4.5.2b"),  # the contract's condition is not met
    ("ApprovePayment", "JL44-4.4.0"),  # one person orders and approves
}


@cache
def rehearsal(name: str) -> Rehearsal:
    return rehearse(load(name))


@pytest.mark.parametrize("name", STORIES)
def test_every_story_of_the_house_goes_as_it_is_told(name: str) -> None:
    told = rehearsal(name)
    assert told.problems == ()
    assert told.finished, told.stages


@pytest.mark.parametrize("name", QUIET)
def test_a_well_told_story_misses_no_deadline_and_leaves_nothing_due(name: str) -> None:
    told = rehearsal(name)
    assert [str(alarm) for alarm in told.alarms] == []
    assert told.agenda == ()
    assert set(told.stages.values()) == {"closed"}


@pytest.mark.parametrize("name", QUIET)
def test_people_act_on_working_days_in_office_hours(name: str) -> None:
    calendar = law.load().calendar
    acts = [step for step in load(name).steps if isinstance(step, Act)]
    assert [a.step for a in acts if not calendar.is_working_day(a.at.date())] == []
    assert [a.step for a in acts if not 8 <= a.at.hour < 18] == []


def test_the_story_of_refusals_holds_each_refusal_with_its_clause() -> None:
    assert {(r.where, r.clause) for r in rehearsal("refusals").refusals} == REFUSALS


def test_a_round_with_one_bidder_fails_and_the_second_goes_on() -> None:
    told = rehearsal("one-bidder")
    assert [(r.where, r.clause) for r in told.refusals] == [("OpenBids", "HR-BL-1")]
    assert told.events["RoundFailed"] == 1
    assert told.events["BidsOpened"] == 1
    assert told.events["SolicitationPrepared"] == 2


def test_an_open_tender_has_its_twenty_days_its_five_members_and_its_price_weight() -> None:
    told = rehearsal("open-tender")
    assert [(r.where, r.clause) for r in told.refusals] == [
        ("PrepareSolicitation", "E-10"),
        ("OrderNotice", "R-P01"),
        ("AppointCommittee", "E-01"),
    ]
    assert told.events["BidBondsReturned"] == 2


def test_a_platforms_documents_come_first_and_the_same_rules_judge() -> None:
    """AD-06, CR-01."""
    told = rehearsal("platform-tender")
    assert [(r.where, r.clause) for r in told.refusals] == [
        ("PrepareSolicitation", "AD-06"),  # which platform
        ("OpenBids", "AD-06"),  # its record isn't registered yet
    ]
    assert (told.events["OutsideActRegistered"], told.events["CreditChecked"], told.events["BidsOpened"]) == (3, 2, 1)


def test_a_conflict_found_after_the_award_leaves_it_to_the_next_candidate() -> None:
    """R-S05, R-P14."""
    told = rehearsal("conflict-found")
    assert [(r.where, r.clause) for r in told.refusals] == [("ConfirmAward", "R-S05")]
    assert (told.events["ConflictRecorded"], told.events["AwardVoided"], told.events["AwardConfirmed"]) == (2, 1, 2)


def test_a_tender_with_two_bidders_becomes_a_negotiation_with_the_two() -> None:
    told = rehearsal("negotiation")
    assert [(r.where, r.clause) for r in told.refusals] == [
        ("OpenBids", "E-07"),  # three to open
        ("ChangeMethod", "R-M13"),  # without its ground
        ("PrepareSolicitation", "JL44-4.3.2"),  # the lowest price without substantive requirements
    ]
    assert (told.events["RoundFailed"], told.events["MethodChanged"], told.events["BidsOpened"]) == (1, 1, 1)
    assert [w.clause for w in told.warnings] == ["R-M10", "PF-10"]


def test_a_sole_supplier_is_shown_to_the_public_and_approved_by_the_city_first() -> None:
    told = rehearsal("single-source")
    assert [(r.where, r.clause) for r in told.refusals] == [
        ("StartProject", "R-M15"),  # no ground named
        ("DetermineProject", "R-M15"),  # no evidence
        ("PrepareSolicitation", "R-M02"),  # no approval of the city's finance
    ]
    days = {
        getattr(r.event, "kind", None): r.at.date()
        for r in told.told
        if type(r.event).__name__ in ("NoticePublished", "ApprovalGiven")
    }
    between = law.load().calendar.add(days["single_source"], Period(5, "WD")).on
    assert between <= days["finance_method_approval"]


def test_the_ceiling_is_left_by_a_decision_an_opinion_and_a_notice_and_falls_without_undoing() -> None:
    """JL44-5.2, AD-12, HR-FD-3, HR-CT-5"""
    told = rehearsal("departure")
    assert [(r.where, r.clause) for r in told.refusals] == [
        ("RecordAllocation", "HR-FD-4"),  # one document twice
        ("ReserveFunds", "JL44-5.2"),
        ("RecordDeparture", "AD-12"),  # one paper for two
        ("SignContract", "HR-CT-5"),  # another day than the last seal's
    ]
    assert [w.clause for w in told.warnings] == ["JL44-5.2"]
    (charged,) = [e.event for e in told.told if type(e.event).__name__ == "PoolCharged"]
    assert getattr(charged, "departed", None) is True
    assert (told.events["CeilingFallen"], told.events["SealRecorded"], told.events["PoolReleased"]) == (1, 2, 1)


def test_a_challenge_that_is_upheld_voids_the_award_and_the_tender_is_held_again() -> None:
    """DQ-06, R-P25: two of three are not enough for the next candidate."""
    told = rehearsal("challenge-upheld")
    assert [(r.where, r.clause) for r in told.refusals] == [("ConfirmAward", "DQ-06")]
    counts = ("AwardVoided", "ProcurementRestarted", "AwardConfirmed", "FinanceReported", "ContractSigned")
    assert [told.events[kind] for kind in counts] == [1, 1, 2, 1, 1]


def test_a_challenge_and_a_complaint_that_fail_put_the_signature_off_until_the_decision() -> None:
    """R-P29, DQ-05, DQ-13; R-P20: the days of the standstill do not count."""
    told = rehearsal("challenge-rejected")
    assert [(r.where, r.clause) for r in told.refusals] == [
        ("SignContract", "R-P29"),
        ("AnswerChallenge", "DQ-05"),
        ("SignContract", "DQ-13"),
    ]
    order = [type(r.event).__name__ for r in told.told]
    assert order.index("ComplaintDecided") < order.index("ContractSigned")
    assert told.events["ComplaintUnfounded"] == 1


def test_a_winner_that_refuses_to_sign_loses_its_bond_and_the_second_does_the_work() -> None:
    """R-S17, R-B03, HR-AW-2: in mid-performance there is no next candidate."""
    told = rehearsal("refusal-to-sign")
    assert [(r.where, r.clause) for r in told.refusals] == [
        ("ReceiveBidBond", "R-B03"),
        ("RecordRefusalToSign", "R-P20"),
        ("ConfirmAward", "R-P14"),
        ("RecordRefusalToSign", "R-S17"),
    ]
    assert (told.events["BidBondForfeited"], told.events["FinanceReported"], told.events["AwardNoticeSent"]) == (
        1,
        1,
        2,
    )


def test_the_means_survey_is_paid_twelve_times_and_the_rest_goes_back() -> None:
    told = rehearsal("means-survey")
    assert told.events["PaymentMade"] == 12
    assert told.events["PoolReleased"] == 1
    assert told.refusals == ()


# ---------------------------------------------------------------- a rehearsal finds what is told wrongly


def _changed(name: str, command: str, **changes: object) -> Story:
    """The story with the first act of this command told otherwise."""
    story = load(name)
    at = next(n for n, s in enumerate(story.steps) if isinstance(s, Act) and s.command == command)
    step = story.steps[at]
    assert isinstance(step, Act)
    return replace(story, steps=(*story.steps[:at], replace(step, **changes), *story.steps[at + 1 :]))  # type: ignore[arg-type]


def test_an_act_that_the_rules_refuse_is_a_problem_with_its_clause() -> None:
    told = rehearse(_changed("one-bidder", "confirm-award", actor="zhao-min"))
    assert "HR-WHO" in told.problems[0]
    assert not told.finished


def test_a_refusal_that_does_not_come_is_a_problem() -> None:
    told = rehearse(_changed("one-bidder", "fail-round", refused="JL44-1.4b"))
    assert "应被 JL44-1.4b 拒绝" in told.problems[0]


def test_an_act_told_too_late_raises_its_alarm() -> None:
    signing = next(s for s in load("one-bidder").steps if isinstance(s, Act) and s.command == "close-project")
    late = rehearse(_changed("one-bidder", "close-project", at=signing.at + timedelta(days=30)))
    assert [alarm.where for alarm in late.alarms] == ["closing.close"]


def test_what_time_alone_was_to_bring_and_did_not_is_a_problem() -> None:
    story = load("one-bidder")
    first = next(s for s in story.steps if isinstance(s, ClockMark))
    steps = tuple(replace(s, expect=("DeadlineMissed",)) if s is first else s for s in story.steps)
    assert "时间本应带来 DeadlineMissed" in rehearse(replace(story, steps=steps)).problems[0]


def test_a_story_with_an_unknown_person_is_not_begun() -> None:
    story = _changed("refusals", "start-project", actor="nobody")
    assert check(story)
    told = rehearse(story)
    assert told.acts == 0
    assert "没有人物“nobody”" in told.problems[0]


def test_sealed_bids_are_refused_an_early_opening_and_a_late_key() -> None:
    """HR-SB-1, HR-SB-3, JL44-4.0: four sealed bids, one of them twice, one withdrawn; three are read out."""
    told = rehearsal("sealed-bids")
    assert {(r.where, r.clause) for r in told.refusals} == {
        ("RegisterSealingKey", "HR-SB-1"),
        ("ReplaceSealingKey", "HR-SB-3"),
        ("BeginSealedOpening", "JL44-4.0"),
    }
    assert [told.events[name] for name in ("BidReceived", "BidWithdrawn", "SealedBidRevealed")] == [5, 1, 3]


def test_a_framework_admits_two_of_three_and_gives_a_contract_by_the_choice_of_those_served() -> None:
    told = rehearsal("framework")
    assert [(r.where, r.clause) for r in told.refusals] == [
        ("SelectProviders", "R-M17"),  # nobody eliminated
        ("CallOff", "R-M17"),  # above the agreed price
    ]
    assert told.events["AgreementSigned"] == 2
    assert (told.events["CalledOff"], told.events["CallOffRecorded"], told.events["FeedbackRecorded"]) == (1, 1, 1)
    assert told.stages == {"main": "closed", "call": "closed"}


def test_an_invited_tender_is_drawn_from_twice_as_many_before_two() -> None:
    told = rehearsal("invited-tender")
    assert [(r.where, r.clause) for r in told.refusals] == [("InviteSuppliers", "R-M12")]
    assert told.events["SuppliersInvited"] == 1


def test_late_money_costs_interest_and_the_undisputed_part_does_not_wait() -> None:
    """PY-04, PY-05, PY-06, PY-12: ten working days end on 23 September and only urge; thirty days from the acceptance on
    8 September end on 8 October, paid on the 12th: 1,029,000 × 0.05 % × 4 days"""
    told = rehearsal("payment-late")
    refused = [(r.where, r.clause) for r in told.refusals]
    assert refused.count(("ExplainDelay", "PY-05")) == 2
    assert {("OrderPayment", "HR-PY-3"), ("DecideDeduction", "HR-PY-3")} <= set(refused)
    paid = [r.event for r in told.told if isinstance(r.event, PaymentMade)]
    assert [(e.payment, f"{e.amount_yuan:.2f}", e.late_days) for e in paid] == [
        ("pay-1", "1029000.00", 19),
        ("interest-1", "2058.00", 0),
        ("pay-2", "979000.00", 0),
        ("pay-3", "30000.00", 0),
    ]


def test_a_correction_leaves_fifteen_days_and_bids_come_in_until_the_later_deadline() -> None:
    told = rehearsal("correction-moves-deadline")
    assert [(r.where, r.clause) for r in told.refusals] == [("OrderNotice", "R-P04")]
    closed = next(r for r in told.told if type(r.event).__name__ == "BiddingClosed")
    assert closed.at.date().isoformat() == "2026-03-19"


def test_a_coordinated_project_is_guided_countersigned_and_decided_together() -> None:
    """JL44-1.3, HR-AC: an amendment is answered in writing; the county's own chain is walked in its order."""
    told = rehearsal("county-coordinated")
    assert (told.events["CountyPlanIssued"], told.events["GuidanceGiven"], told.events["GuidanceAnswered"]) == (1, 1, 1)
    kinds = [r.event.kind for r in told.told if isinstance(r.event, ApprovalGiven)]
    chain = ["general_review", "countersign_business", "countersign_finance", "collective_decision"]
    assert [kind for kind in kinds if kind in chain] == chain
    assert told.stages == {"main": "closed"}


def test_a_price_under_the_lawful_share_is_explained_within_its_time_and_found_invalid_by_the_committee() -> None:
    """E-27, E-29, R-P19: the bid leaves the ranking, its supplier is told why, another wins."""
    told = rehearsal("abnormal-low-bid")
    assert [(r.where, r.clause) for r in told.refusals] == [
        ("ScoreBids", "E-29"),  # before the review
        ("AskPriceExplanation", "E-29"),  # twenty minutes
        ("DecidePriceReview", "E-29"),  # before the supplier spoke
        ("DecidePriceReview", "E-29"),  # two of five
    ]
    low = "91220122MA17E6602M"
    (scored,) = [r.event for r in told.told if isinstance(r.event, BidsScored)]
    assert low not in [ranked.supplier for ranked in scored.ranking]
    assert len(scored.ranking) == 3
    (letter,) = [r.event for r in told.told if isinstance(r.event, BidderInformed) and r.event.supplier == low]
    assert letter.reason is not None
    assert "电话核对" in letter.reason
    assert (letter.rank, letter.score) == (None, None)


def test_a_tender_whose_documents_kept_others_out_is_held_again_with_other_documents() -> None:
    """E-07, E-08, R-P03, R-P04, R-P25."""
    told = rehearsal("failed-tender")
    assert [(r.where, r.clause) for r in told.refusals] == [
        ("AnswerClarification", "R-P04"),  # it may affect bids: a correction, and fifteen days
        ("RecordDocumentTaken", "R-P03"),
        ("OpenBids", "E-07"),
        ("ChangeMethod", "E-08"),
        ("PrepareSolicitation", "E-08"),
    ]
    assert (told.events["RoundFailed"], told.events["BidsOpened"], told.events["ContractSigned"]) == (1, 1, 1)
    assert (told.events["ClarificationSent"], told.events["DocumentFeesReturned"]) == (2, 1)


def test_a_purchase_called_off_tells_its_suppliers_gives_back_their_money_and_is_closed() -> None:
    """NT-termination, R-P25."""
    told = rehearsal("cancelled")
    assert [(r.where, r.clause) for r in told.refusals] == [("CancelProcurement", "HR-WHO"), ("CloseProject", "R-P25")]
    counts = ("TerminationTold", "BidBondsReturned", "DocumentFeesReturned", "FundsReleased", "BidsOpened")
    assert [told.events[kind] for kind in counts] == [3, 1, 1, 1, 0]


def test_a_contract_passed_on_ends_beside_finances_own_decision_and_is_shown_on_both_platforms() -> None:
    """JL44-4.4.4a … 4c, R-X10, CR-06."""
    told = rehearsal("passing-on")
    steps = (
        "ContractDissolved",
        "ReferredToFinance",
        "HearingHeld",
        "PenaltyDecided",
        "BarEntered",
        "DepartmentReplied",
    )
    assert [told.events[step] for step in steps] == [1] * len(steps)
    assert (told.events["CreditReportOrdered"], told.events["CreditShown"]) == (2, 2)


def test_an_order_that_fails_two_rechecks_becomes_a_breach_that_new_staff_cures() -> None:
    """JL44-4.4.1, HR-IN-2, HR-PF-1, EX-03: nobody who keyed a report in rechecks it, and the contract stands."""
    told = rehearsal("rectification-fails")
    assert [(r.where, r.clause) for r in told.refusals] == [("RecheckRectification", "HR-PF-1")]
    steps = ("TipRecorded", "RectificationOrdered", "BreachFound", "CureNoticed", "BreachCured", "ProjectClosed")
    assert [told.events[step] for step in steps] == [1] * len(steps)
    assert (told.events["RectificationReported"], told.events["RectificationRechecked"]) == (3, 3)
    assert (told.events["ContractDissolved"], told.events["TakeoverTriggered"]) == (0, 0)


def test_a_supplier_that_leaves_with_notice_is_settled_and_its_recipients_are_served() -> None:
    """JL44-4.4.3a, EX-04, EX-05."""
    told = rehearsal("exit-voluntary")
    steps = ("ExitNotified", "TakeoverClosed", "ContractDissolved", "EndingSettled", "EndDutiesCalled")
    assert [told.events[step] for step in steps] == [1] * len(steps)
    assert told.events["ReferredToFinance"] == 0


def test_a_flood_ends_the_contract_without_a_breach_and_what_was_done_is_paid() -> None:
    """JL44-4.4.3a, HR-EX-1, EX-17: notice the same day with proof, recipients bridged, no penalty, forty days paid"""
    told = rehearsal("force-majeure")
    assert [(r.where, r.clause) for r in told.refusals] == [
        ("ExitVoluntarily", "HR-EX-1"),  # no proof, and no notice's days
        ("ReferToFinance", "JL44-4.4.4a"),
        ("ChargeSubstitute", "EX-06"),
        ("SettleEnding", "EX-17"),
    ]
    steps = ("ExitNotified", "RecipientsCovered", "TakeoverClosed", "ContractDissolved", "EndingSettled")
    assert [told.events[step] for step in steps] == [1] * len(steps)
    assert (told.events["BreachFound"], told.events["SubstituteCharged"]) == (0, 0)
    (paid,) = [r.event for r in told.told if isinstance(r.event, PaymentMade)]
    assert f"{paid.amount_yuan:.2f}" == "26373.63"
    (settled,) = [r.event for r in told.told if isinstance(r.event, EndingSettled)]
    assert (f"{settled.owed_to_supplier_yuan:.2f}", settled.owed_by_supplier_yuan) == ("26373.63", 0)
    assert (told.alarms, told.stages) == ((), {"main": "closed"})


def test_a_contract_stands_still_for_a_complaint_while_the_care_goes_on() -> None:
    """R-P29, DQ-13, HR-PF-3: not before finance's notice, bridged within hours, no breach, resumed after the decision alone"""
    told = rehearsal("suspended-by-complaint")
    assert [(r.where, r.clause) for r in told.refusals] == [
        ("SuspendPerformance", "DQ-13"),
        ("FindBreach", "R-P29"),
        ("ResumePerformance", "R-P29"),
    ]
    order = ("ComplaintRegistered", "PerformanceSuspended", "TakeoverTriggered", "RecipientsCovered")
    order = (*order, "ComplaintDecided", "PerformanceResumed", "TakeoverClosed", "PaymentMade")
    seen = [type(r.event).__name__ for r in told.told if type(r.event).__name__ in order]
    assert seen == list(order)
    assert told.events["BreachFound"] == 0
    assert (told.alarms, told.stages) == ((), {"main": "closed"})


def test_a_roster_follows_deaths_moves_hospital_and_refusals_and_so_does_what_is_reported() -> None:
    """HR-RO-1 … HR-RO-3: 70 person-months are one too many for what was due; a death learnt of late is found."""
    told = rehearsal("roster-year")
    refused = [
        ("OpenBids", "HR-BL-1"),
        ("EnrolRecipients", "EX-11"),
        ("CloseIncident", "HR-IC-2"),
        ("RecordTip", "JL44-4.4.1"),
        ("SubmitServiceReport", "HR-RO-3"),
    ]
    assert [(r.where, r.clause) for r in told.refusals] == refused
    counts = ("RosterChanged", "MonthlyRosterDrawnUp", "MonthlyRosterAgreed", "OverpaymentFound")
    assert [told.events[kind] for kind in counts] == [7, 7, 7, 1]
    (found,) = [r.event for r in told.told if type(r.event).__name__ == "OverpaymentFound"]
    assert str(getattr(found, "person_months", "")) == "0.167"
    assert told.stages == {"main": "closed"}


def test_three_years_of_care_are_reported_accepted_and_paid_month_by_month_and_the_price_does_not_move() -> None:
    """JL44-4.3.5, HR-EV-5, R-B05, HR-CT-4, PY-06, HR-FD-1, HR-FD-2, HR-TK-10, HR-TK-15."""
    told = rehearsal("three-year-care")
    assert [(r.where, r.clause) for r in told.refusals] == [
        ("OrderPayment", "HR-PY-3"),  # the disputed part
        ("AmendContract", "HR-CT-4"),  # wages rose: the price is the contract's substance
        ("SupplementContract", "R-B05"),  # eleven per cent
    ]
    counts = ("ServiceReported", "PeriodAccepted", "MonthlyRosterAgreed", "InvoiceRegistered", "PaymentMade")
    # the supplement is one more; what was disputed is paid apart
    assert [told.events[kind] for kind in counts] == [37, 37, 36, 37, 38]
    paid = [r.event for r in told.told if isinstance(r.event, PaymentMade)]
    assert [f"{e.amount_yuan:.2f}" for e in paid if e.period == "m14"] == ["28800.00", "720.00"]
    assert f"{sum(e.amount_yuan for e in paid):.2f}" == "1176720.00"  # 1,080,000 and nine per cent, less 480
    once_a_year = ("FundsReserved", "FundsCarriedOver", "EvaluationConcluded")
    assert [told.events[kind] for kind in once_a_year] == [3, 2, 3]
    drills = [r.event for r in told.told if getattr(r.event, "kind", None) == "takeover_drill"]
    assert len(drills) == 3
    assert (told.events["FundsCommitted"], told.events["DutyHandedOver"]) == (2, 1)
    assert told.acts > 400
