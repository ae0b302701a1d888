"""Who answers for satisfaction: whom each purchased item serves, and who may speak for them.  JL44-4.5.0, HR-EV-6"""

from collections.abc import Iterator, Mapping
from typing import Final

from domain.evaluation.messages import IndicatorSystem
from domain.evaluation.survey.messages import PROXY_TITLES, Proxy
from domain.forms import require, warning
from domain.given import Given
from domain.planning.messages import Plan
from domain.rulebook import CatalogueItem, RuleBook
from domain.supervision.messages import Finding

RULE: Final = "HR-EV-6"


def _catalogued(plan: Plan, rules: RuleBook) -> Mapping[str, CatalogueItem | None]:
    """The plan's items by code, each with what the catalogue says of it; None for what lies outside."""
    known = {item.code: item for item in rules.items()}
    return {item.code: known.get(item.code) for item in plan.items}


def respondents(plan: Plan, said: Mapping[str, str], rules: RuleBook) -> dict[str, str | None]:
    """By item of the plan: who answers, as the system says, else as the catalogue does; None where nobody has said."""
    return {
        code: said.get(code) or (item.respondents if item is not None else None)
        for code, item in _catalogued(plan, rules).items()
    }


def defined(system: IndicatorSystem, given: Given) -> IndicatorSystem:
    """The system with every item's respondents written out, so that the record says it by itself."""
    if not given.rules.knows(RULE):
        return system
    known = {code: who for code, who in respondents(given.project.plan, system.respondents, given.rules).items() if who}
    whole = system.who_are_recipients or "；".join(dict.fromkeys(known.values())) or None
    return system.model_copy(update={"respondents": known, "who_are_recipients": whole})


def system_findings(system: IndicatorSystem, given: Given) -> Iterator[Finding | None]:
    """Each item has its respondents; where only the whole has been said, that is told."""
    plan = given.project.plan
    codes = {item.code for item in plan.items}
    strange = sorted(set(system.respondents) - codes)
    reason = f"计划中没有这些内容：{'、'.join(strange)}"
    yield require(given, RULE, not strange, reason, field="system.respondents", strange=strange)
    open_ = [code for code, who in respondents(plan, system.respondents, given.rules).items() if who is None]
    if not open_:
        return
    reason = f"没有写明由谁评价满意度：{'、'.join(open_)}"
    field = "system.respondents"
    if system.who_are_recipients is None:
        yield require(given, RULE, kept=False, reason=reason, field=field, missing=open_)
    else:
        yield warning(given, RULE, f"{reason}；现按“{system.who_are_recipients}”", field=field, missing=open_)


def listed_findings(who: str | None, system: IndicatorSystem, given: Given) -> Iterator[Finding | None]:
    """A list is of those whom the system names; another wording is looked at by a person."""
    whole = system.who_are_recipients
    yield require(given, RULE, (who or whole) is not None, "没有写明名单由哪些人组成", field="who")
    if who is not None and whole is not None and who != whole:
        by_item = "；".join(f"{code} {words}" for code, words in system.respondents.items()) or whole
        yield warning(given, RULE, f"名单范围“{who}”：核对是否就是应当评价的人（{by_item}）", field="who")


def proxy_findings(proxy: Proxy | None, given: Given) -> Iterator[Finding | None]:
    """Somebody speaks for another only where an item that is bought allows it; officials and trainees speak for themselves."""
    if proxy is None:
        return
    allowed = _proxies(given)
    if allowed is None:
        return
    words = "、".join(PROXY_TITLES[p] for p in PROXY_TITLES if p in allowed) or "无，须本人作答"
    reason = f"所购内容不允许由{PROXY_TITLES[proxy]}代答；可以代答的：{words}"
    yield require(given, RULE, proxy in allowed, reason, field="proxy", allowed=sorted(allowed))


def count_findings(proxies: int, given: Given) -> Iterator[Finding | None]:
    """No proxy's answer where every item's respondents speak for themselves."""
    own = proxies > 0 and _proxies(given) == set()
    yield require(given, RULE, not own, f"所购内容的服务对象须本人作答，不得代答：{proxies}份", field="proxies")


def _proxies(given: Given) -> set[str] | None:
    """Who may answer for a recipient of this plan; None where an item lies outside the catalogue, and nobody has said."""
    found: set[str] = set()
    for item in _catalogued(given.project.plan, given.rules).values():
        if item is None:
            return None
        found.update(item.proxies)
    return found
