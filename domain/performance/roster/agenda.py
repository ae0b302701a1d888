"""The roster of recipients: each month's list is agreed by both sides in time.  HR-RO-2"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.performance.roster.decide import MONTHLY
from domain.performance.roster.state import bounds
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """For months drawn up and not agreed to: the supplier's word."""
    roster = project.performance.roster
    for month, drawn in roster.drawn_up.items():
        if month not in roster.agreed:
            due = deadline(rules, MONTHLY, "agree_within", max(drawn.on, bounds(month)[1]))
            key = f"performance.roster.{month}"
            yield duty(project.watch, key, f"确认{month}月度名册", due, rule=MONTHLY, who="supplier", rules=rules)
