"""The vault's SQL: entries in, all or none; identities out, each against a ground that stays on record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeAlias

import asyncpg

from vault.columns import Problem
from vault.identity import Entry, Identity, Served, pseudonym
from vault.locking import BadKey, Index, MasterKey, new_key, seal, unseal
from vault.matching import Marks, marks_of, same

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Progress = Callable[[int, int], None]

_ONE_AT_A_TIME: Final = 0x5641554C54  # "VAULT": imports and changes of the master key wait for each other
_COLUMNS: Final = (
    "id", "township", "items", "frequency", "grade", "minor", "basis", "status", "status_on", "projects",
    "blind", "numbered", "also", "name_mark", "content_mark", "wrapped_key", "ciphertext", "created_by", "updated_by",
)  # fmt: skip
_UPDATE: Final = """
UPDATE vault.recipient SET township = $2, items = $3, frequency = $4, grade = $5, minor = $6, basis = $7, status = $8,
  status_on = $9, projects = $10, also = $11, name_mark = $12, content_mark = $13, wrapped_key = $14, ciphertext = $15,
  updated_at = clock_timestamp(), updated_by = $16
WHERE id = $1
"""
_CLEAR: Final = """
SELECT r.id, r.township, r.items, r.frequency, r.grade, r.minor, r.basis, r.status, r.status_on, r.projects, r.created_at,
  r.created_by, r.updated_at, r.updated_by, e.asked_by AS erasure_asked_by, e.asked_at AS erasure_asked_at
FROM vault.recipient r LEFT JOIN vault.erasure e ON e.recipient = r.id
"""
_LIST: Final = f"""{_CLEAR}
WHERE r.township LIKE ANY($1::text[]) AND ($2::text IS NULL OR r.township LIKE $2 || '%')
  AND ($3::text IS NULL OR r.grade = $3) AND ($4::text IS NULL OR r.status = $4)
  AND ($5::text IS NULL OR $5 = ANY(r.items)) AND ($6::text IS NULL OR $6 = ANY(r.projects))
  AND ($7::boolean IS NULL OR r.minor = $7)
  AND (NOT $8::boolean OR (r.status = 'ended' AND NOT EXISTS (SELECT FROM vault.holds_in_force(r.id))))
ORDER BY r.township, r.id
"""


class Unopenable(Exception):  # noqa: N818 (it says what is the case)
    """The master key is missing or wrong, or the vault has never been used."""


class Refused(Exception):  # noqa: N818 (it says what happened)
    """The vault's no: why, and what to do."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(f"{reason}。{remedy}" if remedy else reason)
        self.reason, self.remedy = reason, remedy


