"""Comparing receipts with the ledger's rows, in batches: lost, changed, or the same byte for byte."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from activities.interface import Receipt
from audit.histories import Found
from audit.receipts import Answered, proves_itself
from ledger.pool import Pool

Kind = Literal["chain", "lost", "changed", "receipt", "command", "archive", "records"]
"""chain: the ledger contradicts itself · lost: a receipt's event is gone · changed: it reads otherwise · receipt: a receipt
contradicts itself · command: a command is gone or reads otherwise · archive: a file is gone or isn't what its name
says, or a closed archive's list isn't what was sealed · records: a row of service records isn't what was handed in."""

_KEPT: Final = 1000  # problems that are told; the rest are counted
_BATCH: Final = 500
_FIELDS: Final[Mapping[str, str]] = {
    "pos": "位置",
    "type": "类型",
    "schema_version": "格式版本",
    "recorded_at": "登记时刻",
    "command_id": "指令编号",
    "prev_hash": "前一事件的摘要",
    "hash": "摘要",
    "meta": "事件说明",
    "payload": "事件内容",
}
_ROWS: Final = """
SELECT e.pos, e.stream, e.version, e.type, e.schema_version, e.command_id::text AS command_id, e.meta, e.payload,
  to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at,
  encode(e.prev_hash, 'hex') AS prev_hash, encode(e.hash, 'hex') AS hash
FROM unnest($1::text[], $2::bigint[]) AS wanted (stream, version)
JOIN ledger.event e ON e.stream = wanted.stream AND e.version = wanted.version
"""
_COMMANDS: Final = """
SELECT command_id, encode(request_hash, 'hex') AS request_hash FROM ledger.command WHERE command_id = ANY ($1::uuid[])
"""


class Problem(BaseModel):
    """One thing that is wrong.  `event` is `stream@version`, a stream, a command or a file."""

    model_config = ConfigDict(frozen=True)

    event: str
    pos: int | None
    kind: Kind
    says: str

    def __str__(self) -> str:
        where = "" if self.pos is None else f"（位置 {self.pos}）"
        return f"{self.event}{where}：{self.says}"


@dataclass(slots=True)
class Problems:
    """What was found, each once."""

    told: list[Problem] = field(default_factory=list)
    count: int = 0
    _seen: set[tuple[str, int | None, Kind]] = field(default_factory=set)

    def add(self, event: str, pos: int | None, kind: Kind, says: str) -> None:
        if kind != "chain":
            if (event, pos, kind) in self._seen:
                return
            self._seen.add((event, pos, kind))
        self.count += 1
        if len(self.told) < _KEPT:
            self.told.append(Problem(event=event, pos=pos, kind=kind, says=says))


class Comparison:
    """Receipts against rows.  `covered` holds one byte per position: 1 where a receipt says what the ledger says."""

    def __init__(self, pool: Pool, size: int, problems: Problems) -> None:
        self._pool = pool
        self._problems = problems
        self._batch: list[Answered] = []
        self._waiting = 0
        self.covered = bytearray(size)
        self.receipts = 0
        self.commands = 0

    async def add(self, answered: Answered) -> None:
        self._batch.append(answered)
        self._waiting += 1 + len(answered.receipts)
        if self._waiting >= _BATCH:
            await self.flush()

    async def flush(self) -> None:
        """Compare what is waiting.  A receipt was given after its event was recorded: the rows must be there by now."""
        batch, self._batch, self._waiting = self._batch, [], 0
        await self._compare_commands(batch)
        receipts = [(answered.history, receipt) for answered in batch for receipt in answered.receipts]
        rows = await self._rows(receipt for _, receipt in receipts)
        for history, receipt in receipts:
            self.receipts += 1
            self._compare(history, receipt, rows.get((receipt.stream, receipt.version)))

    async def _rows(self, receipts: Iterable[Receipt]) -> dict[tuple[str, int], Mapping[str, Any]]:
        wanted = list(dict.fromkeys((receipt.stream, receipt.version) for receipt in receipts))
        found = await self._pool.fetch(_ROWS, [stream for stream, _ in wanted], [version for _, version in wanted])
        return {(row["stream"], row["version"]): dict(row) for row in found}

    def _compare(self, history: Found, receipt: Receipt, row: Mapping[str, Any] | None) -> None:
        name, where = f"{receipt.stream}@{receipt.version}", _where(history)
        if not proves_itself(receipt):
            self._problems.add(name, receipt.pos, "receipt", f"回执自身的摘要不符，{where}被改动")
            return
        if row is None:
            self._problems.add(
                name, receipt.pos, "lost", f"已登记并答复（{receipt.type}），台账中却没有；回执在{where}"
            )
            return
        different = [title for field_name, title in _FIELDS.items() if getattr(receipt, field_name) != row[field_name]]
        if different:
            says = f"台账与回执不一致：{'、'.join(different)}；回执在{where}"
            self._problems.add(name, receipt.pos, "changed", says)
        elif receipt.pos < len(self.covered):
            self.covered[receipt.pos] = 1

    async def _compare_commands(self, batch: list[Answered]) -> None:
        ids = list({answered.command_id for answered in batch})
        known: dict[UUID, str] = {r["command_id"]: r["request_hash"] for r in await self._pool.fetch(_COMMANDS, ids)}
        for answered in batch:
            self.commands += 1
            name, there = f"command {answered.command_id}", known.get(answered.command_id)
            if there is None:
                self._problems.add(name, None, "command", f"已答复的指令不在台账中；见{_where(answered.history)}")
            elif there != answered.request_hash:
                says = f"台账中的指令与流程收到的不一致；见{_where(answered.history)}"
                self._problems.add(name, None, "command", says)


def _where(history: Found) -> str:
    place = {"temporal": "Temporal", "archive": "档案", "folder": "文件"}[history.origin]
    return f"{place}所存 {history.workflow} 的历史（{history.run[:8]}）"
