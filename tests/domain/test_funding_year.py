"""The pool's year: one entry for each document, a ceiling that falls, the freeze, what is carried over.  JL44-5.2, HR-FD-2 … HR-FD-5"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.approval.messages import PreparationRecorded
from domain.funding.messages import (
    AnswerCeilingFall,
    CarriedIn,
    CarriedOut,
    CarryOver,
    CeilingFallAnswered,
    CeilingFallen,
    CheckFundSource,
    FreezeYear,
    FundsCarriedOver,
    FundsCommitted,
    FundsConverted,
    FundSourceChecked,
    FundsReserved,
    PoolCharged,
    RecordAllocation,
    ReleaseFunds,
    YearFrozen,
)
from domain.funding.state import Pool
from domain.given import Accepted, Refusal, State
from domain.performance.messages import PerformanceCompleted
from domain.planning.messages import FundingLine, PlanItem, ProjectStarted, StartProject
from domain.project import Project
from domain.supervision.messages import DeadlineMissed
from tests.domain.builders import approval, awarded, below_limit_plan, lawful_plan, planned
from tests.domain.running import passed, performing
from tests.domain.scene import DIVISION, HOME, D, Scene, scene
from tests.domain.test_funding import allocate, approved, departure, events, line, reserve

POOL, NEXT = f"pool/{DIVISION}-2026", f"pool/{DIVISION}-2027"


TARGETS = PreparationRecorded(
    kind="performance_targets", done_on=date(2026, 7, 1), summary="产出、效益、满意度", digest=D, by="clerk-1"
)


def freeze(year: int = 2026, division: str = DIVISION) -> FreezeYear:
    return FreezeYear(division=division, year=year, document_number="农财〔2026〕90号")


def pool_of(at: Scene, name: str = POOL) -> Pool:
    state = at.states[name]
    assert isinstance(state, Pool)
    return state


def in_pool(at: Scene, name: str = POOL) -> Scene:
    return at.in_stream(name)


def with_money(base: str = "24000000", *, year: int = 2026) -> Scene:
    return scene().in_stream(f"pool/{DIVISION}-{year}").when(allocate(base, year=year)).then()


# ---------------------------------------------------------------- documents


def test_a_document_is_entered_once_for_each_level() -> None:
    """HR-FD-4: entered twice it would raise the ceiling twice; a document may bring central and provincial money."""
    once = with_money()
    once.when(allocate("24000000")).refused("HR-FD-4")
    once.when(allocate("5", "additional")).refused("HR-FD-4")
    central = allocate("24000000").model_copy(update={"level": "central"})
    both = once.when(central).then()
    assert pool_of(both).base_yuan == Decimal(48000000)
    once.when(allocate("24000000", "additional", number=2)).accepted()


def test_there_is_no_county_match() -> None:
    """JL44-5.2: central and provincial money alone is the base."""
    with pytest.raises(ValueError, match="level"):
        RecordAllocation.model_validate({**allocate("1").model_dump(), "level": "county"})


# ---------------------------------------------------------------- townships


def test_a_townships_line_names_the_countys_pool() -> None:
    """JL44-5.1: refused, with the right pool named, at the plan and at the reservation."""
    own = (FundingLine(source="work_funds", pool="220122100-2026", amount_yuan=Decimal(480000), earmarked=True),)
    told = scene().when(StartProject(plan=lawful_plan(funding=own))).refused("JL44-5.1")
    assert (told.findings[0].field, told.findings[0].facts["right"]) == ("plan.funding[0].pool", "220122-2026")
    reserve(approved(*own)).refused("JL44-5.1")
    scene().when(StartProject(plan=lawful_plan())).accepted(ProjectStarted)
    township = scene().in_stream("pool/220122100-2026").when(allocate("1000", division="220122100"))
    assert township.refused("JL44-5.1").findings[0].facts["right"] == "220122-2026"


def test_another_countys_pool_is_not_the_buyers() -> None:
    """JL44-5.1"""
    foreign = (FundingLine(source="work_funds", pool="220183-2026", amount_yuan=Decimal(480000), earmarked=True),)
    scene().when(StartProject(plan=lawful_plan(funding=foreign))).refused("JL44-5.1")


# ---------------------------------------------------------------- kinds of money


def administrative() -> Scene:
    """Screening of recipients, paid from relief subsidy; determined by `clerk-1`, approved by finance."""
    items = (PlanItem(code="A.1", description="对象排查", quantity=Decimal(4), unit="次", quality="按标准"),)
    plan = below_limit_plan(items=items, funding=(line("200000.00", source="relief_subsidy"),))
    ready = planned(scene(), plan).has(approval("budget_approval", date(2026, 1, 14), by="finance-1", role="finance"))
    return ready.in_stream(POOL).when(allocate("24000000")).then().in_stream(HOME)


def check(lawful: bool) -> CheckFundSource:
    return CheckFundSource(source="relief_subsidy", lawful=lawful, opinion="已核对资金管理办法", digest=D)


def test_administrative_work_from_the_subsidy_asks_a_person() -> None:
    """FD-02: unanswered it warns and stands on the agenda; a yes is on record; a no stands in the way (JL44-5.1)."""
    asked = administrative()
    assert asked.item("funding.source.relief_subsidy").who == "legal_adviser"
    reserve(asked).warned("FD-02")
    yes = asked.when(check(True), by="chen", role="legal_adviser")
    yes.accepted(FundSourceChecked)
    assert "funding.source.relief_subsidy" not in {i.key for i in yes.then().agenda()}
    assert [type(e) for e in events(reserve(yes.then()))] == [FundsReserved, PoolCharged]
    no = asked.when(check(False), by="chen", role="legal_adviser").then()
    reserve(no).refused("JL44-5.1")


def test_only_what_needs_it_is_checked_and_not_by_the_plans_author() -> None:
    approved().when(check(True), by="chen", role="legal_adviser").refused("JL44-4.0")
    administrative().when(check(True), by="clerk-1", role="legal_adviser").refused("JL44-4.4.0")


def test_a_third_kind_of_money_asks_too() -> None:
    """FD-01: it lies outside the words of JL44-5.2."""
    reserve(approved(line("480000.00"), line("1000.00", source="other"))).warned("FD-01")
    assert [type(e) for e in events(reserve(approved()))] == [FundsReserved, PoolCharged]


def test_what_was_turned_to_purchase_is_recorded_with_its_approval() -> None:
    """JL44-5.4"""
    yes = approval("budget_conversion", date(2026, 1, 14), by="finance-1", role="finance")
    converted = [
        e
        for e in events(reserve(approved(line("480000.00", earmarked=False)).has(yes)))
        if isinstance(e, FundsConverted)
    ]
    assert [(e.amount_yuan, e.approved_by) for e in converted] == [(Decimal(480000), "finance-1")]


def test_a_term_of_several_years_lies_inside_the_mid_term_plan() -> None:
    """S102-12, FD-03"""
    long_plan = lawful_plan(ends_on=date(2027, 12, 31), funding=(line("300000.00"), line("180000.00", year=2027)))
    ready = planned(scene(), long_plan).has(approval("budget_approval", date(2026, 1, 14), by="f", role="finance"))
    ready = ready.in_stream(POOL).when(allocate("24000000")).then().in_stream(HOME)
    reserve(ready).refused("S102-12")
    inside = ready.has(approval("mid_term_plan", date(2026, 1, 14), by="f", role="finance"))
    reserve(inside).accepted(FundsReserved, FundsCommitted)


def test_since_july_2026_the_money_has_its_targets() -> None:
    """SA-05, Social Assistance Law art. 6"""
    before = approved().on("2026-06-30")
    reserve(before).accepted(FundsReserved)
    since = approved().on("2026-07-01")
    reserve(since).refused("SA-05")
    reserve(since.has(TARGETS)).accepted(FundsReserved)


# ---------------------------------------------------------------- a ceiling that falls


def fallen() -> Scene:
    """480,000 charged under a ceiling of 480,000; then 4,000,000 are withdrawn and 400,000 is the ceiling."""
    charged = reserve(approved()).then().in_stream(POOL)
    return charged.when(allocate("4000000", "withdrawn", number=2))


def test_a_withdrawal_below_what_is_charged_raises_an_alarm_and_undoes_nothing() -> None:
    """JL44-5.2, HR-FD-3: ten working days for finance to say what it does."""
    alarm = fallen()
    alarm.accepted(CeilingFallen)
    told = next(e for e in events(alarm) if isinstance(e, CeilingFallen))
    assert (told.ceiling_yuan, told.over_yuan) == (Decimal(400000), Decimal(80000))
    after = alarm.then()
    assert pool_of(after).used_yuan == Decimal(480000)
    item = after.item("funding.fallen.1")
    assert (item.who, item.rule) == ("finance", "JL44-5.2")
    after.wake("funding.fallen.1").then().wake("funding.fallen.1").accepted(DeadlineMissed)


def test_the_alarm_is_answered_once_or_goes_with_its_reason() -> None:
    """HR-FD-3"""
    after = fallen().then()
    answer = AnswerCeilingFall(
        division=DIVISION, year=2026, measures="追加下达已申请", document_number="农财〔2026〕8号"
    )
    answered = after.when(answer)
    answered.accepted(CeilingFallAnswered)
    assert answered.then().agenda() == ()
    answered.then().when(answer).refused("HR-FD-3")
    again = after.when(allocate("4000000", "additional", number=3)).then()
    assert again.agenda() == ()
    with_money().when(answer).refused("HR-FD-3")


def test_a_withdrawal_that_leaves_room_is_no_alarm() -> None:
    small = reserve(approved(line("100000.00"))).then().in_stream(POOL)
    assert [type(e).__name__ for e in events(small.when(allocate("4000000", "withdrawn", number=2)))] == [
        "AllocationRecorded"
    ]


def test_after_the_fall_nothing_new_fits() -> None:
    """JL44-5.2"""
    after = fallen().then()
    other = f"project/{DIVISION}-2026-zzz999"
    ready = approved(line("0.01"), base=None)
    asked = replace(after, home=other, states={**after.states, other: ready.states[HOME]})
    reserve(asked).refused("JL44-5.2")


# ---------------------------------------------------------------- freeze


def test_a_frozen_year_takes_no_new_charge() -> None:
    """HR-FD-2"""
    frozen = with_money().when(freeze())
    frozen.accepted(YearFrozen)
    closed = frozen.then()
    closed.when(freeze()).refused("HR-FD-2")
    ready = approved()
    reserve(replace(ready, states={**ready.states, POOL: closed.states[POOL]})).refused("HR-FD-2")
    departed = replace(ready, states={**ready.states, POOL: closed.states[POOL]}).has(departure())
    reserve(departed).refused("HR-FD-2")


def test_only_a_year_with_money_that_has_begun_is_frozen_by_its_own_finance() -> None:
    """HR-FD-2, HR-WHO"""
    scene().in_stream(POOL).when(freeze()).refused("HR-FD-2")
    with_money(year=2027).when(freeze(2027)).refused("HR-FD-2")
    with_money().when(freeze(), role="clerk").refused("HR-WHO")
    replace(with_money(), division="220183").when(freeze()).refused("HR-WHO")


# ---------------------------------------------------------------- carried over


def at_years_end(*, next_base: str | None = "24000000") -> Scene:
    """450,000 contracted of 505,000; the year 2026 is frozen, the next year's money has come."""
    money = allocate("100000000")
    running = performing().in_stream(POOL).when(money).then().when(freeze()).then()
    if next_base is not None:
        running = running.in_stream(NEXT).when(allocate(next_base, year=2027, number=7)).then()
    return running.in_stream(HOME).on("2027-01-08")


