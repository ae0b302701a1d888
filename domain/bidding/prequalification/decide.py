"""Prequalification: the rules.  Five working days to apply, three days after a clarification, all examined and told.  R-P05, R-P06"""

from collections.abc import Iterator
from typing import assert_never

from domain.bidding.eligibility import may_take_part, method_of
from domain.bidding.prequalification.messages import (
    ApplyForPrequalification,
    ClarifyPrequalification,
    ConcludePrequalification,
    OpenPrequalification,
    PrequalificationApplied,
    PrequalificationClarified,
    PrequalificationCommand,
    PrequalificationConcluded,
    PrequalificationOpened,
)
from domain.calendar import beijing_date
from domain.forms import finding, not_before, require
from domain.given import Decision, Given
from domain.message import Command
from domain.register.state import Supplier
from domain.supervision.messages import Finding


def reads(command: Command) -> tuple[str, ...]:
    return (f"supplier/{command.supplier}",) if isinstance(command, ApplyForPrequalification) else ()


def decide(command: PrequalificationCommand, given: Given) -> Decision:
    match command:
        case OpenPrequalification():
            return _open(command, given)
        case ClarifyPrequalification():
            return _clarify(command, given)
        case ApplyForPrequalification():
            found = [_in_time(given), *may_take_part(command.supplier, given)]
            name = given.state(Supplier, f"supplier/{command.supplier}").name or command.supplier
            applied = PrequalificationApplied(**command.model_dump(), name=name, received_at=given.at)
            return given.settle(command, found, applied)
        case ConcludePrequalification():
            return _conclude(command, given)
        case _:
            assert_never(command)


def _open(command: OpenPrequalification, given: Given) -> Decision:
    """The notice shows, no documents are prepared yet, and the applicants have their days.  R-P06"""
    project = given.project
    shown = project.publication.shown("prequalification")
    before = project.bidding.prequalification
    few = before.concluded is not None and len(before.passed) < method_of(given).min_suppliers
    fresh = project.bidding.examined is None or few
    found = [require(given, "R-P06", fresh, "资格预审已开始", field="documents")]
    if shown is None:
        found.append(finding(given, "R-P06", "资格预审公告尚未发布", field="prequalification"))
    else:
        last, where = beijing_date(command.applications_until), "applications_until"
        found.append(
            not_before(given, "R-P06", "response", shown.published_on, last, "提交资格预审申请文件的时间", field=where)
        )
    number = project.publication.round + 1
    opened = PrequalificationOpened(**command.model_dump(), on=given.on, round=number if number > 1 else None)
    return given.settle(command, found, opened)


def _in_time(given: Given) -> Finding | None:
    now = given.project.bidding.prequalification
    open_still = now.until is not None and now.concluded is None and given.at < now.until
    return require(given, "R-P06", open_still, "资格预审未开始，或者提交申请的截止时间已到", field="applications_until")


def _clarify(command: ClarifyPrequalification, given: Given) -> Decision:
    """Three days before the deadline, or the deadline is put off.  R-P05"""
    until = given.project.bidding.prequalification.until
    last = command.applications_until or until
    if until is None or last is None:
        return given.settle(command, [_in_time(given)])
    where = "applications_until"
    found = [
        _in_time(given),
        require(given, "R-P05", last >= until, "截止时间只能推迟，不能提前", field=where),
        not_before(given, "R-P05", "before_deadline", given.on, beijing_date(last), "澄清至截止", field=where),
    ]
    clarified = PrequalificationClarified(
        clarification=command.clarification, digest=command.digest, applications_until=last, on=given.on
    )
    return given.settle(command, found, clarified)


def _conclude(command: ConcludePrequalification, given: Given) -> Decision:
    """After the deadline; every applicant once and nobody else."""
    now = given.project.bidding.prequalification
    over = now.until is not None and now.concluded is None and given.at >= now.until
    named = [result.supplier for result in command.results]
    all_once = sorted(named) == sorted(now.applicants)
    found = [
        require(given, "R-P06", over, "提交申请的截止时间未到，或者资格预审已完成"),
        require(given, "R-P06", all_once, "须对每一申请人作出一次审查结论并告知", field="results"),
    ]
    concluded = PrequalificationConcluded(**command.model_dump(), on=given.on)
    return given.settle(command, found, concluded)


def done(given: Given) -> Iterator[Finding | None]:
    """Before the documents of a tender with prequalification: it is over, and enough have passed.  R-P06, E-07"""
    now = given.project.bidding.examined
    if now is None:
        return
    yield require(given, "R-P06", now.concluded is not None, "资格预审尚未完成", field="prequalification")
    method = method_of(given)
    if now.concluded is not None:
        reason = f"通过资格预审的供应商{len(now.passed)}家，少于{method.min_suppliers}家：重新公告资格预审"
        enough = len(now.passed) >= method.min_suppliers
        yield require(given, method.min_suppliers_clause, enough, reason, field="prequalification")
