"""Takeover: who must act by when, until every recipient is served again.  JL44-4.4.3b, JL44-4.4.3c, HR-TK-02 … HR-TK-13

A limit ends an authority, never the care: no item here stops a service.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.agenda import AgendaItem, duty, taking
from domain.calendar import beijing_date, end_of_day
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook
from domain.takeover.asking import span
from domain.takeover.care import DATA_CERTIFICATE
from domain.takeover.help import agenda as help_agenda
from domain.takeover.people import agenda as people
from domain.takeover.roster import agenda as roster
from domain.takeover.start import agenda as start
from domain.takeover.state import Takeover
from domain.takeover.watching import agenda as watching
from domain.values import Grade

DAY = timedelta(days=1)
DRILL = "takeover_drill"  # the preparation that records a drill


# ---------------------------------------------------------------- the project: the plan, and its yearly drill


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    desk, terms = project.takeover, project.contract.terms
    started_on = project.performance.started_on
    if terms is None or project.performance.completed_on is not None:
        return
    if desk.approved_on is None:
        yield _plan(project, end_of_day((started_on or terms.starts_on) - DAY), rules)
    elif started_on is not None and rules.has("HR-TK-10", "drill_every"):
        drill = project.approval.preparations.get(DRILL)
        done = (drill.done_on,) if drill is not None else ()
        last = max((started_on, *done, *(d.on for d in desk.drilled.values())))
        due = deadline(rules, "HR-TK-10", "drill_every", last)
        yield duty(project.watch, "takeover.drill", "演练临时接管预案", due, rule="HR-TK-10", who="clerk", rules=rules)
    yield from roster.agenda(project, rules)
    yield from watching.agenda(project, rules)


def _plan(project: Project, start_at: datetime, rules: RuleBook) -> AgendaItem:
    """Before the service begins; a plan changed later is approved within days, and the old one holds meanwhile."""
    desk = project.takeover
    if desk.plan is None:
        title = "编制临时接管预案"
        return duty(project.watch, "takeover.plan", title, start_at, rule="JL44-4.4.3b", who="clerk", rules=rules)
    changed = project.performance.started_on is not None and desk.made_on is not None
    due = deadline(rules, "HR-TK-02", "decide_other", desk.made_on) if changed and desk.made_on else start_at
    title = "批准临时接管预案"
    return duty(project.watch, "takeover.approval", title, due, rule="JL44-4.4.3b", who="head", rules=rules)


# ---------------------------------------------------------------- the run


def run_agenda(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    if takeover.opened is None or takeover.ended is not None:
        return
    yield from _decision(takeover, rules)
    yield from _cover(takeover, rules)
    yield from _told(takeover, rules)
    yield from people.agenda(takeover, rules)
    if takeover.decided is not None and takeover.decided.start:
        yield from start.agenda(takeover, rules)
        yield from help_agenda.agenda(takeover, rules)
        yield from _standbys(takeover, rules)
        yield from _interim(takeover, rules)


def _decision(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
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


def cover_due(takeover: Takeover, grade: Grade, rules: RuleBook) -> datetime:
    """When the last recipient of a grade has to be served again."""
    since, _ = takeover.gap(grade)
    return since + span(rules.period("HR-TK-03", f"grade_{grade.lower()}"))


def _cover(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
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


def _told(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
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


def _standbys(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
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


def _interim(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    """From the first engagement on: things handed over, weeks reported, the end of the authority in sight."""
    ends_on = takeover.interim_ends_on
    if ends_on is None:
        return
    began = min(e.starts_on for e in takeover.engaged.values())
    yield from _handover(takeover, began, rules)
    yield from _reports(takeover, began, rules)
    early = ends_on - span(rules.period("HR-TK-05", "alarm_before_end"))
    for key, title, day in (
        ("takeover.onward", "落实交还、接续采购或者延长", early),
        ("takeover.interim", "临时承接届满：服务不停，须结束接管或者延长", ends_on),
    ):
        due = end_of_day(day)
        yield duty(takeover.watch, key, title, due, rule="HR-TK-05", who="head", rules=rules)


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
