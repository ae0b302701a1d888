"""Guidance: the county's time, its head's when it was silent, and the buyer's for the answer.  JL44-1.2, HR-GD-1"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.planning.guidance.standing import LIMITS, answered, due, guided, of_this_plan, silent_after, word
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if not guided(project):
        return
    rule = "JL44-1.3" if project.plan.county_coordinated else "JL44-1.2"
    last = word(project)
    if last is None or not of_this_plan(project, last):
        waits = (
            ("planning.guidance", "县级民政部门出具指导意见", due(project, rules)),
            ("planning.guidance_silence", "县级民政部门负责人督办逾期的指导意见", silent_after(project, rules)),
        )
        for key, title, end in waits:
            if end is not None:
                yield duty(project.watch, key, title, end, rule=rule, who="county", rules=rules)
    elif last.opinion != "agree" and not answered(project, last) and rules.has(LIMITS, "replied_within"):
        end = deadline(rules, LIMITS, "replied_within", last.on)
        title = "书面答复县级指导意见"
        yield duty(project.watch, "planning.guidance_answer", title, end, rule=rule, who="clerk", rules=rules)
