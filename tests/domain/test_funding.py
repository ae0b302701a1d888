"""Funding: reserved under the ceiling, however many ask at once.  JL44-4.1.2, JL44-5.*"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.approval.messages import ApprovalGiven
from domain.breach.aftermath.messages import EndingSettled
from domain.breach.messages import ContractDissolved, ExitNotified
from domain.funding.messages import (
    AllocationRecorded,
    FundsCommitted,
    FundsConverted,
    FundsReleased,
    FundsReserved,
    PoolCharged,
    PoolReleased,
    RecordAllocation,
    ReleaseFunds,
    ReserveFunds,
)
from domain.funding.state import Pool
from domain.given import Accepted
from domain.performance.messages import PerformanceCompleted
from domain.planning.messages import FundingLine, Plan
from domain.supervision.messages import DepartureRecorded
from tests.domain.builders import approval, awarded, lawful_plan, planned, scored
from tests.domain.running import passed, performing
from tests.domain.scene import DIVISION, PROJECT, D, Scene, day, scene

POOL = f"pool/{DIVISION}-2026"
NEXT = f"pool/{DIVISION}-2027"


def allocate(
    amount: str, kind: Any = "advance", *, division: str = DIVISION, year: int = 2026, number: int = 1
) -> RecordAllocation:
    return RecordAllocation(
        division=division,
        year=year,
        level="provincial",
        kind=kind,
        amount_yuan=Decimal(amount),
        document_number=f"吉财社指〔2026〕{number}号",
        received_on=date(2026, 1, 4),
    )


def line(amount: str, *, year: int = 2026, source: Any = "work_funds", earmarked: bool = True) -> FundingLine:
    return FundingLine(source=source, pool=f"{DIVISION}-{year}", amount_yuan=Decimal(amount), earmarked=earmarked)


def approved(*lines: FundingLine, base: str | None = "24000000") -> Scene:
    """Determined, with finance's approval; 24,000,000 handed down make a ceiling of 480,000."""
    plan = _plan(lines) if lines else None
    ready = planned(scene(), plan).has(approval("budget_approval", date(2026, 1, 14), by="finance-1", role="finance"))
    if base is None:
        return ready
    handed_down = AllocationRecorded(**allocate(base).model_dump(exclude={"division", "year"}))
    return ready.has(handed_down, stream=POOL)


def _plan(lines: tuple[FundingLine, ...]) -> Plan:
    budget = sum((entry.amount_yuan for entry in lines), start=Decimal("0.00"))
    return lawful_plan(budget_yuan=budget, funding=lines)


def reserve(at: Scene) -> Scene:
    return at.when(ReserveFunds(), by="finance-1")


def departure() -> DepartureRecorded:
    return DepartureRecorded(
        clause="JL44-5.2",
        reason="年中追加",
        minutes=D,
        finance_opinion=D,
        finance_document="农财〔2026〕3号",
        on=date(2026, 1, 15),
    )


def events(answered: Scene) -> list[Any]:
    assert isinstance(answered.answer, Accepted), answered.answer
    return [event for _, event in answered.answer.events]


# ---------------------------------------------------------------- what was handed down


def record(command: RecordAllocation, *before: AllocationRecorded) -> Scene:
    pool = f"pool/{command.division}-{command.year}"
    return scene().in_stream(pool).has(*before).when(command)


def test_allocations_raise_and_lower_the_base() -> None:
    first = record(allocate("1000")).then()
    more = first.when(allocate("500", "additional", number=2)).then()
    less = more.when(allocate("1500", "withdrawn", number=3)).then()
    pool = less.states[POOL]
    assert isinstance(pool, Pool)
    assert (pool.base_yuan, pool.allocations) == (Decimal(0), 3)
    more.when(allocate("1500.01", "withdrawn", number=3)).refused("HR-FD-4")


def test_finance_records_for_its_own_division_and_those_below() -> None:
    city = scene(division="2201").in_stream(POOL)
    city.when(allocate("1000")).accepted(AllocationRecorded)
    record(allocate("1000", division="220183")).refused("HR-WHO")
    record(allocate("1000", division="2201")).refused("HR-WHO")


def test_only_finance_records_them() -> None:
    scene().in_stream(POOL).when(allocate("1000"), role="clerk").refused("HR-WHO")


# ---------------------------------------------------------------- reserved


def test_money_is_reserved_up_to_the_ceiling_and_not_a_fen_above() -> None:
    """JL44-5.2: two per cent of 24,000,000."""
    reserve(approved(line("480000.00"))).accepted(FundsReserved, PoolCharged)
    refusal = reserve(approved(line("480000.01"))).refused("JL44-5.2")
    assert refusal.findings[0].facts["ceiling_yuan"] == "480000.00"