def carry(amount: str, **changes: Any) -> CarryOver:
    values: dict[str, Any] = {
        "pool": "220122-2026",
        "source": "relief_subsidy",
        "amount_yuan": Decimal(amount),
        "document_number": "农财〔2027〕2号",
    }
    return CarryOver(**{**values, **changes})


def test_what_is_unspent_goes_to_the_next_year_fen_for_fen_in_one_append() -> None:
    """HR-FD-2"""
    ready = at_years_end()
    moved = ready.when(carry("480000.00"))
    accepted = moved.accepted(FundsCarriedOver, CarriedOut, CarriedIn)
    assert {stream for stream, _ in accepted.events} == {HOME, POOL, NEXT}
    after = moved.then()
    old, new = pool_of(after), pool_of(after, NEXT)
    assert (old.used_yuan, old.carried_out_yuan) == (Decimal(25000), Decimal(480000))
    assert (new.used_yuan, new.carried_in_yuan) == (Decimal(480000), Decimal(480000))
    project = after.states[HOME]
    assert isinstance(project, Project)
    assert project.funding.reserved_yuan == Decimal(505000)
    after.when(carry("25000.00")).refused("HR-FD-2")  # the same document
    after.when(carry("25000.01", document_number="农财〔2027〕3号")).refused("HR-FD-2")


