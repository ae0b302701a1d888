"""The house's own lists: what is done twice is done once."""

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from domain.forms import finding, require
from domain.given import Accepted, Decision, Given
from domain.register.house.messages import (
    ArchiveHistory,
    CalendarLoaded,
    ConfirmLimit,
    EditionKept,
    HistoryArchived,
    KeepEdition,
    LimitConfirmed,
    LoadCalendar,
)
from domain.register.house.state import Listing
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

HouseCommand = ArchiveHistory | KeepEdition | LoadCalendar | ConfirmLimit


def decide(command: HouseCommand, given: Given) -> Decision:
    match command:
        case ArchiveHistory():
            if command.run in given.state(Listing, command.stream()).runs:
                return Accepted()
            return given.settle(command, [], HistoryArchived(**command.model_dump()))
        case KeepEdition():
            if command.edition in given.state(Listing, command.stream()).editions:
                return Accepted()
            return given.settle(command, [], EditionKept(**command.model_dump()))
        case LoadCalendar():
            return given.settle(command, [], CalendarLoaded(**command.model_dump()))
        case ConfirmLimit():
            confirmed = LimitConfirmed(**command.model_dump(), by=given.by)
            return given.settle(command, [*_as_the_law_has_it(command, given)], confirmed)
        case _:
            assert_never(command)


def local_limits(clause: str, rules: RuleBook) -> dict[str, Decimal]:
    """The values of a clause that are confirmed at set-up, in yuan, by name.  HR-LM-1"""
    named = [p.name for p in rules.parameters(clause) if p.form == "yuan" and p.value is not None]
    return {name: rules.yuan(clause, name) for name in named}


def unconfirmed(clause: str, division: str, listing: Listing, rules: RuleBook) -> bool:
    """Whether nobody has confirmed today's values for a division, or for a larger one in which it lies."""
    values = local_limits(clause, rules)
    return not any(
        limit.clause == clause and division.startswith(limit.division) and limit.values == values
        for limit in listing.limits
    )


def _as_the_law_has_it(command: ConfirmLimit, given: Given) -> Iterator[Finding | None]:
    """Only what waits for it is confirmed, and only as the law here has it: another value is a dated line in law/ first."""
    rules = given.rules
    if not rules.knows(command.clause) or not rules.rule(command.clause).confirm:
        waiting = "、".join(rule.id for rule in rules.rules() if rule.confirm)
        yield finding(given, "HR-LM-1", f"“{command.clause}”没有待确认的地方标准；有：{waiting}", field="clause")
        return
    yield require(given, "HR-LM-1", command.document_on <= given.at.date(), "文件日期晚于今天", field="document_on")
    here = local_limits(command.clause, rules)
    for name in sorted(here.keys() | command.values.keys()):
        said, kept = command.values.get(name), here.get(name)
        words = f"{name}：文件为 {said} 元，系统为 {kept} 元"
        yield require(given, "HR-LM-1", said == kept, words, field=f"values.{name}")
