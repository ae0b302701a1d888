"""The law book: every file of the law, loaded once; a rule book for each division and day.  JL44-6.1, JL44-6.3

Layers are resolved from the nation down to the county, by the beginning of the division's code and by the date of the
act. A lower layer may tighten a rule and never loosens one; what it may move, and which way, the upper line says.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from domain.calendar import Calendar, CalendarYear, Period
from domain.rulebook import (
    ApprovalKind,
    Bound,
    CatalogueItem,
    Instrument,
    Need,
    Parameter,
    Ref,
    Rule,
    RuleBook,
)
from law import methods
from law.checking import check
from law.reading import Entry, LawError, Layer, Tables, read
from law.schema import OverlayTable, RuleTable

_KEPT = (".toml", ".txt")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip knows: the bundle's bytes depend on the law alone


class LawBook:
    """The whole loaded law. `files` are its canonical bytes by path, `edition` their SHA-256 in hex."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Check and take these files (path below the law's folder → content).  Raises LawError."""
        self.files: Mapping[str, bytes] = {path: _canonical(path, files[path]) for path in sorted(files)}
        self.edition: str = _edition(self.files)
        self._tables: Tables = read(self.files)
        check(self._tables)
        self.calendar: Calendar = Calendar.of(
            CalendarYear(
                year=table.year,
                estimated=table.estimated,
                source=table.source,
                rest=frozenset(table.rest),
                work=frozenset(table.work),
                known_from=table.known_from,
            )
            for table in self._tables.years
        )
        self._instruments = {
            key: Instrument(
                key=key,
                name=table.name,
                english=table.english,
                number=table.number,
                mark=table.mark,
                effective_from=table.effective_from,
                effective_to=table.effective_to,
                note=table.note,
            )
            for key, table in self._tables.instruments.items()
        }
        self._turns: tuple[date, ...] = tuple(sorted(_turns(self._tables)))
        self._resolved = lru_cache(maxsize=256)(self._resolve)
        self._dated = lru_cache(maxsize=1024)(self._of_day)

    def rulebook(self, division: str, on: date) -> RuleBook:
        """The law for a division (its administrative code, 2 to 12 digits) on a day.  Raises ValueError for no code."""
        if not (division.isascii() and division.isdigit() and 2 <= len(division) <= 12):
            raise ValueError(f"no division code: {division!r}")
        return self._dated(division, on)

    def places(self) -> Mapping[str, str]:
        """The localities that have finer rules here: their names in letters, and the beginning of their codes."""
        return {layer.place: layer.prefix for layer in self._tables.layers if layer.place}

    def bundle(self) -> bytes:
        """The whole law as one archive, the same bytes for the same law on every machine; kept beside the ledger."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:  # stored: compressors differ between builds
            for path, content in self.files.items():
                entry = zipfile.ZipInfo(path, _EPOCH)
                entry.create_system = 3
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, content)
        return buffer.getvalue()

    @classmethod
    def from_bundle(cls, bundle: bytes) -> LawBook:
        """An old edition, loaded again.  Raises LawError if the archive or its law is not usable."""
        try:
            with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
                entries = archive.infolist()
                if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
                    raise LawError("bundle", "-", "a compressed archive is none of ours")
                return cls({entry.filename: archive.read(entry) for entry in entries})
        except zipfile.BadZipFile as error:
            raise LawError("bundle", "-", str(error)) from error

    def describe(self, clause: str, division: str, on: date) -> dict[str, Any]:
        """One clause as it stands for a division and day, ready for JSON.  Raises UnknownRule if not in force there."""
        rules = self.rulebook(division, on)
        rule = rules.rule(clause)
        instrument = rules.instrument(rule.instrument)
        return {
            "id": rule.id,
            "force": rule.force,
            "title": rule.title,
            "text": rule.text,
            "english": rule.english,
            "source": rule.source,
            "instrument": {"key": instrument.key, "number": instrument.number or None, "name": instrument.name},
            "mark": rule.mark,
            "blocks": rule.blocks,
            "departable": rule.departable,
            "stages": list(rule.stages),
            "remedy": rule.remedy,
            "from": rule.effective_from.isoformat(),
            "to": _iso(rule.effective_to),
            "layer": rule.layer,
            "parameters": [_described(parameter) for parameter in rules.parameters(clause)],
            "division": division,
            "on": on.isoformat(),
            "edition": self.edition,
        }

    # --- resolving -------------------------------------------------------------------------------------------------

    def _of_day(self, division: str, on: date) -> RuleBook:
        turned = bisect_right(self._turns, on)
        since = self._turns[turned - 1] if turned else date.min  # from that day on nothing began or ended
        return replace(self._resolved(division, since), on=on)

    def _resolve(self, division: str, on: date) -> RuleBook:
        layers = [layer for layer in self._tables.layers if division.startswith(layer.prefix)]
        rules: dict[str, Rule] = {}
        parameters: dict[Ref, Parameter] = {}
        for layer in layers:
            for id, entry in layer.entries.items():
                if isinstance(entry.head, RuleTable):
                    rule = self._rule(entry.head, id, layer, on)
                else:
                    rule = _tightened(rules.get(id), entry.head, layer, on)
                if rule is None:
                    continue
                rules[id] = rule
                parameters.update(dict(_in_force(entry, rule, layer, on, parameters)))
        ordered = dict(sorted(rules.items()))
        book = RuleBook(
            division=division,
            on=on,
            edition=self.edition,
            calendar=self.calendar,
            _rules=ordered,
            _parameters=parameters,
            _instruments=self._instruments,
            _items=dict(self._items(ordered)),
            _methods={},
            _gates=dict(self._gates(ordered, parameters)),
            _approvals=dict(self._approvals(ordered)),
        )
        made = {name: methods.in_force(book, name, table) for name, table in self._tables.methods.items()}
        object.__setattr__(book, "_methods", {name: method for name, method in made.items() if method is not None})
        return book

    def _rule(self, head: RuleTable, id: str, layer: Layer, on: date) -> Rule | None:
        """The rule in the words of that day: of another span of days where they stand apart, else of its main table."""
        instrument = self._tables.instruments[head.instrument]
        main = Rule(
            id=id,
            force=head.force,
            title=head.title,
            text=head.text,
            english=head.english,
            source=head.source,
            instrument=head.instrument,
            mark=head.mark,
            stages=tuple(head.stages),
            remedy=head.remedy,
            effective_from=head.effective_from or instrument.effective_from,
            effective_to=head.effective_to or instrument.effective_to,
            layer=layer.name,
            confirm=head.confirm,
        )
        for wording in head.wording:
            if wording.covers(on):
                return replace(
                    main,
                    force=wording.force or head.force,
                    text=wording.text,
                    source=wording.source,
                    instrument=wording.instrument,
                    mark=wording.mark or head.mark,
                    effective_from=wording.effective_from,
                    effective_to=wording.effective_to,
                )
        if on < main.effective_from or (main.effective_to is not None and on > main.effective_to):
            return None
        return main

    def _gates(
        self, rules: Mapping[str, Rule], parameters: Mapping[Ref, Parameter]
    ) -> Iterator[tuple[str, tuple[Need, ...]]]:
        for point, needs in self._tables.gates.items():
            yield (
                point,
                tuple(
                    Need(
                        what=need.what,
                        form=need.form,
                        clause=need.clause,
                        when=need.when,
                        min_count=_number(parameters, need.min_count),
                        other_than=tuple(need.other_than),
                        title=need.title,
                        parts=need.parts,
                        valid_for=need.valid_for,
                    )
                    for need in needs
                    if need.clause in rules
                ),
            )

    def _approvals(self, rules: Mapping[str, Rule]) -> Iterator[tuple[str, ApprovalKind]]:
        for kind, table in self._tables.approvals.items():
            if table.clause in rules:
                yield (
                    kind,
                    ApprovalKind(
                        kind=kind,
                        title=table.title,
                        clause=table.clause,
                        roles=tuple(table.roles),
                        outside_bodies=tuple(table.outside_bodies),
                        other_than=tuple(table.other_than),
                        parts=table.parts,
                        units=table.units,
                        quorum=table.quorum,
                        authorities=table.authorities,
                    ),
                )

    def _items(self, rules: Mapping[str, Rule]) -> Iterator[tuple[str, CatalogueItem]]:
        for code, table in self._tables.items.items():
            if table.rule in rules:
                yield (
                    code,
                    CatalogueItem(
                        code=code,
                        rule=table.rule,
                        name=table.name,
                        english=table.english,
                        kind=table.kind,
                        definition=rules[table.rule].text.partition("：")[2],
                        traps=tuple(table.traps),
                        respondents=table.respondents,
                        proxies=tuple(table.proxies),
                    ),
                )


@lru_cache(maxsize=8)
def load(root: Path | None = None) -> LawBook:
    """The law in a folder; without one, the law that this program ships. Read once per process.  Raises LawError."""
    root = root or Path(__file__).parent
    return LawBook(
        {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.suffix in _KEPT and path.is_file()
        }
    )


def _canonical(path: str, content: bytes) -> bytes:
    """A file's bytes with LF line ends, so that one law has one edition on every machine."""
    if path.startswith("/") or ".." in path.split("/"):
        raise LawError(path, "-", "a path outside the law's folder")
    return content.replace(b"\r\n", b"\n")


