"""The bridge: nobody stays without provider; the authority nears its end.  HR-TK-03, HR-TK-05"""

from collections.abc import Iterator
from datetime import datetime

from domain.agenda import AgendaItem, duty
from domain.calendar import end_of_day
from domain.rulebook import RuleBook
from domain.takeover.hours import span
from domain.takeover.state import Takeover
from domain.values import Grade


def cover_due(takeover: Takeover, grade: Grade, rules: RuleBook) -> datetime:
    """When the last recipient of a grade has to be served again."""
    since, _ = takeover.gap(grade)
    return since + span(rules.period("HR-TK-03", f"grade_{grade.lower()}"))


def cover(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    """For as long as a recipient has no provider, whatever was decided meanwhile: somebody must act."""
    assert takeover.opened is not None
    for grade, count in takeover.uncovered.items():
        title = f"恢复{grade}级对象的服务（{count}人）"
        yield duty(
            takeover.watch,
            f"takeover.cover.{grade}",
            title,
            cover_due(takeover, grade, rules),
            rule="HR-TK-03",
            who="duty_officer",
            rules=rules,
            since=takeover.opened.opened_at,
        )


def agenda(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    """From the first engagement on: the end of the authority in sight."""
    ends_on = takeover.interim_ends_on
    if ends_on is None:
        return
    early = ends_on - span(rules.period("HR-TK-05", "alarm_before_end"))
    for key, title, day in (
        ("takeover.onward", "落实交还、接续采购或者延长", early),
        ("takeover.interim", "临时承接届满：服务不停，须结束接管或者延长", ends_on),
    ):
        due = end_of_day(day)
        yield duty(takeover.watch, key, title, due, rule="HR-TK-05", who="head", rules=rules)
