"""A batch goes in whole or not at all, by one door; earlier batches are held against it; a row is corrected by a row.  HR-SR-1 … HR-SR-3"""

import asyncio
import re
from datetime import datetime

import asyncpg
import pytest

from domain.calendar import BEIJING
from ledger.pool import Connection, Pool
from records.importing import held_against, is_there, take, turn
from records.reporting import COUNTS, MISSED, SERVED, SILENT, report
from tests.domain.scene import HOME, SUPPLIER_2
from tests.records.filing import NOW, PERIOD, ROSTER, batch, bounds, cells, many, taken, unasked, who

EXPECTED = ROSTER.by_grade(PERIOD.starts_on, PERIOD.ends_on)


async def rows(pool: Pool, table: str = "record") -> int:
    return int(await pool.fetchval(f"SELECT count(*) FROM records.{table}"))


async def test_a_batch_goes_in_with_all_its_rows(pool: Pool) -> None:
    """S102-23"""
    one = batch(many(300))
    assert not await is_there(pool, one)
    assert await taken(pool, one) == []
    assert (await rows(pool), await rows(pool, "incoming"), await is_there(pool, one)) == (300, 0, True)


async def test_nothing_is_kept_unasked(pool: Pool) -> None:
    """HR-SR-3: a dry run, a refusal by the ledger"""
    await unasked(pool, batch(many(9)))
    assert [await rows(pool, t) for t in ("batch", "record", "incoming", "period_count", "served")] == [0] * 5


async def test_an_error_on_the_way_leaves_nothing(pool: Pool) -> None:
    """HR-SR-3"""

    async def fails() -> None:
        async with turn(pool) as own:
            await held_against(own.connection, batch(many(9)), bounds())
            own.keep = True
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()
    assert await rows(pool, "incoming") == 0


async def test_fewer_rows_than_the_batch_says_are_refused(pool: Pool) -> None:
    """HR-SR-3"""
    with pytest.raises(asyncpg.InvalidParameterValueError):
        await unasked(pool, batch(many(8)), says=batch(many(9)))


async def test_the_same_batch_twice_is_one(pool: Pool) -> None:
    """HR-SR-3"""
    await taken(pool, batch(many(9)))
    with pytest.raises(asyncpg.UniqueViolationError):
        await unasked(pool, batch(many(9)))


async def test_a_service_of_an_earlier_batch_is_named(pool: Pool) -> None:
    """HR-SR-2"""
    first = batch(many(20))
    await taken(pool, first)
    found = await taken(pool, batch([cells(100), cells(7, ends_at="2026-03-01 08:20")]))
    assert [(f.line, f.field) for f in found] == [(3, "服务对象")]
    assert f"{first.id}#8" in found[0].problem
    assert await rows(pool) == 20


async def test_another_projects_record_of_the_same_service_is_named_too(pool: Pool) -> None:
    """HR-SR-2: one visit is paid once"""
    await taken(pool, batch(many(3)))
    elsewhere = batch([cells(1)], stream="project/220122-2026-zzz999", provider=SUPPLIER_2)
    assert [f.field for f in await taken(pool, elsewhere)] == ["服务对象"]


async def test_a_storys_records_are_apart_from_the_real_ones(pool: Pool) -> None:
    """HR-SR-2"""
    await taken(pool, batch(many(3)))
    assert await taken(pool, batch([cells(1)], stream=f"sim.tale.{HOME}")) == []


async def test_a_person_who_served_elsewhere_by_an_earlier_batch_is_named(pool: Pool) -> None:
    """HR-SR-1"""
    await taken(pool, batch([cells(1, ends_at="2026-03-01 12:00")]))
    later = cells(2, staff="s-1", starts_at="2026-03-01 11:00", ends_at="2026-03-01 11:30")
    found = await taken(pool, batch([later]))
    assert [(f.field, f.clause) for f in found] == [("服务人员", "HR-SR-1")]
    assert await taken(pool, batch([later], provider=SUPPLIER_2)) == [], "another supplier's s-1 is somebody else"


