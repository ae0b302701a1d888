"""A supplier's collapse: until each project has answered, somebody is responsible.  HR-TK-21"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.register.suppliers.state import Supplier
from domain.rulebook import RuleBook
from domain.takeover.hours import span

RULE = "HR-TK-21"


def agenda(supplier: Supplier, rules: RuleBook) -> Iterator[AgendaItem]:
    """The alarm where the triggers don't come to their end: then people go on by hand."""
    yield from _refused(supplier, rules)
    going = supplier.collapsing
    if going is None or not rules.has(RULE, "answered_within"):
        return
    yield duty(
        supplier.watch,
        f"collapse.{going.collapse}",
        f"整体停摆：{len(going.projects)}个项目的接管须全部有处理结果",
        going.at + span(rules.period(RULE, "answered_within")),
        rule=RULE,
        who="duty_officer",
        rules=rules,
        since=going.at,
    )


def _refused(supplier: Supplier, rules: RuleBook) -> Iterator[AgendaItem]:
    """Each project whose trigger was refused, by name, until somebody has said what became of it."""
    if not rules.has(RULE, "refused_settled_within"):
        return
    for collapse, project in supplier.untaken:
        declared = supplier.collapses[collapse]
        since = declared.at + span(rules.period(RULE, "answered_within"))
        yield duty(
            supplier.watch,
            f"collapse.{collapse}.{project}",
            f"整体停摆：{project}的接管被拒绝，须逐项启动或者说明理由",
            since + span(rules.period(RULE, "refused_settled_within")),
            rule=RULE,
            who="duty_officer",
            rules=rules,
            since=since,
        )
