"""Roster against rows, contract against contract: what was short, not due, paid twice; and the draft of a deduction.  HR-RO-3, HR-PY-3"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from domain.payment.deductions.messages import DeductionProposed, ProposeDeduction
from domain.payment.messages import InvoiceRegistered
from domain.performance.records.messages import RECORD_KINDS
from domain.performance.roster.messages import RosterChanged
from domain.performance.roster.state import Place, RecipientRoster, changed
from domain.project import Project
from ledger.pool import Pool
from records.carers import shared
from records.comparing import Comparison, compare
from records.drafting import drafts
from records.twice import twice
from tests.domain.running import passed
from tests.domain.scene import HOME, SUPPLIER_2, D
from tests.domain.test_recipient_roster import A, change, running
from tests.records.filing import batch, cells, taken, who

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
OTHER = "project/220122-2026-zzz999"
EMPTY = Comparison(FIRST, date(2026, 5, 31), (), ())


def place(n: int, frequency: str | None = "每周2次", *, items: tuple[str, ...] = ("A.10",)) -> Place:
    return Place("ABC"[n % 3], "220122100", ((date(2026, 3, 1), None),), items=items, frequency=frequency)  # type: ignore[arg-type]


def died(place: Place, day: str) -> Place:
    on = date.fromisoformat(day)
    kinds: Any = {"recipient": A, "ground": "death", "effective_on": on, "document": D, "by": "town", "on": on}
    return changed(place, RosterChanged(**kinds))


def visit(n: int, day: str, result: str = "完成", hour: int = 9) -> dict[str, Any]:
    times = {"starts_at": f"{day} {hour:02d}:00", "ends_at": f"{day} {hour:02d}:30" if result == "完成" else ""}
    return cells(1, recipient=who(n), grade="ABC"[n % 3], staff=f"s-{n}", result=result) | times


ROSTER = RecipientRoster({who(1): place(1), who(2): died(place(2), "2026-03-10"), who(3): place(3, None)})


async def compared(pool: Pool, *kinds: str) -> Comparison:
    rows = [visit(1, "2026-03-02"), visit(1, "2026-03-03", "不在家"), visit(1, "2026-03-04", "拒绝")]
    rows += [
        visit(2, "2026-03-10"),
        visit(2, "2026-03-12"),
        visit(2, "2026-03-12", hour=15),
        visit(9, "2026-03-31", hour=23),
    ]
    assert await taken(pool, batch(rows)) == []
    return await compare(pool, HOME, ROSTER, FIRST, LAST, kinds or RECORD_KINDS)


async def test_what_is_short_is_what_nobody_came_for(pool: Pool) -> None:
    """JL44-4.5.2a: eight due in March; one done, one not at home, one refused; who has no frequency is not said to be short"""
    told = {line.recipient: line for line in (await compared(pool)).lines}
    one = told[who(1)]
    assert (one.expected, one.done, one.not_home, one.refused, one.short) == (8, 1, 1, 1, 5)
    assert (told[who(2)].days_due, told[who(2)].expected, told[who(2)].done, told[who(2)].short) == (10, 2, 3, 0)
    assert (told[who(3)].expected, told[who(3)].short, told[who(9)].days_due) == (None, 0, 0)


async def test_services_after_a_death_and_to_strangers_are_told_by_row(pool: Pool) -> None:
    """HR-RO-3: and those of the last hour of the last day are in"""
    told = await compared(pool)
    found = [(n.recipient, n.day.day, n.count, len(n.records)) for n in told.not_due]
    assert found == [(who(2), 12, 2, 2), (who(9), 31, 1, 1)]
    assert "死亡" in told.not_due[0].why
    assert told.grades["B"] == {"people": 1, "reached": 1, "expected": 8, "done": 1, "attempted": 2, "short": 5}


async def test_only_the_kinds_asked_for_count(pool: Pool) -> None:
    """JL44-4.5.2a"""
    assert {line.done for line in (await compared(pool, "call")).lines} == {0}


async def test_the_same_person_in_two_contracts_is_found_on_the_rosters_and_in_the_rows(pool: Pool) -> None:
    """HR-RO-3: other items of the directory, and months in which only one contract serves, are no double"""
    await taken(pool, batch([visit(1, "2026-03-02"), visit(2, "2026-03-02")]))
    await taken(pool, batch([visit(1, "2026-03-20")], stream=OTHER, provider=SUPPLIER_2))
    both = RecipientRoster({who(1): place(1), who(2): place(2, items=("A.11",)), who(3): place(3, items=())})
    empty = Project()
    projects = {
        stream: replace(empty, id=stream.split("/")[1], performance=replace(empty.performance, roster=roster))
        for stream, roster in ((HOME, ROSTER), (OTHER, both))
    }
    found = await twice(pool, projects, "2026-03")
    assert [(t.kind, t.recipient, t.item, list(t.counts.values())) for t in found] == [
        ("roster", who(1), "A.10", [31, 31]),
        ("roster", who(3), "", [31, 31]),
        ("rows", who(1), "visits", [1, 1]),
    ]
    assert [t.kind for t in await twice(pool, projects, "2026-05")] == ["roster", "roster"]
    assert await twice(pool, {HOME: projects[HOME]}, "2026-03") == ()


def invoice(amount: int) -> InvoiceRegistered:
    day = date(2026, 6, 4)
    return InvoiceRegistered(number="F-1", kind="普通", period="q1", amount_yuan=Decimal(amount), digest=D, on=day)


def test_days_paid_after_a_move_become_a_draft_that_the_ledger_takes() -> None:
    """HR-RO-3, HR-PY-3: ten of 31 days of three people's nine person-months for 450,000 yuan"""
    at = running().has(passed("q1", date(2026, 6, 3), 450000), invoice(450000)).on("2026-06-10")
    at = at.when(change(A, "moved_away", "2026-05-21"), by="town").then()
    project = at.states[HOME]
    assert isinstance(project, Project)
    (draft,) = drafts(project, EMPTY, ("服务人月",))
    assert (draft.quantity, draft.amount_yuan, draft.invoice) == (Decimal("0.323"), Decimal("16150.00"), "F-1")
    assert draft.amount_yuan is not None
    assert A not in draft.ground
    proposed = ProposeDeduction(
        key=draft.key, invoice="F-1", amount_yuan=draft.amount_yuan, ground=draft.ground, evidence=D
    )
    after = at.when(proposed, by="zhao")
    after.accepted(DeductionProposed)
    assert draft.key.startswith("overpaid-q1-")
    again = after.then().states[HOME]
    assert isinstance(again, Project)
    assert drafts(again, EMPTY, ("服务人月",)) == (), "what is proposed is not proposed again"


