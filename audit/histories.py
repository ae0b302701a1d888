"""Histories, wherever they lie: on Temporal's server, in the archive, in a folder of files.  One at a time, never all."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, Protocol

from google.protobuf.message import DecodeError
from temporalio.api.history.v1 import History
from temporalio.client import Client, WorkflowHistory

from activities.archiving import FOLDER, fetch, seal, unseal
from activities.files import FileStore
from activities.interface import Run
from ledger.pool import Pool

Origin = Literal["temporal", "archive", "folder"]
_AT_ONCE: Final = 8


class Reach(Protocol):
    """What an audit holds: `worker.Hands` is one.  `client` is None where Temporal is out of reach."""

    @property
    def client(self) -> Client | None: ...
    @property
    def pool(self) -> Pool: ...
    @property
    def store(self) -> FileStore: ...


@dataclass(frozen=True, slots=True)
class Found:
    """One run's history and where it was found; `file` is the digest or name of its file, empty on a server."""

    workflow: str
    run: str
    history: History
    origin: Origin
    file: str = ""

    @property
    def digest(self) -> str:
        """The same for the same history, wherever it lies."""
        return sha256(self.history.SerializeToString(deterministic=True)).hexdigest()

    def replayable(self) -> WorkflowHistory:
        """As Temporal's replayer takes it."""
        return WorkflowHistory(self.workflow, list(self.history.events))


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that isn't what its name says."""

    file: str
    says: str
    missing: bool = False


def found(history: History, origin: Origin, file: str = "") -> Found:
    """A history that says itself whose it is.  ValueError where it doesn't begin with a workflow's start."""
    if not history.events or not history.events[0].HasField("workflow_execution_started_event_attributes"):
        raise ValueError("不是以流程启动开始的历史")
    started = history.events[0].workflow_execution_started_event_attributes
    return Found(started.workflow_id, started.original_execution_run_id, history, origin, file)


async def on_server(client: Client, query: str | None = None) -> AsyncIterator[Found | Run]:
    """Every run that the server has, closed and open (only those of a query of Temporal's, if given); a bare `Run` where
    retention took it while we looked.

    Raises RPCError where the server is out of reach.
    """
    batch: list[Run] = []
    async for execution in client.list_workflows(query):
        batch.append(Run(workflow_id=execution.id, run_id=execution.run_id))
        if len(batch) == _AT_ONCE:
            for one in await _fetch(client, batch):
                yield one
            batch = []
    for one in await _fetch(client, batch):
        yield one


async def _fetch(client: Client, runs: list[Run]) -> list[Found | Run]:
    histories = await asyncio.gather(*(fetch(client, run) for run in runs))
    return [
        Found(run.workflow_id, run.run_id, history, "temporal") if history.events else run
        for run, history in zip(runs, histories, strict=True)
    ]


async def in_archive(store: FileStore, named: AsyncIterator[str] | None = None) -> AsyncIterator[Found | Unreadable]:
    """Every history that lies in the archive, recorded in the ledger or not; only those `named`, if given."""
    async for digest in named or store.names(FOLDER):
        try:
            yield found(unseal(await store.get(digest, FOLDER)), "archive", digest)
        except FileNotFoundError:
            yield Unreadable(digest, "档案中没有这份历史", missing=True)
        except (ValueError, OSError, EOFError, DecodeError) as error:
            yield Unreadable(digest, f"档案中的历史不可读：{error}")


async def in_folder(folder: Path) -> AsyncIterator[Found | Unreadable]:
    """Histories kept as files: sealed (`*.history`), or Temporal's own JSON (`*.json`, `*.json.gz`)."""
    for path in await asyncio.to_thread(_files, folder):
        try:
            content = await asyncio.to_thread(path.read_bytes)
            yield found(_read(path.name, content), "folder", path.name)
        except (ValueError, OSError, EOFError, DecodeError) as error:
            yield Unreadable(path.name, f"文件不可读：{error}")


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.name.endswith((".history", ".json", ".json.gz")))


def _read(name: str, content: bytes) -> History:
    if name.endswith(".history"):
        return unseal(content)
    text = gzip.decompress(content) if name.endswith(".gz") else content
    return History(events=WorkflowHistory.from_json("", text.decode()).events)


def keep(history: Found, folder: Path) -> Path:
    """Put a history into a folder of files, to be replayed for ever."""
    name = f"{history.workflow}-{history.run[:8]}".replace("/", "_").replace(":", "_")
    path = folder / f"{name}.history"
    path.write_bytes(seal(history.history))
    return path


async def everywhere(held: Reach) -> AsyncIterator[Found | Unreadable | Run]:
    """The archive's histories, then the server's."""
    async for one in in_archive(held.store):
        yield one
    if held.client is not None:
        async for other in on_server(held.client):
            yield other
