"""Erasing: two persons, nothing that holds the record, and then neither key nor ciphertext is left anywhere in the table.  DP-02"""

from datetime import date
from pathlib import Path

import asyncpg
import pytest
from people import entries, person
from places import Cluster, Place
from searching_files import found_in

from ledger.append import NewEvent, Request, append
from ledger.chain import verify_database
from ledger.pool import open_pool
from vault import erasing
from vault.identity import FIELDS, HOLD_KINDS, HoldKind
from vault.locking import BadKey, MasterKey
from vault.store import Refused, Vault, holds, list_clear, show_clear


async def ended(vault: Vault, folder: Path, n: int = 1) -> str:
    """A recipient who is no longer served."""
    return (await vault.bring_in(entries(folder, person(n, status="终止")), "wang-fang")).new[0]


async def test_two_persons_erase_and_a_tombstone_is_left(vault: Vault, tmp_path: Path) -> None:
    id = await ended(vault, tmp_path)
    await erasing.ask(vault.db, id, "wang-fang", "保存期限届满")
    erased_at = await erasing.confirm(vault.db, id, "liu-jianguo")
    told = await show_clear(vault.db, id)
    assert told is not None
    assert (told["status"], told["asked_by"], told["confirmed_by"], told["ground"], told["erased_at"]) == (
        "erased", "wang-fang", "liu-jianguo", "保存期限届满", erased_at,
    )  # fmt: skip
    assert await list_clear(vault.db, ["22"]) == []
    with pytest.raises(Refused, match="已被删除"):
        await vault.read(id, "wang-fang", FIELDS, "看看")
    for again in (erasing.ask(vault.db, id, "a", "b"), erasing.confirm(vault.db, id, "a")):
        with pytest.raises(Refused, match="已被删除"):
            await again


async def test_the_person_who_asked_cannot_confirm(vault: Vault, tmp_path: Path) -> None:
    id = await ended(vault, tmp_path)
    await erasing.ask(vault.db, id, "wang-fang", "保存期限届满")
    with pytest.raises(Refused, match="两人"):
        await erasing.confirm(vault.db, id, "wang-fang")
    assert len(await list_clear(vault.db, ["22"])) == 1


async def test_nothing_is_confirmed_that_nobody_asked_for(vault: Vault, tmp_path: Path) -> None:
    id = await ended(vault, tmp_path)
    with pytest.raises(Refused, match="没有对"):
        await erasing.confirm(vault.db, id, "liu-jianguo")
    await erasing.ask(vault.db, id, "wang-fang", "保存期限届满")
    with pytest.raises(Refused, match="已有人申请"):
        await erasing.ask(vault.db, id, "li-na", "保存期限届满")
    await erasing.withdraw(vault.db, id)
    with pytest.raises(Refused, match="没有对"):
        await erasing.confirm(vault.db, id, "liu-jianguo")


async def test_a_request_needs_a_ground(vault: Vault, tmp_path: Path) -> None:
    id = await ended(vault, tmp_path)
    with pytest.raises(Refused, match="理由"):
        await erasing.ask(vault.db, id, "wang-fang", " ")


async def test_who_is_still_served_is_not_erased(vault: Vault, tmp_path: Path) -> None:
    (id,) = (await vault.bring_in(entries(tmp_path, person(1)), "wang-fang")).new
    with pytest.raises(Refused, match="服务中"):
        await erasing.ask(vault.db, id, "wang-fang", "不再需要")


@pytest.mark.parametrize("kind", HOLD_KINDS)
async def test_what_holds_a_record_stops_request_and_confirmation(vault: Vault, tmp_path: Path, kind: HoldKind) -> None:
    id = await ended(vault, tmp_path)
    first = await erasing.set_hold(vault.db, id, kind, "尚未了结", "zhao-lei", project="220122-2027-k3x9qa")
    with pytest.raises(Refused, match=HOLD_KINDS[kind][:4]):
        await erasing.ask(vault.db, id, "wang-fang", "保存期限届满")
    await erasing.lift_hold(vault.db, id, first, "已了结", "zhao-lei")
    await erasing.ask(vault.db, id, "wang-fang", "保存期限届满")
    second = await erasing.set_hold(vault.db, id, kind, "又有一件", "zhao-lei", until=date(2999, 1, 1))
    with pytest.raises(Refused, match=HOLD_KINDS[kind][:4]):
        await erasing.confirm(vault.db, id, "liu-jianguo")
    await erasing.lift_hold(vault.db, id, second, "已了结", "zhao-lei")
    await erasing.confirm(vault.db, id, "liu-jianguo")
    assert [(h["kind"], h["in_force"], h["lifted_by"]) for h in await holds(vault.db, id)] == [
        (kind, False, "zhao-lei")
    ] * 2


