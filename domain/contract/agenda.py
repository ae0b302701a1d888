"""Contract: sign in time, announce it and its changes, send finance the copies; the bond.  JL44-4.3.6, R-P20, R-P21, R-P22"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.contract.bond.agenda import agenda as bond_agenda
from domain.contract.change.agenda import agenda as change_agenda
from domain.contract.decide import signing_due
from domain.forms import deadline, inside_gpl
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    yield from _signing(project, rules)
    yield from _correction(project, rules)
    if project.contract.signed_on is not None:
        yield from change_agenda(project, rules)
        yield from bond_agenda(project, rules)


def _signing(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    contract, watch = project.contract, project.watch
    if contract.opened is not None:  # before Jieli, not judged
        return
    if contract.signed_on is None:
        if project.stage == "contract":
            due, rule = signing_due(project, rules)
            yield duty(watch, "contract.sign", "签订合同", due, rule=rule, who="head", rules=rules)
        return
    inside = inside_gpl(project.plan, rules)
    if project.publication.shown("contract") is None:
        due = deadline(rules, "R-P21", "announce_within", contract.signed_on)
        rule = "R-P21" if inside else "JL44-4.3.6"
        yield duty(watch, "contract.notice", "发布合同公告", due, rule=rule, who="clerk", rules=rules)
    if inside and contract.filed_on is None and project.stage in ("contract", "performance"):
        due = deadline(rules, "R-P22", "file_within", contract.signed_on)
        yield duty(watch, "contract.file", "合同副本报财政部门备案", due, rule="R-P22", who="clerk", rules=rules)


def _correction(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """A wrong opening entry waits for another person.  HR-OE-4"""
    proposed = project.contract.correcting
    if proposed is not None and rules.has("HR-OE-4", "confirm_within"):
        due = deadline(rules, "HR-OE-4", "confirm_within", proposed.on)
        key, title = f"contract.opening.{proposed.on}", "确认迁入登记的更正"
        yield duty(project.watch, key, title, due, rule="HR-OE-4", who="reviewer", rules=rules)
