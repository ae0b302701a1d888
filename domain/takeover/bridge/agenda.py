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
    """For as long as a recipient has no provider, whatever was decided meanwhile: somebody must act.

    Once the limit has passed it is the county's duty beside the duty officer's: an alarm that nobody answers climbs.
    """
    assert takeover.opened is not None
    since, watch = takeover.opened.opened_at, takeover.watch
    for grade, count in takeover.uncovered.items():
        key, due = f"takeover.cover.{grade}", cover_due(takeover, grade, rules)
        title = f"恢复{grade}级对象的服务（{count}人）"
        yield duty(watch, key, title, due, rule="HR-TK-03", who="duty_officer", rules=rules, since=since)
        if (key, due) in watch.struck and not takeover.drill:
            climbs = due + span(rules.period("HR-TK-13", "settle_within"))
            title = f"{grade}级对象逾期无人服务（{count}人）：由县级民政部门另行落实"
            yield duty(watch, f"{key}.county", title, climbs, rule="HR-TK-13", who="county", rules=rules, since=due)


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
