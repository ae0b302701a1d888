"""Break-glass: an unratified start climbs, person by person, then to county and government.  HR-TK-14"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.rulebook import RuleBook
from domain.takeover.hours import span
from domain.takeover.state import Takeover

ABOVE = ("county", "government")


def agenda(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    """One item for each who must act, each a step later than the one before; all are gone once it is ratified."""
    glass, opened = takeover.start.glass, takeover.opened
    if glass is None or opened is None or not takeover.start.alone:
        return
    every = span(rules.period("HR-TK-14", "escalate_every"))
    first = takeover.roster.on_duty(glass.ratify_by)
    people = [p for p in dict.fromkeys((*first, *opened.plan.deciders)) if p != glass.by]
    for step, who in enumerate((*people, *ABOVE)):
        yield duty(
            takeover.watch,
            f"takeover.ratify.{who}",
            "追认先行启动的接管：追认前不得新增支出",
            glass.ratify_by + step * every,
            rule="HR-TK-14",
            who=who,
            rules=rules,
            since=glass.at,
        )
