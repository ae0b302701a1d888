"""What our logins may do: the roles of ledger and vault, granted after the migrations have made them."""

from collections.abc import Sequence

import asyncpg

WORKER_ROLES = ("ledger_writer", "ledger_reader")
VAULT_ROLES = ("vault_keeper",)  # and none of the ledger's


async def ensure_logins(owner_url: str, login: str = "jieli_worker", roles: Sequence[str] = WORKER_ROLES) -> list[str]:
    """Grant to `login` those of its roles that exist; return the ones it now has.

    Nothing is made here: an embedded start makes the login, in production the database's administrator does.
    """
    connection = await asyncpg.connect(owner_url, timeout=10)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", login):
            return []
        rows = await connection.fetch(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY($1::text[]) ORDER BY rolname", list(roles)
        )
        granted = [str(row["rolname"]) for row in rows]
        quoted = await connection.fetchval("SELECT quote_ident($1)", login)
        for role in granted:
            if not await connection.fetchval("SELECT pg_has_role($1::name, $2::name, 'MEMBER')", login, role):
                await connection.execute(f"GRANT {role} TO {quoted}")
        return granted
    finally:
        await connection.close()
