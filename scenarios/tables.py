"""Tables of a story: an act with `each` is told once for every row, all rows at the same moment, side by side.

    [[table]]
    name = "contracts"
    of = { county = "counties" }       # the column names a row of another table: {county.place} is that row's column
    rows = [{ key = "n01", county = "220122", people = { A = 1, C = 4 } }, …]

    [[act]]
    each = "contracts"
    only = { county = "220122" }       # those rows alone; a list of values means one of them
    name = "{key}"                     # a column stands in braces; alone it is the value itself, in a text its words
    facts = { without_provider = "{people}", covered = "{people.A}" }

In any act `"$contracts"` is the list of the ids that the projects of the table's rows were given.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

Row = Mapping[str, Any]
_COLUMN: Final = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[A-Za-z0-9_]+)*)\}")


class Table(BaseModel):
    """Rows of one kind; `key` tells them apart for ever."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    rows: tuple[dict[str, Any], ...] = Field(min_length=1)
    of: dict[str, str] = Field(default_factory=dict)

    def chosen(self, only: Row) -> list[dict[str, Any]]:
        """The rows that have these values; a list of values means one of them."""
        return [
            row
            for row in self.rows
            if all(_plain(row.get(c)) in (v if isinstance(v, list) else [v]) for c, v in only.items())
        ]


class Joined(dict[str, Any]):
    """A row of another table, in the place of its key."""

    def __str__(self) -> str:
        return str(self["key"])


def _plain(value: Any) -> Any:
    return value["key"] if isinstance(value, Joined) else value


class BadTable(ValueError):  # noqa: N818 - says what is the case
    """A table or its use that can't be read: which, and why."""


def tables(found: Iterable[Table]) -> dict[str, Table]:
    """By name.  BadTable for a name or a key that is there twice, or a row without one."""
    known: dict[str, Table] = {}
    for table in found:
        if table.name in known:
            raise BadTable(f"表“{table.name}”出现两次")
        keys = [row.get("key") for row in table.rows]
        for key in keys:
            if not isinstance(key, str) or keys.count(key) > 1:
                raise BadTable(f"表“{table.name}”：每行须有不重复的 key（{key}）")
        known[table.name] = table
    return {name: table.model_copy(update={"rows": _joined(table, known)}) for name, table in known.items()}


def _joined(table: Table, known: Mapping[str, Table]) -> tuple[dict[str, Any], ...]:
    rows = [dict(row) for row in table.rows]
    for column, other in table.of.items():
        if other not in known:
            raise BadTable(f"表“{table.name}”的列“{column}”指向没有的表“{other}”")
        by_key = {row["key"]: Joined(row) for row in known[other].rows}
        for row in rows:
            if row.get(column) not in by_key:
                raise BadTable(f"表“{table.name}”行“{row['key']}”：表“{other}”没有“{row.get(column)}”")
            row[column] = by_key[row[column]]
    return tuple(rows)


def rows_of(known: Mapping[str, Table], each: str, only: Row) -> list[dict[str, Any]]:
    """The rows for which an act is told.  BadTable where there is no such table, or no such row."""
    if each not in known:
        raise BadTable(f"没有表“{each}”；有：{'、'.join(known) or '无'}")
    chosen = known[each].chosen(only)
    if not chosen:
        raise BadTable(f"表“{each}”没有 {dict(only)} 的行")
    return chosen


def filled(value: Any, row: Row) -> Any:
    """Each column in braces becomes the row's value: whole where it stands alone, its words within a text."""
    match value:
        case str():
            alone = _COLUMN.fullmatch(value)
            if alone is not None:
                return _plain(_of(row, alone[1]))
            return _COLUMN.sub(lambda found: str(_of(row, found[1])), value)
        case dict():
            return {filled(k, row): filled(v, row) for k, v in value.items()}
        case list():
            return [filled(v, row) for v in value]
        case _:
            return value


def _of(row: Row, column: str) -> Any:
    value: Any = row
    for part in column.split("."):
        if not isinstance(value, Mapping) or part not in value:
            raise BadTable(f"行“{row.get('key')}”没有列“{column}”")
        value = value[part]
    return value
