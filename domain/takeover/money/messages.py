"""What an engagement cost in the end, and what of its money goes back.  HR-TK-17"""

from datetime import date

from domain.message import Command, Event
from domain.values import Key, Sha256, Yuan


class SettleBridge(Command, zh="结清接管费用", home="takeover", roles=("clerk", "head")):
    """An engaged provider's account: what was used; the rest is released."""

    standby: Key
    used_yuan: Yuan
    statement: Sha256


class BridgeSettled(Event, zh="接管费用已结清"):
    standby: Key
    engaged_yuan: Yuan
    used_yuan: Yuan
    released_yuan: Yuan
    statement: Sha256
    on: date


MoneyEvent = BridgeSettled
