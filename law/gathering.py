"""What each rule has: where it stands in the law, what uses it, which test names it, and why not yet.  For law/coverage.py

A rule is *used* where code of the domain names it (a literal, never a docstring or a comment: those promise, they do not
judge), or where methods, gates, approvals or the catalogue refer to it. It is *tested* where a test names it. The reasons
lie in `docs/law-coverage.toml` and not in `law/`: whatever TOML lies there is law, and would make a new edition.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from law.book import load
from law.reading import Entry, Tables, read
from law.schema import RuleTable

REASONS: Final = "docs/law-coverage.toml"
OWN_TEST: Final = "tests/law/test_law_coverage.py"  # it names ids as examples
SHOWING: Final = {"domain/lawful_calendar.py"}  # reckons and shows, judges nothing

KINDS: Final[Mapping[str, str]] = {
    "as": "judged under another rule that says the same",
    "built_in": "carried by the code itself, which names no clause when it runs",
    "explains": "explains or defines; there is nothing to judge",
    "awaits": "awaits a part of the program that is not there yet",
    "finance": "binds the finance department, not the buyer",
    "others": "binds the supplier, the panel or another body; no act of the buyer is judged by it",
    "person": "a judgement of persons or a court: Jieli shows it and decides nothing",
    "unverified": "from memory or one secondary source: to be read in the original first",
    "elsewhere": "the law of another place",
    "untested": "used, and still without a test of its own",
}

_ID: Final = re.compile(r"(?<![A-Za-z0-9-])[A-Z][A-Za-z0-9]*-[A-Za-z0-9.-]*[A-Za-z0-9]")
_RANGE: Final = re.compile(r"([A-Z][A-Za-z0-9]*-[A-Z]?)(\d+) … ([A-Z][A-Za-z0-9]*-[A-Z]?)(\d+)")
_FAMILY: Final = re.compile(r"[A-Z][A-Za-z0-9]*-")


@dataclass(frozen=True)
class Reason:
    """Why an id is not used and tested under its own name. `rules` judge in its stead; `file` carries it and `test` shows it."""

    kind: str
    words: str
    rules: tuple[str, ...] = ()
    file: str | None = None
    test: str | None = None


UNTESTED: Final = Reason("untested", "awaits a test that names it")


@dataclass(frozen=True)
class Row:
    """One id: what it says, where it stands in the law, who uses it and which test names it."""

    id: str
    title: str
    force: str
    mark: str
    file: str | None
    used: tuple[str, ...]
    tested: tuple[str, ...]
    reason: Reason | None

    @property
    def done(self) -> bool:
        """It stands in the law, something judges by it, and a test names it."""
        return self.file is not None and bool(self.used) and bool(self.tested)

    @property
    def open(self) -> Reason | None:
        """The reason that counts today: one that a use has overtaken says nothing any more."""
        if self.done:
            return None
        elsewhere = self.reason is not None and self.reason.kind in ("as", "built_in")
        return UNTESTED if self.used and not elsewhere else self.reason


@dataclass(frozen=True)
class Section:
    """A table of the rule book's list, or rules of the law that the list doesn't have."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Coverage:
    """Everything the page says."""

    sections: tuple[Section, ...]
    spoken: Mapping[str, frozenset[str]] = field(repr=False)
    """In which files of the domain and the tests an id is spoken of at all; `R-P13 … R-P15` speaks of three."""

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """Every row by its id."""
        return {row.id: row for section in self.sections for row in section.rows}

    def faults(self) -> list[str]:
        """What is not accounted for; empty when all is."""
        return [fault for row in self.rows.values() for fault in self._faults(row)]

    def _faults(self, row: Row) -> Iterator[str]:
        reason = row.open
        if row.done:
            return
        if reason is None:
            yield f"{row.id}: nothing uses it, and {REASONS} gives no reason"
        elif reason.kind == "as":
            yield from (
                f"{row.id}: judged as {other}, which is not used and tested itself"
                for other in reason.rules
                if other not in self.rows or not self.rows[other].done
            )
        elif reason.kind == "built_in":
            spoken = self.spoken.get(row.id, frozenset())
            yield from (
                f"{row.id}: {file} does not speak of it" for file in (reason.file, reason.test) if file not in spoken
            )


# ---------------------------------------------------------------- gathering


def gather(root: Path) -> Coverage:
    """Read the law, the reasons and the sources."""
    tables = read(load().files)
    listed, reasons, tested = _reasons((root / REASONS).read_text(encoding="utf-8"))
    used = _used(root, tables)
    spoken: dict[str, set[str]] = {}
    for name, text in _sources(root, "domain", "tests"):
        _note(spoken, _ids(text) | _ranged(text), name)
        if name.startswith("tests/") and "/test_" in name and name != OWN_TEST:
            _note(tested, _ids(text), name)
    entries: dict[str, Entry] = {}
    for layer in tables.layers:
        for id, entry in layer.entries.items():
            entries.setdefault(id, entry)
    titles = {id: title for section in listed.values() for id, title in section.items()}

    def row(id: str) -> Row:
        entry = entries.get(id)
        head = entry.head if entry is not None and isinstance(entry.head, RuleTable) else None
        return Row(
            id=id,
            title=head.title if head else titles.get(id, ""),
            force=head.force if head else "",
            mark=head.mark if head else "",
            file=entry.file if entry else None,
            used=tuple(sorted(used.get(id, ()))),
            tested=tuple(sorted(tested.get(id, ()))),
            reason=reasons.get(id),
        )

    sections = [Section(title, tuple(row(id) for id in ids)) for title, ids in listed.items()]
    families: dict[str, list[Row]] = {}
    for id in sorted(set(entries) - set(titles), key=_natural):
        families.setdefault(_beyond(id), []).append(row(id))
    sections += [Section(title, tuple(families[title])) for title in sorted(families, key=_BEYOND.index)]
    return Coverage(tuple(sections), {id: frozenset(files) for id, files in spoken.items()})


