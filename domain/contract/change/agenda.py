"""Changes of a signed contract are announced and filed like the contract itself.  JL44-4.3.6, R-P21, R-P22"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.forms import deadline, inside_gpl
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """As many contract notices as the contract and its changes; a running contract's own was before Jieli."""
    contract, watch = project.contract, project.watch
    inside = inside_gpl(project.plan, rules)
    shown = sum(1 for n in project.publication.published.values() if n.kind == "contract")
    announced = max(shown - (0 if contract.opened is not None else 1), 0)
    for number, (key, on) in enumerate(contract.changes):
        if number >= announced:
            due = deadline(rules, "R-P21", "announce_within", on)
            rule = "R-P21" if inside else "JL44-4.3.6"
            title = f"发布合同公告（变更“{key}”）"
            yield duty(watch, f"contract.notice.{key}", title, due, rule=rule, who="clerk", rules=rules)
        if inside and key not in contract.filed and project.stage in ("contract", "performance"):
            due = deadline(rules, "R-P22", "file_within", on)
            title = f"合同变更“{key}”报财政部门备案"
            yield duty(watch, f"contract.file.{key}", title, due, rule="R-P22", who="clerk", rules=rules)
