"""The people of a takeover: the list within its hours, the government told of the gravest ones.  HR-TK-03, HR-TK-19"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.rulebook import RuleBook
from domain.takeover.hours import span
from domain.takeover.state import Takeover


def agenda(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    yield from _list(takeover, rules)
    opened = takeover.opened
    if opened is None or takeover.people.informed is not None or opened.drill:
        return
    many = sum(opened.without_provider.values()) > rules.count("HR-TK-19", "inform_above")
    if opened.minors or opened.wholly_disabled or many:
        due = opened.opened_at + span(rules.period("HR-TK-19", "inform_within"))
        title = "向同级人民政府报告接管情况"
        key, at = "takeover.government", opened.opened_at
        yield duty(takeover.watch, key, title, due, rule="HR-TK-19", who="head", rules=rules, since=at)


def _list(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    """As long as anybody of the gravest grade waits, those who wait stand on the list, one by one, within its hours.  HR-TK-03"""
    opened, people = takeover.opened, takeover.people
    worst = rules.kinds("HR-TK-03", "grades")[0]
    if opened is None or worst not in takeover.uncovered:
        return
    living = sum(r.grade == worst and key not in people.ended_names for key, r in people.listed.items())
    lacking = sum(n for g, n in takeover.without_provider.items() if g == worst) - living
    if lacking > 0:
        due = opened.opened_at + span(rules.period("HR-TK-03", "risk_list"))
        title = f"编制无人服务对象风险名单（{worst}级尚缺{lacking}人）"
        key, at = "takeover.list", opened.opened_at
        yield duty(takeover.watch, key, title, due, rule="HR-TK-03", who="duty_officer", rules=rules, since=at)
