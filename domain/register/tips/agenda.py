"""Tips: to be accepted, concluded, answered within their days; on the agenda of the body that handles them.  HR-TP-1"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.register.house.state import Listing
from domain.register.tips.decide import RULE
from domain.register.tips.state import Tip
from domain.rulebook import RuleBook


def agenda(listing: Listing, rules: RuleBook) -> Iterator[AgendaItem]:
    for key, tip in listing.tips.by_key.items():
        yield from _one(listing, key, tip, rules)


def _one(listing: Listing, key: str, tip: Tip, rules: RuleBook) -> Iterator[AgendaItem]:
    if tip.accepted is None:
        due = deadline(rules, RULE, "accept_within", tip.registered.on)
        title = f"决定是否受理举报：{key}"
        yield duty(listing.watch, f"tips.{key}.accept", title, due, rule=RULE, who="inspector", rules=rules)
    elif tip.under_way:
        due = deadline(rules, RULE, "conclude_within", tip.accepted.on)
        title = f"作出举报处理结果：{key}"
        yield duty(listing.watch, f"tips.{key}.conclude", title, due, rule=RULE, who="inspector", rules=rules)
    elif not tip.registered.anonymous and tip.answered is None:
        since = tip.concluded.on if tip.concluded is not None else tip.accepted.on
        due = deadline(rules, RULE, "answer_within", since)
        title = f"答复举报人：{key}"
        yield duty(listing.watch, f"tips.{key}.answer", title, due, rule=RULE, who="inspector", rules=rules)