_BEYOND: Final = [
    "The guide: 吉民发〔2020〕44号",
    "The guide's catalogue",
    "Fields of notices",
    "House rules",
    "Other rules in law/",
]


def _beyond(id: str) -> str:
    places = (("JL44-A.", 1), ("JL44-", 0), ("NT-", 2), ("HR-", 3))
    return _BEYOND[next((place for prefix, place in places if id.startswith(prefix)), 4)]


def _natural(id: str) -> list[tuple[int, str]]:
    """JL44-A.2 before JL44-A.10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", id)]


def _reasons(text: str) -> tuple[dict[str, dict[str, str]], dict[str, Reason], dict[str, set[str]]]:
    """The list (section → id → title, where the law has none), the reasons, and what a test goes through unnamed."""
    document = tomllib.loads(text)
    listed: dict[str, dict[str, str]] = {}
    for section in document["list"]:
        own, ids = section.get("titles", {}), section["ids"].split()
        if strangers := set(own) - set(ids):
            raise ValueError(f"{section['title']}: titles of {sorted(strangers)}, which it does not list")
        listed[section["title"]] = {id: own.get(id, "") for id in ids}
    given = [
        (id, Reason("as", f"judged under {', '.join(rules)}", tuple(rules))) for id, rules in document["as"].items()
    ]
    for group in document["reason"]:
        if group["kind"] not in KINDS:
            raise ValueError(f"{group['kind']!r} is no kind of reason")
        reason = Reason(group["kind"], group["words"], file=group.get("file"), test=group.get("test"))
        given += [(id, reason) for id in group["ids"].split()]
    if twice := [id for id, count in Counter(id for id, _ in given).items() if count > 1]:
        raise ValueError(f"more than one reason: {twice}")
    tested: dict[str, set[str]] = {}
    for group in document["tested"]:
        _note(tested, group["ids"].split(), group["test"])
    return listed, dict(given), tested


def _used(root: Path, tables: Tables) -> dict[str, set[str]]:
    """Where a rule is named by a literal of the domain's code, or referred to by data."""
    used: dict[str, set[str]] = {}
    known = {id for layer in tables.layers for id in layer.entries}
    for name, text in _sources(root, "domain"):
        if name in SHOWING:
            continue
        for literal, whole in _literals(ast.parse(text)):
            if whole:
                _note(used, _ids(literal), name)
            elif _FAMILY.fullmatch(literal):  # f"NT-{kind}" is every rule of that family
                _note(used, [id for id in known if id.startswith(literal)], name)
    for id, where in _references(tables):
        used.setdefault(id, set()).add(where)
    return used


def _literals(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Every string that isn't a docstring or a field's description; of an f-string its beginning, not `whole`."""
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "description":
            silent.update(id(inner) for inner in ast.walk(node.value))
        elif isinstance(node, ast.JoinedStr):
            silent.update(id(inner) for inner in node.values)
            first = node.values[0] if node.values else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, False
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.value, True


def _references(tables: Tables) -> Iterator[tuple[str, str]]:
    """Rules to which methods, gates, approvals and catalogue items refer."""
    for name, method in tables.methods.items():
        for value in method.model_dump().values():
            words = value[0] if isinstance(value, tuple) else value
            if isinstance(words, str) and _ID.fullmatch(words):
                yield words, f"method {name}"
    for point, needs in tables.gates.items():
        for need in needs:
            yield need.clause, f"gate {point}"
            if need.min_count is not None:
                yield need.min_count[0], f"gate {point}"
            for asked in (need.parts, need.valid_for):
                if asked is not None:
                    yield asked[0], f"gate {point}"
    for kind, approval in tables.approvals.items():
        yield approval.clause, f"approval {kind}"
        for asked in (approval.parts, approval.units, approval.quorum, approval.authorities):
            if asked is not None:
                yield asked[0], f"approval {kind}"
    for code, item in tables.items.items():
        yield item.rule, f"catalogue {code}"


def _sources(root: Path, *folders: str) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def _ids(text: str) -> set[str]:
    return set(_ID.findall(text))


def _ranged(text: str) -> set[str]:
    """What `R-P13 … R-P15` speaks of."""
    found: set[str] = set()
    for prefix, first, other, last in _RANGE.findall(text):
        if prefix == other:
            found.update(f"{prefix}{number:0{len(first)}d}" for number in range(int(first), int(last) + 1))
    return found


def _note(into: dict[str, set[str]], ids: Iterable[str], name: str) -> None:
    for id in ids:
        into.setdefault(id, set()).add(name)
