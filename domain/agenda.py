"""The agenda: what is due, who must act, and when the clock itself acts next."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from domain.calendar import Deadline, beijing_date, end_of_day
from domain.message import Value
from domain.rulebook import RuleBook
from domain.supervision.state import Watch

Does = Literal[
    "remind",  # tell who must act that the day is near
    "alarm",  # say aloud that it has passed
    "take",  # the moment itself has an effect: a deadline closes, an offer lapses
    "retry",  # ask the outside system again
    "wait",  # nothing more: the duty stands open
]


class AgendaItem(Value):
    """`due` is the legal moment shown to people; `wake` the next moment at which the clock acts, or none."""

    key: str
    title: str
    due: datetime
    wake: datetime | None
    rule: str
    who: str
    does: Does
    estimated: bool = Field(default=False, description="a day of a year without a State Council notice was used")


def duty(
    watch: Watch,
    key: str,
    title: str,
    due: Deadline | datetime,
    *,
    rule: str,
    who: str,
    rules: RuleBook,
    since: datetime | None = None,
) -> AgendaItem:
    """A person's duty: reminded before it is due, an alarm when the moment passes, then it stands open.

    The reminder comes at nine in the morning of the working day that the house rule's lead names (HR-RM-1), and only if
    that lies after `since`, the moment the duty arose.
    """
    moment, estimated = (end_of_day(due.on), due.estimated) if isinstance(due, Deadline) else (due, False)
    lead = rules.period("HR-RM-1", "second")
    last_day = beijing_date(moment - timedelta(seconds=1))
    reminder = end_of_day(rules.calendar.subtract(last_day, lead)) - timedelta(hours=15)
    wakes: list[tuple[datetime, Does]] = []
    if reminder < moment and (since is None or since < reminder):
        wakes.append((reminder, "remind"))
    wakes.append((moment, "alarm"))
    for wake, does in wakes:
        if (key, wake) not in watch.struck and not (does == "remind" and (key, moment) in watch.struck):
            return AgendaItem(
                key=key, title=title, due=moment, wake=wake, rule=rule, who=who, does=does, estimated=estimated
            )
    return AgendaItem(key=key, title=title, due=moment, wake=None, rule=rule, who=who, does="wait", estimated=estimated)


def taking(watch: Watch, key: str, title: str, moment: datetime, *, rule: str, who: str) -> AgendaItem | None:
    """A moment that has an effect of its own when it comes; gone once it has taken effect."""
    if (key, moment) in watch.struck:
        return None
    return AgendaItem(key=key, title=title, due=moment, wake=moment, rule=rule, who=who, does="take")
