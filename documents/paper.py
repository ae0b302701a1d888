"""A paper: what it says, in order, before it has a form.  Both renderers read this and nothing else."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


class NotOnRecord(ValueError):  # noqa: N818 - says what is the case
    """The paper can't be made: what it would say is not on record."""


class Unprintable(ValueError):  # noqa: N818 - says what is the case
    """A text holds characters that no paper can show."""

    def __init__(self, characters: str, where: str = "") -> None:
        self.characters = characters
        named = "、".join(f"“{c}”（U+{ord(c):04X}）" if c.isprintable() else f"U+{ord(c):04X}" for c in characters)
        reason = "字体中没有" if where else "文字中含有不可打印的字符"
        super().__init__(f"{reason} {named}{where}")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (or none), paragraphs, and a table below them."""

    heading: str | None = None
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None

    def texts(self) -> Iterator[str]:
        if self.heading is not None:
            yield self.heading
        yield from self.paragraphs
        if self.table is not None:
            yield from self.table.header
            for row in self.table.rows:
                yield from row


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign or seal: who, and the lines below."""

    party: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper.  `on` is the day of what it tells: the file's own date too, so that its bytes are the same each time."""

    title: str
    issuer: str
    on: date
    number: str | None = None
    addressee: str | None = None
    sections: tuple[Section, ...] = ()
    signatures: tuple[Signature, ...] = ()
    appendix: tuple[Section, ...] = ()

    def texts(self) -> Iterator[str]:
        """Every text of the paper, in reading order."""
        yield from (text for text in (self.title, self.number, self.addressee) if text is not None)
        for section in self.sections:
            yield from section.texts()
        for signature in self.signatures:
            yield signature.party
            yield from signature.lines
        for section in self.appendix:
            yield from section.texts()
        yield self.issuer


def check(paper: Paper) -> None:
    """No control characters, no lone surrogates: neither form could hold them.  Raises Unprintable."""
    found = {c for text in paper.texts() for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"}
    if found:
        raise Unprintable("".join(sorted(found)))


def lines(text: str) -> tuple[str, ...]:
    """A text's paragraphs."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
