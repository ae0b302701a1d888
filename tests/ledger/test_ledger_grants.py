"""Append-only by grant: what writers and readers may not do, tried with logins of their own."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from asking import one

from ledger.append import append
from ledger.pool import Connection, Pool, open_pool
from ledger.read import head


async def login(server: str, database: str, name: str, role: str) -> Connection:
    """A connection of a real login that is a member of ``role`` alone."""
    superuser = await asyncpg.connect(database)
    if not await superuser.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", name):
        await superuser.execute(f"CREATE ROLE {name} LOGIN; GRANT {role} TO {name}")
    await superuser.close()
    return await asyncpg.connect(database.replace("postgres@", f"{name}@"))


@pytest.fixture
async def writer(server: str, database: str, pool: Pool) -> AsyncIterator[Connection]:
    await append(pool, one("project/a", 0))
    conn = await login(server, database, "site_writer", "ledger_writer")
    yield conn
    await conn.close()


@pytest.fixture
async def reader(server: str, database: str, pool: Pool) -> AsyncIterator[Connection]:
    await append(pool, one("project/a", 0))
    conn = await login(server, database, "site_reader", "ledger_reader")
    yield conn
    await conn.close()


WRITTEN_AS = {
    "ledger.event": "pos",
    "ledger.command": "stream",
    "ledger.stream": "stream",
    "ledger.migration": "revision",
    "readmodel.project": "world",
    "readmodel.takeover": "world",
    "readmodel.agenda": "world",
    "readmodel.register": "world",
    "readmodel.refusal": "world",
}
CHANGES = [
    *(f"INSERT INTO {table} DEFAULT VALUES" for table in [*WRITTEN_AS, "ledger.append_lock"]),
    *(f"UPDATE {table} SET {column} = {column}" for table, column in WRITTEN_AS.items()),
    *(f"DELETE FROM {table}" for table in [*WRITTEN_AS, "ledger.append_lock"]),
    *(f"TRUNCATE {table}" for table in [*WRITTEN_AS, "ledger.append_lock"]),
    *(f"LOCK TABLE {table} IN EXCLUSIVE MODE" for table in [*WRITTEN_AS, "ledger.append_lock"]),
    "ALTER TABLE ledger.event DISABLE TRIGGER ALL",
    "DROP TRIGGER append_only ON ledger.event",
    "SET session_replication_role = replica",
    "SET ROLE ledger_owner",
    "SET ROLE readmodel_owner",
    "CREATE TABLE ledger.mine ()",
    "CREATE FUNCTION ledger.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SELECT readmodel.write('{}')",
    "SELECT ledger.check_append(null, null, null, null, null, null, null, null, null, null)",
]


async def allowed(conn: Connection, changes: list[str]) -> list[str]:
    """Those of the changes that this login got through."""
    through = []
    for change in changes:
        try:
            async with conn.transaction():
                await conn.execute(change)
            through.append(change)
        except asyncpg.InsufficientPrivilegeError:
            pass
    return through


async def test_a_writer_may_change_nothing(writer: Connection) -> None:
    assert await allowed(writer, CHANGES) == []
    assert await writer.fetchval("SELECT count(*) FROM ledger.event") == 1


async def test_a_writer_may_append_and_read(writer: Connection) -> None:
    await append(writer, one("project/a", 1))
    assert (await head(writer)).size == 2
    for table in ("ledger.event_data", "ledger.stream", "ledger.command", "readmodel.project", "readmodel.agenda"):
        await writer.fetch(f"SELECT * FROM {table}")


async def test_a_reader_may_change_nothing(reader: Connection) -> None:
    assert await allowed(reader, [*CHANGES, "SELECT ledger.take_lock()"]) == []


async def test_a_reader_may_not_append(reader: Connection) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await append(reader, one("project/a", 1))


async def test_nobody_else_may_even_read(server: str, database: str) -> None:
    conn = await login(server, database, "site_stranger", "pg_monitor")
    for table in ("ledger.event", "readmodel.project"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.fetch(f"SELECT * FROM {table}")
    await conn.close()


@pytest.mark.parametrize("table", ["event", "command", "stream"])
@pytest.mark.parametrize("role", ["origin", "replica"])
async def test_the_owner_meets_the_triggers_even_as_a_replica(
    pool: Pool, superuser: Connection, table: str, role: str
) -> None:
    await append(pool, one("project/a", 0))
    await superuser.execute(f"SET session_replication_role = {role}")
    for change in (f"DELETE FROM ledger.{table}", f"TRUNCATE ledger.{table}"):
        with pytest.raises(asyncpg.FeatureNotSupportedError, match="append-only"):
            await superuser.execute(change)
    if table != "stream":
        with pytest.raises(asyncpg.FeatureNotSupportedError, match="append-only"):
            await superuser.execute(f"UPDATE ledger.{table} SET stream = stream")


async def test_a_writers_own_tables_cannot_stand_in_for_the_ledgers(writer: Connection) -> None:
    await writer.execute("CREATE TEMP TABLE event (pos bigint); CREATE TEMP TABLE stream (stream text)")
    await writer.execute("SET search_path = pg_temp, ledger")
    await append(writer, one("project/a", 1))
    assert (await head(writer)).size == 2


async def test_the_pool_acts_as_the_role_asked_for(database: str, pool: Pool) -> None:
    assert await pool.fetchval("SELECT current_user") == "ledger_writer"
    assert await pool.fetchval("SELECT current_user") == "ledger_writer", "also after the pool's clean-up"
    assert await pool.fetchval("SHOW lock_timeout") == "5s"
    async with await open_pool(database, role="ledger_reader") as readers:
        assert await readers.fetchval("SELECT current_user") == "ledger_reader"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await append(readers, one("project/a", 0))


async def test_a_login_without_the_role_gets_no_pool(server: str, database: str) -> None:
    await (await login(server, database, "site_reader", "ledger_reader")).close()
    with pytest.raises(PermissionError, match="ledger_writer"):
        await open_pool(database.replace("postgres@", "site_reader@"))
