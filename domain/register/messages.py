"""Registers: persons with dated roles, suppliers with bars, histories, editions, calendars."""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.values import Division, DocumentNumber, Name, PersonId, Role, Sha256, Text, Uscc

SupplierKind = Literal[
    "enterprise",  # 企业
    "social_organisation",  # 社会组织
    "mass_organisation_funded",  # 由财政拨款保障的群团组织
    "institution_class_1",  # 公益一类事业单位
    "institution_class_2",  # 公益二类事业单位
    "institution_business",  # 从事生产经营活动的事业单位
    "rural_collective",  # 农村集体经济组织
    "self_governing",  # 基层群众性自治组织
    "individual",  # 个人
]


# ---------------------------------------------------------------- persons


class PersonCommand(Command, home="register"):
    """What is judged in the stream of the person it concerns."""

    person: PersonId

    def stream(self) -> str:
        return f"person/{self.person}"


class RegisterPerson(PersonCommand, zh="登记人员", roles=("administrator",)):
    """A person who acts here.  The first of an installation becomes its administrator."""

    name: Name
    organisation: Name
    uscc: Uscc | None = None


class GrantRole(PersonCommand, zh="授予角色", roles=("administrator",)):
    """A dated role in a division, and where it is a buyer's or a supplier's, in that organisation."""

    role: Role
    division: Division
    from_on: date
    until_on: date | None = None
    document: DocumentNumber


class EndRole(PersonCommand, zh="终止角色", roles=("administrator",)):
    role: Role
    ends_on: date
    reason: Text


class DelegateRole(PersonCommand, zh="委托代理"):
    """A person lets another act in one of their roles for a time (代理)."""

    person: PersonId = Field(description="who acts instead")
    role: Role
    from_on: date
    until_on: date
    reason: Text


class IssueToken(PersonCommand, zh="签发令牌", roles=("administrator",)):
    """A token that says who acts, for sites where names alone are not believed.  Only its digest is ever recorded."""

    digest: Sha256
    until_on: date


class RevokeToken(PersonCommand, zh="吊销令牌", roles=("administrator",)):
    digest: Sha256
    reason: Text


class PersonRegistered(Event, zh="人员已登记"):
    person: PersonId
    name: Name
    organisation: Name
    uscc: Uscc | None = None


class RoleGranted(Event, zh="角色已授予"):
    role: Role
    division: Division
    from_on: date
    until_on: date | None = None
    document: DocumentNumber


class RoleEnded(Event, zh="角色已终止"):
    role: Role
    ends_on: date
    reason: Text


class RoleDelegated(Event, zh="角色已委托"):
    """In the stream of the person who acts instead."""

    role: Role
    division: Division
    from_person: PersonId
    uscc: Uscc | None = None
    from_on: date
    until_on: date
    reason: Text


class DelegationGiven(Event, zh="已委托代理"):
    """In the stream of the person who lends the role: to whom, so that it ends with the role itself."""

    role: Role
    to_person: PersonId
    until_on: date


class DelegationEnded(Event, zh="代理已终止"):
    """In the stream of the person who acted instead: the role that was lent has ended."""

    role: Role
    from_person: PersonId
    ends_on: date


class TokenIssued(Event, zh="令牌已签发"):
    digest: Sha256
    until_on: date


class TokenRevoked(Event, zh="令牌已吊销"):
    digest: Sha256
    reason: Text


class InstallationFounded(Event, zh="系统已启用"):
    """In register/installation: who is the first administrator."""

    administrator: PersonId


# ---------------------------------------------------------------- suppliers


class RegisterSupplier(Command, zh="登记供应商", home="register", roles=("clerk",)):
    uscc: Uscc
    name: Name
    kind: SupplierKind
    division: Division
    evidence: Sha256

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class EnterBar(Command, zh="登记禁止参加", home="register", roles=("clerk", "finance")):
    """A competent authority's decision that bars a supplier, entered with number, scope and dates.  JL44-4.4.4b"""

    uscc: Uscc
    authority: Name
    document_number: DocumentNumber
    scope: Text
    from_on: date
    until_on: date
    scan: Sha256

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class SupplierRegistered(Event, zh="供应商已登记"):
    uscc: Uscc
    name: Name
    kind: SupplierKind
    division: Division
    evidence: Sha256


class BarEntered(Event, zh="禁止参加已登记"):
    authority: Name
    document_number: DocumentNumber
    scope: Text
    from_on: date
    until_on: date
    scan: Sha256


# ---------------------------------------------------------------- the house's own registers


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


PersonEvent = (
    PersonRegistered
    | RoleGranted
    | RoleEnded
    | RoleDelegated
    | DelegationGiven
    | DelegationEnded
    | TokenIssued
    | TokenRevoked
)
SupplierEvent = SupplierRegistered | BarEntered
ListEvent = InstallationFounded | HistoryArchived | EditionKept | CalendarLoaded