def test_what_others_have_charged_counts() -> None:
    other = PoolCharged(project="220122-2026-zzz999", source="relief_subsidy", amount_yuan=Decimal("0.01"))
    reserve(approved().has(other, stream=POOL)).refused("JL44-5.2")


def test_beyond_it_only_by_a_recorded_departure_and_the_charge_says_so() -> None:
    departed = reserve(approved(line("480000.01")).has(departure()))
    departed.warned("JL44-5.2")
    assert [e.departed for e in events(departed) if isinstance(e, PoolCharged)] == [True]
    within = reserve(approved().has(departure()))
    assert [e.departed for e in events(within) if isinstance(e, PoolCharged)] == [False]


def test_two_lines_of_one_pool_share_its_ceiling() -> None:
    half = (line("240000.00"), line("240000.00", source="relief_subsidy"))
    reserve(approved(*half)).accepted(FundsReserved, FundsReserved, PoolCharged, PoolCharged)
    over = (line("240000.00"), line("240000.01", source="relief_subsidy"))
    reserve(approved(*over)).refused("JL44-5.2")


def test_money_from_elsewhere_is_outside_the_ceiling() -> None:
    lottery = reserve(approved(line("480000.00"), line("900000.00", source="other")))
    assert len([e for e in events(lottery) if isinstance(e, FundsReserved)]) == 2
    after = lottery.then().states[POOL]
    assert isinstance(after, Pool)
    assert after.used_yuan == Decimal("480000.00")


def test_nothing_is_reserved_before_finance_approves_the_budget() -> None:
    """JL44-4.1.2"""
    unapproved = planned(scene())
    reserve(unapproved).refused("JL44-4.1.2")
    no = ApprovalGiven(
        kind="budget_approval", agrees=False, opinion="压减", by="f", role="finance", on=date(2026, 1, 14)
    )
    reserve(approved().has(no)).refused("JL44-4.1.2")


def test_money_not_yet_meant_for_purchase_is_converted_first() -> None:
    """JL44-5.4: a may; without the approval it is noted for all to see."""
    unmarked = line("480000.00", earmarked=False)
    reserve(approved(unmarked)).warned("JL44-5.4")
    converted = approved(unmarked).has(approval("budget_conversion", date(2026, 1, 14), by="finance-1", role="finance"))
    assert [type(e) for e in events(reserve(converted))] == [FundsReserved, FundsConverted, PoolCharged]


def test_it_is_reserved_once() -> None:
    reserve(reserve(approved()).then()).refused("JL44-4.1.2")


def test_nothing_is_reserved_before_the_project_is_determined() -> None:
    scene().when(ReserveFunds()).refused("JL44-4.0")


# ---------------------------------------------------------------- years to come


def two_years() -> Scene:
    return approved(line("300000.00"), line("180000.00", year=2027))


def test_a_later_years_share_is_promised_until_its_money_is_handed_down() -> None:
    promised = reserve(two_years())
    promised.accepted(FundsReserved, FundsCommitted, PoolCharged)
    later = promised.then()
    item = later.item("funding.commitment.220122-2027")
    assert (item.who, item.rule) == ("finance", "HR-FD-1")
    assert item.due.date() == date(2027, 2, 2)  # 31 January is a Sunday: it is over when the Monday is
    reserve(later).refused("JL44-4.1.2")
    came = AllocationRecorded(**allocate("9000000").model_dump(exclude={"division", "year"}))
    kept = reserve(later.has(came, stream=NEXT))
    assert [e.pool for e in events(kept) if isinstance(e, FundsReserved)] == ["220122-2027"]
    assert "funding.commitment.220122-2027" not in {i.key for i in kept.then().agenda()}


def test_a_promise_is_not_renewed_by_a_departure() -> None:
    reserve(reserve(two_years()).then().has(departure())).refused("JL44-4.1.2")


def test_the_first_year_is_no_promise() -> None:
    reserve(approved(base=None)).refused("JL44-5.2")


# ---------------------------------------------------------------- released


def release(amount: str) -> ReleaseFunds:
    return ReleaseFunds(pool=f"{DIVISION}-2026", amount_yuan=Decimal(amount), reason="成交价低于预算")


def reserved(at: Scene) -> Scene:
    """What the builders' facts say of the project's money, said of the pool too."""
    return at.has(
        *(
            PoolCharged(project=PROJECT, source=entry.source, amount_yuan=entry.amount_yuan)
            for entry in lawful_plan().funding
        ),
        stream=POOL,
    )


def test_what_the_price_leaves_over_goes_back_to_the_pool() -> None:
    """Chosen at 450,000 of 480,000."""
    freed = reserved(awarded(scene())).when(release("30000.00"))
    freed.accepted(FundsReleased, PoolReleased)
    pool = freed.then().states[POOL]
    assert isinstance(pool, Pool)
    assert pool.used_yuan == Decimal("450000.00")
    reserved(awarded(scene())).when(release("30000.01")).refused("JL44-5.2")


