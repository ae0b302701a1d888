"""Persons who never lived, as rosters hold them."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from vault.checking import Terms, check
from vault.columns import BY_FIELD, COLUMNS
from vault.identity import Entry, check_digit
from vault.tables import read

TODAY = date(2026, 11, 23)
ITEMS = {"A.10": "照料护理", "A.11": "康复训练", "A.12": "送医陪护"}
TERMS = Terms("220122", ("220122",), ITEMS, 18, TODAY)


def number(n: int, born: str = "19450307", division: str = "220122") -> str:
    """An ID number with a right check digit."""
    first = f"{division}{born}{n:03d}"
    return first + check_digit(first)


def person(n: int = 1, **other: str) -> dict[str, str]:
    """One row, by field: lawful unless told otherwise."""
    row = {
        "name": f"李桂兰{n}",
        "id_number": number(n % 1000, born=f"19{40 + n // 1000 % 20}0307"),
        "phone": "13800138000",
        "address": f"农安镇黄龙路{n}号",
        "township": "220122100",
        "items": "A.10、送医陪护",
        "frequency": "每周2次",
        "grade": "B",
        "health": "行动不便",
        "basis": "法定职责",
        "status": "在服",
        "status_on": "2026-01-01",
    }
    return row | other


def child(**other: str) -> dict[str, str]:
    """A minor with a guardian."""
    told = {"id_number": number(7, born="20180601"), "guardian": "李桂兰", "guardian_phone": "0431-83200000"}
    return person(7, **told) | other


def as_csv(rows: Iterable[Mapping[str, str]], encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.heading for column in COLUMNS])
    writer.writerows([[row.get(column.field, "") for column in COLUMNS] for row in rows])
    return out.getvalue().encode(encoding)


def entries(folder: Path, *rows: Mapping[str, str]) -> list[Entry]:
    """The rows through file, reading and checking."""
    file = folder / "roster.csv"
    file.write_bytes(as_csv(rows))
    found = check(read(file), TERMS)
    assert all(isinstance(one, Entry) for one in found), found
    return [one for one in found if isinstance(one, Entry)]


def heading(field: str) -> str:
    return BY_FIELD[field].heading
