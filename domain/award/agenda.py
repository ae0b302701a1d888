"""Award.  四（三）"""

from collections.abc import Iterator

from domain.agenda import AgendaItem
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    yield from ()