def test_nothing_goes_back_before_the_price_is_known() -> None:
    reserved(scored(scene())).when(release("0.01")).refused("JL44-5.2")
    reserve(approved()).then().when(release("0.01")).refused("JL44-4.0")


def test_what_the_contract_needs_stays() -> None:
    """505,000 reserved, 480,000 contracted."""
    performing().when(release("25000.00")).accepted(FundsReleased)
    performing().when(release("25000.01")).refused("JL44-5.2")


def test_what_is_no_longer_owed_goes_back_when_all_is_done() -> None:
    """Two periods of 150,000 accepted, the third failed: 300,000 are owed."""
    scene_ = performing().has(
        passed("q1", date(2026, 6, 1)), passed("q2", date(2026, 9, 1)), PerformanceCompleted(on=date(2026, 12, 31))
    )
    scene_.when(release("205000.00")).accepted(FundsReleased)
    scene_.when(release("205000.01")).refused("JL44-5.2")


SETTLED = EndingSettled(
    accepted_yuan=0,
    loss_yuan=0,
    penalty_yuan=0,
    substitute_yuan=0,
    owed_by_supplier_yuan=0,
    owed_to_supplier_yuan=0,
    statement=D,
    agreed=True,
    on=date(2026, 6, 20),
)


def test_a_dissolved_contract_needs_no_more_than_what_was_accepted() -> None:
    gone = ContractDissolved(
        key="b1", ground="refusal", notice=D, notified_on=date(2026, 6, 8), effective_on=date(2026, 6, 20)
    )
    ended = performing().has(passed("q1", date(2026, 6, 1)), gone)
    ended.on("2026-06-19").when(release("25000.01")).refused("JL44-5.2")
    ended.on("2026-06-20").when(release("205000.01")).refused("JL44-5.2")  # the period under way isn't accepted yet
    ended = ended.has(SETTLED)
    ended.on("2026-06-20").when(release("355000.00")).accepted(FundsReleased)
    ended.on("2026-06-20").when(release("355000.01")).refused("JL44-5.2")


@pytest.mark.parametrize("how", ["dissolved", "left"])
def test_after_an_early_end_finance_gives_back_the_remainder_to_the_fen(how: str) -> None:
    """HR-FD-7, JL44-5.2: the agenda's amount is just what is accepted; then nothing is left to give back."""
    end = date(2026, 6, 20)
    dissolved = ContractDissolved(key="b1", ground="refusal", notice=D, notified_on=date(2026, 6, 8), effective_on=end)
    left = ExitNotified(reason="转型", notice=D, leaves_on=end, on=date(2026, 6, 8))
    key = f"funding.release.{DIVISION}-2026"
    whole = performing().has(passed("q1", date(2026, 6, 1))).on("2026-06-19")
    assert key not in {item.key for item in whole.agenda()}
    ended = whole.has(dissolved if how == "dissolved" else left)
    assert "205000.00" in ended.item(key).title  # the period under way may still be owed
    ended = ended.has(SETTLED).on("2026-06-22")
    item = ended.item(key)
    assert (item.rule, item.who, item.due) == ("HR-FD-7", "finance", day("2026-08-05T00:00"))
    assert "355000.00" in item.title
    ended.when(release("355000.01")).refused("JL44-5.2")
    given_back = ended.when(release("355000.00"))
    given_back.accepted(FundsReleased, PoolReleased)
    assert key not in {i.key for i in given_back.then().agenda()}


def test_the_last_years_money_goes_back_first() -> None:
    """HR-FD-7: 505,000 of this year and 100,000 of the next; 150,000 are owed."""
    dissolved = ContractDissolved(
        key="b1", ground="refusal", notice=D, notified_on=date(2026, 5, 20), effective_on=date(2026, 5, 31)
    )
    next_year = FundsReserved(
        pool=f"{DIVISION}-2027", source="relief_subsidy", amount_yuan=Decimal(100000), on=date(2026, 1, 6)
    )
    ended = performing().has(next_year, passed("q1", date(2026, 6, 1)), dissolved).on("2026-06-02")
    assert "355000.00" in ended.item(f"funding.release.{DIVISION}-2026").title
    assert "100000.00" in ended.item(f"funding.release.{DIVISION}-2027").title


def test_money_from_elsewhere_gives_nothing_back_to_the_pool() -> None:
    other = PoolCharged(project="220122-2026-zzz999", source="work_funds", amount_yuan=Decimal(1000))
    back = awarded(scene()).has(other, stream=POOL).when(release("30000.00")).then().states[POOL]
    assert isinstance(back, Pool)
    assert back.used_yuan == Decimal(1000)
