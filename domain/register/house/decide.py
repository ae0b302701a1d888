"""The house's own lists: what is done twice is done once."""

from typing import assert_never

from domain.given import Accepted, Decision, Given
from domain.register.house.messages import (
    ArchiveHistory,
    CalendarLoaded,
    EditionKept,
    HistoryArchived,
    KeepEdition,
    LoadCalendar,
)
from domain.register.house.state import Listing

HouseCommand = ArchiveHistory | KeepEdition | LoadCalendar


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
        case _:
            assert_never(command)