class RowsWrong(Exception):  # noqa: N818 (it says what is the case)
    """Rows that don't fit with what the vault has."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} 处不符")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made of each row: ids of the new, the changed, the unchanged."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vault:
    """One connection by the vault's own login, and the master key."""

    db: Connection
    master: MasterKey

    async def index(self) -> Index:
        """The key of the marks; made at first use. Raises Unopenable where the master key isn't the vault's."""
        wrapped = await self.db.fetchval("SELECT wrapped_index_key FROM vault.keyring")
        if wrapped is None:
            fresh = self.master.wrap_index(new_key())
            await self.db.execute(
                "INSERT INTO vault.keyring (number, wrapped_index_key) VALUES (1, $1) ON CONFLICT DO NOTHING", fresh
            )
            wrapped = await self.db.fetchval("SELECT wrapped_index_key FROM vault.keyring")
        try:
            return Index(self.master.unwrap_index(wrapped))
        except BadKey as error:
            raise Unopenable(f"{error}：请恢复与登记库对应的主密钥") from None

    async def bring_in(
        self,
        entries: Sequence[Entry],
        by: str,
        *,
        dry_run: bool = False,
        renamed: bool = False,
        progress: Progress = lambda _done, _of: None,
    ) -> Imported:
        """All entries, or none. Raises RowsWrong, Unopenable. `renamed`: other names for known ID numbers are meant."""
        transaction = self.db.transaction()
        await transaction.start()
        try:
            await self.db.execute("SELECT pg_advisory_xact_lock($1)", _ONE_AT_A_TIME)
            made = await self._bring_in(entries, by, await self.index(), renamed=renamed, progress=progress)
        except BaseException:
            await transaction.rollback()
            raise
        await (transaction.rollback() if dry_run else transaction.commit())
        return made

    async def _bring_in(
        self, entries: Sequence[Entry], by: str, index: Index, *, renamed: bool, progress: Progress
    ) -> Imported:
        marks = [marks_of(index, entry.identity) for entry in entries]
        known = await self._known(marks)
        new: list[tuple[object, ...]] = []
        changed: list[tuple[object, ...]] = []
        surer: list[tuple[str, bytes, bool]] = []  # known by a better mark than before
        unchanged: list[str] = []
        problems: list[Problem] = []
        for done, (entry, mark) in enumerate(zip(entries, marks, strict=True), 1):
            told = entry.served
            nearby = [row for one in mark.all for row in known.get((told.township[:6], one), ())]
            there = same(entry, mark, nearby, renamed=renamed)
            if isinstance(there, Problem):
                problems.append(there)
            elif there is not None and there["content_mark"] == mark.content and _same(there, told):
                unchanged.append(there["id"])
            else:
                id = there["id"] if there is not None else pseudonym(told.township)
                locked = (mark.also, *self._locked(id, entry.identity, mark))
                if there is None:
                    new.append((id, *_clear(told), mark.blind, mark.numbered, *locked, by, by))
                else:
                    changed.append((id, *_clear(told), *locked, by))
                    if there["blind"] != mark.blind:
                        surer.append((id, mark.blind, mark.numbered))
            progress(done, len(entries))
        if problems:
            raise RowsWrong(problems)
        await self.db.copy_records_to_table("recipient", schema_name="vault", columns=_COLUMNS, records=new)
        await self.db.executemany(_UPDATE, changed)
        await self.db.executemany("SELECT vault.know_by($1, $2, $3)", surer)
        return Imported(tuple(str(row[0]) for row in new), tuple(str(row[0]) for row in changed), tuple(unchanged))

    def _locked(self, id: str, who: Identity, mark: Marks) -> tuple[object, ...]:
        """The marks of name and content, and the identity under a fresh key."""
        key = new_key()
        sealed = self.master.wrap(key, id), seal(key, who.content(), id)
        return mark.name, mark.content, *sealed

    async def _known(self, marks: Sequence[Marks]) -> dict[tuple[str, bytes], list[asyncpg.Record]]:
        """The rows that have one of these marks, by county and mark."""
        wanted = {one for mark in marks for one in mark.all}
        rows = await self.db.fetch(
            "SELECT id, township, items, frequency, grade, minor, basis, status, status_on, projects, blind, numbered,"
            " also, name_mark, content_mark FROM vault.recipient WHERE blind = ANY($1::bytea[]) OR also && $1::bytea[]",
            list(wanted),
        )
        found: dict[tuple[str, bytes], list[asyncpg.Record]] = {}
        for row in rows:
            for mark in {row["blind"], *row["also"]} & wanted:
                found.setdefault((row["township"][:6], mark), []).append(row)
        return found

    async def read(self, id: str, by: str, fields: Sequence[str], ground: str) -> Identity:
        """An identity, whole; the reading is on record before it is opened. Raises Refused, Unopenable."""
        if not ground.strip():
            raise Refused("查看身份信息须写明理由", "用 --ground 说明为什么要看")
        row = await self.db.fetchrow("SELECT * FROM vault.open($1, $2, $3, $4)", id, by, list(fields), ground)
        if row is None:
            raise Refused(f"没有服务对象 {id}，或者已被删除", "jieli recipient list 列出全部编号")
        try:
            key = self.master.unwrap(row["wrapped_key"], id)
            return Identity.read(unseal(key, row["ciphertext"], id))
        except BadKey as error:
            raise Unopenable(f"{error}：请恢复与登记库对应的主密钥") from None

    async def rotate(self, fresh: MasterKey) -> int:
        """Every key wrapped by a new master key, in one transaction; how many persons' keys it were."""
        async with self.db.transaction():
            await self.db.execute("SELECT pg_advisory_xact_lock($1)", _ONE_AT_A_TIME)
            index = await self.index()
            rows = await self.db.fetch("SELECT id, wrapped_key FROM vault.wrapped_keys()")
            again = [
                (row["id"], fresh.wrap(self.master.unwrap(row["wrapped_key"], row["id"]), row["id"])) for row in rows
            ]
            await self.db.executemany("UPDATE vault.recipient SET wrapped_key = $2 WHERE id = $1", again)
            await self.db.execute(
                "UPDATE vault.keyring SET number = number + 1, wrapped_index_key = $1, made_at = clock_timestamp()",
                fresh.wrap_index(index.key),
            )
        await scrub(self.db)
        return len(again)


