"""Row by row: what a file's rows say, and everything that is wrong with each.  HR-SR-1, HR-SR-2

A file is taken whole or not at all, so all faults of all rows are told at once.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple

from domain.calendar import BEIJING
from domain.performance.records.limits import CONTENT, TIMES, Limits
from domain.performance.records.row import ServiceRecord
from domain.values import without_personal_data
from records.reading import Sheet
from records.roster import GRADES, Roster
from records.words import COLUMNS, KIND_OF, KINDS, RESULT_OF, RESULTS

ATTEMPTS: Final = frozenset({"not_home", "refused"})  # somebody came and could not serve
_RECIPIENT: Final = re.compile(r"r-\d{2,12}-[0-9A-Za-z]{10}")
_STAFF: Final = re.compile(r"s-[a-z0-9][a-z0-9-]{0,30}")
_TOWNSHIP: Final = re.compile(r"\d{9}(?:\d{3})?")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_CORRECTS: Final = re.compile(r"sr-[0-9a-f]{16}#[1-9]\d{0,6}")
_SLASHED: Final = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?")


class Fault(NamedTuple):
    """What is wrong with a row: the file's line, the column, the rule, what to do."""

    line: int
    field: str
    problem: str
    clause: str
    remedy: str


@dataclass(slots=True)
class Checked:
    """The rows in their order, each with its line in the file; and the faults, of which any stops the import."""

    rows: list[ServiceRecord] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    late: list[Fault] = field(default_factory=list)  # keyed in after its time: told, taken in all the same


def check(sheet: Sheet, bounds: Limits, roster: Roster, progress: Callable[[int], None] = lambda _: None) -> Checked:
    """All rows of a file.  `progress` hears now and then how many are done."""
    checked = Checked()
    reader = _Reader(bounds, roster)
    places = [sheet.columns.index(code) if code in sheet.columns else None for code in COLUMNS]
    for done, (line, cells) in enumerate(sheet.rows, start=1):
        row, faults = reader.row(line, [None if p is None else cells[p] for p in places])
        checked.faults.extend(faults)
        checked.late.extend(reader.late)
        if row is not None:
            checked.rows.append(row)
            checked.lines.append(line)
        if done % 10_000 == 0:
            progress(done)
    checked.faults.extend(_twice(checked, bounds))
    checked.faults.extend(_apart(checked, bounds))
    checked.faults.sort(key=lambda fault: fault.line)
    return checked


class _Reader:
    """Reads cells into rows under the bounds of one period."""

    def __init__(self, bounds: Limits, roster: Roster) -> None:
        self.bounds, self.roster = bounds, roster
        self.items = frozenset(bounds.period.targets)
        self.on_time = lru_cache(maxsize=None)(bounds.on_time)
        self.faults: list[Fault] = []
        self.late: list[Fault] = []
        self.line = 0

    def row(self, line: int, cells: Sequence[Any]) -> tuple[ServiceRecord | None, list[Fault]]:
        """The row, or None; with all that is wrong with it."""
        self.line, self.faults, self.late = line, [], []
        texts = [text_of(cell) for cell in cells]
        self._personal(texts)
        kind = self._word(0, texts, KIND_OF, KINDS)
        if kind is not None and kind not in self.bounds.kinds:
            self._wrong("kind", f"本地不收“{texts[0]}”的记录")
        recipient = self._formed(1, texts, _RECIPIENT, "应为服务对象的代号（r-区划-十位），不写姓名")
        staff = self._formed(2, texts, _STAFF, "应为服务人员的代号（s-…），不写姓名")
        township = self._formed(3, texts, _TOWNSHIP, "应为乡镇（街道）的9位或村（社区）的12位区划代码")
        result = self._word(6, texts, RESULT_OF, RESULTS)
        starts_at = self._moment(4, cells)
        ends_at = self._moment(5, cells) if texts[5] or result == "done" else starts_at
        item, grade = texts[7], GRADES.get(texts[8])
        if not item or (self.items and item not in self.items):
            self._wrong("item", f"合同的这一期没有项目“{item}”；有：{'、'.join(sorted(self.items))}")
        if grade is None:
            self._wrong("grade", f"“{texts[8]}”不是等级，应为 A、B、C")
        note = self._formed(9, texts, _DIGEST, "应为备注的 SHA-256，不写备注本身") if texts[9] else None
        corrects = (
            self._formed(10, texts, _CORRECTS, "应写成 批次#行，例如 sr-0123456789abcdef#17") if texts[10] else None
        )
        if township is not None and not township.startswith(self.bounds.division[:6].rstrip("0")):
            self._wrong("township", f"{township} 不在 {self.bounds.division} 之内")
        if starts_at is not None and ends_at is not None:
            self._times(kind, starts_at, ends_at)
        if starts_at is not None and recipient is not None:
            self._expected(recipient, grade, starts_at.astimezone(BEIJING).date(), result)
        if self.faults or starts_at is None or ends_at is None:
            return None, self.faults
        whole: Any = (kind, recipient, staff, township, starts_at, ends_at, result, item, grade, note, corrects)
        return ServiceRecord(*whole), self.faults

    def _wrong(self, field: str, problem: str, clause: str = CONTENT) -> None:
        words = without_personal_data(problem)
        self.faults.append(Fault(self.line, COLUMNS[field], words, clause, self.bounds.remedies[clause]))

    def _personal(self, texts: list[str]) -> None:
        """Digests are left out: among their signs a number may seem to stand."""
        told = "\n".join(t for n, t in enumerate(texts) if n < 9 or not _sealed(n, t))
        if without_personal_data(told) != told:
            code = next(c for c, t in zip(COLUMNS, texts, strict=True) if without_personal_data(t) != t)
            self._wrong(code, "含有身份证号或手机号码：请删去，个人信息只存入服务对象登记库")

    def _word(self, n: int, texts: list[str], of: dict[str, str], shown: Any) -> str | None:
        found = of.get(texts[n])
        if found is None:
            self._wrong(_CODES[n], f"“{texts[n]}”不认识，应为：{'、'.join(shown.values())}")
        return found

    def _formed(self, n: int, texts: list[str], form: re.Pattern[str], problem: str) -> str | None:
        if form.fullmatch(texts[n]):
            return texts[n]
        self._wrong(_CODES[n], f"“{texts[n][:40]}”{problem}")
        return None

    def _moment(self, n: int, cells: Sequence[Any]) -> datetime | None:
        found = moment(cells[n])
        if found is None:
            self._wrong(_CODES[n], f"“{text_of(cells[n])[:40]}”不是时间，写成 2026-03-01 09:30", TIMES)
        return found

    def _times(self, kind: str | None, starts_at: datetime, ends_at: datetime) -> None:
        bounds, day = self.bounds, starts_at.astimezone(BEIJING).date()
        if ends_at < starts_at:
            self._wrong("ends_at", "结束早于开始", TIMES)
        longest = bounds.longest.get(kind)  # type: ignore[call-overload]
        if longest is not None and ends_at - starts_at > longest:
            hours = longest / timedelta(hours=1)
            self._wrong("ends_at", f"“{KINDS[str(kind)]}”长于 {hours:g} 小时", TIMES)
        if ends_at > bounds.now:
            self._wrong("ends_at" if starts_at <= bounds.now else "starts_at", "在将来", TIMES)
        if not bounds.in_period(day):
            period = bounds.period
            self._wrong("starts_at", f"{day} 不在履约期 {period.starts_on}—{period.ends_on} 之内", TIMES)
        elif not self.on_time(day):
            problem = f"{day} 的记录超过了 {bounds.handed_in_within} 的交来期限，按补录注明"
            self.late.append(Fault(self.line, COLUMNS["starts_at"], problem, TIMES, bounds.remedies[TIMES]))

    def _expected(self, recipient: str, grade: str | None, day: date, result: str | None) -> None:
        """On the roster on that day.  Who found nobody home, or was sent away, may have come before anybody knew of the death
        or the hospital: that is a result, counts for no service, and stays."""
        due = self.roster.get(recipient)
        if due is None:
            self._wrong("recipient", f"{recipient} 不在名册之内")
        elif not due.on(day) and not (result in ATTEMPTS and due.begun(day)):
            self._wrong("recipient", f"{recipient} {due.told(day)}")
        elif grade is not None and due.grade != grade:
            self._wrong("grade", f"{recipient} 在名册中的等级为 {due.grade}，此处为 {grade}")


