"""The earliest lawful calendar of a plan: each step's first and last lawful day, and the rule behind it.  PB-01, R-P01 … R-P22

Pure arithmetic on the rule book: what the method's periods and the gates ask for, counted over real days off. Two tracks
run side by side. `earliest`: everybody acts at once, and only what the law makes one wait for takes time. `latest`: each
duty is done on the last day of its period. A date is *estimated* as soon as a year without a State Council notice decided
it, or a date before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.calendar import Deadline, Period
from domain.forms import PREDICATES, inside_gpl
from domain.given import Given
from domain.planning.findings import plan_findings
from domain.planning.messages import Plan
from domain.rulebook import Method, Need, Ref, RuleBook
from domain.supervision.messages import Finding

Bound = Literal["least", "most", "none"]
"""Whether the law makes one wait at least so long, lets one take at most so long, or sets no period."""

_AT_ONCE = Period(0, "WD")  # on the same day, or the next on which offices work
_POINTS = ("determine_project", "reserve_funds", "prepare_solicitation", "sign_contract")


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `period` counts from the step named `since`; None where the law sets no period."""

    key: str
    title: str
    rule: str
    period: Period | None
    bound: Bound
    since: str | None
    earliest: Deadline
    latest: Deadline


@dataclass(frozen=True, slots=True)
class LawfulCalendar:
    """A plan's steps by one method, and what has to be on record before a point is passed, for which no days are set."""

    method: Method
    start: date
    steps: tuple[Step, ...]
    needs: tuple[tuple[str, Need], ...]
    starts_on: date

    def step(self, key: str) -> Step:
        """The step with this key.  Raises KeyError where the method has none such."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    @property
    def in_time(self) -> bool:
        """Whether the contract can be signed before the plan says that service begins."""
        return self.step("signing").earliest.on <= self.starts_on

    @property
    def estimated(self) -> bool:
        """Whether a year without a State Council notice decided any of the dates."""
        return any(step.earliest.estimated or step.latest.estimated for step in self.steps)


def lawful_methods(plan: Plan, given: Given) -> tuple[Method, ...]:
    """The methods against which the rules of planning have nothing for this plan; their own grounds are not asked for."""
    return tuple(method for method in given.rules.methods() if not method_refused(plan, method.name, given))


def method_refused(plan: Plan, method: str, given: Given) -> tuple[str, ...]:
    """Why the plan may not be bought by this method, in words; empty where it may."""
    by_it = plan.model_copy(update={"method": method})
    own = {known.clause for known in given.rules.methods() if known.name == method}

    def of_the_method(found: Finding) -> bool:
        return found.field == "plan.method" or (found.clause in own and found.field != "plan.method_ground")

    return tuple(f.reason for f in plan_findings(by_it, given) if f is not None and f.blocks and of_the_method(f))


def lawful_calendar(plan: Plan, method: str, rules: RuleBook, start: date) -> LawfulCalendar:
    """The steps by this method, if the first of them is taken on `start`.  Raises UnknownRule for no method in force."""
    by_it = plan.model_copy(update={"method": method})
    needs = tuple(
        (point, need)
        for point in _POINTS
        if point in rules.gates()
        for need in rules.gate(point)
        if PREDICATES[need.when](by_it, rules)
    )
    chosen = rules.method(method)
    notices = [need for point, need in needs if need.form == "notice" and point == "prepare_solicitation"]
    steps = _Steps(rules, start)
    _before(steps, chosen, notices, rules)
    _round(steps, chosen)
    _award(steps, chosen, rules)
    _contract(steps, chosen, by_it, rules)
    asked = tuple((point, need) for point, need in needs if need.form in ("preparation", "approval"))
    return LawfulCalendar(chosen, start, tuple(steps), asked, plan.starts_on)


class _Steps:
    """The steps so far. Each counts from another by its key, on both tracks."""

    def __init__(self, rules: RuleBook, start: date) -> None:
        self._rules = rules
        self._start = Deadline(start, estimated=False)
        self._made: dict[str, Step] = {}

    def __iter__(self) -> Iterator[Step]:
        return iter(self._made.values())

    def at_once(self, key: str, title: str, rule: str, since: str | None = None) -> None:
        """A step for which no period is set."""
        before = self._made[since] if since else None
        earliest = self._after(before.earliest if before else self._start, _AT_ONCE)
        latest = self._after(before.latest if before else self._start, _AT_ONCE)
        self._made[key] = Step(key, title, rule, None, "none", since, earliest, latest)

    def waits(self, key: str, title: str, ref: Ref, since: str) -> None:
        """A step that may come only when a period is over."""
        period, before = self._rules.period(*ref), self._made[since]
        earliest, latest = self._after(before.earliest, period), self._after(before.latest, period)
        self._made[key] = Step(key, title, ref[0], period, "least", since, earliest, latest)

    def within(self, key: str, title: str, ref: Ref, since: str, rule: str | None = None) -> None:
        """A duty that has a last day."""
        period, before = self._rules.period(*ref), self._made[since]
        earliest, latest = self._after(before.earliest, _AT_ONCE), self._after(before.latest, period)
        self._made[key] = Step(key, title, rule or ref[0], period, "most", since, earliest, latest)

    def not_before(self, key: str, others: list[str], *, named: bool = False) -> None:
        """Put a step off to the latest of others, on each track; the rule that decides its earliest day names it."""
        step = self._made[key]
        for other in (self._made[name] for name in others):
            if named and other.earliest.on > step.earliest.on:
                step = Step(
                    key, step.title, other.rule, other.period, other.bound, other.since, step.earliest, step.latest
                )
            earliest, latest = _later(step.earliest, other.earliest), _later(step.latest, other.latest)
            step = Step(key, step.title, step.rule, step.period, step.bound, step.since, earliest, latest)
        self._made[key] = step

    def has(self, key: str) -> bool:
        return key in self._made

    def _after(self, since: Deadline, period: Period) -> Deadline:
        ends = self._rules.calendar.add(since.on, period)
        return Deadline(ends.on, ends.estimated or since.estimated)


def _later(one: Deadline, other: Deadline) -> Deadline:
    return Deadline(max(one.on, other.on), one.estimated or other.estimated)


def _before(steps: _Steps, method: Method, notices: list[Need], rules: RuleBook) -> None:
    """What is published before the purchase begins: the intention, and a single source.  PB-01, R-M18"""
    stood: list[str] = []
    for need in notices:
        period = method.intention_period if need.what == "intention" else (need.clause, "notice_period")
        steps.at_once(need.what, need.title, need.clause)
        if period is not None and rules.has(*period):
            steps.waits(f"{need.what}_stood", f"{need.title}期满", period, need.what)
            stood.append(f"{need.what}_stood")
        else:
            stood.append(need.what)
    steps.at_once("solicitation", "发布采购公告或者邀请，发出采购文件", method.clause)
    steps.not_before("solicitation", stood)


def _round(steps: _Steps, method: Method) -> None:
    """From the notice to the evaluation: the suppliers' own days.  R-P01, R-P03, R-P07, R-P09, R-P10"""
    if method.notice_period is not None:
        steps.waits("notice_stood", "采购公告期满", method.notice_period, "solicitation")
    if method.document_period is not None:
        steps.waits("documents", "采购文件提供期满", method.document_period, "solicitation")
    if method.response_period is not None:
        steps.waits("deadline", "响应（投标）截止", method.response_period, "solicitation")
        # Who may still fetch the documents must be able to answer them.
        steps.not_before("deadline", ["documents"] if steps.has("documents") else [], named=True)
    since = "deadline" if steps.has("deadline") else "documents" if steps.has("documents") else "solicitation"
    steps.at_once("evaluation", "开启和评审", method.committee_clause, since)


