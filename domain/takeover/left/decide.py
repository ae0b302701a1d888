"""Who was left without provider: the rules.  JL44-4.4.3c"""

from decimal import Decimal

from domain.forms import at_most
from domain.given import Decision, Given
from domain.takeover.left.messages import PlaceRecipients, RecipientsPlaced


def place(command: PlaceRecipients, given: Given) -> Decision:
    """No more than were left, and not twice."""
    left = given.project.takeover.left.get(command.takeover, {}).get(command.grade, 0)
    what = f"{command.takeover}遗留的{command.grade}级对象"
    found = [at_most(given, "JL44-4.4.3c", Decimal(command.count), Decimal(left), what, field="count")]
    return given.settle(command, found, RecipientsPlaced(**command.model_dump(), by=given.by, on=given.on))
