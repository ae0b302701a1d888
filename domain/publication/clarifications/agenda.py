"""Clarifications: questions answered in their days, fees back when the purchase ends.  R-S18, R-P25"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.calendar import end_of_day
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    yield from _questions(project, rules)
    yield from _fees(project, rules)


def _questions(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if project.stage != "bidding" or not rules.has("R-S18", "answer_within"):
        return
    for asked in project.publication.clarifications.unanswered(project.publication.round):
        yield duty(
            project.watch,
            f"publication.question.{asked.question}",
            "答复澄清要求",
            deadline(rules, "R-S18", "answer_within", asked.on),
            rule="R-S18",
            who="clerk",
            rules=rules,
            since=end_of_day(asked.on),
        )


def _fees(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if not rules.has("R-P25", "return_within"):
        return
    for number in range(1, project.publication.round + 1):
        failed = project.bidding.round(number).failed
        ended = failed.on if failed is not None else project.bidding.cancelled_on
        held = project.publication.clarifications.fees(number)
        if ended is None or not held:
            continue
        yield duty(
            project.watch,
            f"publication.fees.{number}",
            f"采购终止，退还采购文件费用（{len(held)}家）",
            deadline(rules, "R-P25", "return_within", ended),
            rule="R-P25",
            who="clerk",
            rules=rules,
            since=end_of_day(ended),
        )
