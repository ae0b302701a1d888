"""Credit records: a bar goes to each platform, each with its receipt; objection (异议), repair (信用修复), off show.

JL44-4.4.4c, CR-04, CR-06
"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.values import DocumentNumber, Key, Name, Sha256, Text, Uscc

Action = Literal["show", "withdraw", "mark", "unmark"]
Reason = Literal["expired", "objection", "repaired"]


class _OfSupplier(Command):
    uscc: Uscc

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class ReportCredit(_OfSupplier, zh="报送信用公示", home="register", roles=("clerk",)):
    """Have a bar shown on the provincial and the local credit platform.  Each platform is an order of its own."""

    report: Key
    document_number: DocumentNumber = Field(description="the decision that barred the supplier")
    also: tuple[Key, ...] = Field(default=(), description="platforms beside those that the guide names")


class RegisterCreditReport(_OfSupplier, zh="登记信用公示回执", home="register", roles=("adapter", "clerk")):
    """A platform's receipt: it shows the record, or no longer does; it marks it as disputed, or no longer does."""

    report: Key
    platform: Key
    action: Action
    receipt: DocumentNumber
    done_on: date
    effect: str | None = None


class AskPlatformAgain(_OfSupplier, zh="再次提交信用平台", home="register", roles=("clerk",)):
    """What stood in the platform's way is out of it: the same order again, so that nothing is shown twice."""

    effect: str
    reason: Text


class ObjectToCredit(_OfSupplier, zh="提出信用异议", home="register", roles=("supplier", "clerk")):
    """The supplier says that what is shown is wrong.  信用信息异议"""

    report: Key
    objection: Key
    facts: Text
    digest: Sha256


class AnswerCreditObjection(_OfSupplier, zh="答复信用异议", home="register", roles=("head", "finance", "clerk")):
    """By another person than who reported it; upheld, it is taken down everywhere."""

    objection: Key
    upheld: bool
    reason: Text
    digest: Sha256


class ApplyForRepair(_OfSupplier, zh="申请信用修复", home="register", roles=("supplier", "clerk")):
    """The supplier has put right what it did, and asks that the record be shown no longer.  信用修复"""

    report: Key
    repair: Key
    facts: Text
    evidence: Sha256


class RegisterRepairDecision(_OfSupplier, zh="登记信用修复决定", home="register", roles=("finance", "clerk")):
    """The deciding authority's own decision.  It ends the showing; the bar itself runs on."""

    repair: Key
    granted: bool
    authority: Name
    document_number: DocumentNumber
    reason: Text
    scan: Sha256


class CreditReportOrdered(Event, zh="信用公示已报送"):
    """Orders one platform to show the record."""

    report: Key
    platform: Key
    supplier: Uscc
    name: Name
    authority: Name
    document_number: DocumentNumber
    scope: Text
    from_on: date
    until_on: date
    by: str
    on: date


class CreditShown(Event, zh="信用记录已公示"):
    report: Key
    platform: Key
    receipt: DocumentNumber
    done_on: date
    effect: str | None = None


class CreditWithdrawalOrdered(Event, zh="停止公示已报送"):
    """Orders one platform to take the record off show.  What was done stays in the ledger."""

    report: Key
    platform: Key
    supplier: Uscc
    document_number: DocumentNumber
    reason: Reason
    on: date


class CreditDisputeOrdered(Event, zh="信用异议标注已报送"):
    """Orders one platform to mark the record as disputed while an objection is under way, or to take the mark off."""

    report: Key
    platform: Key
    supplier: Uscc
    document_number: DocumentNumber
    objection: Key
    disputed: bool
    on: date


class CreditDisputeMarked(Event, zh="信用异议标注已回执"):
    report: Key
    platform: Key
    disputed: bool
    receipt: DocumentNumber
    done_on: date
    effect: str | None = None


class CreditTakenDown(Event, zh="信用记录已停止公示"):
    report: Key
    platform: Key
    receipt: DocumentNumber
    done_on: date
    effect: str | None = None


class CreditObjected(Event, zh="信用异议已提出"):
    report: Key
    objection: Key
    facts: Text
    digest: Sha256
    on: date


class CreditObjectionAnswered(Event, zh="信用异议已答复"):
    objection: Key
    upheld: bool
    reason: Text
    digest: Sha256
    by: str
    on: date


class RepairApplied(Event, zh="信用修复已申请"):
    report: Key
    repair: Key
    facts: Text
    evidence: Sha256
    on: date


class RepairDecided(Event, zh="信用修复决定已登记"):
    repair: Key
    granted: bool
    authority: Name
    document_number: DocumentNumber
    reason: Text
    scan: Sha256
    on: date


CreditEvent = (
    CreditReportOrdered
    | CreditShown
    | CreditWithdrawalOrdered
    | CreditTakenDown
    | CreditDisputeOrdered
    | CreditDisputeMarked
    | CreditObjected
    | CreditObjectionAnswered
    | RepairApplied
    | RepairDecided
)
