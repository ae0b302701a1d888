"""The rows of a file that was taken in before, read again without judging them: what they were is told by their digest.  SA-12"""

from collections.abc import Sequence
from typing import Any

from domain.performance.records.row import ServiceRecord, leaf, root
from records.checking import moment, text_of
from records.reading import Unreadable, read
from records.words import COLUMN_OF, COLUMNS, KIND_OF, OPTIONAL, RESULT_OF, SHEET


def leaves_of(content: bytes, digest: str) -> list[bytes] | None:
    """The leaves of a batch's own file; None where its rows don't come to the batch's digest."""
    name = "x.xlsx" if content[:2] == b"PK" else "x.jsonl" if content.lstrip()[:1] == b"{" else "x.csv"
    try:
        sheet = read(name, content, COLUMN_OF, OPTIONAL, SHEET)
        places = [sheet.columns.index(code) if code in sheet.columns else None for code in COLUMNS]
        leaves = [leaf(_row([None if p is None else cells[p] for p in places])) for _, cells in sheet.rows]
    except (Unreadable, KeyError, ValueError):
        return None
    return leaves if leaves and root(leaves) == digest else None


def _row(cells: Sequence[Any]) -> ServiceRecord:
    """As the import made it."""
    texts = [text_of(cell) for cell in cells]
    result, starts_at = RESULT_OF[texts[6]], moment(cells[4])
    ends_at = moment(cells[5]) if texts[5] or result == "done" else starts_at
    if starts_at is None or ends_at is None:
        raise ValueError("no time")
    rest: Any = (result, texts[7], texts[8], texts[9] or None, texts[10] or None)
    kind: Any = KIND_OF[texts[0]]
    return ServiceRecord(kind, texts[1], texts[2], texts[3], starts_at, ends_at, *rest)
