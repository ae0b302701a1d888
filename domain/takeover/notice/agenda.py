"""The takeover's notice: the public is told why, how the service goes on, whom to call.  HR-TK-22, NT-takeover"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.calendar import beijing_date
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook
from domain.takeover.trigger.messages import TakeoverTriggered

RULE = "HR-TK-22"


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """While a takeover is open and no notice shows since it began.  A drill is none: it triggers nothing here (HR-TK-16)."""
    active = project.takeover.active
    if active is None or not rules.has(RULE, "publish_within") or announced(project, active):
        return
    due = deadline(rules, RULE, "publish_within", beijing_date(active.at))
    key, title = f"takeover.notice.{active.takeover}", "发布临时接管公告"
    yield duty(project.watch, key, title, due, rule=RULE, who="clerk", rules=rules, since=active.at)


def announced(project: Project, of: TakeoverTriggered) -> bool:
    """Whether a takeover notice shows on the official site since the day on which this takeover began."""
    return any(
        notice.kind == "takeover" and notice.published_on >= beijing_date(of.at)
        for notice in project.publication.published.values()
    )
