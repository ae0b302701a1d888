"""Migrations: in order, once, one at a time, and on no server that is too old."""

import asyncio

import asyncpg
import pytest
from asking import one

from ledger import migrate as migration
from ledger.append import append
from ledger.migrate import Revision, RevisionChanged, UnsupportedPostgres, migrate, revisions
from ledger.pool import open_pool

ALL = [revision.name for revision in revisions()]


def test_the_revisions_are_ordered() -> None:
    assert sorted(ALL) == ALL
    assert ALL[:2] == ["0001_ledger", "0002_readmodel"]


async def test_migrating_twice_does_nothing_the_second_time(empty_database: str) -> None:
    assert await migrate(empty_database, dry_run=True) == ALL
    assert await migrate(empty_database, dry_run=True) == ALL, "a dry run changes nothing"
    assert await migrate(empty_database) == ALL
    assert await migrate(empty_database) == []


async def test_of_two_at_once_each_revision_is_applied_by_one(empty_database: str) -> None:
    done = await asyncio.gather(*(migrate(empty_database) for _ in range(4)))
    assert sorted(name for names in done for name in names) == ALL
    async with await open_pool(empty_database) as pool:
        await append(pool, one("project/a", 0))


async def test_an_older_server_is_refused(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def sixteen(conn: object) -> int:
        return 16

    monkeypatch.setattr(migration, "_major_version", sixteen)
    with pytest.raises(UnsupportedPostgres, match="17 or newer is needed; this server is PostgreSQL 16"):
        await migrate(empty_database)


async def test_another_encoding_is_refused(server: str) -> None:
    conn = await asyncpg.connect(server + "postgres")
    await conn.execute(
        "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C' LOCALE 'C'"
    )
    await conn.close()
    with pytest.raises(UnsupportedPostgres, match="UTF8"):
        await migrate(server + "latin")


async def test_a_sealed_revision_that_was_edited_is_refused(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    edited = [Revision(r.name, r.sql + "-- an afterthought") for r in revisions()]
    monkeypatch.setattr(migration, "revisions", lambda: edited)
    with pytest.raises(RevisionChanged, match="0001_ledger was changed"):
        await migrate(database)


async def test_a_database_of_a_newer_version_is_refused(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    older = revisions()[:1]
    monkeypatch.setattr(migration, "revisions", lambda: older)
    with pytest.raises(RevisionChanged, match="0002_readmodel"):
        await migrate(database)


async def test_a_failing_revision_leaves_nothing_behind(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *_ = revisions()
    broken = [Revision(first.name, first.sql + "\nSELECT 1 / 0;")]
    monkeypatch.setattr(migration, "revisions", lambda: broken)
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty_database)
    monkeypatch.undo()
    assert await migrate(empty_database) == ALL


@pytest.fixture
async def modest_owner(server: str, template: str) -> str:
    """A login that owns a database and may create roles, and is no superuser."""
    conn = await asyncpg.connect(server + "postgres")
    await conn.execute("CREATE ROLE modest LOGIN CREATEROLE")
    # The roles exist already, made by another: whoever made them lets this login use them.
    await conn.execute(
        "GRANT ledger_owner, readmodel_owner, records_owner, vault_owner TO modest WITH INHERIT FALSE, SET TRUE"
    )
    await conn.execute("CREATE DATABASE modest OWNER modest")
    await conn.close()
    return server.replace("postgres@", "modest@") + "modest"


async def test_no_superuser_is_needed(modest_owner: str, server: str) -> None:
    assert await migrate(modest_owner) == ALL
    assert await migrate(modest_owner) == []
    async with await open_pool(server + "modest") as pool:
        await append(pool, one("project/a", 0))
