"""Bid bonds: when each must be back.  R-P23, R-P25, R-P26"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.agenda import AgendaItem, duty
from domain.award.bonds.holding import Held, held
from domain.calendar import end_of_day
from domain.project import Project
from domain.rulebook import Ref, RuleBook

_TITLES: Final = {
    ("R-P23", "losers_within"): ("losers", "退还未成交供应商保证金"),
    ("R-P23", "winner_within"): ("winner", "退还成交供应商保证金"),
    ("R-P25", "return_within"): ("ended", "采购终止或者重新开展，退还保证金"),
    ("R-P26", "return_within"): ("withdrawn", "响应文件已撤回，退还保证金"),
}


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    waiting: Counter[tuple[int, Ref, date]] = Counter()
    bonds: dict[tuple[int, Ref, date], Held] = {}
    for bond in held(project):
        if bond.ref is not None and bond.since is not None:
            waiting[(bond.round, bond.ref, bond.since)] += 1
            bonds[(bond.round, bond.ref, bond.since)] = bond
    for (number, ref, since), count in waiting.items():
        due = bonds[(number, ref, since)].due(rules)
        if due is None:
            continue
        what, title = _TITLES[ref]
        suffix = "" if what in ("losers", "winner") else f".{number}.{since.isoformat()}"
        key, words = f"award.bonds.{what}{suffix}", f"{title}（{count}家）"
        yield duty(project.watch, key, words, due, rule=ref[0], who="clerk", rules=rules, since=end_of_day(since))
