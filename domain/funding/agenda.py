"""Funding: a promised year is to be reserved once its allocation can have arrived.  JL44-5.2"""

from collections.abc import Iterator
from datetime import date

from domain.agenda import AgendaItem, duty
from domain.calendar import end_of_day
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if project.stage == "closed":
        return
    for pool in project.funding.committed:
        year = int(pool.rsplit("-", 1)[1])
        due = end_of_day(date(year, 1, 31))
        yield duty(
            project.watch,
            f"funding.commitment.{pool}",
            f"落实{year}年度资金",
            due,
            rule="JL44-5.2",
            who="finance",
            rules=rules,
        )
