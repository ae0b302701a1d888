"""Staff: the monthly report, and the yearly search for records where minors are served.  HR-ST-1, EX-14"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.performance.staff.decide import MINORS, RULE
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    staff, started = project.performance.staff, project.performance.started_on
    terms = project.contract.terms
    if staff.asked is None or terms is None or project.stage != "performance" or started is None:
        return
    end = project.breach.dissolved.effective_on if project.breach.dissolved else terms.ends_on
    last = staff.last.as_of if staff.last is not None else max(started, staff.asked.on)
    due = deadline(rules, RULE, "report_every", last)
    if due.on <= end:
        key = f"performance.staff.{last.isoformat()}"
        yield duty(project.watch, key, "报告人员配备", due, rule=RULE, who="supplier", rules=rules)
    if staff.minors and rules.has(MINORS, "repeat_every"):
        since = staff.checked.checked_on if staff.checked is not None else started
        due = deadline(rules, MINORS, "repeat_every", since)
        if due.on <= end:
            key = f"performance.staff-check.{since.isoformat()}"
            title = "查询密切接触未成年人的从业人员"
            yield duty(project.watch, key, title, due, rule=MINORS, who="supplier", rules=rules)
