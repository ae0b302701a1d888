"""Looking for some words in everything that a system has kept: files, tables, histories, whatever form they are in."""

import asyncio
import base64
import gzip
from pathlib import Path
from typing import Final

import asyncpg
from temporalio.client import Client

_TABLES: Final = """
SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""


def forms(words: str) -> tuple[bytes, ...]:
    """The words as they are, in hexadecimal (bytea as text), and in base64 at each of its three alignments."""
    raw = words.encode()
    coded = []
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + raw)
        coded.append(whole[4 if shift else 0 : len(whole) // 4 * 4 - 4])  # without the groups that hold neighbours
    return raw, raw.hex().encode(), *coded


def holds(content: bytes, *words: str) -> bool:
    return any(form in content for one in words for form in forms(one))


def files_holding(folder: Path, *words: str) -> list[str]:
    """Every byte of every file below a folder; what is packed (archived histories) is unpacked first."""
    found = []
    for path in folder.rglob("*"):
        try:
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        except FileNotFoundError:  # the servers are alive: a file of theirs may go
            continue
        if content.startswith(b"\x1f\x8b"):
            content += gzip.decompress(content)
        if holds(content, *words):
            found.append(str(path.relative_to(folder)))
    return sorted(found)


async def rows_holding(database_url: str, *words: str) -> list[str]:
    """Every row of every table: what PostgreSQL packs in its files is read unpacked."""
    connection = await asyncpg.connect(database_url)
    try:
        found = []
        for table in await connection.fetch(_TABLES):
            for row in await connection.fetch(f"SELECT t::text AS told FROM {table['name']} AS t"):
                if holds(row["told"].encode(), *words):
                    found.append(str(table["name"]))
        return sorted(set(found))
    finally:
        await connection.close()


async def histories_holding(address: str, *words: str) -> list[str]:
    """Every event of every workflow's history, as bytes and as JSON."""
    client = await Client.connect(address)
    found = []
    async for workflow in client.list_workflows():
        history = await client.get_workflow_handle(workflow.id, run_id=workflow.run_id).fetch_history()
        told = history.to_json().encode() + b"".join(event.SerializeToString() for event in history.events)
        if holds(told, *words):
            found.append(workflow.id)
    return sorted(found)


def everywhere(folder: Path, database_url: str, address: str, *words: str) -> dict[str, list[str]]:
    """Where in a living system any of the words is kept: files, tables, histories."""
    return {
        "files": files_holding(folder, *words),
        "rows": asyncio.run(rows_holding(database_url, *words)),
        "histories": asyncio.run(histories_holding(address, *words)),
    }
