"""The people of a takeover: the government knows of the gravest ones.  HR-TK-19"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.rulebook import RuleBook
from domain.takeover.hours import span
from domain.takeover.state import Takeover


def agenda(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    opened = takeover.opened
    if opened is None or takeover.people.informed is not None or opened.drill:
        return
    many = sum(opened.without_provider.values()) > rules.count("HR-TK-19", "inform_above")
    if opened.minors or opened.wholly_disabled or many:
        due = opened.opened_at + span(rules.period("HR-TK-19", "inform_within"))
        title = "向同级人民政府报告接管情况"
        key, at = "takeover.government", opened.opened_at
        yield duty(takeover.watch, key, title, due, rule="HR-TK-19", who="head", rules=rules, since=at)
