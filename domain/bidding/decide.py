"""Bidding: the rules.  Invitations, bids, committee, opening; rounds that fail.  JL44-4.3.1, JL44-1.4b, JL44-4.4.4b"""

from typing import assert_never

from domain.agenda import AgendaItem
from domain.bidding.committee import appoint
from domain.bidding.evaluation import check
from domain.bidding.framework import decide as framework
from domain.bidding.messages import (
    AppointCommittee,
    BiddingClosed,
    CancelProcurement,
    CheckQualification,
    FailRound,
    InviteSuppliers,
    OpenBids,
    ProcurementCancelled,
    ReceiveBid,
    ScoreBids,
    WithdrawBid,
)
from domain.bidding.opening import fail, open_bids
from domain.bidding.panel import decide as panel
from domain.bidding.panel.messages import PanelCommand
from domain.bidding.parties import decide as parties
from domain.bidding.parties.conflicts import bidders
from domain.bidding.parties.messages import PartiesCommand
from domain.bidding.prequalification import decide as prequalification
from domain.bidding.prequalification.messages import PrequalificationCommand
from domain.bidding.ranking import score
from domain.bidding.receiving import invite, receive, withdraw
from domain.bidding.results import decide as results
from domain.bidding.results.messages import ResultsCommand
from domain.bidding.review import decide as review
from domain.bidding.review.messages import ReviewCommand
from domain.bidding.sealed import decide as sealed
from domain.bidding.sealed.messages import RegisterSealingKey, ReplaceSealingKey, SubmitSealedBid
from domain.bidding.talks import decide as talks
from domain.bidding.talks.messages import TalksCommand
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.planning.splitting import taken_back, year_of
from domain.project import Project
from domain.publication.clarifications.decide import told_of_termination

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
    | PanelCommand
    | PartiesCommand
    | sealed.SealedCommand
    | framework.FrameworkCommand
    | PrequalificationCommand
    | TalksCommand
    | ReviewCommand
    | ResultsCommand
)


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """A bar may be entered between invitation, bid and qualification: the supplier's stream is read each time."""
    match command:
        case InviteSuppliers():
            return tuple(f"supplier/{uscc}" for uscc in command.suppliers)
        case SubmitSealedBid():
            members = command.consortium.codes if command.consortium is not None else ()
            given_to = [s.uscc for s in command.subcontracts]
            return parties.streams(command.supplier, *members, *given_to, *bidders(project))
        case CancelProcurement() if project.planning.plan is not None:
            return (year_of(project.plan),)
        case RegisterSealingKey() | ReplaceSealingKey():
            return tuple(f"person/{holder.person}" for holder in command.holders)
        case _:
            return (
                *parties.reads(command, project),
                *framework.reads(command, project),
                *prequalification.reads(command),
            )


def decide(command: BiddingCommand, given: Given) -> Decision:
    if isinstance(command, PanelCommand):
        return panel.decide(command, given)
    if isinstance(command, PartiesCommand):
        return parties.decide(command, given)
    if isinstance(command, sealed.SealedCommand):
        return sealed.decide(command, given)
    if isinstance(command, PrequalificationCommand):
        return prequalification.decide(command, given)
    if isinstance(command, framework.FrameworkCommand):
        return framework.decide(command, given)
    if isinstance(command, TalksCommand):
        return talks.decide(command, given)
    if isinstance(command, ReviewCommand):
        return review.decide(command, given)
    if isinstance(command, ResultsCommand):
        return results.decide(command, given)
    match command:
        case InviteSuppliers():
            return invite(command, given)
        case ReceiveBid():
            return receive(command, given)
        case WithdrawBid():
            return withdraw(command, given)
        case AppointCommittee():
            return appoint(command, given)
        case OpenBids():
            return open_bids(command, given)
        case CheckQualification():
            return check(command, given)
        case ScoreBids():
            return score(command, given)
        case FailRound():
            return fail(command, given)
        case CancelProcurement():
            cancelled = ProcurementCancelled(reason=command.reason, minutes=command.minutes, on=given.on)
            told = told_of_termination(command.reason, given)
            return given.settle(command, [], cancelled, *told, also=taken_back(command.reason, given))
        case _:
            assert_never(command)


def take(item: AgendaItem, given: Given) -> Accepted:
    """The deadline of a round has come: nothing is received from now on."""
    number = int(item.key.rsplit(".", 1)[1])
    now = given.project.bidding.round(number)
    if now.closed or now.failed is not None:
        return Accepted()
    closed = BiddingClosed(round=number, bids=len(now.bids), closed_at=item.due)
    return Accepted(((given.home, closed),))