_CODES: Final = tuple(COLUMNS)


def _sealed(n: int, text: str) -> bool:
    return bool((_DIGEST if _CODES[n] == "note" else _CORRECTS).fullmatch(text))


def text_of(cell: Any) -> str:
    """A cell as text; a whole number that a spreadsheet made a float is a whole number again."""
    if type(cell) is str:
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def moment(cell: Any) -> datetime | None:
    """A cell as a moment in whole seconds, Beijing's where it names no zone; None where it is none."""
    if isinstance(cell, datetime):
        found = cell
    elif isinstance(cell, str):
        text = cell.strip()
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            match = _SLASHED.fullmatch(text)
            if match is None:
                return None
            try:
                found = datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - Beijing's, below
            except ValueError:
                return None
        if len(text) < 14 and ":" not in text:  # a date alone says no time
            return None
    else:
        return None
    if not 2000 <= found.year <= 2999:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=BEIJING)).replace(microsecond=0).astimezone(UTC)


def _twice(checked: Checked, bounds: Limits) -> Iterator[Fault]:
    """The same service (recipient, start, kind), or a correction of the same row, twice in one file."""
    seen: dict[object, int] = {}
    for row, line in zip(checked.rows, checked.lines, strict=True):
        for key, column in (((row.recipient, row.starts_at, row.kind), "recipient"), (row.corrects, "corrects")):
            if key is None:
                continue
            first = seen.setdefault(key, line)
            if first != line:
                yield Fault(line, COLUMNS[column], f"与第 {first} 行重复", CONTENT, bounds.remedies[CONTENT])


def _apart(checked: Checked, bounds: Limits) -> Iterator[Fault]:
    """One person serving two recipients at one time, within the file; what didn't take place binds nobody."""
    present = [(r.staff, r.starts_at, n) for n, r in enumerate(checked.rows) if r.result != "missed"]
    present.sort()
    staff, active = "", []  # type: tuple[str, list[int]]
    for who, starts_at, n in present:
        if who != staff:
            staff, active = who, []
        row = checked.rows[n]
        active = [m for m in active if checked.rows[m].ends_at > starts_at]
        for m in active:
            other = checked.rows[m]
            if other.recipient != row.recipient and not {other.kind, row.kind} <= bounds.together:
                problem = f"{who} 此时也在第 {checked.lines[m]} 行服务"
                yield Fault(checked.lines[n], COLUMNS["staff"], problem, TIMES, bounds.remedies[TIMES])
                break
        active.append(n)
