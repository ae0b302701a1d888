"""The supplier's account: registered with proof, confirmed by a second person.  The number itself is never on record.  HR-PY-4"""

from datetime import date

from domain.message import Command, Event
from domain.values import Sha256, Text, Uscc

_PAYING = ("contract", "performance", "evaluation", "closing")


class RegisterAccount(Command, zh="登记收款账户", roles=("clerk", "supplier"), during=_PAYING):
    """The supplier names the account to be paid to, with proof (开户许可、盖章的变更函).  HR-PY-4"""

    account: Sha256
    proof: Sha256
    reason: Text


class ConfirmAccount(Command, zh="核实收款账户", roles=("reviewer", "head"), during=_PAYING):
    """A second person has asked the supplier back by a way already known.  HR-PY-4"""

    account: Sha256
    how: Text
    record: Sha256


class AccountRegistered(Event, zh="收款账户已登记"):
    supplier: Uscc
    account: Sha256
    proof: Sha256
    reason: Text
    by: str
    on: date


class AccountConfirmed(Event, zh="收款账户已核实"):
    supplier: Uscc
    account: Sha256
    how: Text
    record: Sha256
    by: str
    on: date


AccountEvent = AccountRegistered | AccountConfirmed
