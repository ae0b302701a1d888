"""Verify: the ledger against itself, against the receipts in every history; the archive and the service records against their digests.

The chain alone doesn't see one who recomputed every hash after a change, or cut off the end and repaired the heads.  The
receipts do, as they lie in other hands.  What no receipt covers is counted and named, never passed over.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Final

from pydantic import BaseModel
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter
from temporalio.service import RPCError

from activities.archiving import HISTORIES
from activities.files import FileStore
from activities.interface import Run
from audit.beside import beside
from audit.chainwords import in_chinese
from audit.comparing import Comparison, Problem, Problems
from audit.histories import Found, Reach, Unreadable, in_archive, on_server
from audit.receipts import Answered, answers, in_flight
from audit.uncovered import Held, explain_uncovered
from domain.message import EVENTS
from ledger.chain import verify_database
from ledger.pool import Pool
from ledger.read import head, read_streams

Progress = Callable[[str, int], None]
"""What is being looked at (Chinese), and how many of it so far."""

EDITIONS: Final = "register/editions"
END: Final = (
    "台账末尾的事件，若连同载有其回执的历史一并消失，此处看不出：只有保存在外部的检查点能够证明。",
    "服务对象登记库（加密的个人信息）不在台账之内，未核对。",
)


class VerifyReport(BaseModel):
    """`good`: nothing wrong was found among what could be checked.  Read `not_checked` beside it."""

    good: bool
    events: int
    streams: int
    commands: int
    receipts_checked: int
    covered: int
    histories: int
    archived: int
    files: int
    record_rows: int  # rows of service records, held against the ledger's digests (SA-12)
    sealed_archives: int  # of closed projects, held against their seals (HR-CL-3)
    problems: list[Problem]
    problem_count: int
    not_checked: list[str]


@dataclass
class _Work:
    held: Reach
    comparison: Comparison
    problems: Problems
    converter: DataConverter
    on_progress: Progress
    seen: Held = field(default_factory=Held)
    histories: int = 0
    in_archive: dict[str, tuple[str, int]] = field(default_factory=dict)  # digest → run, events
    not_checked: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


async def verify(held: Reach, *, on_progress: Progress | None = None) -> VerifyReport:
    """Check everything that can be checked from here; appends go on meanwhile."""
    size = (await head(held.pool)).size  # what is recorded later may not have its receipt yet
    problems = Problems()
    converter = held.client.data_converter if held.client is not None else pydantic_data_converter
    comparison = Comparison(held.pool, size, problems)
    work = _Work(held, comparison, problems, converter, on_progress or (lambda _what, _count: None))
    await _archive(work)
    archived = work.histories
    reached = await _server(work, held.client)
    await comparison.flush()
    files = await _files(work)
    work.on_progress("核对哈希链", size)
    chain = await verify_database(held.pool)
    for wrong in chain.problems:
        problems.add(wrong.where, wrong.pos, "chain", in_chinese(wrong.what))
    problems.count += chain.problem_count - len(chain.problems)
    work.on_progress("核对服务记录与归档清单", size)
    there = frozenset([digest async for digest in held.store.names("files")])
    kept = await beside(held.pool, held.store, problems, size, there)
    work.not_checked += kept.not_checked
    if work.unclear:
        work.not_checked.append(f"{len(work.unclear)} 条回执无法读出：{'；'.join(work.unclear[:5])}")
    work.not_checked += await explain_uncovered(held.pool, comparison.covered, work.seen, reached=reached)
    if not comparison.receipts:
        work.not_checked.append("没有核对任何回执：改动后重算全部哈希、截去末尾并修复头部，仅凭台账自身看不出。")
    return VerifyReport(
        good=problems.count == 0,
        events=chain.size,
        streams=chain.streams,
        commands=chain.commands,
        receipts_checked=comparison.receipts,
        covered=sum(comparison.covered),
        histories=work.histories,
        archived=archived,
        files=files,
        record_rows=kept.rows,
        sealed_archives=kept.sealed,
        problems=problems.told,
        problem_count=problems.count,
        not_checked=[*work.not_checked, *END],
    )


async def _one(work: _Work, history: Found) -> None:
    """Every receipt that one history holds."""
    work.histories += 1
    work.seen.add(history)
    if in_flight(history):
        work.seen.flying.add(history.workflow)
    async for answer in answers(history, work.converter):
        if isinstance(answer, Answered):
            await work.comparison.add(answer)
        else:
            work.unclear.append(f"{history.workflow}（{history.run[:8]}）第 {answer.event_id} 条：{answer.says}")
    work.on_progress("核对历史中的回执", work.histories)


async def _archive(work: _Work) -> None:
    """Every history that lies in the archive; and that what the ledger names lies there, as it was."""
    # What is named was put there before it was named: read the names first.
    named = await read_streams(work.held.pool, {HISTORIES: 0})
    async for one in in_archive(work.held.store):
        if isinstance(one, Unreadable):
            work.problems.add(f"histories/{one.file}", None, "archive", one.says)
            work.in_archive[one.file] = ("", 0)
            continue
        work.in_archive[one.file] = (one.run, len(one.history.events))
        await _one(work, one)
    for stored in named:
        if stored.type != "HistoryArchived":
            continue
        event = EVENTS[stored.type].restore(stored.payload).model_dump()
        there = work.in_archive.get(event["file"])
        if there is None:
            says = f"封存的历史不在档案中：{event['workflow']}（{event['run'][:8]}），文件 {event['file']}"
            work.problems.add(stored.name, stored.pos, "archive", says)
        elif there[0] and there != (event["run"], event["events"]):
            work.problems.add(stored.name, stored.pos, "archive", f"档案文件 {event['file']} 不是所登记的那段历史")


async def _server(work: _Work, client: Client | None) -> bool:
    """Every history that Temporal still has.  False where it is out of reach."""
    if client is None:
        work.not_checked.append("Temporal 无法连接：其中保存的历史未核对，只核对了档案中的历史。")
        return False
    gone = 0
    try:
        async for one in on_server(client):
            if isinstance(one, Run):
                gone += 1
            else:
                await _one(work, one)
    except (RPCError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "connect" not in str(error):
            raise
        work.not_checked.append(f"Temporal 无法连接（{error}）：其中的历史没有全部核对。")
        return False
    if gone:
        work.not_checked.append(f"{gone} 段历史在核对期间因保留期届满被 Temporal 删除，未核对。")
    return True


async def _files(work: _Work) -> int:
    """The other files of the archive: each is what its name says, and the editions of the law that judged are there."""
    there: set[str] = set()
    count = 0
    editions = [edition async for edition in _editions(work.held.pool)]
    for folder in ("law", "files"):
        async for digest in work.held.store.names(folder):
            count += 1
            there.add(f"{folder}/{digest}")
            if (says := await _wrong(work.held.store, digest, folder)) is not None:
                work.problems.add(f"{folder}/{digest}", None, "archive", says)
            work.on_progress("核对档案文件", count)
    for stored_name, pos, file in editions:
        if f"law/{file}" not in there:
            work.problems.add(stored_name, pos, "archive", f"据以判断的法规版本不在档案中：{file}")
    return count


async def _wrong(store: FileStore, digest: str, folder: str) -> str | None:
    try:
        await store.get(digest, folder)
    except (ValueError, OSError) as error:
        return f"档案文件不可读：{error}"
    return None


async def _editions(pool: Pool) -> AsyncIterator[tuple[str, int, str]]:
    for stored in await read_streams(pool, {EDITIONS: 0}):
        if stored.type == "EditionKept":
            yield stored.name, stored.pos, EVENTS[stored.type].restore(stored.payload).model_dump()["file"]
