"""Changes of a signed contract are announced and filed like the contract itself.  JL44-4.3.6, R-P21, R-P22"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.forms import deadline, inside_gpl
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    contract, watch = project.contract, project.watch
    inside = inside_gpl(project.plan, rules)
    waiting = unannounced(project)
    for key, on in contract.changes:
        if key in waiting:
            due = deadline(rules, "R-P21", "announce_within", on)
            rule = "R-P21" if inside else "JL44-4.3.6"
            title = f"发布合同公告（变更“{key}”）"
            yield duty(watch, f"contract.notice.{key}", title, due, rule=rule, who="clerk", rules=rules)
        if inside and key not in contract.filed and project.stage in ("contract", "performance"):
            due = deadline(rules, "R-P22", "file_within", on)
            title = f"合同变更“{key}”报财政部门备案"
            yield duty(watch, f"contract.file.{key}", title, due, rule="R-P22", who="clerk", rules=rules)


def unannounced(project: Project) -> frozenset[str]:
    """The changes that no notice announces yet.

    A notice names its change; those that name none, as older ones don't, stand for the contract itself and then for the
    changes that none is named for, in their order.  A running contract's own notice was before Jieli.
    """
    contract, publication = project.contract, project.publication
    shown = [publication.change_of(key) for key, n in publication.published.items() if n.kind == "contract"]
    named = {key for key in shown if key is not None}
    nameless = max(shown.count(None) - (0 if contract.opened is not None else 1), 0)
    left = [key for key, _ in contract.changes if key not in named]
    return frozenset(left[nameless:])