def test_a_period_that_is_not_accepted_has_nothing_to_take_back() -> None:
    """HR-RO-3: its report is corrected instead"""
    at = running().on("2026-04-02").when(change(A, "death", "2026-03-20"), by="town").then()
    project = at.states[HOME]
    assert isinstance(project, Project)
    assert drafts(project, EMPTY, ("服务人月",)) == ()


async def test_one_carer_of_two_suppliers_in_a_month_is_named(pool: Pool) -> None:
    """HR-PO-1: in other months, with the same supplier, or where nobody came, there is no sign"""
    day = {"starts_at": "2026-03-09 08:00", "ends_at": "2026-03-09 08:30"}
    later = {"starts_at": "2026-03-10 08:00", "ends_at": "2026-03-10 08:30"}
    missed = {**later, "result": "未服务"}
    assert await taken(pool, batch([cells(1, staff="s-71", **day), cells(2, staff="s-72", **day)])) == []
    theirs = [cells(3, staff="s-71", **later), cells(4, staff="s-72", **missed)]
    assert await taken(pool, batch(theirs, stream=OTHER, provider=SUPPLIER_2)) == []
    found = {one.staff: one.counts for one in await shared(pool, (HOME, OTHER), "2026-03")}
    assert found["s-71"] == {HOME: 1, OTHER: 1}
    assert "s-72" not in found
    assert await shared(pool, (HOME, OTHER), "2026-04") == ()
    assert await shared(pool, (HOME,), "2026-03") == ()
