"""The verifier against an insider who may do anything to the database, and against losses outside it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from temporalio.client import Client

from activities.archiving import FOLDER, seal
from activities.files import FileStore
from audit.histories import Found, everywhere
from audit.replay import held as all_histories
from audit.replay import replay
from audit.verify import END, VerifyReport, verify
from ledger.event import StoredEvent
from ledger.pool import Connection
from tests.audit.tampering import rewrite
from tests.audit.world import D, Held, World, system, world

WANG = "person/wang"


@pytest.fixture(scope="module")
async def lived(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("verify") / "data"
    async with system(folder) as (settings, addresses), world(settings, addresses.owner_database_url) as made:
        yield made


@pytest.fixture
async def copy(lived: World) -> AsyncIterator[tuple[Held, Connection]]:
    async with lived.copy() as (held, insider):
        yield held, insider


def told(report: VerifyReport, kind: str) -> list[str]:
    return [problem.event for problem in report.problems if problem.kind == kind]


async def test_an_honest_ledger_is_good_and_every_event_has_a_receipt(copy: tuple[Held, Connection]) -> None:
    steps: set[str] = set()
    report = await verify(copy[0], on_progress=lambda what, _: steps.add(what))
    assert report.problems == []
    assert report.good
    assert report.covered == report.events
    assert report.receipts_checked >= report.events
    assert report.histories > report.archived >= 1
    assert report.files == 1  # the edition of the law
    paper, *rest = report.not_checked
    assert "1 份不在档案中" in paper  # the supplier's evidence, that nobody put there
    assert D[:12] in paper
    assert rest == list(END)
    assert steps == {"核对历史中的回执", "核对档案文件", "核对哈希链", "核对服务记录与归档清单"}


async def test_every_history_of_this_world_replays(copy: tuple[Held, Connection]) -> None:
    report = await replay(all_histories(copy[0]))
    assert report.failures == []
    assert report.histories >= 5


async def test_one_changed_byte_of_a_payload_is_named(copy: tuple[Held, Connection]) -> None:
    held, insider = copy
    await insider.execute(
        "UPDATE ledger.event SET payload = replace(payload, '王强', '王弱') WHERE stream = $1 AND version = 1", WANG
    )
    report = await verify(held)
    assert not report.good
    assert told(report, "chain") == ["person/wang@1"]
    assert told(report, "changed") == ["person/wang@1"]
    assert next(p.says for p in report.problems if p.kind == "changed").startswith("台账与回执不一致：事件内容；回执在")


async def test_a_change_with_all_hashes_recomputed_is_named(copy: tuple[Held, Connection]) -> None:
    held, insider = copy

    def change(event: StoredEvent) -> StoredEvent:
        if (event.stream, event.version) != (WANG, 3):
            return event
        return replace(event, payload=event.payload.replace("220122", "220123"))

    events = await rewrite(insider, change)
    report = await verify(held)
    assert told(report, "chain") == []
    last = max(event.version for event in events if event.stream == WANG)
    assert told(report, "changed") == sorted(f"{WANG}@{n}" for n in range(3, last + 1))
    says = {p.event: p.says for p in report.problems}
    assert "事件内容" in says["person/wang@3"]
    assert "事件内容" not in says["person/wang@4"]


async def test_a_tail_that_was_cut_off_is_named(copy: tuple[Held, Connection]) -> None:
    held, insider = copy
    size = await insider.fetchval("SELECT count(*) FROM ledger.event")
    events = await rewrite(insider, lambda event: event if event.pos < size - 2 else None)
    report = await verify(held)
    assert told(report, "chain") == []
    assert sorted(told(report, "lost")) == sorted(event.name for event in events[-2:])
    assert {p.pos for p in report.problems if p.kind == "lost"} == {size - 2, size - 1}
    assert len(told(report, "command")) >= 1


@pytest.mark.parametrize("renumber", [True, False])
async def test_a_stream_that_was_dropped_is_named(copy: tuple[Held, Connection], renumber: bool) -> None:
    held, insider = copy
    events = await rewrite(insider, lambda event: event if event.stream != WANG else None, renumber=renumber)
    report = await verify(held)
    dropped = [event.name for event in events if event.stream == WANG]
    assert sorted(told(report, "lost")) == sorted(dropped)
    if renumber:
        assert told(report, "chain") == []
        assert "supplier/" in "".join(told(report, "changed"))  # they stand at other positions now
    else:
        assert told(report, "chain") != []
        assert told(report, "changed") == []


async def test_the_archive_speaks_though_the_ledger_no_longer_names_it(copy: tuple[Held, Connection]) -> None:
    """Dropping the stream that names the archived histories hides nothing: the folder itself is read."""
    held, insider = copy
    dropped = {WANG, "register/histories"}
    events = await rewrite(insider, lambda event: event if event.stream not in dropped else None)
    report = await verify(Held(None, held.pool, held.store))
    assert report.archived >= 1
    assert f"{WANG}@1" in told(report, "lost")
    report = await verify(held)
    assert set(told(report, "lost")) == {event.name for event in events if event.stream in dropped}


async def test_a_command_that_was_rewritten_is_named(copy: tuple[Held, Connection]) -> None:
    """One without events: no event's hash covers it, the history does."""
    held, insider = copy
    command = await insider.fetchval("SELECT command_id FROM ledger.command WHERE first_pos IS NULL LIMIT 1")
    if command is None:
        command = await insider.fetchval("SELECT command_id FROM ledger.command ORDER BY first_pos DESC LIMIT 1")
    await insider.execute(
        "UPDATE ledger.command SET request = '{}', request_hash = sha256('{}') WHERE command_id = $1", command
    )
    assert told(await verify(held), "command") == [f"command {command}"]


