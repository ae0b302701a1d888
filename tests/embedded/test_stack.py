"""The embedded system as its users meet it: it starts, keeps what it was given, mends itself, and leaves nothing behind."""

import json
import os
import signal
import socket
import stat
import sys
from pathlib import Path

import asyncpg
import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from embedded.errors import ChildFailed, FolderInUse, FolderUnusable
from embedded.folder import DataFolder
from embedded.stack import Stack, running
from settings import Settings
from tests.embedded.conftest import Parent, eventually, still_there


async def _value(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def _retention_days(address: str) -> int:
    client = await Client.connect(address)
    there = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))
    return there.config.workflow_execution_retention_ttl.ToTimedelta().days


async def _run(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def test_what_was_written_is_there_after_a_restart_at_the_same_addresses(data_dir: Path) -> None:
    """And closed runs are kept for ninety days from the first start on, and one previous log."""
    async with Stack(Settings(data_dir=data_dir), worker=False) as stack:
        first = stack.addresses
        await _run(first.owner_database_url, "CREATE TABLE kept AS SELECT '农村饮水' AS what")
        assert await _retention_days(first.temporal_address) == 90
    async with Stack(Settings(data_dir=data_dir), worker=False) as stack:
        assert stack.addresses == first
        assert await _retention_days(first.temporal_address) == 90
        assert sorted(log.name for log in (data_dir / "log").glob("postgres*")) == ["postgres.log", "postgres.log.1"]
        assert await _value(first.owner_database_url, "SELECT what FROM kept") == "农村饮水"
        assert await _value(first.owner_database_url, "SHOW data_checksums") == "on"
        assert await _value(first.owner_database_url, "SHOW synchronous_commit") == "on"
        assert (
            await _value(first.owner_database_url, "SELECT datlocale FROM pg_database WHERE datname = 'jieli'")
            == "C.UTF-8"
        )


async def test_the_migration_runs_before_the_worker_and_the_worker_gets_the_roles_it_made(
    data_dir: Path, stub_worker: list[str], tmp_path: Path
) -> None:
    async def migrate(owner_url: str) -> None:
        assert not (tmp_path / "worker").exists()
        await _run(owner_url, "CREATE ROLE ledger_writer NOLOGIN")

    async with Stack(Settings(data_dir=data_dir), migrate=migrate, worker_command=stub_worker) as stack:
        worker_url = stack.addresses.database_url
        assert await _value(worker_url, "SELECT pg_has_role('ledger_writer', 'MEMBER')") is True
        assert await _value(worker_url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        told = json.loads((tmp_path / "worker").read_text())
        assert told["environment"]["JIELI_DATABASE_URL"] == worker_url
        assert told["environment"]["JIELI_MODE"] == "embedded"
        assert stack.addresses.owner_database_url not in json.dumps(told)  # the owner's login is not the worker's
    assert (tmp_path / "worker.ended").exists()  # SIGTERM, and time to end


async def test_no_password_stands_in_a_command_line_or_a_log_and_secrets_are_private(data_dir: Path) -> None:
    async with Stack(Settings(data_dir=data_dir), worker=False):
        passwords = json.loads((data_dir / "secrets.json").read_text()).values()
        seen = [" ".join(process.cmdline()) for process in still_there(data_dir)]
        seen += [log.read_text() for log in (data_dir / "log").iterdir()]
        assert len(seen) > 3
        assert not [text for text in seen if any(password in text for password in passwords)]
        for name in ("secrets.json", "run/addresses.json"):
            assert stat.S_IMODE((data_dir / name).stat().st_mode) == 0o600


async def test_a_port_that_was_taken_meanwhile_is_replaced(data_dir: Path) -> None:
    async with Stack(Settings(data_dir=data_dir), worker=False) as stack:
        first = stack.addresses
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", int(first.temporal_address.rpartition(":")[2])))
        squatter.listen()
        async with Stack(Settings(data_dir=data_dir), worker=False) as stack:
            assert stack.addresses.temporal_address != first.temporal_address
            assert stack.addresses.database_url == first.database_url


@pytest.mark.parametrize("part", ["postgres", "temporal", "worker"])
async def test_a_killed_child_is_started_again_and_the_person_is_told(
    data_dir: Path, stub_worker: list[str], part: str
) -> None:
    said: list[str] = []
    async with Stack(Settings(data_dir=data_dir), on_status=said.append, worker_command=stub_worker) as stack:
        await _run(stack.addresses.owner_database_url, "CREATE TABLE kept AS SELECT 7 AS what")
        os.kill(json.loads((data_dir / "run" / f"{part}.pid").read_text())["pid"], signal.SIGKILL)
        await eventually(lambda: any("已恢复" in sentence for sentence in said))
        assert any("意外退出（信号 9）" in sentence for sentence in said)
        assert await _value(stack.addresses.owner_database_url, "SELECT what FROM kept") == 7


async def test_when_the_parent_is_killed_no_child_outlives_it_and_the_next_start_recovers(
    data_dir: Path, parent: Parent
) -> None:
    async with parent() as process:
        there = running(data_dir)
        assert there is not None
        await _run(there.owner_database_url, "CREATE TABLE kept AS SELECT 7 AS what")
        process.kill()
        await process.wait()
        await eventually(lambda: not still_there(data_dir))
    assert running(data_dir) is None
    async with Stack(Settings(data_dir=data_dir), worker=False) as stack:
        assert await _value(stack.addresses.owner_database_url, "SELECT what FROM kept") == 7


async def test_orphans_of_a_killed_parent_are_ended_by_the_next_start(data_dir: Path, parent: Parent) -> None:
    async with parent("orphans") as process:
        process.kill()
        await process.wait()
    orphans = {left.pid for left in still_there(data_dir)}
    assert len(orphans) > 2
    async with Stack(Settings(data_dir=data_dir), worker=False):
        assert not orphans & {process.pid for process in still_there(data_dir)}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_stops_everything_in_order(data_dir: Path, parent: Parent, how: signal.Signals) -> None:
    async with parent() as process:
        process.send_signal(how)
        assert await process.wait() == 0
        assert not still_there(data_dir)
    assert data_dir.with_name("data.ended").exists()  # the worker had its time
    assert "database system is shut down" in (data_dir / "log" / "postgres.log").read_text()


async def test_a_second_system_on_the_same_folder_is_refused_with_the_holders_pid_and_addresses(data_dir: Path) -> None:
    async with Stack(Settings(data_dir=data_dir), worker=False) as stack:
        with pytest.raises(FolderInUse) as refused:
            await Stack(Settings(data_dir=data_dir), worker=False).start()
        assert refused.value.pid == os.getpid()
        assert stack.addresses.temporal_address in str(refused.value)
        assert "jieli_owner" not in str(refused.value)
        assert running(data_dir) == stack.addresses  # and the first one lives on


async def test_a_folder_that_is_held_but_not_ready_asks_to_wait_or_to_keep_a_system_up(data_dir: Path) -> None:
    """Two commands at once, each for itself alone: the second has nothing to use yet."""
    first = DataFolder(data_dir)
    first.make()
    first.lock()
    with pytest.raises(FolderInUse, match=f"进程 {os.getpid()} .*稍候.*jieli up"):
        await Stack(Settings(data_dir=data_dir), worker=False).start()
    first.unlock()


async def test_other_commands_find_a_living_system_and_no_dead_one(data_dir: Path) -> None:
    assert running(data_dir) is None
    async with Stack(Settings(data_dir=data_dir), worker=False) as stack:
        left = (data_dir / "run" / "addresses.json").read_text()
        assert running(data_dir) == stack.addresses
    (data_dir / "run" / "addresses.json").write_text(left)  # as after a power cut
    assert running(data_dir) is None


async def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderUnusable, match="--data"):
        await Stack(Settings(data_dir=tmp_path / "file" / "data")).start()


async def test_a_start_that_fails_half_way_leaves_nothing_running_and_shows_the_log(data_dir: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such rule book')"]
    stack = Stack(Settings(data_dir=data_dir), worker_command=command)
    with pytest.raises(ChildFailed, match="no such rule book"):
        await stack.start()
    assert not still_there(data_dir)
    async with Stack(Settings(data_dir=data_dir), worker=False):  # and the folder is free
        pass


async def test_a_failed_migration_stops_the_start(data_dir: Path) -> None:
    async def migrate(owner_url: str) -> None:
        raise RuntimeError("no such revision")

    with pytest.raises(RuntimeError, match="no such revision"):
        await Stack(Settings(data_dir=data_dir), migrate=migrate, worker=False).start()
    assert running(data_dir) is None
