"""Reading the law's files: TOML to checked tables. Whatever is wrong is told with its file, key and reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from law.schema import (
    ApprovalTable,
    InstrumentTable,
    ItemTable,
    LayersFile,
    LayerTable,
    LineTable,
    MethodTable,
    NeedTable,
    OverlayTable,
    RuleTable,
    Table,
    YearTable,
)

_T = TypeVar("_T", bound=Table)

_RULE_ID = re.compile(r"[A-Z][A-Za-z0-9]*-[A-Za-z0-9.-]+")
_PARAMETER_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RULE_KEYS = {field.alias or name for table in (RuleTable, OverlayTable) for name, field in table.model_fields.items()}


class LawError(Exception):
    """The law's data is not usable: which file, which key, and why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file, self.key, self.reason = file, key, reason


@dataclass(frozen=True)
class Entry:
    """One rule's table in one file, with its parameters' dated lines."""

    file: str
    id: str
    head: RuleTable | OverlayTable
    lines: Mapping[str, tuple[LineTable, ...]]


@dataclass(frozen=True)
class Layer:
    """A layer of law with the rules its files hold."""

    name: str
    prefix: str
    title: str
    entries: Mapping[str, Entry]
    place: str = ""  # a locality's name in letters, as its file gives it


@dataclass(frozen=True)
class Tables:
    """Everything the files hold, each table checked for itself, nothing yet against another."""

    layers: tuple[Layer, ...]
    instruments: Mapping[str, InstrumentTable]
    items: Mapping[str, ItemTable]
    methods: Mapping[str, MethodTable]
    gates: Mapping[str, tuple[NeedTable, ...]]
    approvals: Mapping[str, ApprovalTable]
    years: tuple[YearTable, ...]
    places: Mapping[str, str]
    """In which file an item, method, gate, approval or instrument stands, by '<section> <key>'."""


_SECTIONS = {"instruments", "catalogue", "methods", "gates", "approvals"}


def read(files: Mapping[str, bytes]) -> Tables:
    """Check every file of the law.  Raises LawError."""
    documents = {path: _toml(path, content) for path, content in files.items() if path.endswith(".toml")}
    if "layers.toml" not in documents:
        raise LawError("layers.toml", "layer", "the file is missing")
    order = _table(LayersFile, "layers.toml", "layer", documents.pop("layers.toml")).layer
    sections: dict[str, dict[str, Any]] = {section: {} for section in _SECTIONS}
    places: dict[str, str] = {}
    years: list[YearTable] = []
    entries: dict[str, dict[str, Entry]] = {layer.name: {} for layer in order}
    localities: dict[str, dict[str, Entry]] = {}
    names: dict[str, str] = {}
    for path, document in documents.items():
        folder, _, stem = path.removesuffix(".toml").rpartition("/")
        if folder == "workdays":
            years.append(_year(path, stem, document))
        elif stem in _SECTIONS:
            for key, table in document.items():
                if key in sections[stem]:
                    raise LawError(path, key, f"stands already in {places[f'{stem} {key}']}")
                sections[stem][key] = table
                places[f"{stem} {key}"] = path
        elif folder == "localities":
            code, _, name = stem.partition("-")
            if not code.isdigit():
                raise LawError(path, stem, "a locality's file is named by its division code, and perhaps its name")
            if code in localities:
                raise LawError(path, code, "this locality has another file already")
            localities[code] = {entry.id: entry for entry in _entries(path, document)}
            names[code] = name
        else:
            owner = next((layer.name for layer in order if layer.folder == folder), None)
            if owner is None:
                raise LawError(path, folder, "no layer has this folder")
            _add(entries[owner], path, document)
    return Tables(
        layers=(
            *(Layer(layer.name, layer.prefix, layer.title, entries[layer.name]) for layer in order),
            *_localities(order, localities, names),
        ),
        instruments=_section(InstrumentTable, "instruments", sections, places),
        items=_section(ItemTable, "catalogue", sections, places),
        methods=_section(MethodTable, "methods", sections, places),
        gates={
            point: tuple(_table(NeedTable, places[f"gates {point}"], point, need) for need in _list(needs))
            for point, needs in sections["gates"].items()
        },
        approvals=_section(ApprovalTable, "approvals", sections, places),
        years=tuple(sorted(years, key=lambda table: table.year)),
        places=places,
    )


def _toml(path: str, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LawError(path, "-", str(error)) from error


def _table(shape: type[_T], path: str, key: str, data: Any) -> _T:
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join([key, *(str(part) for part in first["loc"])])
        raise LawError(path, where, first["msg"]) from error


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _section(
    shape: type[_T], section: str, sections: Mapping[str, Mapping[str, Any]], places: Mapping[str, str]
) -> dict[str, _T]:
    return {key: _table(shape, places[f"{section} {key}"], key, data) for key, data in sections[section].items()}


def _year(path: str, stem: str, document: Any) -> YearTable:
    table = _table(YearTable, path, stem, document)
    if str(table.year) != stem:
        raise LawError(path, "year", f"the file is named {stem}, not {table.year}")
    return table


def _add(into: dict[str, Entry], path: str, document: dict[str, Any]) -> None:
    for entry in _entries(path, document):
        if entry.id in into:
            raise LawError(path, entry.id, f"stands already in {into[entry.id].file}")
        into[entry.id] = entry


def _entries(path: str, document: dict[str, Any]) -> Iterator[Entry]:
    for id, table in document.items():
        if not _RULE_ID.fullmatch(id):
            raise LawError(path, id, "no rule's id (quote the key)")
        if not isinstance(table, dict):
            raise LawError(path, id, "a rule is a table")
        head: dict[str, Any] = {}
        lines: dict[str, tuple[LineTable, ...]] = {}
        for key, value in table.items():
            if key in _RULE_KEYS:
                head[key] = value
            elif isinstance(value, list) and value and all(isinstance(line, dict) for line in value):
                if not _PARAMETER_NAME.fullmatch(key):
                    raise LawError(path, f"{id}.{key}", "no parameter's name")
                lines[key] = tuple(_table(LineTable, path, f"{id}.{key}", line) for line in value)
                _apart(path, f"{id}.{key}", lines[key])
            else:
                raise LawError(path, f"{id}.{key}", "unknown key")
        shape: type[RuleTable | OverlayTable] = OverlayTable if "overlay" in head else RuleTable
        yield Entry(path, id, _table(shape, path, id, head), lines)


def _apart(path: str, key: str, lines: tuple[LineTable, ...]) -> None:
    """Dated lines of one parameter are of one form and bound, and no day lies in two of them."""
    for index, line in enumerate(lines):
        if (line.form, line.bound) != (lines[0].form, lines[0].bound):
            raise LawError(path, key, "its lines differ in form or bound")
        if any(line.overlaps(other) for other in lines[:index]):
            raise LawError(path, key, f"two lines are in force on {line.effective_from}: the dates overlap")


def _localities(
    order: list[LayerTable], localities: Mapping[str, dict[str, Entry]], names: Mapping[str, str]
) -> Iterator[Layer]:
    """Localities' layers, the larger division before the smaller."""
    taken = {layer.name for layer in order}
    for prefix in sorted(localities, key=lambda code: (len(code), code)):
        if prefix in taken:
            raise LawError(f"localities/{prefix}.toml", prefix, "a layer has this name already")
        title = f"地方操作细则（{names[prefix] or prefix}）"
        yield Layer(prefix, prefix, title, localities[prefix], place=names[prefix])