def _award(steps: _Steps, method: Method, rules: RuleBook) -> None:
    """Report, confirmation, result, and until when a challenge may come.  R-P13, R-P14, R-P17, R-P18, DQ-01"""
    since = "evaluation"
    if method.report_period is not None:
        steps.within("report", "评审报告送交购买主体", method.report_period, since)
        since = "report"
    if method.confirmation_period is not None:
        steps.within("confirmation", "确定承接主体", method.confirmation_period, since)
    else:
        steps.at_once("confirmation", "确定承接主体", method.clause, since)
    if method.result_publication_period is None:
        return
    steps.within("result", "公告结果，发出通知书", method.result_publication_period, "confirmation")
    if method.result_notice_period is not None:
        steps.waits("result_stood", "结果公告期满", method.result_notice_period, "result")
        if method.inside_gpl and rules.has("DQ-01", "challenge_within"):
            steps.waits("challenge", "对结果的质疑期满（签订不必等待）", ("DQ-01", "challenge_within"), "result_stood")


def _contract(steps: _Steps, method: Method, plan: Plan, rules: RuleBook) -> None:
    """Signature, announcement, the copy for finance.  R-P20, R-P21, R-P22, HR-CT-2, JL44-4.3.6"""
    since = "result" if steps.has("result") else "confirmation"
    inside = inside_gpl(plan, rules)
    signing = method.signing_period if inside else ("HR-CT-2", "sign_within")
    if signing is not None and rules.has(*signing):
        steps.within("signing", "签订合同", signing, since)
    else:
        steps.at_once("signing", "签订合同", method.clause, since)
    if rules.has("R-P21", "announce_within"):
        rule = "R-P21" if inside else "JL44-4.3.6"
        steps.within("contract_notice", "发布合同公告", ("R-P21", "announce_within"), "signing", rule)
    if inside and rules.has("R-P22", "file_within"):
        steps.within("filing", "合同副本报财政部门备案", ("R-P22", "file_within"), "signing")
