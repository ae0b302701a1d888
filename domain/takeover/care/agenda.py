"""Care around the bridge: recipients told, things handed over, weeks reported.  HR-TK-04, HR-TK-05, HR-TK-07"""

from collections.abc import Iterator
from datetime import date

from domain.agenda import AgendaItem, duty
from domain.calendar import end_of_day
from domain.forms import deadline
from domain.rulebook import RuleBook
from domain.takeover.care.decide import DATA_CERTIFICATE
from domain.takeover.hours import span
from domain.takeover.state import Takeover


def told(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    opened = takeover.opened
    assert opened is not None
    left = sum(takeover.without_provider.values()) - takeover.told
    if left > 0:
        due = opened.opened_at + span(rules.period("HR-TK-07", "tell_within"))
        title = f"告知服务对象（尚有{left}人）"
        yield duty(
            takeover.watch,
            "takeover.tell",
            title,
            due,
            rule="HR-TK-07",
            who="clerk",
            rules=rules,
            since=opened.opened_at,
        )


def agenda(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    """From the first engagement on."""
    if takeover.engaged:
        began = min(e.starts_on for e in takeover.engaged.values())
        yield from _handover(takeover, began, rules)
        yield from _reports(takeover, began, rules)


def _handover(takeover: Takeover, began: date, rules: RuleBook) -> Iterator[AgendaItem]:
    done = {item for item, record in takeover.handover.items() if not record.refused}
    open_items = [item for item in rules.kinds("HR-TK-04", "handover_parts") if item not in done]
    if open_items:
        due = deadline(rules, "HR-TK-04", "handover_within", began)
        title = f"原承接主体交接（尚缺{len(open_items)}项）"
        yield duty(takeover.watch, "takeover.handover", title, due, rule="HR-TK-04", who="supplier", rules=rules)
    if DATA_CERTIFICATE not in done:
        due = deadline(rules, "HR-TK-04", "data_certificate", began)
        title = "原承接主体返还或者删除数据并出具证明"
        yield duty(takeover.watch, "takeover.data", title, due, rule="HR-TK-04", who="supplier", rules=rules)


def _reports(takeover: Takeover, began: date, rules: RuleBook) -> Iterator[AgendaItem]:
    """Every week that was not reported, up to the first whose time has not come."""
    week = span(rules.period("HR-TK-05", "report_every"))
    number = 0
    while True:
        number += 1
        if number in takeover.reports:
            continue
        due = end_of_day(began + number * week)
        item = duty(
            takeover.watch,
            f"takeover.report.{number}",
            f"接管第{number}周报告",
            due,
            rule="HR-TK-05",
            who="supplier",
            rules=rules,
            since=due - week,
        )
        yield item
        if item.wake is not None:
            return
