"""What lies beside the ledger and is vouched for by it: rows of service records, the closed projects' archives, papers by digest.

The rows are held against each batch's digest (SA-12), the seal of a closed archive against its list (HR-CL-3, DP-03).  A paper that the
ledger names by digest may lie in a steel cupboard: where the archive hasn't got it, that is said, not blamed.
"""

import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from asyncpg import InsufficientPrivilegeError, InvalidSchemaNameError, UndefinedTableError

from activities.files import FileStore
from audit.comparing import Problems
from domain.closing.keeping import manifest
from domain.closing.messages import FilesArchived, ProjectClosed
from domain.ids import REAL, kind_of, world_of
from domain.performance.records.messages import ServiceBatchRecorded
from ledger.event import StoredEvent
from ledger.pool import Pool
from ledger.read import read_pages
from records.rereading import leaves_of
from records.verifying import streams_of, verify

PAPERS: Final = frozenset(
    {"evidence", "scan", "minutes", "document", "statement", "report", "file", "receipt", "record", "agreement"}
)
"""Fields of events that name papers by their SHA-256."""
_TOLD: Final = 5  # missing papers that are named; the rest are counted
_DIGEST: Final = 64


@dataclass
class Beside:
    """What the ledger says of things beside it, gathered in one passage."""

    batches: dict[str, dict[str, ServiceBatchRecorded]] = field(default_factory=dict)  # stream → batch → event
    archived: dict[str, FilesArchived] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)  # digest → the first event that names it
    sealed: int = 0  # archives whose seal was held against their list
    rows: int = 0
    not_checked: list[str] = field(default_factory=list)


async def beside(pool: Pool, store: FileStore, problems: Problems, size: int, files: frozenset[str]) -> Beside:
    """Check it all.  `size`: how many events of the ledger; `files`: the digests of what lies in the archive."""
    found = Beside()
    async for event in read_pages(pool):
        if event.pos >= size:  # recorded since: its rows and files may not be there yet
            break
        _gather(event, found, problems)
    try:
        await _rows(pool, store, problems, found)
    except (InsufficientPrivilegeError, UndefinedTableError, InvalidSchemaNameError) as error:
        count = sum(map(len, found.batches.values()))
        if count:
            found.not_checked.append(f"服务记录的表此处不可读（{type(error).__name__}）：{count} 批的逐行记录未核对。")
    missing = [f"{digest[:12]}（{event}）" for digest, event in found.papers.items() if digest not in files]
    if missing:
        more = " 等" if len(missing) > _TOLD else ""
        found.not_checked.append(
            f"台账按摘要指名的材料有 {len(missing)} 份不在档案中，须与另行保管的原件核对：{'、'.join(missing[:_TOLD])}{more}"
        )
    return found


def _gather(event: StoredEvent, found: Beside, problems: Problems) -> None:
    try:
        payload = json.loads(event.payload)
        for digest in (
            _papers(payload) if kind_of(event.stream) != "register" else ()
        ):  # histories, editions: looked at apart
            found.papers.setdefault(digest, event.name)
        match event.type:
            case "ServiceBatchRecorded":
                batch = ServiceBatchRecorded.restore(event.payload)
                found.batches.setdefault(event.stream, {})[batch.batch] = batch
            case "FilesArchived":
                found.archived[event.stream] = archived = FilesArchived.restore(event.payload)
                found.papers |= {f.digest: event.name for f in archived.files if f.digest not in found.papers}
            case "ProjectClosed":
                _sealed(event, ProjectClosed.restore(event.payload).manifest, found, problems)
            case _:
                pass
    except ValueError as error:  # an insider's work: the chain tells of it too
        problems.add(event.name, event.pos, "changed", f"事件内容不可读：{str(error).splitlines()[0]}")


def _papers(value: Any) -> Iterator[str]:
    """The digests in fields that name papers, at any depth."""
    match value:
        case dict():
            for name, inner in value.items():
                if name in PAPERS:
                    yield from _digests(inner)
                if isinstance(inner, dict | list):
                    yield from _papers(inner)
        case list():
            for inner in value:
                yield from _papers(inner)
        case _:
            return


def _digests(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and len(one) == _DIGEST and set(one) <= set("0123456789abcdef"):
            yield one


def _sealed(event: StoredEvent, seal: str | None, found: Beside, problems: Problems) -> None:
    """The seal was computed from the list; after the closing neither may differ from the other.  HR-CL-3"""
    archived = found.archived.get(event.stream)
    if seal is None:
        return
    found.sealed += 1
    if archived is None or manifest(archived) != seal:
        problems.add(event.name, event.pos, "archive", "归档清单与结项时的封存摘要不符（HR-CL-3、DP-03）")


async def _rows(pool: Pool, store: FileStore, problems: Problems, found: Beside) -> None:
    """Every batch of every project, row by row; also what lies there for a stream that the ledger has no batch of."""
    for stream in sorted(found.batches.keys() | set(await streams_of(pool))):
        batches = found.batches.get(stream, {})
        told = await verify(pool, stream, batches, _by_file(store))
        if told.rows == 0 and world_of(stream) != REAL:  # a story tells of batches by digest and count
            found.not_checked.append(f"故事 {stream} 只讲 {len(batches)} 批服务记录的摘要和数量，没有逐行记录可核对。")
            continue
        found.rows += told.rows
        for one in told.differences:
            row = "" if one.row is None else f"#{one.row}"
            where = f"{stream} {one.batch}{row}".rstrip()
            problems.add(where, None, "records", f"{one.words}（{one.clause}）")


def _by_file(store: FileStore) -> Callable[[ServiceBatchRecorded], Awaitable[Sequence[bytes] | None]]:
    async def leaves(event: ServiceBatchRecorded) -> Sequence[bytes] | None:
        try:
            content = await store.get(event.file)
        except (FileNotFoundError, ValueError):
            return None
        return leaves_of(content, event.digest)

    return leaves
