"""Staff: the rules.  Posts of the contract, shares told, records searched before and every year.  HR-ST-1, EX-14"""

from collections.abc import Iterator
from typing import assert_never

from domain.forms import deadline, finding, require, warning
from domain.given import Decision, Given
from domain.performance.staff.messages import (
    RecordStaffCheck,
    ReportStaff,
    SetStaffing,
    StaffChecked,
    StaffCommand,
    StaffingSet,
    StaffReported,
    share,
)
from domain.supervision.messages import Finding

RULE = "HR-ST-1"
MINORS = "EX-14"


def decide(command: StaffCommand, given: Given) -> Decision:
    match command:
        case SetStaffing():
            names = [p.post for p in command.posts]
            apart = len(set(names)) == len(names)
            found = [require(given, RULE, apart, "同一岗位写了两次", field="posts")]
            return given.settle(command, found, StaffingSet(**command.model_dump(), by=given.by, on=given.on))
        case RecordStaffCheck():
            event = StaffChecked(**command.model_dump(), by=given.by, on=given.on)
            return given.settle(command, list(_checked(command, given)), event)
        case ReportStaff():
            reported = StaffReported(**command.model_dump(), by=given.by, on=given.on)
            return given.settle(command, list(_reported(command, given)), reported)
        case _:
            assert_never(command)


def _checked(command: RecordStaffCheck, given: Given) -> Iterator[Finding | None]:
    """All the law's records were searched, and nobody with one of them stays."""
    yield require(given, MINORS, command.checked_on <= given.at.date(), "查询日期晚于今天", field="checked_on")
    wanted = given.rules.kinds(MINORS, "records") if given.rules.has(MINORS, "records") else ()
    missing = [kind for kind in wanted if kind not in command.records]
    reason = f"还须查询：{'、'.join(missing)}"
    yield require(given, MINORS, not missing, reason, field="records", missing=missing)
    dismissed = command.dismissed >= command.found
    reason = f"查出{command.found}人有违法犯罪记录，只调离{command.dismissed}人：不得录用，已录用的立即解聘"
    yield require(given, MINORS, dismissed, reason, field="dismissed")
    yield require(given, MINORS, command.found <= command.checked, "查出的人数多于查询的人数", field="found")


def _reported(command: ReportStaff, given: Given) -> Iterator[Finding | None]:
    staff = given.project.performance.staff
    if staff.asked is None:
        yield finding(given, RULE, "尚未登记合同要求的岗位（SetStaffing）", field="filled")
        return
    posts = {p.post for p in staff.asked.posts}
    named = [f.post for f in command.filled]
    unknown = sorted(set(named) - posts)
    known = "、".join(sorted(posts))
    yield require(given, RULE, not unknown, f"合同没有这些岗位：{'、'.join(unknown)}；有：{known}", field="filled")
    yield require(given, RULE, len(set(named)) == len(named), "同一岗位写了两次", field="filled")
    missing = sorted(posts - set(named))
    yield require(given, RULE, not missing, f"没有报告：{'、'.join(missing)}", field="filled", missing=missing)
    yield require(given, RULE, command.as_of <= given.on, "日期晚于今天", field="as_of")
    changed = any(f.left for f in command.filled)
    told = not changed or command.reasons is not None
    yield require(given, RULE, told, "有人离岗的，写明原因和补充安排", field="reasons")
    yield from _short(command, given)
    yield renewed(given)


def _short(command: ReportStaff, given: Given) -> Iterator[Finding | None]:
    asked = given.project.performance.staff.asked
    posts = asked.posts if asked is not None else ()
    least = given.rules.ratio("HR-TK-01", "key_staff_min")
    for name, of, limit in (
        ("全部岗位", posts, given.rules.ratio(RULE, "warn_below")),
        ("关键岗位", tuple(p for p in posts if p.key), least),
    ):
        rate = share(of, command.filled)
        if rate is not None and rate < limit:
            yield warning(
                given, RULE, f"{name}到岗率 {rate:.0%}，低于 {limit:.0%}", field="filled", rate=round(rate, 4)
            )


def searched(given: Given) -> Finding | None:
    """Where minors are served nobody begins unsearched.  EX-14"""
    staff = given.project.performance.staff
    reason = "服务对象有未成年人：先登记从业人员的违法犯罪记录查询（RecordStaffCheck）"
    return require(given, MINORS, not staff.minors or staff.checked is not None, reason, field="staff_check")


def renewed(given: Given) -> Finding | None:
    """A search older than a year is told at every report: the agenda asks for it anew."""
    staff = given.project.performance.staff
    if not staff.minors or staff.checked is None or not given.rules.has(MINORS, "repeat_every"):
        return None
    last = deadline(given.rules, MINORS, "repeat_every", staff.checked.checked_on).on
    if given.on <= last:
        return None
    return warning(given, MINORS, f"从业人员查询已于{last}到期", field="staff_check", until=last)
