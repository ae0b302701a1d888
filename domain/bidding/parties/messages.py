"""Parties: proofs, credit checks, services for the project, conflicts, the agency.  R-S02, R-S05, R-S06, CR-01, AD-06"""

from datetime import date

from pydantic import Field

from domain.bidding.parties.values import CreditListing
from domain.message import Command, Event
from domain.publication.messages import Moment
from domain.values import DocumentNumber, Key, Name, Sha256, Text, Uscc


class FileProofs(Command, zh="提交资格证明", roles=("clerk", "supplier", "adapter"), during=("bidding",)):
    """A bidder's proofs, or a consortium member's, each by digest, and the six conditions that it declares.  R-S01, R-S02"""

    supplier: Uscc
    proofs: dict[Key, Sha256] = Field(
        description="licence, financial_report … by the names that R-S02 and JL44-2.2 give them"
    )
    declares: tuple[Key, ...] = ()


class RequestCreditCheck(
    Command, zh="查询信用记录", roles=("clerk", "reviewer"), during=("bidding", "award", "contract")
):
    """Have a supplier looked up, by default in all channels of CR-01.  Each channel is an order of its own."""

    check: Key
    supplier: Uscc
    sources: tuple[Name, ...] = ()


class RegisterCreditCheck(
    Command, zh="登记信用查询结果", roles=("clerk", "reviewer", "adapter"), during=("bidding", "award", "contract")
):
    """What a channel says: the credit site's own answer, or a person's look with a screenshot.  财库〔2016〕125号"""

    check: Key
    supplier: Uscc
    source: Name
    looked_at: Moment
    listings: tuple[CreditListing, ...] = ()
    receipt: DocumentNumber | None = None
    screenshot: Sha256 | None = None
    effect: str | None = None


class RecordProjectService(Command, zh="登记项目服务", roles=("clerk", "reviewer")):
    """Who designed, wrote, manages, supervises or evaluates this project, other packages and A.4, A.9 included.  R-S06"""

    supplier: Uscc
    name: Name
    service: Key
    document: DocumentNumber
    evidence: Sha256


class RecordConflict(Command, zh="认定不得参加", roles=("head",), during=("bidding", "award", "contract")):
    """A bid may not stand: a tie between bidders, a service for the project, a listing, found at whatever time.  R-S05, R-S06"""

    supplier: Uscc
    ground: Key = Field(description="one of R-S05's relations, one of R-S06's services, or one of CR-01's lists")
    other: Uscc | None = Field(default=None, description="of a relation: the other bidder")
    reason: Text
    evidence: Sha256
    minutes: Sha256


class AppointAgency(Command, zh="委托采购代理机构", roles=("head",)):
    """The buyer's own choice of an agency, by a written agreement: scope, powers, period.  GPL 19, 20"""

    agency: Uscc
    name: Name
    scope: tuple[Key, ...] = Field(description="documents, notices, receiving, opening, evaluation, result")
    powers: Text | None = None
    from_on: date | None = None
    until_on: date | None = None
    agreement: Sha256
    designated_by: Name | None = Field(
        default=None, description="nobody may designate an agency for the buyer; named so that it can be refused"
    )


class EndAgency(Command, zh="终止委托代理", roles=("head",)):
    agency: Uscc
    ends_on: date
    reason: Text


class ProofsFiled(Event, zh="资格证明已提交"):
    round: int
    supplier: Uscc
    proofs: dict[str, Sha256]
    declares: tuple[Key, ...] = ()
    by: str
    on: date


class CreditCheckRequested(Event, zh="信用查询已提交"):
    check: Key
    round: int
    supplier: Uscc
    name: Name
    source: Name
    by: str
    on: date


class CreditChecked(Event, zh="信用记录已查询"):
    check: Key
    round: int
    supplier: Uscc
    source: Name
    looked_at: Moment
    listings: tuple[CreditListing, ...] = ()
    receipt: DocumentNumber | None = None
    screenshot: Sha256 | None = None
    effect: str | None = None
    by: str


class ProjectServiceRecorded(Event, zh="项目服务已登记"):
    supplier: Uscc
    name: Name
    service: Key
    document: DocumentNumber
    evidence: Sha256
    by: str


class ConflictRecorded(Event, zh="已认定不得参加"):
    """This supplier's bid of this round does not stand any more."""

    round: int
    supplier: Uscc
    clause: str
    ground: Key
    other: Uscc | None = None
    reason: Text
    evidence: Sha256
    minutes: Sha256
    by: str
    on: date


class AgencyAppointed(Event, zh="采购代理机构已委托"):
    agency: Uscc
    name: Name
    scope: tuple[Key, ...]
    powers: Text
    from_on: date
    until_on: date
    agreement: Sha256
    by: str
    on: date


class AgencyEnded(Event, zh="委托代理已终止"):
    agency: Uscc
    ends_on: date
    reason: Text


PartiesEvent = (
    ProofsFiled
    | CreditCheckRequested
    | CreditChecked
    | ProjectServiceRecorded
    | ConflictRecorded
    | AgencyAppointed
    | AgencyEnded
)
PartiesCommand = (
    FileProofs
    | RequestCreditCheck
    | RegisterCreditCheck
    | RecordProjectService
    | RecordConflict
    | AppointAgency
    | EndAgency
)
