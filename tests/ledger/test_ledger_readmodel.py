"""The read model's rows, written in the append's own transaction."""

from collections.abc import Mapping
from typing import Any

import pytest
from asking import ask, happened

from domain.canonical import JSON
from ledger.append import MalformedAppend, append
from ledger.pool import Pool

PROJECT: Mapping[str, JSON] = {
    "id": "220000-2026-ab12cd",
    "stream": "project/220000-2026-ab12cd",
    "world": "real",
    "division": "220000",
    "title": "农村留守老人居家照料",
    "budget_yuan": "1200000.50",
    "next_due": "2026-03-01T09:00:00+08:00",
    "year": 2026,
    "version": 1,
    "data": {"parts": ["甲", "乙"]},
}


class Writer:
    """Appends one event after another with the rows given."""

    def __init__(self, pool: Pool) -> None:
        self.pool, self.version = pool, 0

    async def write(self, rows: Mapping[str, JSON]) -> None:
        await append(self.pool, ask({"project/a": self.version}, happened("project/a"), rows=rows))
        self.version += 1

    async def fetch(self, table: str) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.pool.fetch(f"SELECT * FROM readmodel.{table} ORDER BY 1, 2")]


@pytest.fixture
def writer(pool: Pool) -> Writer:
    return Writer(pool)


async def test_a_row_takes_the_place_of_the_one_with_its_key(writer: Writer) -> None:
    await writer.write({"project": [PROJECT]})
    [row] = await writer.fetch("project")
    assert str(row["budget_yuan"]) == "1200000.50"
    assert row["next_due"].isoformat() == "2026-03-01T01:00:00+00:00"
    assert row["data"] == '{"parts": ["甲", "乙"]}'
    small: dict[str, JSON] = {key: PROJECT[key] for key in ("id", "stream", "world", "division")} | {
        "version": 2,
        "stage": "takeover",
    }
    await writer.write({"project": [small]})
    [row] = await writer.fetch("project")
    assert (row["version"], row["stage"], row["title"], row["data"]) == (2, "takeover", None, "{}")


async def test_every_table_is_written(writer: Writer) -> None:
    takeover: dict[str, JSON] = {
        "id": "p-T1",
        "stream": "takeover/p-T1",
        "project": "p",
        "world": "real",
        "trigger": "停业",
        "version": 1,
    }
    register: dict[str, JSON] = {"stream": "person/1", "world": "real", "kind": "person", "title": "张三", "version": 1}
    refusal: dict[str, JSON] = {
        "stream": "project/p",
        "version": 4,
        "world": "real",
        "clause": "JL44-5.2",
        "command": "ReserveBudget",
    }
    for _ in range(2):
        await writer.write({"takeover": [takeover], "register": [register], "refusal": [refusal]})
    for table, row in (("takeover", takeover), ("register", register), ("refusal", refusal)):
        [stored] = await writer.fetch(table)
        assert row.items() <= stored.items()


async def test_the_agenda_of_a_stream_is_replaced_as_a_whole(writer: Writer) -> None:
    def item(stream: str, key: str) -> dict[str, JSON]:
        return {"stream": stream, "key": key, "world": "real", "wake": "2026-03-01T09:00:00+08:00"}

    rows = [item("project/a", "report"), item("project/a", "pay"), item("project/b", "report")]
    await writer.write({"agenda": {"streams": ["project/a", "project/b"], "rows": rows}})
    await writer.write({"agenda": {"streams": ["project/a"], "rows": [item("project/a", "evaluate")]}})
    agenda = await writer.fetch("agenda")
    assert [(row["stream"], row["key"]) for row in agenda] == [("project/a", "evaluate"), ("project/b", "report")]
    assert agenda[0]["estimated"] is False
    await writer.write({"agenda": {"streams": ["project/a", "project/b"], "rows": []}})
    assert await writer.fetch("agenda") == []


@pytest.mark.parametrize(
    "rows",
    [
        {"projects": [PROJECT]},
        {"project": [{**PROJECT, "budget": "1.00"}]},
        {"agenda": {"streams": []}},
        {"agenda": [{"stream": "project/a"}]},
    ],
    ids=["table", "column", "agenda without rows", "agenda as a list"],
)
async def test_a_table_or_column_that_is_not_ours_is_refused(writer: Writer, rows: Mapping[str, JSON]) -> None:
    with pytest.raises(MalformedAppend, match="readmodel"):
        await writer.write(rows)


async def test_a_replayed_command_writes_no_rows(pool: Pool) -> None:
    first = ask({"project/a": 0}, happened("project/a"), rows={"project": [PROJECT]})
    await append(pool, first)
    later = ask({"project/a": 1}, happened("project/a"), rows={"project": [{**PROJECT, "version": 2}]})
    await append(pool, later)
    await append(pool, first)
    assert await pool.fetchval("SELECT version FROM readmodel.project") == 2
