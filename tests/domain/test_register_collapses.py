"""A supplier fails altogether: no project of it is forgotten, a bar is no collapse.  HR-TK-21, AD-08"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.performance.roster.messages import Enrolment, RecipientsEnrolled
from domain.project import Project
from domain.register.collapses.messages import (
    CollapseDeclared,
    CollapsedProjectSettled,
    CollapseReported,
    DeclareCollapse,
    ReportCollapse,
    SettleCollapsedProject,
)
from domain.register.collapses.triggers import trigger
from domain.register.messages import RegisterSupplier
from domain.supervision.messages import DeadlineMissed
from domain.takeover.trigger.messages import TakeoverTriggered, TriggerTakeover
from tests.domain.bridging import EVERYONE, STOPPED, prepared
from tests.domain.scene import DIVISION, HOME, SUPPLIER, SUPPLIER_2, D, Scene, day, scene

STREAM = f"supplier/{SUPPLIER}"
ONE, TWO = "220122-2026-aaaaaa", "220181-2026-bbbbbb"


def known() -> Scene:
    register = RegisterSupplier(uscc=SUPPLIER, name="康桥", kind="enterprise", division=DIVISION, evidence=D)
    return scene(home=STREAM, at=day("2026-05-11")).when(register).then()


def declare(**changes: Any) -> DeclareCollapse:
    values = {"uscc": SUPPLIER, "collapse": "c1", "ground": "T8", "facts": "账户冻结，全部停止服务", "evidence": (D,)}
    more = {"gap_since": day("2026-05-11T06:30"), "projects": (ONE, TWO), **changes}
    return DeclareCollapse.model_validate({**values, **more})


def report(**changes: Any) -> ReportCollapse:
    values = {"uscc": SUPPLIER, "collapse": "c1", "triggered": {ONE: f"{ONE}-T1"}, "refused": {TWO: "没有预案"}}
    return ReportCollapse.model_validate({**values, **changes})


def test_a_collapse_names_its_projects_and_stands_until_each_has_answered() -> None:
    """HR-TK-21"""
    declared = known().when(declare(), by="duty-1")
    declared.accepted(CollapseDeclared)
    going = declared.then()
    going.when(declare(collapse="c2"), by="duty-1").refused("HR-TK-21")
    going.when(report(refused={}), by="duty-1").refused("HR-TK-21")
    going.when(report(refused={TWO: "…", "220122-2026-cccccc": "…"}), by="duty-1").refused("HR-TK-21")
    done = going.when(report(), by="duty-1")
    done.accepted(CollapseReported)
    done.then().when(report(), by="duty-1").refused("HR-TK-21")
    done.then().when(declare(), by="duty-1").refused("HR-TK-21")
    done.then().when(declare(collapse="c2"), by="duty-1").accepted(CollapseDeclared)


def test_a_bar_is_no_collapse() -> None:
    """AD-08"""
    known().when(declare(ground="T10"), by="duty-1").refused("AD-08")


def test_an_unknown_supplier_or_a_stop_in_the_future_is_refused() -> None:
    unknown = scene(home=STREAM, at=day("2026-05-11"))
    unknown.when(declare(), by="duty-1").refused("HR-TK-21")
    known().when(declare(gap_since=day("2026-05-12")), by="duty-1").refused("HR-TK-21")


def test_until_all_have_answered_somebody_is_responsible() -> None:
    """HR-TK-21: four hours from the declaration, then the alarm; gone with the report, which the workflow may make."""
    going = known().when(declare(), by="duty-1").then()
    item = going.item("collapse.c1")
    assert (item.rule, item.due - going.at) == ("HR-TK-21", timedelta(hours=4))
    going.wake("collapse.c1").accepted(DeadlineMissed)
    done = going.when(report(), by="adapter")
    done.accepted(CollapseReported)
    assert [i.key for i in done.then().agenda()] == [f"collapse.c1.{TWO}"]


def test_a_project_whose_trigger_was_refused_has_somebody_who_must_look_at_it() -> None:
    """HR-TK-21: a day after the four hours; gone with the takeover started by hand, or with the reason why none is needed."""
    left = known().when(declare(), by="duty-1").then().when(report(), by="adapter").then()
    item = left.item(f"collapse.c1.{TWO}")
    assert (item.rule, item.who, item.due - left.at) == ("HR-TK-21", "duty_officer", timedelta(hours=28))
    left.wake(item.key).accepted(DeadlineMissed)
    values = {"uscc": SUPPLIER, "collapse": "c1", "project": TWO, "reasons": "合同上月已履行完毕", "evidence": D}
    settle = SettleCollapsedProject.model_validate(values)
    left.when(settle.model_copy(update={"project": ONE}), by="duty-1").refused("HR-TK-21")
    left.when(settle.model_copy(update={"takeover": f"{TWO}-T1"}), by="duty-1").refused("HR-TK-21")
    by_hand = TakeoverTriggered(takeover=f"{TWO}-T1", ground="T8", gap_since=STOPPED, at=STOPPED)
    begun = left.has(by_hand, stream=f"project/{TWO}")
    begun.when(settle.model_copy(update={"takeover": f"{TWO}-T1"}), by="duty-1").accepted(CollapsedProjectSettled)
    done = left.when(settle, by="duty-1")
    done.accepted(CollapsedProjectSettled)
    assert done.then().agenda() == ()
    done.then().when(settle, by="duty-1").refused("HR-TK-21")


# ---------------------------------------------------------------- what each project is asked


def asked(stopped: Scene, uscc: str = SUPPLIER) -> TriggerTakeover:
    values = {"collapse": "c1", "ground": "T8", "facts": "账户冻结", "evidence": (D,), "gap_since": STOPPED}
    declared = CollapseDeclared.model_validate({**values, "projects": (ONE,), "by": "duty-1", "at": stopped.at})
    project = stopped.states[HOME]
    assert isinstance(project, Project)
    return TriggerTakeover.model_validate(trigger(declared, uscc, project))


def test_a_project_is_taken_over_whole_by_the_same_command_as_any_other() -> None:
    """HR-TK-21, JL44-4.4.3c"""
    stopped = prepared()
    command = asked(stopped)
    assert command.without_provider == EVERYONE
    stopped.when(command, by="duty-1", role="duty_officer").accepted(TakeoverTriggered)


def test_where_a_roster_is_kept_only_those_due_that_day_are_without_provider() -> None:
    """HR-TK-21, HR-RO-1"""
    entry = Enrolment(
        recipient="r-220122-aaaaaaaaaa", grade="A", township="220122100", from_on=date.fromisoformat("2026-03-01")
    )
    enrolled = RecipientsEnrolled(ground="initial", entries=(entry,), document=D, by="wu", on=entry.from_on)
    stopped = prepared().has(enrolled)
    command = asked(stopped)
    assert command.without_provider == {"A": 1}
    stopped.when(command, by="duty-1", role="duty_officer").accepted(TakeoverTriggered)


def test_another_suppliers_contract_is_not_taken_over_with_it() -> None:
    """HR-TK-21: whoever named it in the declaration by mistake."""
    stopped = prepared()
    stopped.when(asked(stopped, SUPPLIER_2), by="duty-1", role="duty_officer").refused("HR-TK-21")


def test_who_declares_has_no_more_authority_than_each_project_gives() -> None:
    """HR-WHO: the trigger is sent in the declarer's name and judged like any other."""
    stopped = prepared()
    elsewhere = replace(stopped, division="220183")  # the one who declares is of another county
    elsewhere.when(asked(stopped), by="duty-of-dehui", role="duty_officer").refused("HR-WHO")
