"""The decision and its hours; answers awaited; nobody left to ask.  HR-TK-02, HR-TK-09, HR-TK-13"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty, taking
from domain.calendar import beijing_date
from domain.forms import deadline
from domain.rulebook import RuleBook
from domain.takeover.hours import span
from domain.takeover.state import Takeover


def decision(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    """Within hours where recipients are in danger, else within working days; one not started is to be closed."""
    opened, decided = takeover.opened, takeover.decided
    assert opened is not None
    if decided is None:
        key, title, who, since = "takeover.decide", "决定是否启动接管", "duty_officer", opened.opened_at
        urgent = opened.ground in rules.kinds("HR-TK-01", "urgent_triggers")
    elif not decided.start:
        key, title, who, since = "takeover.close", "结束未启动的接管程序", "head", decided.at
        urgent = False
    else:
        return
    due = (
        since + span(rules.period("HR-TK-02", "decide_urgent"))
        if urgent
        else deadline(rules, "HR-TK-02", "decide_other", beijing_date(since))
    )
    yield duty(takeover.watch, key, title, due, rule="HR-TK-02", who=who, rules=rules, since=since)


def agenda(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    """An answer is awaited, an acceptance is to be engaged, or nobody is left and others must find a way."""
    for waiting in takeover.waiting:
        key, title = f"takeover.standby.{waiting.standby}", f"{waiting.name}答复能否接管，逾期询问下一家"
        lapses = taking(takeover.watch, key, title, waiting.answer_by, rule="HR-TK-09", who="duty_officer")
        if lapses is not None:
            yield lapses
    for key in takeover.accepted:
        asked = takeover.asked[key]
        if key not in takeover.engaged:
            due = asked.answer_by + span(rules.period("HR-TK-09", "engage_within"))
            title = f"委托{asked.name}"
            yield duty(
                takeover.watch,
                f"takeover.engage.{key}",
                title,
                due,
                rule="HR-TK-09",
                who="duty_officer",
                rules=rules,
                since=asked.asked_at,
            )
    if takeover.stranded and takeover.exhausted_at is not None:
        due = takeover.exhausted_at + span(rules.period("HR-TK-13", "settle_within"))
        for who, name in (("county", "县级民政部门"), ("government", "同级人民政府")):
            yield duty(
                takeover.watch,
                f"takeover.stranded.{who}",
                f"接管单位不足，由{name}另行落实",
                due,
                rule="HR-TK-13",
                who=who,
                rules=rules,
                since=takeover.exhausted_at,
            )
