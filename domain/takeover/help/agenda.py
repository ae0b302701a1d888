"""The old supplier's help: its final account, and the end of its thirty days.  HR-TK-08, EX-05"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty, taking
from domain.calendar import beijing_date, end_of_day
from domain.forms import deadline
from domain.given import Accepted, Given
from domain.rulebook import RuleBook
from domain.takeover.care.decide import FINAL_ACCOUNT, missing_items
from domain.takeover.help.messages import SupplierHelpEnded
from domain.takeover.state import Takeover

KEY = "takeover.help"


def agenda(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    """From the decision on; nothing of it in a drill."""
    if takeover.decided is None or takeover.drill:
        return
    began, watch = beijing_date(takeover.decided.at), takeover.watch
    record = takeover.handover.get(FINAL_ACCOUNT)
    if record is None or record.refused:
        due = deadline(rules, "HR-TK-08", "final_account", began)
        title = "原承接主体提交最终结算"
        yield duty(watch, "takeover.account", title, due, rule="HR-TK-08", who="supplier", rules=rules)
    if takeover.help_ended is None:
        last = end_of_day(deadline(rules, "HR-TK-08", "cooperate_for", began).on)
        over = taking(watch, KEY, "原承接主体配合接管的期限", last, rule="HR-TK-08", who="supplier")
        if over is not None:
            yield over


def ended(given: Given) -> Accepted:
    """The days are over: what is still missing is named."""
    event = SupplierHelpEnded(missing=tuple(missing_items(given)), on=beijing_date(given.at))
    return Accepted(((given.home, event),))
