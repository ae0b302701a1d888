"""Funding: a promised year is to be reserved once its allocation can have arrived.  JL44-5.2, HR-FD-1"""

from collections.abc import Iterator
from datetime import date

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if project.stage == "closed":
        return
    for pool in project.funding.committed:
        year = int(pool.rsplit("-", 1)[1])
        due = deadline(rules, "HR-FD-1", "reserve_within", date(year - 1, 12, 31))
        yield duty(
            project.watch,
            f"funding.commitment.{pool}",
            f"落实{year}年度资金",
            due,
            rule="HR-FD-1",
            who="finance",
            rules=rules,
        )
