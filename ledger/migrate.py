"""Bring a database to the newest revision of the ledger's and the read model's schema.

Alembic only orders the revisions (``revisions/versions/``: each names its plain .sql files). Running them is ours: one
transaction per revision, by asyncpg's own ``execute``, because SQLAlchemy's asyncpg dialect refuses several
statements in one text. For the same reason the version table is ours: ``ledger.migration`` keeps *every* revision
applied, with the SHA-256 of its SQL, where Alembic's keeps only the newest. A revision that was applied is sealed: to
change an object, add a revision that replaces it.

There is no way back: a ledger is never migrated downwards.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import asyncpg
from alembic.script import ScriptDirectory

from ledger.pool import Connection

OLDEST_POSTGRES = 17

_ROOT = Path(__file__).resolve().parent.parent
_REVISIONS = Path(__file__).resolve().parent / "revisions"
# Only those who migrate this database wait here; the append lock is another matter (see append_lock.sql).
_ONE_AT_A_TIME = 0x4A49454C49  # "JIELI"


class UnsupportedPostgres(Exception):  # noqa: N818 (it says what happened)
    """The server is too old, or the database's encoding isn't UTF-8."""


class RevisionChanged(Exception):  # noqa: N818 (it says what happened)
    """A revision's SQL isn't what this database ran, or the database has a revision that this version doesn't know."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One step of the schema: its name and the whole SQL that it runs."""

    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return sha256(self.sql.encode()).hexdigest()


def revisions() -> list[Revision]:
    """All revisions, oldest first."""
    scripts = ScriptDirectory(str(_REVISIONS), version_locations=[str(_REVISIONS / "versions")])
    ordered = reversed(list(scripts.walk_revisions()))
    return [
        Revision(script.revision, "\n".join((_ROOT / path).read_text("utf-8") for path in script.module.sql))
        for script in ordered
    ]


async def migrate(owner_url: str, *, dry_run: bool = False) -> list[str]:
    """Apply what is missing and return its names; with ``dry_run`` only return them.

    ``owner_url`` is the login that owns the database: a superuser, or one that may create roles. Running it again does
    nothing; of two at once the second waits and then finds nothing to do. Raises ``UnsupportedPostgres``,
    ``RevisionChanged``.
    """
    known = revisions()
    async with _alone(owner_url) as conn:
        applied = await _applied(conn)
        _compare(known, applied)
        missing = [revision for revision in known if revision.name not in applied]
        if not dry_run:
            for revision in missing:
                await _apply(conn, revision)
        return [revision.name for revision in missing]


@asynccontextmanager
async def _alone(owner_url: str) -> AsyncIterator[Connection]:
    conn = await asyncpg.connect(owner_url, server_settings={"application_name": "jieli migrate"})
    try:
        await _refuse_unsupported(conn)
        await conn.execute("SELECT pg_advisory_lock($1)", _ONE_AT_A_TIME)
        yield conn
    finally:
        await conn.close()  # which gives the lock back


async def _refuse_unsupported(conn: Connection) -> None:
    major = await _major_version(conn)
    if major < OLDEST_POSTGRES:
        raise UnsupportedPostgres(
            f"PostgreSQL {OLDEST_POSTGRES} or newer is needed; this server is PostgreSQL {major}."
        )
    encoding = await conn.fetchval("SHOW server_encoding")
    if encoding != "UTF8":
        raise UnsupportedPostgres(f"The database's encoding must be UTF8; it is {encoding}.")


async def _major_version(conn: Connection) -> int:
    return int(await conn.fetchval("SHOW server_version_num")) // 10_000


async def _applied(conn: Connection) -> dict[str, str]:
    if not await conn.fetchval(
        "SELECT EXISTS (SELECT FROM pg_tables WHERE (schemaname, tablename) = ('ledger', 'migration'))"
    ):
        return {}
    async with conn.transaction():
        await conn.execute("SET LOCAL ROLE ledger_owner")
        return {row["revision"]: row["sql_sha256"] for row in await conn.fetch("SELECT * FROM ledger.migration")}


def _compare(known: list[Revision], applied: dict[str, str]) -> None:
    ours = {revision.name: revision.sha256 for revision in known}
    for name, sql_sha256 in applied.items():
        if name not in ours:
            raise RevisionChanged(f"The database has revision {name}, which this version doesn't know: it is newer.")
        if ours[name] != sql_sha256:
            raise RevisionChanged(f"Revision {name} was changed after this database had applied it.")


async def _apply(conn: Connection, revision: Revision) -> None:
    async with conn.transaction():
        await conn.execute(revision.sql)
        await conn.execute("SET LOCAL ROLE ledger_owner")
        await conn.execute(
            "INSERT INTO ledger.migration (revision, sql_sha256) VALUES ($1, $2)", revision.name, revision.sha256
        )