@pytest.mark.parametrize(
    "wrong", [{"amount_yuan": Decimal("505000.01")}, {"amount_yuan": Decimal(0)}, {"source": "work_funds"}]
)
def test_no_more_than_was_reserved_and_from_its_own_source(wrong: dict[str, Any]) -> None:
    at_years_end().when(carry("1.00", **wrong)).refused("HR-FD-2")


def test_nothing_is_carried_over_before_the_freeze_nor_into_a_frozen_year() -> None:
    """HR-FD-2"""
    performing().in_stream(POOL).when(allocate("100000000")).then().in_stream(HOME).when(carry("1.00")).refused(
        "HR-FD-2"
    )
    closed = at_years_end().in_stream(NEXT).when(freeze(2027)).then().in_stream(HOME)
    closed.when(carry("1.00")).refused("HR-FD-2")


def test_what_is_carried_in_counts_under_the_next_years_ceiling() -> None:
    """JL44-5.2: 23,999,999 make 479,999.98."""
    at_years_end(next_base="23999999").when(carry("480000.00")).refused("JL44-5.2")
    at_years_end(next_base=None).when(carry("1.00")).refused("JL44-5.2")
    departed = at_years_end(next_base="23999999").has(departure()).when(carry("480000.00"))
    assert [e.departed for e in events(departed) if isinstance(e, CarriedIn)] == [True]


