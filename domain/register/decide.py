"""Registers: each command to the rules of its own list: persons, suppliers, successions, the house."""

from typing import assert_never

from domain.given import Decision, Given
from domain.message import Command
from domain.register.archive import decide as archive
from domain.register.archive.messages import (
    ArchiveCommand,
    CheckAddendum,
    DecideDestruction,
    EnterArchive,
    LiftHold,
    PlaceHold,
    ProposeDestruction,
    RecordAddendum,
    RecordDestruction,
)
from domain.register.collapses import decide as collapses
from domain.register.collapses.messages import DeclareCollapse, ReportCollapse, SettleCollapsedProject
from domain.register.credit import decide as credit
from domain.register.credit.messages import (
    AnswerCreditObjection,
    ApplyForRepair,
    AskPlatformAgain,
    ObjectToCredit,
    RegisterCreditReport,
    RegisterRepairDecision,
    ReportCredit,
)
from domain.register.house import decide as house
from domain.register.letters import decide as letters
from domain.register.letters.messages import AskDepartment, RegisterDepartmentReply
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
from domain.register.penalties import decide as penalties
from domain.register.penalties.messages import (
    RegisterHearing,
    RegisterHearingRequest,
    RegisterPenaltyCase,
    RegisterPenaltyDecision,
    RegisterPenaltyNotice,
)
from domain.register.persons import decide as persons
from domain.register.persons.decide import INSTALLATION, founding
from domain.register.successions import decide as successions
from domain.register.suppliers import decide as suppliers
from domain.register.tips import decide as tips
from domain.register.tips.messages import (
    AcceptTip,
    AllowInformant,
    AnswerInformant,
    AskForInformant,
    ConcludeTip,
    RegisterTip,
    TipCommand,
)

RegisterCommand = (
    collapses.CollapsesCommand
    | persons.PersonsCommand
    | suppliers.SuppliersCommand
    | successions.SuccessionsCommand
    | penalties.PenaltyCommand
    | credit.CreditCommand
    | letters.LetterCommand
    | house.HouseCommand
    | TipCommand
    | ArchiveCommand
)

__all__ = ["INSTALLATION", "RegisterCommand", "decide", "founding", "reads"]


def reads(command: Command, home: object) -> tuple[str, ...]:
    return (
        *persons.reads(command, home),
        *suppliers.reads(command, home),
        *successions.reads(command, home),
        *penalties.reads(command),
        *collapses.reads(command),
        *tips.reads(command, home),
        *archive.reads(command),
    )


def decide(command: RegisterCommand, given: Given) -> Decision:
    match command:
        case RegisterPerson() | GrantRole() | EndRole() | DelegateRole() | IssueToken() | RevokeToken():
            return persons.decide(command, given)
        case RegisterSupplier() | EnterBar() | RecordPrincipal() | RecordRelation() | EndRelation() | RecordOffence():
            return suppliers.decide(command, given)
        case DeclareCollapse() | ReportCollapse() | SettleCollapsedProject():
            return collapses.decide(command, given)
        case RecordSuccession() | CheckSuccession():
            return successions.decide(command, given)
        case (
            RegisterPenaltyCase()
            | RegisterPenaltyNotice()
            | RegisterHearingRequest()
            | RegisterHearing()
            | RegisterPenaltyDecision()
        ):
            return penalties.decide(command, given)
        case ReportCredit() | RegisterCreditReport() | AskPlatformAgain() | ObjectToCredit() | AnswerCreditObjection():
            return credit.decide(command, given)
        case ApplyForRepair() | RegisterRepairDecision():
            return credit.decide(command, given)
        case AskDepartment() | RegisterDepartmentReply():
            return letters.decide(command, given)
        case ArchiveHistory() | KeepEdition() | LoadCalendar() | ConfirmLimit():
            return house.decide(command, given)
        case RegisterTip() | AcceptTip() | ConcludeTip() | AnswerInformant() | AskForInformant() | AllowInformant():
            return tips.decide(command, given)
        case (
            EnterArchive()
            | RecordAddendum()
            | CheckAddendum()
            | PlaceHold()
            | LiftHold()
            | ProposeDestruction()
            | DecideDestruction()
            | RecordDestruction()
        ):
            return archive.decide(command, given)
        case _:
            assert_never(command)
