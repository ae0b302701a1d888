"""Watching: the rules, and the takeover that the clock itself triggers.  HR-TK-01, HR-TK-18, AD-08, JL44-4.4.3c"""

from collections.abc import Iterator
from typing import assert_never

from domain.forms import require
from domain.given import Accepted, Decision, Given
from domain.project import Project
from domain.supervision.messages import Finding
from domain.takeover.hours import beijing
from domain.takeover.trigger.decide import opening
from domain.takeover.trigger.messages import TriggerTakeover
from domain.takeover.watching import signs
from domain.takeover.watching.messages import (
    ConcludeReview,
    GapReported,
    OpenReview,
    ReportGap,
    ReviewConcluded,
    ReviewOpened,
)

RULE = "HR-TK-18"
WatchingCommand = ReportGap | OpenReview | ConcludeReview


def decide(command: WatchingCommand, given: Given) -> Decision:
    match command:
        case ReportGap():
            return report_gap(command, given)
        case OpenReview():
            return open_review(command, given)
        case ConcludeReview():
            return conclude(command, given)
        case _:
            assert_never(command)


def report_gap(command: ReportGap, given: Given) -> Decision:
    since = beijing(command.missed_since) if command.missed_since is not None else None
    plan = given.project.takeover.in_force
    event = GapReported(
        expected=command.expected,
        served=command.served,
        missed_since=since,
        digest=command.digest,
        by=given.by,
        at=given.at,
    )
    over = {g: n for g, n in command.served.items() if not 0 <= n <= command.expected.get(g, 0)}
    known = plan is None or all(0 <= n <= plan.recipients.get(g, 0) for g, n in command.expected.items())
    past = since is None or since <= given.at
    found = [
        require(given, RULE, not over, f"服务人数超出应服务人数：{over}", field="served"),
        require(given, RULE, known, "应服务人数超出预案所列", field="expected"),
        require(given, RULE, past, "中断时间晚于现在", field="missed_since"),
    ]
    return given.settle(command, found, event)


def open_review(command: OpenReview, given: Given) -> Decision:
    """A review stops nothing and starts nothing: it asks a person to look.  AD-08"""
    before = command.sign not in given.project.takeover.watching.reviews
    found = [require(given, "AD-08", before, f"“{command.sign}”的复核已在进行", field="sign")]
    event = ReviewOpened(**command.model_dump(), by=given.by, on=given.on)
    return given.settle(command, found, event)


def conclude(command: ConcludeReview, given: Given) -> Decision:
    basis = _basis(command.sign, given.project, given)
    watching = given.project.takeover.watching
    open_one = command.sign in watching.reviews or bool(set(basis) - watching.judged(command.sign))
    event = ReviewConcluded(**command.model_dump(), basis=basis, by=given.by, on=given.on)
    return given.settle(
        command,
        [require(given, RULE, open_one, f"没有“{command.sign}”的复核", field="sign"), *_other(command, given)],
        event,
    )


def _other(command: ConcludeReview, given: Given) -> Iterator[Finding | None]:
    """Who opened a review doesn't conclude it."""
    opened = given.project.takeover.watching.reviews.get(command.sign)
    if opened is not None:
        yield require(given, RULE, opened.by != given.by, f"复核结论须由{opened.by}以外的人作出", field="actor")


def _basis(sign: str, project: Project, given: Given) -> tuple[str, ...]:
    match sign:
        case "T1":
            return tuple(batch.batch for batch in signs.missed(project, given.rules))
        case "T3":
            return signs.understaffed(project, given.rules)[0]
        case "T4":
            return signs.harmed(project)[0]
        case "T7":
            return (*signs.failed(project, given.rules)[0], *signs.poor(project, given.rules)[0])
        case _:
            return ()


def silence(period: str, given: Given) -> Accepted:
    """No report came: a person looks whether anybody is still served."""
    if "silence" in given.project.takeover.watching.reviews:
        return Accepted()
    facts = f"{period}期服务报告逾期未交：核实承接主体是否仍在服务"
    event = ReviewOpened(sign="silence", facts=facts, evidence=(), by=given.by, on=given.on)
    return Accepted(((given.home, event),))


def leak(incident: str, given: Given) -> Accepted:
    """Nobody has stopped a leak in time: a person decides whether the supplier may go on holding the data.  EX-12, T9"""
    if "T9" in given.project.takeover.watching.reviews:
        return Accepted()
    reported = given.project.performance.incidents.by_key[incident].reported
    facts = f"个人信息泄露（{incident}）逾期未制止：决定是否启动接管"
    event = ReviewOpened(sign="T9", facts=facts, evidence=(reported.digest,), by=given.by, on=given.on)
    return Accepted(((given.home, event),))


def trigger_by_clock(given: Given) -> Accepted:
    """What the data say by themselves: the takeover is open, people decide within the hours of its ground."""
    project = given.project
    desk, terms = project.takeover, project.contract.terms
    report = desk.watching.gap
    if desk.in_force is None or desk.active is not None or terms is None or report is None:
        return Accepted()
    since = min(desk.watching.missed_since.values())
    counts = desk.watching.without_provider
    told = "，".join(f"{g}级{n}人" for g, n in sorted(counts.items()))
    alarm = TriggerTakeover(
        ground="T1",
        facts=f"系统依据服务缺口报告自动启动：{told}自{since:%Y-%m-%d %H:%M}起无人服务",
        evidence=(report.digest,),
        gap_since=since,
        without_provider=counts,
    )
    triggered, opened = opening(alarm, desk.in_force, terms.supplier, given)
    return Accepted(((given.home, triggered), (given.stream(f"takeover/{triggered.takeover}"), opened)))
