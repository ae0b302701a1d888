"""The performance bond: received after signing, returned after performance.  R-B04, HR-CT-6"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.contract.bond.decide import return_due
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    contract, watch = project.contract, project.watch
    if contract.terms is None or contract.signed_on is None or not rules.has("HR-CT-6", "receive_within"):
        return
    agreed = contract.terms.performance_bond_yuan and contract.opened is None
    over = return_due(project, rules)
    if agreed and contract.bond is None and over is None:
        due = deadline(rules, "HR-CT-6", "receive_within", contract.signed_on)
        yield duty(watch, "contract.bond.receive", "收取履约保证金", due, rule="HR-CT-6", who="clerk", rules=rules)
    if contract.bond is not None and contract.bond_returned is None and over is not None:
        yield duty(watch, "contract.bond.return", "退还履约保证金", over, rule="R-B04", who="clerk", rules=rules)