def _edition(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path, content in files.items():
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _turns(tables: Tables) -> Iterator[date]:
    """The days on which anything of the law begins, or has just ended: between two of them it stays as it is."""
    dated = [
        part
        for layer in tables.layers
        for entry in layer.entries.values()
        for part in (
            entry.head,
            *(entry.head.wording if isinstance(entry.head, RuleTable) else ()),
            *(line for lines in entry.lines.values() for line in lines),
        )
    ]
    for table in (*dated, *tables.instruments.values()):
        if table.effective_from is not None:
            yield table.effective_from
        until = getattr(table, "effective_to", None)
        if until is not None and until < date.max:
            yield until + timedelta(days=1)


def _tightened(rule: Rule | None, head: OverlayTable, layer: Layer, on: date) -> Rule | None:
    """The rule as an overlay leaves it; one that only sets parameters leaves the rule itself as it is."""
    later = head.effective_from is not None and on < head.effective_from
    if rule is None or later or (head.force is None and head.remedy is None):
        return rule
    return Rule(
        id=rule.id,
        force=head.force or rule.force,
        title=rule.title,
        text=rule.text,
        english=rule.english,
        source=f"{rule.source}；{head.source}",
        instrument=rule.instrument,
        mark=rule.mark,
        stages=rule.stages,
        remedy=head.remedy or rule.remedy,
        effective_from=rule.effective_from,
        effective_to=rule.effective_to,
        layer=layer.name,
    )


def _in_force(
    entry: Entry, rule: Rule, layer: Layer, on: date, above: Mapping[Ref, Parameter]
) -> Iterator[tuple[Ref, Parameter]]:
    """The lines of one entry that cover the day; `above` is what the upper layers gave."""
    source = entry.head.source if isinstance(entry.head, OverlayTable) else rule.source
    for name, lines in entry.lines.items():
        upper = above.get((entry.id, name))
        inherited: Bound = upper.bound if upper is not None else "fixed"
        for line in lines:
            if line.covers(on):
                yield (
                    (entry.id, name),
                    Parameter(
                        rule=entry.id,
                        name=name,
                        form=line.form,
                        value=line.typed(),
                        bound=line.bound or inherited,
                        effective_from=line.effective_from,
                        effective_to=line.effective_to,
                        layer=layer.name,
                        source=line.source or source,
                        mark=line.mark or rule.mark,
                    ),
                )


def _number(parameters: Mapping[Ref, Parameter], ref: Ref | None) -> int | None:
    value = parameters[ref].value if ref is not None and ref in parameters else None
    return value if isinstance(value, int) else None


def _described(parameter: Parameter) -> dict[str, Any]:
    value = parameter.value
    shown: Any = value
    unit: str | None = "CNY" if parameter.form == "yuan" else None
    if isinstance(value, Period):
        shown, unit = value.count, value.unit
    elif isinstance(value, tuple):
        shown = list(value)
    elif isinstance(value, Decimal):
        shown = format(value, "f")
    return {
        "name": parameter.name,
        "form": parameter.form,
        "value": shown,
        "unit": unit,
        "bound": parameter.bound,
        "from": parameter.effective_from.isoformat(),
        "to": _iso(parameter.effective_to),
        "layer": parameter.layer,
        "source": parameter.source,
        "mark": parameter.mark,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
