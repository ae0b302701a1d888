"""Letters to departments: a reply that does not come is asked for.  JL44-4.4.4c"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.calendar import end_of_day
from domain.forms import deadline
from domain.register.suppliers.state import Supplier
from domain.rulebook import RuleBook


def agenda(supplier: Supplier, rules: RuleBook) -> Iterator[AgendaItem]:
    if not rules.has("HR-CR-1", "reply_within"):
        return
    for key, asked in supplier.letters.asked.items():
        if key not in supplier.letters.replied:
            due = deadline(rules, "HR-CR-1", "reply_within", asked.on)
            title, since = f"催办{asked.department}的复函", end_of_day(asked.on)
            item, rule = f"letters.reply.{key}", "JL44-4.4.4c"
            yield duty(supplier.watch, item, title, due, rule=rule, who="clerk", rules=rules, since=since)
