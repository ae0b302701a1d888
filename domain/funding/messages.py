"""Funding: commands and events of the pools and of a project's money.  JL44-4.1.2, JL44-5.*"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.planning.messages import FundingLine, FundSource
from domain.values import Division, DocumentNumber, PoolKey, ProjectId, Sha256, TakeoverId, Text, Yuan


class RecordAllocation(Command, zh="登记资金下达", home="register", roles=("finance",)):
    """Money handed down to a division for a year: it raises or lowers the ceiling's base.  JL44-5.2"""

    division: Division
    year: int = Field(ge=2000, le=2100)
    level: Literal["central", "provincial"]
    kind: Literal["advance", "additional", "withdrawn"]
    amount_yuan: Yuan
    document_number: DocumentNumber
    received_on: date

    def stream(self) -> str:
        return f"pool/{self.division}-{self.year}"


class ReserveFunds(
    Command,
    zh="落实资金",
    roles=("finance", "clerk"),
    during=("funding", "publication", "bidding", "award", "contract", "performance"),
):
    """Reserve the plan's funding lines under the ceiling; a year without any allocation yet becomes a commitment.  JL44-5.2"""


class ReleaseFunds(
    Command,
    zh="释放资金",
    roles=("finance", "clerk"),
    during=("funding", "award", "contract", "performance", "evaluation", "closing"),
):
    """Give back what was reserved and won't be paid."""

    pool: PoolKey
    amount_yuan: Yuan
    reason: Text


class ReserveRenewal(Command, zh="落实续签资金", roles=("finance",), during=("performance",)):
    """Money of the year for which a contract is to be renewed: reserved under that year's ceiling.  JL44-4.1.2"""

    lines: tuple[FundingLine, ...] = Field(min_length=1)
    document_number: DocumentNumber


class CheckFundSource(
    Command, zh="核对资金来源", roles=("legal_adviser", "finance"), during=("planning", "funding", "publication")
):
    """A person's answer whether this kind of work may be paid from this kind of money.  FD-02"""

    source: FundSource
    lawful: bool
    opinion: Text
    digest: Sha256


class FreezeYear(Command, zh="年终冻结资金池", home="register", roles=("finance",)):
    """The year's accounts close: nothing new is charged to its pool from now on.  HR-FD-2"""

    division: Division
    year: int = Field(ge=2000, le=2100)
    document_number: DocumentNumber

    def stream(self) -> str:
        return f"pool/{self.division}-{self.year}"


class CarryOver(
    Command,
    zh="资金结转",
    roles=("finance",),
    during=("publication", "bidding", "award", "contract", "performance", "evaluation"),
):
    """What a project reserved in a frozen year and hasn't spent goes to the next year, fen for fen.  HR-FD-2"""

    pool: PoolKey
    source: FundSource
    amount_yuan: Yuan
    document_number: DocumentNumber


class AnswerCeilingFall(Command, zh="说明超额占用的处理", home="register", roles=("finance",)):
    """Money was withdrawn and more is charged than the ceiling now allows: what finance does about it.  HR-FD-3"""

    division: Division
    year: int = Field(ge=2000, le=2100)
    measures: Text
    document_number: DocumentNumber

    def stream(self) -> str:
        return f"pool/{self.division}-{self.year}"


# ---------------------------------------------------------------- events of a project


class FundsReserved(Event, zh="资金已落实"):
    pool: PoolKey
    source: FundSource
    amount_yuan: Yuan
    on: date


class FundsCommitted(Event, zh="资金已承诺"):
    """A later year's share, reserved when that year's allocation arrives."""

    pool: PoolKey
    source: FundSource
    amount_yuan: Yuan
    on: date


class FundsReleased(Event, zh="资金已释放"):
    pool: PoolKey
    amount_yuan: Yuan
    reason: Text
    on: date


class FundsConverted(Event, zh="资金已转为购买服务"):
    """Budget not yet meant for purchase was turned to it by finance's approval.  JL44-5.4"""

    pool: PoolKey
    source: FundSource
    amount_yuan: Yuan
    approved_by: str
    approved_on: date
    document_number: DocumentNumber | None = None
    on: date


class FundSourceChecked(Event, zh="资金来源已核对"):
    source: FundSource
    lawful: bool
    opinion: Text
    digest: Sha256
    by: str
    on: date


class FundsCarriedOver(Event, zh="资金已结转"):
    pool: PoolKey
    to_pool: PoolKey
    source: FundSource
    amount_yuan: Yuan
    document_number: DocumentNumber
    on: date


# ---------------------------------------------------------------- events of a pool


class AllocationRecorded(Event, zh="资金下达已登记"):
    level: Literal["central", "provincial"]
    kind: Literal["advance", "additional", "withdrawn"]
    amount_yuan: Yuan
    document_number: DocumentNumber
    received_on: date


class PoolCharged(Event, zh="资金池已占用"):
    """A project's or a takeover's share of the year; `departed` where it passed the ceiling by a recorded departure."""

    project: ProjectId
    takeover: TakeoverId | None = None
    source: FundSource
    amount_yuan: Yuan
    departed: bool = False


class PoolReleased(Event, zh="资金池已释放"):
    project: ProjectId
    amount_yuan: Yuan
    reason: Text


class CeilingFallen(Event, zh="上限下降，已占用超出"):
    """An alarm, not a breach: what is charged stands, nothing new fits.  JL44-5.2"""

    base_yuan: Yuan
    ceiling_yuan: Yuan
    used_yuan: Yuan
    over_yuan: Yuan
    document_number: DocumentNumber
    on: date


class CeilingFallAnswered(Event, zh="超额占用的处理已说明"):
    measures: Text
    document_number: DocumentNumber
    by: str
    on: date


class YearFrozen(Event, zh="资金池已冻结"):
    document_number: DocumentNumber
    by: str
    on: date


class CarriedOut(Event, zh="已向下年结转"):
    """In the frozen year's pool: no longer charged here, but to `to_pool`."""

    project: ProjectId
    source: FundSource
    amount_yuan: Yuan
    to_pool: PoolKey
    document_number: DocumentNumber


class CarriedIn(Event, zh="已由上年结转"):
    """In the next year's pool: a charge of that year, under its ceiling."""

    project: ProjectId
    source: FundSource
    amount_yuan: Yuan
    from_pool: PoolKey
    document_number: DocumentNumber
    departed: bool = False


FundingEvent = FundsReserved | FundsCommitted | FundsReleased | FundsConverted | FundSourceChecked | FundsCarriedOver
PoolEvent = (
    AllocationRecorded
    | PoolCharged
    | PoolReleased
    | CeilingFallen
    | CeilingFallAnswered
    | YearFrozen
    | CarriedOut
    | CarriedIn
)
