"""Registers: each command to the rules of its own list: persons, suppliers, successions, the house."""

from typing import assert_never

from domain.given import Decision, Given
from domain.message import Command
from domain.register.collapses import decide as collapses
from domain.register.collapses.messages import DeclareCollapse, ReportCollapse
from domain.register.house import decide as house
from domain.register.messages import (
    ArchiveHistory,
    CheckSuccession,
    ConfirmLimit,
    DelegateRole,
    EndRelation,
    EndRole,
    EnterBar,
    GrantRole,
    IssueToken,
    KeepEdition,
    LoadCalendar,
    RecordOffence,
    RecordPrincipal,
    RecordRelation,
    RecordSuccession,
    RegisterPerson,
    RegisterSupplier,
    RevokeToken,
)
from domain.register.persons import decide as persons
from domain.register.persons.decide import INSTALLATION, founding
from domain.register.successions import decide as successions
from domain.register.suppliers import decide as suppliers

RegisterCommand = (
    collapses.CollapsesCommand
    | persons.PersonsCommand
    | suppliers.SuppliersCommand
    | successions.SuccessionsCommand
    | house.HouseCommand
)

__all__ = ["INSTALLATION", "RegisterCommand", "decide", "founding", "reads"]


def reads(command: Command, home: object) -> tuple[str, ...]:
    return (*persons.reads(command, home), *suppliers.reads(command, home), *successions.reads(command, home))


def decide(command: RegisterCommand, given: Given) -> Decision:
    match command:
        case RegisterPerson() | GrantRole() | EndRole() | DelegateRole() | IssueToken() | RevokeToken():
            return persons.decide(command, given)
        case RegisterSupplier() | EnterBar() | RecordPrincipal() | RecordRelation() | EndRelation() | RecordOffence():
            return suppliers.decide(command, given)
        case DeclareCollapse() | ReportCollapse():
            return collapses.decide(command, given)
        case RecordSuccession() | CheckSuccession():
            return successions.decide(command, given)
        case ArchiveHistory() | KeepEdition() | LoadCalendar() | ConfirmLimit():
            return house.decide(command, given)
        case _:
            assert_never(command)
