"""A cure period ends: the contract with it.  EX-03"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, taking
from domain.calendar import end_of_day
from domain.project import Project


def agenda(project: Project) -> Iterator[AgendaItem]:
    if project.breach.dissolved is not None:
        return
    for notice in project.breach.cure.running:
        moment, key = end_of_day(notice.cure_until), f"breach.dissolution.{notice.key}"
        title = f"改正期限届满：合同自行解除（{notice.key}）"
        item = taking(project.watch, key, title, moment, rule="EX-03", who="clock")
        if item is not None:
            yield item
