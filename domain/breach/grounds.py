"""On what the end of a contract rests: a breach found and heard, within a year of knowing.  EX-02, HR-BR-1"""

from collections.abc import Iterator
from datetime import date

from domain.forms import allowed_kind, deadline, finding, require, someone_else
from domain.given import Given
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding


def signed(given: Given) -> Finding | None:
    return require(given, "JL44-4.3.3", given.project.contract.terms is not None, "合同尚未签订")


def unknown(key: str, given: Given) -> Finding | None:
    return finding(given, "JL44-4.4.4a", f"没有认定过违约“{key}”（FindBreach）", field="key")


def standing(given: Given) -> Finding | None:
    """The contract has not ended already."""
    return require(given, "EX-02", given.project.breach.dissolved is None, "合同已解除")


def lawful_ground(ground: str, given: Given) -> Finding | None:
    return allowed_kind(given, "EX-02", "grounds", ground, "解除事由", field="ground")


def notified(notified_on: date, given: Given) -> Iterator[Finding | None]:
    """A notice is neither of tomorrow nor older than the contract."""
    signed_on = given.project.contract.signed_on
    yield require(given, "EX-03", notified_on <= given.at.date(), "通知日期晚于今天", field="notified_on")
    later = signed_on is None or notified_on >= signed_on
    yield require(given, "EX-03", later, "通知早于合同签订", field="notified_on")


def referred_in_any_case(kind: str, rules: RuleBook) -> bool:
    """Passing on, a unilateral stop: finance's matter whatever their weight and effect.  EX-15, GPL Regulation 72"""
    return rules.has("EX-15", "kinds") and kind in rules.kinds("EX-15", "kinds")


def rests_on_breach(key: str, notified_on: date, given: Given) -> Iterator[Finding | None]:
    """An ordinary breach suffices, once its author was heard; the right lapses a year after knowing of it."""
    breach = given.project.breach
    known = breach.found.get(key)
    if known is None:
        yield unknown(key, given)
        return
    yield require(given, "HR-BR-1", key in breach.heard, "尚未听取承接主体陈述（HearBreachStatement）", field="key")
    if known.by:  # a finding from before its finder was recorded names nobody
        yield someone_else(given, "JL44-4.4.0", known.by, "合同的解除")
    yield not_lapsed(known.on, notified_on, given)


def not_lapsed(known_on: date, notified_on: date, given: Given) -> Finding | None:
    """The right to dissolve lapses a year after knowing of its ground, whatever the ground.  Civil Code 564"""
    if not given.rules.has("EX-02", "lapses_after"):
        return None
    last = deadline(given.rules, "EX-02", "lapses_after", known_on).on
    reason = f"解除权自知道解除事由之日起一年内行使，已于{last}消灭"
    return require(given, "EX-02", notified_on <= last, reason, field="notified_on", until=last)
