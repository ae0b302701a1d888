"""Append and read: what gets in, what doesn't, and that it is all or nothing."""

from uuid import uuid4

import asyncpg
import pytest

from ledger.append import NewEvent, Request, VersionConflict, append
from ledger.read import read_streams


async def test_smoke(pool: asyncpg.Pool) -> None:
    r = Request(
        uuid4(),
        {"do": "x"},
        "project/a",
        {"project/a": 0, "pool/b": 0},
        [NewEvent("project/a", "A", {"n": 1}), NewEvent("pool/b", "B", {}), NewEvent("project/a", "A", {"n": 2})],
        {"at": "x"},
    )
    got = await append(pool, r)
    assert not got.replayed
    again = await append(pool, r)
    assert again.replayed and again.events == got.events
    assert await read_streams(pool, {"project/a": 0, "pool/b": 0}) == list(got.events)
    with pytest.raises(VersionConflict):
        await append(pool, Request(uuid4(), {"do": "x"}, "project/a", {"project/a": 0}, [], {}))
