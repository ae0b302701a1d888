"""Penalties: finance decides within its days; a bar that it decided is entered.  R-X10, JL44-4.4.4b"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.register.suppliers.state import Supplier
from domain.rulebook import RuleBook


def agenda(supplier: Supplier, rules: RuleBook) -> Iterator[AgendaItem]:
    if not rules.has("R-X10", "decide_within") or not rules.has("HR-CR-1", "report_within"):
        return
    for key, case in supplier.penalties.cases.items():
        decided = case.decided
        if decided is None:
            due = deadline(rules, "R-X10", "decide_within", case.filed.filed_on)
            title = f"财政部门作出处罚决定（{case.filed.number}）"
            yield duty(supplier.watch, f"penalty.decide.{key}", title, due, rule="R-X10", who="finance", rules=rules)
        elif decided.bar_from is not None and not any(
            b.document_number == decided.document_number for b in supplier.bars
        ):
            due = deadline(rules, "HR-CR-1", "report_within", decided.decided_on)
            title = f"登记禁止参加（{decided.document_number}）"
            item = f"penalty.bar.{key}"
            yield duty(supplier.watch, item, title, due, rule="JL44-4.4.4b", who="clerk", rules=rules)
