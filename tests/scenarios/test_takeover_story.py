"""What the two home-care stories show, told by rehearsal: care within the limits, standbys in their order, the new purchase
linked both ways, the ceiling kept.  JL44-4.4.3b, JL44-4.4.3c, JL44-5.2"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import TypeVar

import pytest

import law
from domain.calendar import BEIJING
from domain.contract.messages import ContractDrafted
from domain.funding.messages import AllocationRecorded, FundsCommitted, FundsReserved, PoolCharged, PoolReleased
from domain.message import Event
from domain.payment.messages import PaymentMade
from domain.performance.messages import PerformanceCompleted, PerformanceStarted, PeriodAccepted
from domain.planning.messages import ProjectDetermined, ProjectStarted, ReplacementLinked
from domain.publication.messages import NoticePublished
from domain.rulebook import RuleBook
from domain.supervision.messages import DeadlineReminded
from domain.takeover.asking.messages import StandbyAsked, StandbyDeclined, TakeoverDecided
from domain.takeover.bridge.messages import InterimExtended, RecipientsCovered, StandbyEngaged
from domain.takeover.care.messages import HandoverRecorded, InterimReported, RecipientsNotified
from domain.takeover.ending.messages import TakeoverEnded
from domain.takeover.trigger.messages import TakeoverOpened
from scenarios.rehearsal import Recorded, Rehearsal, rehearse
from scenarios.story import Story, load

E = TypeVar("E", bound=Event)
TAKEOVER, CARE = "home-care-takeover", "home-care"


@cache
def story(name: str) -> Story:
    return load(name)


@cache
def told(name: str) -> Rehearsal:
    return rehearse(story(name), law.load())


@cache
def rules(on: date) -> RuleBook:
    return law.load().rulebook("220122", on)


def recorded(name: str, kind: type[E], stream: str = "") -> list[tuple[Recorded, E]]:
    """The events of a type, in the order of the telling; of the streams whose name ends so."""
    return [(r, r.event) for r in told(name).told if isinstance(r.event, kind) and r.stream.endswith(stream)]


def events(name: str, kind: type[E], stream: str = "") -> list[E]:
    return [event for _, event in recorded(name, kind, stream)]


def only(name: str, kind: type[E], stream: str = "") -> E:
    (event,) = events(name, kind, stream)
    return event


@pytest.mark.parametrize("name", [CARE, TAKEOVER])
def test_a_story_goes_as_it_is_told_and_nobody_misses_a_deadline(name: str) -> None:
    told_so = told(name)
    assert told_so.problems == ()
    assert told_so.finished
    assert set(told_so.stages.values()) == {"closed"}
    assert (told_so.refusals, told_so.alarms, told_so.agenda) == ((), (), ())


@pytest.mark.parametrize("name", [CARE, TAKEOVER])
def test_a_story_is_short_enough_for_a_demonstration(name: str) -> None:
    assert told(name).acts <= 250


# ---------------------------------------------------------------- the takeover: from the stop to the last recipient


def test_every_grade_is_served_again_within_its_limit() -> None:
    opened, covered = only(TAKEOVER, TakeoverOpened), only(TAKEOVER, RecipientsCovered)
    book = rules(opened.opened_at.date())
    assert covered.hours.keys() == opened.without_provider.keys() == {"A", "B", "C"}
    for grade, hours in covered.hours.items():
        assert hours <= book.period("HR-TK-03", f"grade_{grade.lower()}").count
    assert covered.hours["A"] <= book.period("HR-TK-03", "grade_a_target").count


def test_the_duty_officer_decides_within_hours_and_is_not_who_triggered() -> None:
    opened, decided = only(TAKEOVER, TakeoverOpened), only(TAKEOVER, TakeoverDecided)
    limit = rules(opened.opened_at.date()).period("HR-TK-02", "decide_urgent").count
    assert decided.at - opened.opened_at <= timedelta(hours=limit)
    assert decided.by != opened.triggered_by
    assert decided.by in opened.plan.deciders


def test_standbys_are_asked_in_the_order_of_the_plan_until_one_accepts() -> None:
    opened = only(TAKEOVER, TakeoverOpened)
    order = [s.key for s in opened.plan.standbys]
    asked = [a.standby for a in events(TAKEOVER, StandbyAsked)]
    assert len(order) == 3
    assert asked == order[:2]  # the third stays in reserve
    assert only(TAKEOVER, StandbyDeclined).standby == order[0]
    assert only(TAKEOVER, StandbyEngaged).standby == order[1]


def test_the_second_is_asked_at_the_moment_when_the_first_declines() -> None:
    declined, _ = recorded(TAKEOVER, StandbyDeclined)[0]
    _, second = events(TAKEOVER, StandbyAsked)
    assert second.asked_at == declined.at


def test_the_bridge_is_engaged_by_a_named_route_with_its_days_and_money() -> None:
    opened, engaged = only(TAKEOVER, TakeoverOpened), only(TAKEOVER, StandbyEngaged)
    planned = next(s for s in opened.plan.standbys if s.key == engaged.standby)
    assert engaged.route == planned.route == "emergency_single_source"
    assert engaged.days == planned.days_of_cover == 90
    assert engaged.amount_yuan <= planned.amount_yuan


def test_all_recipients_are_told_and_every_item_is_handed_over_even_what_was_refused_first() -> None:
    opened = only(TAKEOVER, TakeoverOpened)
    assert sum(n.told for n in events(TAKEOVER, RecipientsNotified)) == sum(opened.without_provider.values()) == 120
    records = events(TAKEOVER, HandoverRecorded)
    refused = {r.item for r in records if r.refused}
    done = {r.item for r in records if not r.refused}
    assert refused == {"keys"}
    assert done == {*rules(date(2026, 5, 18)).kinds("HR-TK-04", "handover_parts"), "data_certificate", "final_account"}


def test_every_week_of_the_interim_is_reported() -> None:
    engaged, ended = only(TAKEOVER, StandbyEngaged), only(TAKEOVER, TakeoverEnded)
    whole_weeks = (ended.on - engaged.starts_on).days // 7
    assert [r.week for r in events(TAKEOVER, InterimReported)] == list(range(1, whole_weeks + 1))


def test_the_interim_is_extended_once_after_the_clock_has_reminded_and_ends_before_its_authority_does() -> None:
    reminders = [r for r, e in recorded(TAKEOVER, DeadlineReminded, "-T1") if e.key == "takeover.onward"]
    engaged, extended, ended = (only(TAKEOVER, k) for k in (StandbyEngaged, InterimExtended, TakeoverEnded))
    decided, _ = recorded(TAKEOVER, InterimExtended)[0]
    assert len(reminders) == 1
    assert reminders[0].at < decided.at
    assert decided.at.date() <= engaged.ends_on - timedelta(days=30)
    assert engaged.ends_on < ended.on <= extended.ends_on


# ---------------------------------------------------------------- the new purchase


def test_the_new_purchase_and_the_failed_project_name_each_other() -> None:
    main, new = story(TAKEOVER).projects["main"], story(TAKEOVER).projects["relay"]
    started = [e.plan.replaces for e in events(TAKEOVER, ProjectStarted, new)]
    assert started == [main]
    assert only(TAKEOVER, ReplacementLinked, main).replacement == new
    ended = only(TAKEOVER, TakeoverEnded)
    assert (ended.outcome, ended.replacement) == ("replaced", new)


def test_the_new_supplier_serves_70_to_100_days_after_the_stop() -> None:
    opened = only(TAKEOVER, TakeoverOpened)
    serves = only(TAKEOVER, PerformanceStarted, story(TAKEOVER).projects["relay"])
    assert 70 <= (serves.on - opened.gap_since.astimezone(BEIJING).date()).days <= 100


def test_nobody_steps_in_without_competition() -> None:
    new = story(TAKEOVER).projects["relay"]
    determined, _ = recorded(TAKEOVER, ProjectDetermined, new)[0]
    shown = {e.kind: e.published_on for e in events(TAKEOVER, NoticePublished, new)}
    assert determined.at.date() <= shown["intention"] <= shown["solicitation"] - timedelta(days=30)


def test_what_was_served_is_paid_and_nothing_else() -> None:
    main = story(TAKEOVER).projects["main"]
    accepted = sum(a.payable_yuan for a in events(TAKEOVER, PeriodAccepted, main))
    paid = sum(p.amount_yuan for p in events(TAKEOVER, PaymentMade, main))
    assert accepted == paid == Decimal("376064.52")  # four months, and ten days of the fifth


def test_the_old_project_completes_only_after_its_takeover_has_ended() -> None:
    ended, completed = (
        only(TAKEOVER, TakeoverEnded),
        only(TAKEOVER, PerformanceCompleted, story(TAKEOVER).projects["main"]),
    )
    assert ended.on <= completed.on


# ---------------------------------------------------------------- the ceiling


def pool_over_time(name: str, pool: str) -> Iterable[tuple[Decimal, Decimal]]:
    """Ceiling and use after every event of a pool."""
    base, used = Decimal(0), Decimal(0)
    for record in told(name).told:
        if not record.stream.endswith(f"pool/{pool}"):
            continue
        match record.event:
            case AllocationRecorded():
                base += record.event.amount_yuan
            case PoolCharged():
                used += record.event.amount_yuan
            case PoolReleased():
                used -= record.event.amount_yuan
        yield base * rules(record.at.date()).ratio("JL44-5.2", "ceiling"), used


@pytest.mark.parametrize(
    ("name", "pool", "allocated", "used"),
    [
        (TAKEOVER, "220122-2026", "75000000", "1102864.52"),  # what was paid, the bridge and its extension
        (CARE, "220122-2025", "211400000", "3762000.00"),
        (CARE, "220122-2026", "190000000", "3630700.00"),
    ],
)
def test_the_pool_never_passes_its_ceiling_and_ends_with_what_was_spent(
    name: str, pool: str, allocated: str, used: str
) -> None:
    points = list(pool_over_time(name, pool))
    assert all(use <= ceiling for ceiling, use in points)
    ceiling = Decimal(allocated) * rules(date(2026, 12, 31)).ratio("JL44-5.2", "ceiling")
    assert points[-1] == (ceiling, Decimal(used))
    assert not any(charge.departed for charge in events(name, PoolCharged))


def test_the_new_purchase_fits_only_because_the_old_one_gave_its_money_back() -> None:
    new = story(TAKEOVER).projects["relay"]
    charge = next(c for c in events(TAKEOVER, PoolCharged) if c.project == new)
    back = next(r for r in events(TAKEOVER, PoolReleased) if r.project == story(TAKEOVER).projects["main"])
    index = next(i for i, r in enumerate(told(TAKEOVER).told) if r.event == charge)
    before = told(TAKEOVER).told[:index]
    assert any(r.event == back for r in before)
    ceiling, used = list(pool_over_time(TAKEOVER, "220122-2026"))[sum("pool/" in r.stream for r in before) - 1]
    assert used + charge.amount_yuan <= ceiling < used + back.amount_yuan + charge.amount_yuan


# ---------------------------------------------------------------- two years of home care


def test_the_second_year_is_a_promise_until_its_allocation_arrives() -> None:
    promised = only(CARE, FundsCommitted)
    reserved = {e.pool: e.on for e in events(CARE, FundsReserved)}
    assert promised.pool == "220122-2026"
    assert reserved["220122-2025"] == promised.on < reserved["220122-2026"]


def test_the_periods_of_the_contract_add_up_to_its_amount() -> None:
    terms = only(CARE, ContractDrafted).terms
    assert sum(p.payable_yuan for p in terms.periods) == terms.amount_yuan == Decimal("7398600.00")
    assert sum(p.targets.get("服务人月", Decimal(0)) for p in terms.periods) == 62700


def test_each_quarter_is_accepted_with_recipients_published_and_paid() -> None:
    accepted = events(CARE, PeriodAccepted)
    assert len(accepted) == 8
    assert all(a.recipients_invited > 0 for a in accepted)
    assert sum(n.kind == "acceptance" for n in events(CARE, NoticePublished)) == 8
    paid = {p.period: p.amount_yuan for p in events(CARE, PaymentMade)}
    assert {a.period: a.payable_yuan for a in accepted} == {k: v for k, v in paid.items() if k != "advance"}
    assert all(p.late_days == 0 for p in events(CARE, PaymentMade))
