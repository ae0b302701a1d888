"""The same person known again, without reading who it is: by the ID number, another paper's number, or name and day of birth."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from vault.columns import Problem
from vault.identity import Entry, Identity
from vault.locking import Index


@dataclass(frozen=True, slots=True)
class Marks:
    """Of one identity.  `blind`: the surest, unique in a county; `also`: the others, by which a row is found too."""

    numbered: bool
    blind: bytes
    name: bytes  # finds a slip in the name, or in the number
    paper: bytes | None
    paper_name: bytes | None
    person: bytes
    content: bytes

    @property
    def also(self) -> list[bytes]:
        return [mark for mark in (self.paper, self.paper_name, self.person) if mark is not None]

    @property
    def all(self) -> list[bytes]:
        return [self.blind, *self.also]


def marks_of(index: Index, who: Identity) -> Marks:
    """All marks of an identity."""
    known_by = who.known_by()
    paper = who.paper
    return Marks(
        numbered=bool(who.id_number),
        blind=index.mark(*known_by[0]),
        name=index.mark("name", known_by[0][1], who.name),
        paper=index.mark("paper", paper) if paper else None,
        paper_name=index.mark("paper name", paper, who.name) if paper else None,
        person=index.mark(*known_by[-1]),
        content=index.mark("content", who.content().decode()),
    )


def same(
    entry: Entry, marks: Marks, rows: "Sequence[asyncpg.Record]", *, renamed: bool
) -> "asyncpg.Record | Problem | None":
    """The row of the same person (None: nobody's), or what speaks against it."""
    found = [row for row in rows if _same(marks, row)]
    if len({row["id"] for row in found}) > 1:
        remedy = "核对号码和姓名：按身份证号是一名，按其他证件或姓名、出生日期是另一名"
        return Problem(entry.row, "其他证件号码", "与库中两名服务对象相符", remedy)
    if not found:
        return None
    row = found[0]
    if row["numbered"] and not marks.numbered:
        return Problem(
            entry.row, "身份证号", "库中该人已有身份证号", "填写身份证号；确是另一人的，填写其他证件号码区分"
        )
    if not renamed and not _same_name(marks, row):
        return Problem(entry.row, "姓名", "库中该号码登记的是另一姓名", "核对姓名和号码；本人确已改名的，加 --renamed")
    return row


def _same(marks: Marks, row: "asyncpg.Record") -> bool:
    """Name and day of birth alone tell where one of the two has no number by which they would be told apart."""
    also = row["also"]
    if row["blind"] == marks.blind or (marks.paper is not None and marks.paper in also):
        return True
    papers = marks.paper is not None and (row["numbered"] or len(also) > 1)
    apart = row["numbered"] if marks.numbered else papers
    return marks.person in also and not apart


def _same_name(marks: Marks, row: "asyncpg.Record") -> bool:
    if row["blind"] == marks.blind:
        return bool(row["name_mark"] == marks.name)
    return marks.person in row["also"] or (marks.paper_name is not None and marks.paper_name in row["also"])
