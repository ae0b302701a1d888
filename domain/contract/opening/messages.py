"""What a running contract brings with it, and the correction of a wrong opening entry.  HR-OE-1 … HR-OE-3

Everything here is 'before Jieli, not judged': the figures must agree with each other, whether they were lawful is not asked.
"""

from datetime import date
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from domain.message import Event, Value
from domain.values import DocumentNumber, Key, Name, Score, Sha256, Text, Uscc, Yuan

if TYPE_CHECKING:
    from domain.contract.messages import RunningContractOpened


class OpenedSupplement(Value):
    """A supplement signed before: one more period under its own key, and a part of the 10 per cent that is used up.  GPL 49"""

    key: Key
    amount_yuan: Yuan
    on: date
    reason: Text = "迁入前的补充合同"


class OpenedDeduction(Value):
    """What was taken off an accepted period for good."""

    period: Key
    amount_yuan: Yuan
    ground: Text


class OpenedEvaluation(Value):
    """A year of service that was evaluated before: it is not asked for again.  HR-EV-5"""

    year: int = Field(ge=1)
    score: Score
    on: date


class OpenedBond(Value):
    """The performance bond that the buyer holds.  R-B03"""

    form: Key = Field(description="cheque, draft, cashier_order, guarantee")
    amount_yuan: Yuan
    reference: DocumentNumber
    guarantor: Name | None = None
    received_on: date
    scan: Sha256


class OpenedChallenge(Value):
    """A challenge that nobody has answered yet: its days run on from the day on which it was filed.  DQ-04"""

    challenge: Key
    supplier: Uscc
    about: Literal["documents", "process", "result"]
    points: Text
    digest: Sha256
    may_affect_result: bool = False
    filed_on: date


class OpeningCorrectionProposed(Event, zh="迁入登记的更正已提出"):
    """`becomes` is the whole entry as it ought to have been."""

    becomes: "RunningContractOpened"
    changed: tuple[Name, ...]
    reason: Text
    evidence: Sha256
    by: str
    on: date


class OpeningCorrected(Event, zh="迁入登记已更正"):
    """Another person agreed: from now on the entry reads so.  What it read before stays on record."""

    becomes: "RunningContractOpened"
    changed: tuple[Name, ...]
    proposed_by: str
    by: str
    on: date


class OpeningCorrectionDeclined(Event, zh="迁入登记的更正未获同意"):
    reason: Text
    by: str
    on: date


OpeningEvent = OpeningCorrectionProposed | OpeningCorrected | OpeningCorrectionDeclined