async def test_a_row_is_corrected_by_a_row(pool: Pool) -> None:
    """SA-12: the old row stays; what stands is the new one"""
    first = batch([cells(1, result="未服务"), cells(2)])
    await taken(pool, first)
    second = batch([cells(1, corrects=f"{first.id}#1")])
    async with turn(pool) as own:
        number, faults, corrects = await held_against(own.connection, second, bounds())
        assert faults == []
        assert [(c.item, c.result, c.count) for c in corrects] == [("visits", "missed", 1)]
        await take(own.connection, number, second, "li")
        own.keep = True
    assert await rows(pool) == 3
    told = await report(pool, HOME, PERIOD, EXPECTED)
    assert (told.rows, told.items[0].done, told.items[0].by_result) == (2, 2, {"done": 2})


@pytest.mark.parametrize("place", ["{id}#3", "{id}#9999999", "sr-0123456789abcdef#1"])
async def test_a_correction_of_nothing_is_named(pool: Pool, place: str) -> None:
    """SA-12"""
    first = batch([cells(1), cells(2)])
    await taken(pool, first)
    found = await taken(pool, batch([cells(50, corrects=place.format(id=first.id))]))
    assert [f.field for f in found] == ["更正"]


async def test_a_row_is_corrected_once(pool: Pool) -> None:
    """SA-12: the second correction names the first one's row"""
    first = batch([cells(1), cells(2)])
    await taken(pool, first)
    second = batch([cells(1, result="未服务", corrects=f"{first.id}#1")])
    assert await taken(pool, second) == []
    again = cells(1, result="拒绝", corrects=f"{first.id}#1")
    assert {f.field for f in await taken(pool, batch([again]))} == {"更正", "服务对象"}
    assert await taken(pool, batch([again | {"corrects": f"{second.id}#1"}])) == []


async def test_of_two_imports_at_once_the_second_sees_the_first(pool: Pool) -> None:
    """HR-SR-2"""
    one, other = batch([cells(1), cells(2)]), batch([cells(2), cells(3)])
    found = await asyncio.gather(taken(pool, one), taken(pool, other))
    assert sorted(len(faults) for faults in found) == [0, 1]
    assert await rows(pool) == 2


# ---------------------------------------------------------------- who may write


async def login(database: str, name: str, role: str) -> Connection:
    """A connection of a real login that is a member of ``role`` alone."""
    superuser = await asyncpg.connect(database)
    if not await superuser.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", name):
        await superuser.execute(f"CREATE ROLE {name} LOGIN; GRANT {role} TO {name}")
    await superuser.close()
    return await asyncpg.connect(database.replace("postgres@", f"{name}@"))


async def allowed(conn: Connection, statements: list[str]) -> list[str]:
    """Those of the statements that this login got through."""
    through = []
    for statement in statements:
        try:
            async with conn.transaction():
                await conn.execute(statement)
            through.append(statement)
        except asyncpg.InsufficientPrivilegeError:
            pass
    return through


TABLES = ("batch", "record", "period_count", "served", "import_lock")
CHANGES = [
    *(f"INSERT INTO records.{table} DEFAULT VALUES" for table in TABLES),
    *(f"DELETE FROM records.{table}" for table in (*TABLES, "incoming")),
    *(f"TRUNCATE records.{table}" for table in (*TABLES, "incoming")),
    *(f"LOCK TABLE records.{table} IN EXCLUSIVE MODE" for table in TABLES),
    "UPDATE records.record SET result = result",
    "UPDATE records.batch SET digest = digest",
    "UPDATE records.incoming SET result = result",
    "ALTER TABLE records.record DISABLE TRIGGER ALL",
    "SET ROLE records_owner",
    "CREATE TABLE records.mine ()",
]


async def test_a_writer_changes_nothing_and_adds_by_the_one_door(database: str, pool: Pool) -> None:
    """SA-12"""
    await taken(pool, batch(many(3)))
    writer = await login(database, "records_site_writer", "ledger_writer")
    assert await allowed(writer, CHANGES) == []
    await writer.close()