async def test_an_event_that_came_past_the_workflows_is_listed_as_not_checked(copy: tuple[Held, Connection]) -> None:
    held, insider = copy
    row = await insider.fetchrow("SELECT meta FROM ledger.event WHERE stream = $1 AND version = 2", WANG)
    version = await insider.fetchval("SELECT version FROM ledger.stream WHERE stream = $1", WANG)
    assert row is not None
    await insider.execute(
        "SELECT * FROM ledger.append(gen_random_uuid(), '{}', $1, ARRAY[$1], ARRAY[$2::bigint], ARRAY[$1], "
        "ARRAY['RoleEnded'], ARRAY[1]::smallint[], ARRAY['{}'], $3, NULL)",
        WANG,
        version,
        '{"home":"person/wang","request":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}',
    )
    report = await verify(held)
    assert report.good
    assert any("1 个事件没有回执" in s and f"{WANG}@{version + 1}" in s for s in report.not_checked)
    assert any("绕过流程" in s for s in report.not_checked)


async def test_without_temporal_the_chain_and_the_archive_are_checked_and_the_rest_is_said(
    copy: tuple[Held, Connection],
) -> None:
    held, _ = copy
    for client in (None, await Client.connect("127.0.0.1:9", lazy=True)):
        report = await verify(Held(client, held.pool, held.store))
        assert report.good
        assert report.histories == report.archived
        assert any("Temporal 无法连接" in says for says in report.not_checked)
        assert any("个事件没有回执" in says for says in report.not_checked)


async def test_a_changed_or_missing_file_of_the_archive_is_named(
    copy: tuple[Held, Connection], lived: World, tmp_path: Path
) -> None:
    held, insider = copy
    bare = FileStore(str(tmp_path))
    report = await verify(Held(held.client, held.pool, bare))
    archived = await insider.fetchval("SELECT count(*) FROM ledger.event WHERE type = 'HistoryArchived'")
    assert len(told(report, "archive")) == archived + 1  # and the edition of the law
    digests = [name async for name in held.store.names(FOLDER)]
    for digest in digests:
        await bare.put(await held.store.get(digest, FOLDER), FOLDER)
    (tmp_path / FOLDER / digests[0][:2] / digests[0]).write_bytes(b"something else")
    report = await verify(Held(held.client, held.pool, bare))
    assert f"histories/{digests[0]}" in told(report, "archive")


async def test_a_history_that_was_changed_is_not_believed(copy: tuple[Held, Connection], tmp_path: Path) -> None:
    """Whoever edits a history in the archive's stead is found by the receipt's own hash."""
    held, _ = copy
    forged = FileStore(str(tmp_path))
    found = [one async for one in everywhere(held) if isinstance(one, Found)]
    wang = next(one for one in found if one.workflow == f"register:{WANG}")
    for event in wang.history.events:
        for payload in event.activity_task_completed_event_attributes.result.payloads:
            payload.data = payload.data.replace("王强".encode(), "王弱".encode())
    await forged.put(seal(wang.history), FOLDER)
    report = await verify(Held(None, held.pool, forged))
    assert told(report, "receipt") == ["person/wang@1"]
