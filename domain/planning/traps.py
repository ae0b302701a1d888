"""Traps: words in a plan that make a person look twice.  They ask, they refuse nothing.  JL44-3.2, SA-07, SA-08, R-S09 … R-S11"""

from collections import Counter
from collections.abc import Iterator

from domain.authority import GUIDE
from domain.forms import inside_gpl
from domain.planning.messages import Plan, Suspicion
from domain.rulebook import RuleBook

WORDS = "HR-TW"
_IN_THE_WORK = (("sa_07", "SA-07"), ("sa_08", "SA-08"))  # before the law of 2026: what the government does itself
_OF_SUPPLIERS = (("r_s09", "R-S09"), ("r_s10", "R-S10"), ("r_s11", "R-S11"))


def suspicions(plan: Plan, rules: RuleBook) -> Iterator[Suspicion]:
    """Each with a key of its own, by which a person answers it."""
    if not rules.knows(GUIDE):
        return
    numbers: Counter[str] = Counter()
    for clause, words, where in _all(plan, rules):
        numbers[clause] += 1
        yield Suspicion(key=f"{clause.lower()}-{numbers[clause]}", clause=clause, words=words, where=where[:400])


def _all(plan: Plan, rules: RuleBook) -> Iterator[tuple[str, str, str]]:
    work = [("need", plan.need), *((f"tasks[{n}]", t) for n, t in enumerate(plan.tasks))]
    work += [(f"items[{n}].description", i.description) for n, i in enumerate(plan.items)]
    suppliers = [(f"supplier_conditions[{n}].text", c.text) for n, c in enumerate(plan.supplier_conditions)]
    suppliers += [(f"criteria[{n}].title", c.title) for n, c in enumerate(plan.criteria)]
    for clause in rules.kinds("JL44-3.2.0", "items"):
        yield from _hits(work, f"negative_{clause[-1]}", clause, rules)
    for name, clause in _IN_THE_WORK:
        yield from _hits(work, name, clause if rules.knows(clause) else "JL44-3.2.2", rules)
    for name, clause in _OF_SUPPLIERS:
        if rules.knows(clause):
            yield from _hits(suppliers, name, clause, rules)
    if plan.sme.reserved and inside_gpl(plan, rules) and rules.knows("N46-11"):
        # social organisations are no enterprises: whether it is meant to shut them out, a person says
        yield (
            "N46-11",
            "专门面向中小企业",
            "sme：社会团体、民办非企业单位不是企业，将被排除；是否属于应当改为不预留的情形？",
        )


def _hits(texts: list[tuple[str, str]], name: str, clause: str, rules: RuleBook) -> Iterator[tuple[str, str, str]]:
    if not rules.has(WORDS, name):
        return
    for where, text in texts:
        if words := [w for w in rules.kinds(WORDS, name) if w in text]:
            yield clause, "、".join(words), f"{where}：{text}"
