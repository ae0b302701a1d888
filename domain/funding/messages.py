"""Funding: commands and events of the pools and of a project's money.  JL44-4.1.2, JL44-5.*"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.planning.messages import FundSource
from domain.values import Division, DocumentNumber, PoolKey, ProjectId, TakeoverId, Text, Yuan


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


FundingEvent = FundsReserved | FundsCommitted | FundsReleased
PoolEvent = AllocationRecorded | PoolCharged | PoolReleased
