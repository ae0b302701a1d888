"""Signs of passing-on: somebody looks into each; what stands goes to the head, who finds a breach or says why not.  HR-PO-1"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.performance.passing.decide import RULE
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    signs = project.performance.signs
    if not rules.knows(RULE):
        return
    for sign in signs.open:
        due = deadline(rules, RULE, "answer_within", sign.on)
        title = f"核实转包疑点：{sign.facts[:40]}"
        yield duty(project.watch, f"performance.sign.{sign.key}", title, due, rule=RULE, who="clerk", rules=rules)
    for answer in signs.standing:
        if any(b.kind == "passing_on" and b.on >= answer.on for b in project.breach.found.values()):
            continue
        due = deadline(rules, RULE, "decide_within", answer.on)
        title = f"疑点经核实成立，认定转包违约：{answer.reason[:30]}"
        yield duty(
            project.watch, f"performance.passing-on.{answer.key}", title, due, rule=RULE, who="head", rules=rules
        )
