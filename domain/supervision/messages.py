"""Supervision: what goes wrong, what departs, what is corrected, and the clock's own acts.  JL44-4.4.0, JL44-6.2

The house events at the end (refusals, warnings, the clock, effects) stand in every kind of stream.
"""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from domain.message import Command, Event, Value
from domain.values import DocumentNumber, Key, Name, Sha256, Text


class Finding(Value):
    """What a rule says of an act: it stands in the way, or it warns."""

    clause: str
    reason: str
    blocks: bool = True
    remedy: str = ""
    field: str | None = None
    force: str = "must"
    mark: str = ""
    facts: dict[str, Any] = Field(default_factory=dict)


class RecordDeparture(Command, zh="登记例外", roles=("head",)):
    """A case departs from an *in principle* rule: the buyer's collective decision with finance's written opinion, disclosed."""

    clause: str
    reason: Text
    minutes: Sha256
    finance_opinion: Sha256
    finance_document: DocumentNumber


class CorrectEntry(Command, zh="更正", roles=("clerk", "reviewer")):
    """A wrong entry is corrected by a further act, with reason."""

    entry: str = Field(pattern=r"^.+@\d+$", description="stream@version of the event that was wrong")
    field: Name
    was: Text
    becomes: Text
    reason: Text


class ConfirmCorrection(Command, zh="确认更正", roles=("reviewer", "head")):
    """A second person agrees to a correction."""

    entry: str
    field: Name


class RecordTip(Command, zh="登记举报", roles=("clerk", "inspector")):
    """A tip: who gave it is sealed elsewhere; here what it says, without persons."""

    key: Key
    channel: Literal["phone", "12345", "letter", "visit", "web"]
    about: Text
    commitment: Sha256 | None = None
    against: Literal["buyer", "supplier", "other"] | None = Field(
        default=None, description="whom it is about; of the buyer it bypasses this project: RegisterTip"
    )


class RecordFinding(Command, zh="登记监督发现", roles=("inspector", "auditor")):
    """What supervision or audit found."""

    key: Key
    about: Text
    digest: Sha256


class WakeAgenda(Command, zh="时钟到点", everywhere=True, roles=("clock",)):
    """The workflow's clock: an agenda item's moment has come."""

    key: str
    wake: datetime


class ReportDelay(Command, zh="外部系统未完成", everywhere=True, roles=("adapter",)):
    """An effect wasn't done in its bounded attempts: it waits as an agenda item."""

    effect: str
    error: str = Field(max_length=500)


class AcknowledgeEffect(Command, zh="外部系统已完成", everywhere=True, roles=("adapter", "clerk")):
    """An effect that needs no more answer than 'done': a message, a letter."""

    effect: str
    receipt: DocumentNumber


class ReportRefusal(Command, zh="外部系统拒绝办理", everywhere=True, roles=("adapter",)):
    """The outside system refuses an effect, in its own words: a person must mend it, and ask again or take it back."""

    effect: str
    reason: str = Field(min_length=1, max_length=500)


class AskAgain(Command, zh="再次提交外部系统", everywhere=True, roles=("clerk", "reviewer")):
    """What stood in an outside system's way is out of it: ask at once."""

    effect: str
    reason: Text


class DepartureRecorded(Event, zh="例外已登记"):
    clause: str
    reason: Text
    minutes: Sha256
    finance_opinion: Sha256
    finance_document: DocumentNumber
    on: date


class CorrectionProposed(Event, zh="更正已提出"):
    entry: str
    field: Name
    was: Text
    becomes: Text
    reason: Text
    by: str


class CorrectionConfirmed(Event, zh="更正已确认"):
    entry: str
    field: Name
    by: str


class TipRecorded(Event, zh="举报已登记"):
    key: Key
    channel: Literal["phone", "12345", "letter", "visit", "web"]
    about: Text
    commitment: Sha256 | None = None
    on: date
    against: Literal["supplier", "other"] | None = None


class FindingRecorded(Event, zh="监督发现已登记"):
    key: Key
    about: Text
    digest: Sha256
    by: str
    on: date


# ---------------------------------------------------------------- house events: in every kind of stream


class CommandRefused(Event, zh="指令被拒绝"):
    """A well-formed command that the rules refused."""

    command: str
    clause: str
    reason: str
    findings: tuple[Finding, ...]
    actor: str


class WarningNoted(Event, zh="提示"):
    """A rule that warns but doesn't block spoke of an accepted act."""

    command: str
    clause: str
    reason: str
    mark: str = ""


class DeadlineReminded(Event, zh="期限提醒"):
    key: str
    wake: datetime
    due: datetime
    rule: str
    who: str


class DeadlineMissed(Event, zh="期限已过"):
    """An alarm: the due moment passed and the duty stands open."""

    key: str
    wake: datetime
    due: datetime
    rule: str
    who: str


class DeadlineTook(Event, zh="期限届满生效"):
    """The due moment itself had an effect in law or plan (a deadline closed, an offer lapsed)."""

    key: str
    wake: datetime
    rule: str


class EffectDelayed(Event, zh="外部系统延迟"):
    effect: str
    attempt: int
    error: str
    retry_at: datetime


class EffectRefused(Event, zh="外部系统拒绝"):
    effect: str
    attempt: int
    reason: str
    refused_at: datetime


class EffectOrderedAgain(Event, zh="外部事项重试"):
    effect: str
    attempt: int
    reason: Text | None = None
    by: str | None = None


class EffectAcknowledged(Event, zh="外部事项已完成"):
    effect: str
    receipt: DocumentNumber


SupervisionEvent = DepartureRecorded | CorrectionProposed | CorrectionConfirmed | TipRecorded | FindingRecorded
HouseEvent = (
    CommandRefused
    | WarningNoted
    | DeadlineReminded
    | DeadlineMissed
    | DeadlineTook
    | EffectDelayed
    | EffectRefused
    | EffectOrderedAgain
    | EffectAcknowledged
)