def test_what_was_paid_or_is_on_its_way_is_not_carried() -> None:
    """150,000 accepted and paid in 2026, 150,000 ordered: 205,000 are left of 505,000."""
    from domain.payment.messages import InvoiceRegistered, PaymentMade, PaymentOrdered

    def bill(key: str, period: str) -> tuple[Any, ...]:
        invoice = InvoiceRegistered(
            number=key, kind="发票", period=period, amount_yuan=Decimal(150000), digest=D, on=date(2026, 12, 1)
        )
        order = PaymentOrdered(
            payment=key, invoice=key, period=period, amount_yuan=Decimal(150000), by="li", on=date(2026, 12, 2)
        )
        return invoice, order

    made = PaymentMade(
        payment="p1", period="q1", amount_yuan=Decimal(150000), paid_on=date(2026, 12, 5), receipt="GK1", late_days=0
    )
    ready = at_years_end().has(passed("q1", date(2026, 6, 1)), *bill("p1", "q1"), made, *bill("p2", "q2"))
    ready.when(carry("205000.01")).refused("HR-FD-2")
    ready.when(carry("205000.00")).accepted(FundsCarriedOver)


def test_a_promised_year_is_still_reserved_after_money_was_carried_into_it() -> None:
    """The carried money is no substitute for the year's own line."""
    plan = lawful_plan(funding=(line("300000.00"), line("180000.00", year=2027)))
    promised = reserve(
        planned(scene(), plan)
        .has(approval("budget_approval", date(2026, 1, 14), by="f", role="finance"))
        .in_stream(POOL)
        .when(allocate("24000000"))
        .then()
        .in_stream(HOME)
    ).then()
    closed = promised.in_stream(POOL).when(freeze()).then().in_stream(NEXT)
    ready = closed.when(allocate("24000000", year=2027, number=7)).then().in_stream(HOME).on("2027-01-08")
    moved = ready.when(carry("1000.00", source="work_funds")).then()
    kept = reserve(moved.has(TARGETS))
    assert [(e.pool, e.amount_yuan) for e in events(kept) if isinstance(e, FundsReserved)] == [
        ("220122-2027", Decimal(180000))
    ]
    project = kept.then().states[HOME]
    assert isinstance(project, Project)
    assert project.funding.reserved == {"220122-2026": Decimal(299000), "220122-2027": Decimal(181000)}


# ---------------------------------------------------------------- whatever the order

step = st.tuples(
    st.sampled_from(("allocate", "withdraw", "reserve", "departed", "release", "commit", "freeze", "carry")),
    st.integers(0, 3),
    st.integers(1, 400_000),
)


