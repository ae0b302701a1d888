"""Bidding.  四（三）"""

from domain.agenda import AgendaItem
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.bidding.messages import (
    InviteSuppliers,
    ReceiveBid,
    WithdrawBid,
    AppointCommittee,
    OpenBids,
    CheckQualification,
    ScoreBids,
    FailRound,
    CancelProcurement,
)
from domain.project import Project

BiddingCommand = (
    InviteSuppliers
    | ReceiveBid
    | WithdrawBid
    | AppointCommittee
    | OpenBids
    | CheckQualification
    | ScoreBids
    | FailRound
    | CancelProcurement
)


def reads(command: Command, project: Project) -> tuple[str, ...]:
    return ()


def decide(command: BiddingCommand, given: Given) -> Decision:
    raise NotImplementedError(type(command).__name__)


def take(item: AgendaItem, given: Given) -> Accepted:
    raise NotImplementedError(item.key)
