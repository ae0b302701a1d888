"""What differs between two days, or between two editions of the law: rules and values, each with its source.  JL44-6.1, JL44-6.3"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from domain.rulebook import Parameter, Rule, RuleBook
from law.book import LawBook
from law.reading import read
from law.schema import LineTable, OverlayTable, RuleTable

_T = TypeVar("_T")
_WORDS: Final = ("force", "title", "text", "english", "source", "instrument", "mark", "stages", "remedy")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `part` is a parameter's name, a field of the rule, or None for the rule as a whole."""

    kind: Literal["added", "removed", "changed"]
    layer: str
    rule: str
    title: str
    part: str | None
    before: str | None
    after: str | None
    source: str


def between_days(before: RuleBook, after: RuleBook) -> list[Change]:
    """What a division's law says otherwise on a later (or earlier) day: rules in force, and values as resolved."""
    was, now = ({rule.id: rule for rule in book.rules()} for book in (before, after))
    values = ({(p.rule, p.name): p for r in book.rules() for p in book.parameters(r.id)} for book in (before, after))
    old, new = values
    titles = {id: rule.title for id, rule in (was | now).items()}
    found = list(
        _differences(was, now, _rule, lambda r: Change("changed", r.layer, r.id, r.title, None, "", "", r.source))
    )
    found += _differences(
        {key: p for key, p in old.items() if key[0] in now},
        {key: p for key, p in new.items() if key[0] in was},
        lambda p: {p.name: _value(p)},
        lambda p: Change("changed", p.layer, p.rule, titles[p.rule], p.name, "", "", p.source),
    )
    return sorted(found, key=_order)


def between_editions(before: LawBook, after: LawBook) -> list[Change]:
    """What two editions say otherwise, layer by layer, whatever the day: rules, and the dated lines of their parameters."""
    was, now = _entries(before), _entries(after)
    titles = {entry.rule: entry.title for entry in (*was.values(), *now.values()) if entry.title}
    found = _differences(
        was,
        now,
        lambda entry: entry.parts,
        lambda entry: Change(
            "changed", entry.layer, entry.rule, titles.get(entry.rule, ""), None, "", "", entry.source
        ),
    )
    return sorted(found, key=_order)


def _order(change: Change) -> tuple[str, str, str]:
    return change.rule, change.layer, change.part or ""


def _differences(
    before: Mapping[Any, _T],
    after: Mapping[Any, _T],
    parts: Callable[[_T], Mapping[str, str]],
    named: Callable[[_T], Change],
) -> Iterator[Change]:
    """Added and removed as a whole; what stands in both, part by part."""
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            there = new if new is not None else old
            assert there is not None
            one, words = named(there), _whole(parts(there))
            kind: Literal["added", "removed"] = "added" if old is None else "removed"
            was_all, is_all = (None, words) if old is None else (words, None)
            yield Change(kind, one.layer, one.rule, one.title, one.part, was_all, is_all, one.source)
            continue
        told, was, now = named(new), parts(old), parts(new)
        for part in sorted(was.keys() | now.keys()):
            if was.get(part) != now.get(part):
                how = _kind(was.get(part), now.get(part))
                yield Change(how, told.layer, told.rule, told.title, part, was.get(part), now.get(part), told.source)


def _kind(before: str | None, after: str | None) -> Literal["added", "removed", "changed"]:
    return "added" if before is None else "removed" if after is None else "changed"


def _whole(parts: Mapping[str, str]) -> str:
    return parts["text"] if "text" in parts else "；".join(parts.values())


# ---------------------------------------------------------------- what is compared


@dataclass(frozen=True, slots=True)
class _Entry:
    """A rule's table in one layer of an edition, as words."""

    layer: str
    rule: str
    title: str
    source: str
    parts: Mapping[str, str]


def _entries(book: LawBook) -> dict[tuple[str, str], _Entry]:
    found: dict[tuple[str, str], _Entry] = {}
    for layer in read(book.files).layers:
        for id, entry in layer.entries.items():
            head = entry.head
            parts = {name: _words(value) for name, value in head.model_dump().items() if value not in (None, [], "")}
            parts |= {name: "；".join(_line(line) for line in lines) for name, lines in entry.lines.items()}
            title = head.title if isinstance(head, RuleTable) else ""
            parts.pop("overlay", None) if isinstance(head, OverlayTable) else None
            found[layer.name, id] = _Entry(layer.name, id, title, head.source, parts)
    return found


def _rule(rule: Rule) -> dict[str, str]:
    return {name: _words(getattr(rule, name)) for name in _WORDS}


def _value(parameter: Parameter) -> str:
    """The value alone: a line that repeats the old value changes nothing."""
    return "（未定）" if parameter.value is None else _words(parameter.value)


def _line(line: LineTable) -> str:
    value = line.typed()
    until = f"至{line.effective_to}" if line.effective_to else "起"
    bound = f"，{line.bound}" if line.bound else ""
    return f"{'（未定）' if value is None else _words(value)}（{line.effective_from}{until}{bound}）"


def _words(value: Any) -> str:
    match value:
        case list() | tuple():
            return "、".join(_words(v) for v in value)
        case dict():
            return "，".join(f"{k}={_words(v)}" for k, v in value.items() if v is not None)
        case _:
            return str(value)