@settings(max_examples=120, deadline=None)
@example([("allocate", 0, 100_000), ("reserve", 0, 399_996), ("reserve", 1, 399_996), ("reserve", 2, 399_996)])
@example(
    [
        ("allocate", 0, 100_000),
        ("allocate", 1, 100_000),
        ("reserve", 0, 200_000),
        ("withdraw", 0, 90_000),
        ("departed", 1, 100_000),
        ("freeze", 0, 1),
        ("carry", 0, 100_000),
        ("release", 0, 50_000),
    ]
)
@given(st.lists(step, max_size=25))
def test_no_charge_without_departure_ever_passes_the_ceiling_of_its_moment(
    steps: Sequence[tuple[str, int, int]],
) -> None:
    """JL44-5.2: four projects, two years, any order: each charge fits when it is made, and no fen appears or is lost."""
    states: dict[str, State] = {}
    for number, (what, who, amount) in enumerate(steps):
        home = f"project/{DIVISION}-2026-p{who:05d}"
        asked = _asked(what, home, amount, number, states)
        if asked is None:
            continue
        before = {name: state for name, state in states.items() if isinstance(state, Pool)}
        assert isinstance(asked.answer, Accepted | Refusal)
        if isinstance(asked.answer, Refusal):
            continue
        states = dict(asked.then().states)
        for stream, event in asked.answer.events:
            if isinstance(event, PoolCharged | CarriedIn) and not event.departed:
                pool = states[stream]
                assert isinstance(pool, Pool)
                assert pool.used_yuan <= pool.base_yuan * Decimal("0.02")
                assert before.get(stream, Pool()).frozen_on is None
        _conserved(states)


def _conserved(states: dict[str, State]) -> None:
    pools = {name: s for name, s in states.items() if isinstance(s, Pool)}
    for pool in pools.values():
        assert pool.used_yuan == sum(pool.charged.values(), start=Decimal(0))
        assert all(held >= 0 for held in pool.charged.values())
    assert sum(p.carried_out_yuan for p in pools.values()) == sum(p.carried_in_yuan for p in pools.values())
    for name, project in states.items():
        if isinstance(project, Project):
            for pool_key, held in project.funding.reserved.items():
                charged = pools.get(f"pool/{pool_key}", Pool()).charged.get(name.removeprefix("project/"), Decimal(0))
                assert held == charged


def _asked(what: str, home: str, amount: int, number: int, states: dict[str, State]) -> Scene | None:
    """One act of one of them; None where it makes no sense."""
    year = 2026 + int(home[-1]) % 2
    pool = f"pool/{DIVISION}-{year}"
    if what in ("allocate", "withdraw", "freeze"):
        at = scene(home=pool, states=states).on("2027-01-08")
        if what == "freeze":
            return at.when(freeze(year))
        kind = "advance" if what == "allocate" else "withdrawn"
        return at.when(allocate(str(amount * 100), kind, year=year, number=number + 10))
    known = home in states
    amount = amount // 4 + 1
    if what in ("reserve", "departed", "commit"):
        lines = (line(str(amount)), line("1.00", year=2027)) if what == "commit" else (line(str(amount)),)
        ready = approved(*lines, base=None).has(TARGETS)
        ready = ready.has(departure()) if what == "departed" else ready
        project = ready.states[HOME]
        assert isinstance(project, Project)
        own = states[home] if known else replace(project, id=home.removeprefix("project/"))
        return reserve(replace(ready, home=home, states={**states, home: own}).on("2027-01-08"))
    if not known:
        return None
    at = replace(scene(home=home), states=states).on("2027-01-08")
    if what == "carry":
        return at.when(carry(str(amount), source="work_funds", document_number=f"结转{number}号"))
    free = ReleaseFunds(pool=f"{DIVISION}-2026", amount_yuan=Decimal(amount), reason="余额")
    done = awarded(scene()).states[HOME]
    assert isinstance(done, Project)
    state = states[home]
    assert isinstance(state, Project)
    chosen = replace(done, id=state.id, funding=state.funding)
    ended = replace(at, states={**states, home: chosen}).has(PerformanceCompleted(on=date(2026, 12, 31)))
    return ended.when(free)
