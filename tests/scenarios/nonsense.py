"""Bodies for every command, made from its own fields: well formed and absurd, or malformed on purpose."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.message import Command, Value
from tests.domain.scene import BARRED, BUYER, DIVISION, PROJECT, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D

_TEXTS = (
    *("无稽之谈", "x", " 前后有空格 ", "\t制表\n换行", "😀" * 20, "<script>alert(1)</script>", "a" * 120, "T1", "JL44-5.2", "R-P20"),
    *(BUYER, SUPPLIER, SUPPLIER_2, SUPPLIER_3, BARRED, D, "0" * 64),
    *("1", "main", "q1", "price", "p-1", "nobody", "li", DIVISION, "22", "220122001", f"{DIVISION}-2026", "2201-2100"),
    *(PROJECT, "220122-2026-zzzzzz", f"{PROJECT}-T1", f"project/{PROJECT}@1", "takeover/nowhere@99", "A.10", "Z.99"),
    *("ratio", "ceiling", "0.5", "-1", "2026-11-23", "吉财采〔2026〕1号", "A", "JL44-3.2.1"),
    *("r-220122-abcdefgh22", "r-220122-zzzzzzzzzz", "2026-03", "2199-12", "每周2次"),
    "tip-abcdefgh22345672",
    "s-71",
)  # fmt: skip
_NUMBERS = (0, 1, 2, 3, 60, 72, 100, 500, 2000, 2026, 2100, 10**6, 10**9 - 1, 2**53 - 1)
_DECIMALS = (
    *("0", "0.01", "0.1", "0.5", "0.999", "1", "99.99", "100", "480000.00", "999999999", "999999999999.99", "-1"),
    *("0.0000000001", "33.333"),
)
_DATES = (
    date(1900, 1, 1),
    date(2025, 12, 31),
    date(2026, 1, 5),
    date(2026, 2, 28),
    date(2027, 1, 1),
    date(2199, 12, 31),
)
_MOMENTS = tuple(datetime(d.year, d.month, d.day, 9, tzinfo=UTC) for d in _DATES)
_MORE = 2  # members of a list, beside the least that are asked for


@dataclass(frozen=True)
class Bodies:
    """Well-formed bodies; `known` are words of a story, so that some of them name what is there."""

    known: tuple[str, ...] = ()
    _fitting: dict[str, st.SearchStrategy[Any]] = field(default_factory=dict, compare=False)

    def of(self, kind: type[Value]) -> st.SearchStrategy[dict[str, Any]]:
        """Tables of a message's fields; an optional one may be left out."""

        @st.composite
        def table(draw: st.DrawFn) -> dict[str, Any]:
            body: dict[str, Any] = {}
            for name, info in kind.model_fields.items():
                if info.is_required() or draw(st.booleans()):
                    annotation = typing.Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
                    body[name] = draw(self._value(annotation))
            return body

        return table()

    def _value(self, annotation: Any) -> st.SearchStrategy[Any]:
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is typing.Annotated and typing.get_origin(arguments[0]) in (tuple, list):
            least = next((m.min_length for m in arguments[1:] if getattr(m, "min_length", None)), 0)
            return self._list(arguments[0], least)
        if origin is typing.Annotated and _compound(arguments[0]):
            return self._value(arguments[0])
        if origin in (typing.Union, types.UnionType):
            return st.one_of(*(self._value(a) for a in arguments))
        if origin in (tuple, list):
            return self._list(annotation, 0)
        if origin is dict:
            return st.dictionaries(self._value(arguments[0]), self._value(arguments[1]), max_size=_MORE)
        if origin is Literal:
            return st.sampled_from(arguments)
        if isinstance(annotation, type) and issubclass(annotation, Value):
            return self.of(annotation)
        return self._leaf(annotation)

    def _list(self, annotation: Any, least: int) -> st.SearchStrategy[Any]:
        inner = [a for a in typing.get_args(annotation) if a is not Ellipsis]
        if Ellipsis in typing.get_args(annotation) or len(inner) == 1:
            return st.lists(self._value(inner[0]), min_size=least, max_size=least + _MORE)
        return st.tuples(*(self._value(a) for a in inner)).map(list)

    def _leaf(self, annotation: Any) -> st.SearchStrategy[Any]:
        name = repr(annotation)
        if name not in self._fitting:
            fitting = [v for v in (*_candidates(annotation), *self.known) if _fits(annotation, v)]
            assert fitting, f"no candidate fits {annotation}: give one to _TEXTS"
            self._fitting[name] = st.sampled_from(fitting)
        return self._fitting[name]