async def test_a_hold_ends_with_its_last_day(vault: Vault, tmp_path: Path) -> None:
    id = await ended(vault, tmp_path)
    await erasing.set_hold(vault.db, id, "retention", "保存十五年", "zhao-lei", until=date(2000, 1, 1))
    assert [h["in_force"] for h in await holds(vault.db, id)] == [False]
    await erasing.ask(vault.db, id, "wang-fang", "保存期限届满")


async def test_a_hold_is_lifted_once_and_set_on_no_stranger(vault: Vault, tmp_path: Path) -> None:
    id = await ended(vault, tmp_path)
    number = await erasing.set_hold(vault.db, id, "audit", "审计中", "zhao-lei")
    await erasing.lift_hold(vault.db, id, number, "审计完毕", "zhao-lei")
    for wrong in (id, "r-220122-aaaaaaaaaa"):
        with pytest.raises(Refused, match="没有编号"):
            await erasing.lift_hold(vault.db, wrong, number, "再次", "zhao-lei")
    with pytest.raises(Refused, match="没有服务对象"):
        await erasing.set_hold(vault.db, "r-220122-aaaaaaaaaa", "audit", "审计中", "zhao-lei")


async def test_a_hold_that_comes_during_a_confirmation_waits_for_it(vault: Vault, place: Place, tmp_path: Path) -> None:
    id = await ended(vault, tmp_path)
    await erasing.ask(vault.db, id, "wang-fang", "保存期限届满")
    other = await asyncpg.connect(place.vault, server_settings={"lock_timeout": "200ms"})
    try:
        async with vault.db.transaction():
            await vault.db.execute("SELECT vault.confirm_erasure($1, 'liu-jianguo')", id)
            with pytest.raises(asyncpg.LockNotAvailableError):
                await erasing.set_hold(other, id, "audit", "审计中", "zhao-lei")
        with pytest.raises(Refused, match="没有服务对象"):
            await erasing.set_hold(other, id, "audit", "审计中", "zhao-lei")
    finally:
        await other.close()


async def test_key_and_ciphertext_are_gone_from_the_tables_files(
    vault: Vault, place: Place, cluster: Cluster, tmp_path: Path
) -> None:
    id = await ended(vault, tmp_path)
    owner = await asyncpg.connect(place.owner)
    try:
        row = await owner.fetchrow("SELECT wrapped_key, ciphertext FROM vault.recipient WHERE id = $1", id)
        assert row is not None
        number = await owner.fetchval("SELECT oid FROM pg_database WHERE datname = current_database()")
        tables, locked = cluster.data / "postgres" / "data" / "base" / str(number), set(row)
        await owner.execute("CHECKPOINT")
        assert found_in(locked, tables) == locked, "the search does find them while they are there"
        await erasing.ask(vault.db, id, "wang-fang", "保存期限届满")
        await erasing.confirm(vault.db, id, "liu-jianguo")
        await owner.execute("CHECKPOINT")
        assert found_in(locked, tables) == set()
    finally:
        await owner.close()


async def test_after_a_change_of_keys_a_backup_does_not_open_the_erased(
    vault: Vault, place: Place, tmp_path: Path
) -> None:
    id = await ended(vault, tmp_path)
    owner = await asyncpg.connect(place.owner)
    kept = await owner.fetchval("SELECT wrapped_key FROM vault.recipient WHERE id = $1", id)
    await owner.close()
    await erasing.ask(vault.db, id, "wang-fang", "保存期限届满")
    await erasing.confirm(vault.db, id, "liu-jianguo")
    fresh = MasterKey.make()
    await vault.rotate(fresh)
    assert vault.master.unwrap(kept, id), "the old master key still opens a backup: it has to be destroyed"
    with pytest.raises(BadKey):
        fresh.unwrap(kept, id)


async def test_an_erased_person_may_come_again_under_a_new_id(vault: Vault, tmp_path: Path) -> None:
    id = await ended(vault, tmp_path)
    await erasing.ask(vault.db, id, "wang-fang", "保存期限届满")
    await erasing.confirm(vault.db, id, "liu-jianguo")
    (new,) = (await vault.bring_in(entries(tmp_path, person(1)), "wang-fang")).new
    assert new != id


async def test_the_ledger_verifies_before_and_after_an_erasure(vault: Vault, place: Place, tmp_path: Path) -> None:
    from uuid import uuid4

    id = await ended(vault, tmp_path)
    async with await open_pool(place.owner) as pool:
        event = NewEvent("project/220122-2027-k3x9qa", "Happened", {"recipient": id, "count": 1})
        meta = {"actor": "wang-fang", "at": "2026-03-01T09:00:00+08:00", "world": "real"}
        request = Request(uuid4(), {"do": "Test"}, event.stream, {event.stream: 0}, [event], meta)
        await append(pool, request)
        before = await verify_database(pool)
        await erasing.ask(vault.db, id, "wang-fang", "保存期限届满")
        await erasing.confirm(vault.db, id, "liu-jianguo")
        after = await verify_database(pool)
    assert before.good
    assert after == before
    assert after.size == 1
