"""The old supplier's days of help come to their end by the clock.  HR-TK-08"""

from datetime import date

from domain.message import Event


class SupplierHelpEnded(Event, zh="原承接主体配合期已满"):
    """What it hasn't handed over by then is a matter of its breach.  EX-05"""

    missing: tuple[str, ...]
    on: date


HelpEvent = SupplierHelpEnded
