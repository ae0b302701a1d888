"""Letters to departments: they are written after a bar, and a reply that does not come is asked for.  JL44-4.4.4c"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.calendar import end_of_day
from domain.forms import deadline
from domain.register.suppliers.state import Supplier
from domain.rulebook import RuleBook


def agenda(supplier: Supplier, rules: RuleBook) -> Iterator[AgendaItem]:
    if not rules.has("HR-CR-1", "reply_within"):
        return
    yield from _unasked(supplier, rules)
    for key, asked in supplier.letters.asked.items():
        if key not in supplier.letters.replied:
            due = deadline(rules, "HR-CR-1", "reply_within", asked.on)
            title, since = f"催办{asked.department}的复函", end_of_day(asked.on)
            item, rule = f"letters.reply.{key}", "JL44-4.4.4c"
            yield duty(supplier.watch, item, title, due, rule=rule, who="clerk", rules=rules, since=since)


def _unasked(supplier: Supplier, rules: RuleBook) -> Iterator[AgendaItem]:
    """A bar that came of our own referral: the departments are asked to act together, while it lasts; which of them, people say."""
    asked = {letter.decision for letter in supplier.letters.asked.values()}
    for bar in supplier.bars if rules.has("HR-CR-1", "ask_within") else ():
        over = supplier.credit.off_show(bar.document_number)
        if bar.case is not None and bar.document_number not in asked and not over:
            due, since = deadline(rules, "HR-CR-1", "ask_within", bar.from_on), end_of_day(bar.from_on)
            title, item = f"函告相关部门实施失信联合惩戒（{bar.document_number}）", f"letters.ask.{bar.case}"
            yield duty(supplier.watch, item, title, due, rule="JL44-4.4.4c", who="head", rules=rules, since=since)
