"""What lies beside the ledger is held against it: rows of service records, a closed archive's seal, papers by digest."""

from datetime import date
from pathlib import Path

import pytest

from activities.files import FileStore
from audit.beside import Beside, beside
from audit.comparing import Problem, Problems
from domain.canonical import JSON
from domain.closing.keeping import manifest
from domain.closing.messages import ArchivedFile, FilesArchived, ProjectClosed
from domain.message import Event
from domain.performance.records.messages import ServiceBatchRecorded
from ledger.append import NewEvent, append
from ledger.pool import Connection, Pool, open_pool
from records.importing import Batch
from tests.domain.scene import HOME
from tests.ledger.asking import ask
from tests.ledger.conftest import database, empty_database, pool, server, superuser, template
from tests.records.filing import batch, many, taken

__all__ = ["database", "empty_database", "pool", "server", "superuser", "template"]
PAPER = "合同正本".encode()


def _event(event: Event) -> NewEvent:
    payload: dict[str, JSON] = event.model_dump(mode="json")
    return NewEvent(HOME, type(event).__name__, payload)


def _archived(digest: str, title: str = "合同") -> FilesArchived:
    paper = ArchivedFile(kind="procurement", title=title, digest=digest)
    return FilesArchived(
        keeper="档案室", index="e" * 64, keep_until=date(2041, 6, 2), on=date(2026, 6, 2), files=(paper,)
    )


@pytest.fixture
async def store(tmp_path: Path) -> FileStore:
    return FileStore(str(tmp_path))


@pytest.fixture
async def paper(store: FileStore) -> str:
    return await store.put(PAPER)


@pytest.fixture
async def one(pool: Pool, paper: str) -> Batch:
    """A project with sixty rows, recorded, archived and closed."""
    made = batch(many(60))
    assert await taken(pool, made) == []
    recorded = ServiceBatchRecorded(
        period=made.period,
        batch=made.id,
        provider=made.provider,
        digest=made.digest,
        file=made.file,
        rows=len(made.rows),
        counts=made.counts,
        by="li",
        on=date(2026, 6, 2),
    )
    archived = _archived(paper)
    closed = ProjectClosed(opinion="同意结项", on=date(2026, 6, 3), manifest=manifest(archived))
    await append(pool, ask({HOME: 0}, _event(recorded), _event(archived), _event(closed)))
    return made


async def look(pool: Pool, store: FileStore) -> tuple[list[Problem], Beside]:
    problems = Problems()
    there = frozenset([digest async for digest in store.names()])
    found = await beside(pool, store, problems, 100, there)
    return problems.told, found


async def test_what_is_as_it_was_is_good_and_counted(pool: Pool, store: FileStore, one: Batch) -> None:
    """SA-12, HR-CL-3"""
    problems, found = await look(pool, store)
    assert problems == []
    assert (found.rows, found.sealed) == (60, 1)
    assert [says for says in found.not_checked if "服务记录" in says] == []


async def test_a_changed_row_is_named_with_its_project_and_batch(
    pool: Pool, store: FileStore, one: Batch, superuser: Connection
) -> None:
    """SA-12"""
    await superuser.execute("ALTER TABLE records.record DISABLE TRIGGER ALL")
    await superuser.execute("UPDATE records.record SET staff = 's-x' WHERE row_no = 17")
    problems, _ = await look(pool, store)
    assert [(p.event, p.kind) for p in problems] == [(f"{HOME} {one.id}#17", "records")]


async def test_rows_whose_batch_the_ledger_never_had_are_named(pool: Pool, store: FileStore) -> None:
    """S102-23"""
    made = batch(many(3))
    assert await taken(pool, made) == []
    problems, _ = await look(pool, store)
    assert (f"{HOME} {made.id}", "records") in [(p.event, p.kind) for p in problems]


async def test_rows_that_this_login_may_not_read_are_told_as_not_checked(
    store: FileStore, one: Batch, database: str
) -> None:
    """SA-12"""
    async with await open_pool(database, role="ledger_reader", max_size=2) as reader:
        problems, found = await look(reader, store)
    assert problems == []
    assert [says for says in found.not_checked if "1 批的逐行记录未核对" in says] != []


async def test_a_list_that_is_not_what_was_sealed_is_named(
    pool: Pool, store: FileStore, one: Batch, superuser: Connection
) -> None:
    """HR-CL-3, DP-03"""
    await superuser.execute("ALTER TABLE ledger.event DISABLE TRIGGER ALL")
    changed = (
        'UPDATE ledger.event SET payload = replace(payload, \'"title":"合同"\', \'"title":"收据"\') WHERE version = 2'
    )
    assert await superuser.execute(changed) == "UPDATE 1"
    problems, _ = await look(pool, store)
    assert [(p.event, p.kind) for p in problems] == [(f"{HOME}@3", "archive")]
    assert "HR-CL-3" in problems[0].says


async def test_a_paper_that_lies_elsewhere_is_named_as_not_checked(
    pool: Pool, store: FileStore, one: Batch, paper: str, tmp_path: Path
) -> None:
    """DP-03"""
    _, before = await look(pool, store)
    assert not any(paper[:12] in says for says in before.not_checked)
    (tmp_path / "files" / paper[:2] / paper).unlink()
    problems, after = await look(pool, store)
    assert problems == []
    assert any(f"{paper[:12]}（{HOME}@2）" in says for says in after.not_checked)
