"""Projects whose supplier fails: a takeover plan in force, triggered, decided, bridged, as facts on record."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from domain.funding.messages import AllocationRecorded
from domain.takeover.asking.messages import (
    AnswerStandby,
    DecideTakeover,
    StandbyAccepted,
    StandbyAsked,
    TakeoverDecided,
)
from domain.takeover.bridge.messages import EngageStandby, RecordCoverage, StandbyEngaged
from domain.takeover.plan.messages import PlanStep, Standby, TakeoverPlan, TakeoverPlanApproved, TakeoverPlanMade
from domain.takeover.trigger.messages import TakeoverOpened, TakeoverTriggered
from domain.values import Grade
from tests.domain.running import POOL, performing
from tests.domain.scene import DIVISION, HOME, PROJECT, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day

TAKEOVER = f"{PROJECT}-T1"
RUN = f"takeover/{TAKEOVER}"
STOPPED = day("2026-07-06T08:00")  # a Monday
OPENED = day("2026-07-06T14:00")
EVERYONE: dict[Grade, int] = {"A": 10, "B": 20, "C": 30}


def standby(key: str, **changes: Any) -> Standby:
    """An interim provider that can serve everybody for 90 days, within a framework agreement."""
    values: dict[str, Any] = {
        "key": key,
        "name": f"接管单位{key}",
        "uscc": SUPPLIER_2,
        "consent": D,
        "capacity": EVERYONE,
        "route": "framework",
        "route_basis": "框架协议第3号",
        "amount_yuan": Decimal("90000.00"),
        "days_of_cover": 90,
    }
    return Standby(**{**values, **changes})


def township(key: str = "own", **changes: Any) -> Standby:
    """The township serves for itself: no purchase, no money."""
    values = {"uscc": None, "consent": None, "route": "own_performance", "amount_yuan": Decimal(0), **changes}
    return standby(key, route_basis="乡镇自行提供", **values)


def takeover_plan(**changes: Any) -> TakeoverPlan:
    """A full plan with two providers."""
    values: dict[str, Any] = {
        "form": "full",
        "grounds": ("T1", "T2", "T4", "T5"),
        "deciders": ("duty-1", "wang"),
        "standbys": (standby("s1"), standby("s2", uscc=SUPPLIER_3)),
        "steps": (PlanStep(key="list", title="核对名单", owner="民政局", hours=4),),
        "recipients": EVERYONE,
        "data_package": "服务对象编号、照护计划、班次",
        "money": "项目结余和工作经费",
        "text": D,
    }
    return TakeoverPlan(**{**values, **changes})


def prepared(plan: TakeoverPlan | None = None) -> Scene:
    """The service runs since March and has a plan in force; it is two in the afternoon of the day on which it stops."""
    made = TakeoverPlanMade(plan=plan or takeover_plan(), by="li", on=date(2026, 2, 25))
    approved = TakeoverPlanApproved(by="wang", minutes=D, on=date(2026, 2, 26))
    return performing().has(made, approved).on("2026-07-06T14:00")


def allocated(scene: Scene, amount: str = "100000000") -> Scene:
    """So much was handed down for the year."""
    return scene.has(
        AllocationRecorded(
            level="provincial",
            kind="advance",
            amount_yuan=Decimal(amount),
            document_number="吉财社指〔2026〕1号",
            received_on=date(2026, 1, 4),
        ),
        stream=f"pool/{POOL}",
    )


def triggered(plan: TakeoverPlan | None = None, **changes: Any) -> Scene:
    """The service stopped at eight; at two the takeover is open.  The run's own stream judges from here."""
    chosen = plan or takeover_plan()
    values: dict[str, Any] = {
        "project": PROJECT,
        "ground": "T1",
        "facts": "承接主体停止上门",
        "evidence": (D,),
        "gap_since": STOPPED,
        "opened_at": OPENED,
        "without_provider": EVERYONE,
        "plan": chosen,
        "supplier": SUPPLIER,
        "triggered_by": "li",
        "pool_division": DIVISION,
    }
    opened = TakeoverOpened(**{**values, **changes})
    fact = TakeoverTriggered(takeover=TAKEOVER, ground=opened.ground, gap_since=opened.gap_since, at=OPENED)
    return allocated(prepared(chosen)).has(fact).in_stream(RUN).has(opened)


def started(plan: TakeoverPlan | None = None, **changes: Any) -> Scene:
    """The duty officer decides at three; the first provider is asked until seven."""
    scene = triggered(plan, **changes).on("2026-07-06T15:00")
    return scene.when(decide(), by="duty-1").then()


def accepted(plan: TakeoverPlan | None = None, **changes: Any) -> Scene:
    """The first provider accepts at four."""
    scene = started(plan, **changes).on("2026-07-06T16:00")
    key = (plan or takeover_plan()).standbys[0].key
    return scene.when(answer(key)).then()


def engaged(plan: TakeoverPlan | None = None, **changes: Any) -> Scene:
    """It is engaged at five, from the next day on, for thirty days."""
    scene = accepted(plan, **changes).on("2026-07-06T17:00")
    chosen = (plan or takeover_plan()).standbys[0]
    return scene.when(engage(chosen.key, amount_yuan=chosen.amount_yuan), by="duty-1").then()


def covered(plan: TakeoverPlan | None = None) -> Scene:
    """Everybody is served again by Wednesday noon."""
    scene = engaged(plan).on("2026-07-08T12:00")
    key = (plan or takeover_plan()).standbys[0].key
    for grade, count in EVERYONE.items():
        scene = scene.when(cover(grade, count, scene.at, key=key)).then()
    return scene


# ---------------------------------------------------------------- commands


def decide(start: bool = True) -> DecideTakeover:
    return DecideTakeover(start=start, reasons="服务已中断", opinion=D)


def answer(key: str, accepts: bool = True, **changes: Any) -> AnswerStandby:
    return AnswerStandby(standby=key, accepts=accepts, reason="已核实人员", **changes)


def engage(key: str = "s1", **changes: Any) -> EngageStandby:
    values: dict[str, Any] = {"amount_yuan": Decimal(30000), "starts_on": date(2026, 7, 7), "days": 30, **changes}
    return EngageStandby(standby=key, document=D, **values)


def cover(grade: Grade, count: int, at: datetime, key: str = "s1") -> RecordCoverage:
    return RecordCoverage(standby=key, grade=grade, covered=count, covered_at=at)


__all__ = [
    "EVERYONE",
    "HOME",
    "OPENED",
    "RUN",
    "STOPPED",
    "TAKEOVER",
    "StandbyAccepted",
    "StandbyAsked",
    "StandbyEngaged",
    "TakeoverDecided",
]
