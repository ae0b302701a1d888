"""A supplier fails altogether: no project of it is forgotten, a bar is no collapse.  HR-TK-21, AD-08"""

from typing import Any

from domain.register.collapses.messages import CollapseDeclared, CollapseReported, DeclareCollapse, ReportCollapse
from domain.register.messages import RegisterSupplier
from tests.domain.scene import DIVISION, SUPPLIER, D, Scene, day, scene

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