def _compound(annotation: Any) -> bool:
    return typing.get_origin(annotation) is not None or (isinstance(annotation, type) and issubclass(annotation, Value))


def _candidates(annotation: Any) -> Iterable[Any]:
    bare = typing.get_args(annotation)[0] if typing.get_origin(annotation) is typing.Annotated else annotation
    if bare is type(None):
        return (None,)
    if bare is bool:
        return (True, False)
    if bare is int:
        return _NUMBERS
    if bare is Decimal:
        return _DECIMALS
    if bare is date:
        return tuple(d.isoformat() for d in _DATES)
    if bare is datetime:
        return tuple(m.isoformat() for m in _MOMENTS)
    return _TEXTS


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def _fits(annotation: Any, value: Any) -> bool:
    try:
        adapter = _adapter(annotation)
    except TypeError:
        adapter = TypeAdapter(annotation)
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def formed(kind: type[Command], body: dict[str, Any]) -> Command | None:
    """The command; None where its own parts contradict each other."""
    try:
        return kind.model_validate(body)
    except ValidationError:
        return None


# ---------------------------------------------------------------- malformed on purpose

_deep: Any = "底"
for _ in range(80):
    _deep = [_deep]
RUBBISH: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, float("inf"), float("nan"), 10**400, -(10**5000), "", " ", "\x00", "a\x00b", "\ud800", "\x1b[31m"),
    *("NaN", "Infinity", "1E+999999999", "1E-999999999", "9" * 5000, "x" * 100_000, "0001-01-01", "9999-12-31", "2026-02-30"),
    *("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", 1e308, [], [[]], {}, {"": ""}, {"a": {"b": {"c": 1}}}, _deep),
    *(b"\xff", object(), json, "请致电13912345678"),
)  # fmt: skip


def spoil(body: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The body with one place spoilt: another value, gone, or one more."""
    places = list(_places(body, ()))

    @st.composite
    def spoilt(draw: st.DrawFn) -> dict[str, Any]:
        how = draw(st.sampled_from(("other", "gone", "more", "more-deep")))
        if how == "more" or not places:
            return {**body, draw(st.sampled_from(("无此项", "nonsense", "\x00", "__class__", "zh"))): 1}
        place = draw(st.sampled_from(places))
        match how:
            case "gone":
                return _changed(body, place, lambda inner, key: inner.__delitem__(key))
            case "more-deep":
                rubbish = draw(st.sampled_from(RUBBISH))
                return _changed(body, place, lambda inner, key: inner.__setitem__(key, {"x": rubbish, "y": [rubbish]}))
            case _:
                rubbish = draw(st.sampled_from(RUBBISH))
                return _changed(body, place, lambda inner, key: inner.__setitem__(key, rubbish))

    return spoilt()


def _places(value: Any, path: tuple[Any, ...]) -> Iterable[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*path, key)
        yield from _places(inner, (*path, key))


def _changed(body: dict[str, Any], path: tuple[Any, ...], change: Callable[[Any, Any], None]) -> dict[str, Any]:
    def copied(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: copied(v) for k, v in value.items()}
        return [copied(v) for v in value] if isinstance(value, list) else value

    whole = copied(body)
    inner = whole
    for key in path[:-1]:
        inner = inner[key]
    change(inner, path[-1])
    return typing.cast(dict[str, Any], whole)
