"""Every command and event of the house, by class name.  Importing this fills `COMMANDS` and `EVENTS`."""

from domain.approval import messages as approval
from domain.award import messages as award
from domain.bidding import messages as bidding
from domain.breach import messages as breach
from domain.closing import messages as closing
from domain.contract import messages as contract
from domain.dispute import messages as dispute
from domain.evaluation import messages as evaluation
from domain.funding import messages as funding
from domain.message import COMMANDS, EVENTS, Command, Event, command_type, kebab
from domain.payment import messages as payment
from domain.performance import messages as performance
from domain.planning import messages as planning
from domain.publication import messages as publication
from domain.register import messages as register
from domain.supervision import messages as supervision
from domain.takeover import messages as takeover

ROOMS = (
    planning,
    funding,
    publication,
    bidding,
    award,
    dispute,
    contract,
    performance,
    payment,
    takeover,
    breach,
    evaluation,
    supervision,
    closing,
    approval,
    register,
)

__all__ = ["COMMANDS", "EVENTS", "ROOMS", "Command", "Event", "command_type", "kebab"]
