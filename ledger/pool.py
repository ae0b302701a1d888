"""Connections to the ledger, each as the role it needs and no more."""

from typing import TypeAlias

import asyncpg

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
# What the functions of this room take: a pool, or a connection of one's own (for a transaction around several calls).
Database: TypeAlias = "Connection | Pool"


async def open_pool(
    url: str,
    *,
    role: str = "ledger_writer",
    min_size: int = 1,
    max_size: int = 10,
    application_name: str = "jieli",
    statement_timeout: str = "15s",
) -> Pool:
    """A pool whose connections act as ``role`` (``ledger_writer`` or ``ledger_reader``).

    A login that may SET ROLE does; one that only inherits the role (or is it) stays as it is; any other is refused with
    ``PermissionError``. A site's login should be a member of this one role and of nothing else: SET ROLE by a
    superuser is a convenience of the embedded server, not a protection, as whoever holds the connection can RESET it.
    """
    settings = {
        "application_name": application_name,
        "lock_timeout": "5s",
        "statement_timeout": statement_timeout,
        # One who holds the append lock and falls silent would stop everybody.
        "idle_in_transaction_session_timeout": "10s",
    }

    async def become(conn: "asyncpg.Connection[asyncpg.Record]") -> None:
        # role isn't touched by RESET ALL, so it outlives the pool's clean-up between two users.
        if await conn.fetchval("SELECT pg_has_role(current_user, $1, 'SET')", role):
            await conn.execute(f"SET ROLE {_quoted(role)}")
        elif not await conn.fetchval("SELECT pg_has_role(current_user, $1, 'USAGE')", role):
            raise PermissionError(f"The database login is no member of {role}.")

    return await asyncpg.create_pool(url, min_size=min_size, max_size=max_size, server_settings=settings, init=become)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
