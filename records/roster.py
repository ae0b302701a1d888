"""Who is expected to be served, by pseudonym: what an import needs to know of the recipients, and no more.  HR-SR-2"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Protocol

from domain.performance.roster.messages import GROUND_TITLES
from domain.performance.roster.state import Place, RecipientRoster
from domain.values import Grade
from records.reading import Unreadable, read
from records.words import ROSTER_COLUMN_OF

GRADES: Final[Mapping[str, Grade]] = {"A": "A", "B": "B", "C": "C"}


class Expected(NamedTuple):
    """One recipient: the risk grade, and the days on which service is due (None: open at that end)."""

    grade: Grade
    from_on: date | None = None
    to_on: date | None = None

    def on(self, day: date) -> bool:
        """Whether service is due on the day."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)

    def begun(self, day: date) -> bool:
        """Whether service had begun by the day."""
        return self.from_on is None or self.from_on <= day

    def told(self, day: date) -> str:
        """Why service is not due on the day."""
        return f"在 {day} 不属于服务对象（自 {self.from_on} 至 {self.to_on}）"


class Enrolled(NamedTuple):
    """One recipient as the ledger has it: enrolled, paused, resumed, ended, each with its day and ground.  HR-RO-1"""

    place: Place

    @property
    def grade(self) -> Grade:
        return self.place.grade

    def on(self, day: date) -> bool:
        """Whether service is due on the day."""
        return self.place.due_on(day)

    def begun(self, day: date) -> bool:
        """Whether service had begun by the day."""
        return self.place.spans[0][0] <= day

    def told(self, day: date) -> str:
        """Why service is not due on the day."""
        if not self.begun(day):
            return f"在 {day} 尚未列入名册（自 {self.place.spans[0][0]} 起）"
        stop = self.place.stopped_by(day)
        if stop is None:
            return f"在 {day} 不在名册之内"
        return f"在 {day} 不应服务：{stop.effective_on} 已登记“{GROUND_TITLES[stop.ground]}”"


class Due(Protocol):
    """What an import needs to know of one recipient."""

    @property
    def grade(self) -> Grade: ...

    def on(self, day: date, /) -> bool: ...

    def begun(self, day: date, /) -> bool: ...

    def told(self, day: date, /) -> str: ...


class Roster(Protocol):
    """The recipients of a project by pseudonym, wherever they are kept."""

    def get(self, recipient: str, /) -> Due | None:
        """What is known of a pseudonym; None where it is unknown."""

    def by_grade(self, first: date, last: date, /) -> Mapping[str, int]:
        """How many are due service on some day from the first to the last, by grade."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A roster from a list."""

    expected: Mapping[str, Expected]

    def get(self, recipient: str, /) -> Expected | None:
        return self.expected.get(recipient)

    def by_grade(self, first: date, last: date, /) -> Mapping[str, int]:
        due = dict.fromkeys(GRADES, 0)
        for one in self.expected.values():
            if (one.from_on is None or one.from_on <= last) and (one.to_on is None or first <= one.to_on):
                due[one.grade] += 1
        return due


class OnRecord:
    """The roster that the ledger has: as it stood on each day, by the acts of the township."""

    def __init__(self, roster: RecipientRoster) -> None:
        self._enrolled = {who: Enrolled(place) for who, place in roster.places.items()}

    def get(self, recipient: str, /) -> Enrolled | None:
        return self._enrolled.get(recipient)

    def by_grade(self, first: date, last: date, /) -> Mapping[str, int]:
        due = dict.fromkeys(GRADES, 0)
        for one in self._enrolled.values():
            if one.place.days(first, last):
                due[one.grade] += 1
        return due


def roster_of(name: str, content: bytes) -> Listed:
    """The roster of a file.  Raises Unreadable, with the line that is wrong."""
    sheet = read(name, content, ROSTER_COLUMN_OF, frozenset({"from_on", "to_on"}), "名册")
    expected: dict[str, Expected] = {}
    for line, cells in sheet.rows:
        given = dict(zip(sheet.columns, cells, strict=True))
        who, grade = str(given["recipient"] or "").strip(), GRADES.get(str(given["grade"] or "").strip())
        if not who or grade is None:
            raise Unreadable(f"名册第 {line} 行：须写明服务对象的代号和等级（A、B、C）")
        if who in expected:
            raise Unreadable(f"名册第 {line} 行：{who} 重复")
        expected[who] = Expected(grade, _day(given.get("from_on"), line), _day(given.get("to_on"), line))
    return Listed(expected)


def _day(value: Any, line: int) -> date | None:
    match value:
        case None | "":
            return None
        case datetime():
            return value.date()
        case date():
            return value
        case str():
            try:
                year, month, day = map(int, value.strip().replace("/", "-").split("-"))
                return date(year, month, day)
            except ValueError:
                pass
        case _:
            pass
    raise Unreadable(f"名册第 {line} 行：“{value}”不是日期，写成 2026-03-01")