async def list_clear(
    db: Connection,
    divisions: Sequence[str],
    *,
    township: str | None = None,
    grade: str | None = None,
    status: str | None = None,
    item: str | None = None,
    project: str | None = None,
    minor: bool | None = None,
    erasable: bool = False,
) -> list[dict[str, Any]]:
    """The roster without identities, of the divisions alone. `erasable`: ended, and nothing holds them."""
    places = [f"{division}%" for division in divisions]
    rows = await db.fetch(_LIST, places, township, grade, status, item, project, minor, erasable)
    return [dict(row) for row in rows]


async def note_project(
    db: Connection, ids: Sequence[str], project: str, by: str, *, gone: bool = False
) -> tuple[str, ...]:
    """That these recipients are served under a project (or, `gone`, are not); the ids for which that was new."""
    change = "array_remove(projects, $2)" if gone else "array_append(projects, $2)"
    rows = await db.fetch(
        f"UPDATE vault.recipient SET projects = {change}, updated_at = clock_timestamp(), updated_by = $3"
        " WHERE id = ANY($1::text[]) AND ($2 = ANY(projects)) = $4 RETURNING id",
        list(ids),
        project,
        by,
        gone,
    )
    return tuple(row["id"] for row in rows)


async def show_clear(db: Connection, id: str) -> dict[str, Any] | None:
    """What stands in the clear of one recipient, its holds, or its tombstone; None where there never was one."""
    row = await db.fetchrow(f"{_CLEAR} WHERE r.id = $1", id)
    if row is None:
        gone = await db.fetchrow("SELECT * FROM vault.tombstone WHERE id = $1", id)
        return None if gone is None else {**gone, "status": "erased", "holds": await holds(db, id)}
    return {**row, "holds": await holds(db, id)}


async def holds(db: Connection, id: str) -> list[dict[str, Any]]:
    """Every hold that there ever was on a recipient, and whether it holds now."""
    rows = await db.fetch(
        "SELECT h.*, EXISTS (SELECT FROM vault.holds_in_force(h.recipient) f WHERE f.number = h.number) AS in_force"
        " FROM vault.hold h WHERE h.recipient = $1 ORDER BY h.number",
        id,
    )
    return [dict(row) for row in rows]


async def reads(
    db: Connection,
    divisions: Sequence[str],
    *,
    id: str | None = None,
    by: str | None = None,
    since: datetime | None = None,
) -> list[dict[str, Any]]:
    """Who read whom, of the divisions alone, the latest first."""
    rows = await db.fetch(
        "SELECT number, at, by, recipient, township, fields, ground FROM vault.read_log"
        " WHERE township LIKE ANY($1::text[]) AND ($2::text IS NULL OR recipient = $2)"
        " AND ($3::text IS NULL OR by = $3) AND ($4::timestamptz IS NULL OR at >= $4) ORDER BY number DESC",
        [f"{division}%" for division in divisions],
        id,
        by,
        since,
    )
    return [dict(row) for row in rows]


async def scrub(db: Connection) -> None:
    """The table's file written anew: what was deleted or replaced is no longer in it. Others wait for a moment."""
    await db.execute("VACUUM (FULL) vault.recipient")


def _clear(told: Served) -> tuple[str, list[str], str, str, bool, str, str, date, list[str]]:
    return (
        told.township,
        list(told.items),
        told.frequency,
        told.grade,
        told.minor,
        told.basis,
        told.status,
        told.status_on,
        list(told.projects),
    )


def _same(there: asyncpg.Record, told: Served) -> bool:
    names = ("township", "items", "frequency", "grade", "minor", "basis", "status", "status_on", "projects")
    return tuple(there[name] for name in names) == _clear(told)
