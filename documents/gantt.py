"""The earliest lawful calendar as a picture: a bar for each step, with the rule behind it, over real days off.  SVG alone, no script."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from xml.sax.saxutils import escape

from domain.calendar import Calendar
from domain.lawful_calendar import LawfulCalendar, Step

ROW: Final = 30
HEAD: Final = 64
LABELS: Final = 300
RULES: Final = 170
DAY: Final = 9  # the width of a day, in pixels; less where the calendar is long
WIDEST: Final = 1100
FONT: Final = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"
_ONE: Final = timedelta(days=1)
_BOUNDS: Final = {"least": "不少于", "most": "不超过"}


def gantt(made: LawfulCalendar, title: str, days: Calendar) -> str:
    """One method's calendar.  Dark: until the first lawful day; light: until the last day of the duty; grey: days off."""
    first, last = made.start, max(step.latest.on for step in made.steps)
    last = max(last, made.starts_on)
    span = (last - first).days + 1
    day = min(DAY, WIDEST / span)
    width, height = LABELS + span * day + RULES, HEAD + ROW * len(made.steps) + 34
    drawing = _Drawing(made, days, first, last, day)
    words = f"{title}：{made.method.title}（{made.method.clause}）"
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" '
            f'height="{height}" role="img" aria-labelledby="title desc" font-family="{FONT}" font-size="13">',
            f'<title id="title">{escape(words)}</title>',
            f'<desc id="desc">{escape(_described(made))}</desc>',
            f'<rect width="{width:.0f}" height="{height}" fill="#fff"/>',
            f'<text x="12" y="24" font-size="16" font-weight="bold">{escape(words)}</text>',
            *drawing.calendar(height),
            *(line for row, step in enumerate(made.steps) for line in drawing.step(row, step)),
            *drawing.start_of_service(height),
            "</svg>\n",
        )
    )


def _described(made: LawfulCalendar) -> str:
    """The picture in words, for those who don't see it."""
    return "；".join(f"{step.title} 最早{step.earliest.on} 最迟{step.latest.on} 依据{step.rule}" for step in made.steps)


class _Drawing:
    """Where a day lies on the paper."""

    def __init__(self, made: LawfulCalendar, days: Calendar, first: date, last: date, width: float) -> None:
        self._made, self._days, self._first, self._last, self._width = made, days, first, last, width

    def _x(self, on: date) -> float:
        """The left edge of a day."""
        return LABELS + (on - self._first).days * self._width

    def calendar(self, height: int) -> Iterator[str]:
        """Days off in grey, the months' names above."""
        for number in range((self._last - self._first).days + 1):
            on = self._first + number * _ONE
            if not self._days.is_working_day(on):
                box = f'x="{self._x(on):.1f}" y="{HEAD - 8}" width="{self._width:.1f}" height="{height - HEAD - 18}"'
                yield f'<rect {box} fill="#eceff1"/>'
            if on.day == 1 or number == 0:
                yield f'<text x="{self._x(on):.1f}" y="{HEAD - 14}" fill="#455a64">{on.year}年{on.month}月</text>'
                if on.day == 1:
                    x = f"{self._x(on):.1f}"
                    yield f'<line x1="{x}" x2="{x}" y1="{HEAD - 30}" y2="{height - 26}" stroke="#b0bec5"/>'

    def step(self, row: int, step: Step) -> Iterator[str]:
        """The label, the wait that the law makes, the days that it leaves, and the rule at the end."""
        y = HEAD + row * ROW
        since = self._made.step(step.since) if step.since else None
        begins = since.earliest.on if since else step.earliest.on
        period = f"{_BOUNDS.get(step.bound, '')}{step.period}" if step.period else ""
        says = f"{step.title}：最早{step.earliest.on}，最迟{step.latest.on}；{step.rule} {period}".rstrip()
        yield f"<g><title>{escape(says)}</title>"
        yield f'<text x="12" y="{y + 15}">{escape(step.title)}</text>'
        yield from self._bar(y, begins, step.earliest.on, "#1565c0", estimated=step.earliest.estimated)
        if step.latest.on > step.earliest.on:
            yield from self._bar(y, step.earliest.on + _ONE, step.latest.on, "#90caf9", estimated=step.latest.estimated)
        end = self._x(max(step.latest.on, step.earliest.on)) + self._width + 6
        tail = f"{step.rule}　{period}".strip("　")
        yield f'<text x="{end:.1f}" y="{y + 15}" font-size="11" fill="#37474f">{escape(tail)}</text></g>'

    def _bar(self, y: int, first: date, last: date, colour: str, *, estimated: bool) -> Iterator[str]:
        x, width = self._x(first), max((last - first).days + 1, 1) * self._width
        dashes = ' stroke="#bf360c" stroke-dasharray="3 2"' if estimated else ""
        yield f'<rect x="{x:.1f}" y="{y + 3}" width="{width:.1f}" height="16" rx="2" fill="{colour}"{dashes}/>'

    def start_of_service(self, height: int) -> Iterator[str]:
        """The day on which the plan says that service begins, and the key to the colours."""
        x = self._x(self._made.starts_on)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD - 8}" y2="{height - 26}" stroke="#c62828" stroke-width="2"/>'
        key = f"红线：计划开始服务 {self._made.starts_on}；深色：最早；浅色：至最迟；灰：休息日；虚线框：推算"
        yield f'<text x="12" y="{height - 8}" font-size="11" fill="#455a64">{key}</text>'
