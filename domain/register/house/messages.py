"""The house's own lists: who founded it, archived histories, editions of the law, calendars."""

from datetime import date

from pydantic import Field

from domain.message import Command, Event
from domain.planning.guidance.messages import CountyPlanIssued
from domain.register.archive.messages import ArchiveEvent
from domain.register.successions.messages import SuccessionChecked, SuccessionRecorded
from domain.register.tips.messages import TipEvent
from domain.values import Division, DocumentNumber, Name, ParameterName, PersonId, Sha256, Yuan


class InstallationFounded(Event, zh="系统已启用"):
    """In register/installation: who is the first administrator."""

    administrator: PersonId


class ArchiveHistory(Command, zh="封存历史", home="register", roles=("adapter",)):
    """A closed run of a workflow lies in the archive."""

    workflow: str
    run: str
    file: Sha256
    events: int = Field(ge=1)
    closed_as: Name

    def stream(self) -> str:
        return "register/histories"


class KeepEdition(Command, zh="保存法规版本", home="register", roles=("adapter",)):
    """The edition of the law that judged from now on lies in the archive."""

    edition: Sha256
    file: Sha256
    build: Name

    def stream(self) -> str:
        return "register/editions"


class LoadCalendar(Command, zh="登记放假通知", home="register", roles=("administrator", "clerk")):
    """A State-Council notice for a year has come: the estimated days give way to it."""

    year: int = Field(ge=2000, le=2100)
    document_number: DocumentNumber
    file: Sha256

    def stream(self) -> str:
        return "register/calendars"


class ConfirmLimit(Command, zh="确认地方标准", home="register", roles=("administrator", "finance")):
    """Somebody has read the document in force: these are a local limit's values, and this is its number.  HR-LM-1"""

    clause: str
    division: Division
    values: dict[ParameterName, Yuan] = Field(min_length=1, description="yuan, by the names that the clause gives them")
    document_number: DocumentNumber
    document_on: date
    file: Sha256

    def stream(self) -> str:
        return "register/limits"


class HistoryArchived(Event, zh="历史已封存"):
    workflow: str
    run: str
    file: Sha256
    events: int
    closed_as: Name


class EditionKept(Event, zh="法规版本已保存"):
    edition: Sha256
    file: Sha256
    build: Name


class CalendarLoaded(Event, zh="放假通知已登记"):
    year: int
    document_number: DocumentNumber
    file: Sha256


class LimitConfirmed(Event, zh="地方标准已确认"):
    clause: str
    division: Division
    values: dict[ParameterName, Yuan]
    document_number: DocumentNumber
    document_on: date
    file: Sha256
    by: str


ListEvent = (
    InstallationFounded
    | HistoryArchived
    | EditionKept
    | CalendarLoaded
    | LimitConfirmed
    | CountyPlanIssued
    | SuccessionRecorded
    | SuccessionChecked
    | TipEvent
    | ArchiveEvent
)