async def test_a_reader_sees_no_rows(database: str, pool: Pool) -> None:
    """PIPL 6: counts are enough for pages"""
    await taken(pool, batch(many(3)))
    reader = await login(database, "records_site_reader", "ledger_reader")
    doors = ["SELECT records.take_turn()", f"SELECT records.recount('{HOME}', 'q1')"]
    sights = [f"SELECT * FROM records.{table}" for table in ("record", "served", "standing", "incoming")]
    assert await allowed(reader, [*CHANGES, *doors, *sights]) == []
    assert await reader.fetchval("SELECT sum(n) FROM records.period_count") == 3
    await reader.close()


@pytest.mark.parametrize("role", ["origin", "replica"])
async def test_even_the_owner_meets_the_triggers(pool: Pool, superuser: Connection, role: str) -> None:
    """SA-12"""
    await taken(pool, batch(many(3)))
    await superuser.execute(f"SET session_replication_role = {role}")
    for table in ("record", "batch"):
        for change in (f"DELETE FROM records.{table}", f"TRUNCATE records.{table}"):
            with pytest.raises(asyncpg.FeatureNotSupportedError, match="corrected by a further row"):
                await superuser.execute(change)
    with pytest.raises(asyncpg.FeatureNotSupportedError):
        await superuser.execute("UPDATE records.record SET result = 'done'")


# ---------------------------------------------------------------- the report


async def test_the_report_of_a_period(pool: Pool) -> None:
    """S102-23, JL44-4.5.2a: planned, done, coverage, missed visits of grade A, silence"""
    served = [cells(n) for n in range(30)]
    served += [cells(2, kind="电话", item="calls", starts_at="2026-03-05 09:00", ends_at="2026-03-05 09:05")]
    served += [
        cells(n, staff=f"s-9{n}", result="未服务", starts_at="2026-03-06 09:00", ends_at="") for n in range(30, 36)
    ]
    await taken(pool, batch(served))
    told = await report(pool, HOME, PERIOD, {"A": 20, "B": 10, "C": 0})
    visits, calls = told.items
    assert (told.rows, visits.done, visits.planned, calls.done) == (37, 30, 400, 1)
    assert visits.by_result == {"done": 30, "missed": 6}
    assert visits.by_grade == {"A": 10, "B": 10, "C": 10}
    a, b, c = told.grades
    assert [(g.expected, g.reached, g.missed) for g in (a, b, c)] == [(20, 10, 2), (10, 10, 2), (0, 10, 2)]
    assert (str(a.share), str(b.share), c.share) == ("0.5000", "1.0000", None)
    assert [m.recipient for m in told.missed_a] == [who(33), who(36)]
    never = [s.recipient for s in told.silent if s.since is None and s.grade == "A"]
    assert sorted(never) == [who(33), who(36)]
    last = {s.recipient: s.since for s in told.silent}
    assert last[who(3)] == datetime(2026, 3, 5, 9, tzinfo=BEIJING)


async def test_an_empty_period_has_a_report_too(pool: Pool) -> None:
    """S102-23"""
    told = await report(pool, HOME, PERIOD, EXPECTED)
    assert [(i.item, i.done) for i in told.items] == [("visits", 0), ("calls", 0)]
    assert {str(g.share) for g in told.grades} == {"0.0000"}


async def test_the_report_walks_no_table(pool: Pool, superuser: Connection) -> None:
    """Counters and the partial index of missed visits answer, however many rows there are."""
    for n in range(3):
        later = bounds(NOW)
        kinds = ("上门", "陪同", "电话")
        made = [
            cells(i, kind=kinds[n], staff=f"s-{n}-{i % 40}", result="完成" if i % 50 else "未服务") for i in range(2800)
        ]
        assert await taken(pool, batch(made, stream=f"project/220122-2026-aaa00{n}"), later) == []
    await superuser.execute("ANALYZE")
    stream = "project/220122-2026-aaa001"
    for sql, more in ((COUNTS, ()), (SERVED, ()), (SILENT, ("A", 20)), (MISSED, (20,))):
        plan = await pool.fetch("EXPLAIN " + sql, stream, "q1", *more)
        text = "\n".join(line[0] for line in plan)
        assert not re.search("Seq Scan on (record|served)\\b", text), text
    missed = "\n".join(line[0] for line in await pool.fetch("EXPLAIN " + MISSED, stream, "q1", 20))
    assert "record_missed" in missed, missed
