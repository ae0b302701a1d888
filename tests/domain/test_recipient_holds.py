"""What of a project keeps its recipients' identities from being erased: which hold, until when, and when none is left.  HR-VH-1, DP-02"""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from domain.calendar import BEIJING
from domain.closing.messages import ProjectClosed, ProjectSettled
from domain.performance.roster.holds import Hold, holds
from domain.project import Project
from domain.supervision.messages import FindingRecorded, TipRecorded
from domain.takeover.messages import TakeoverClosed, TakeoverTriggered
from tests.domain.running import passed
from tests.domain.scene import HOME, D, Scene, rulebook
from tests.domain.test_recipient_roster import A, running, told

SETTLED = ProjectSettled(
    contract_yuan=Decimal(1), paid_yuan=Decimal(1), deducted_yuan=Decimal(0), released_yuan=Decimal(0), statement=D, on=date(2027, 3, 1)
)  # fmt: skip
CLOSED = ProjectClosed(opinion="同意", on=date(2027, 3, 5))
GAP = datetime(2026, 4, 1, tzinfo=BEIJING)
TRIGGERED = TakeoverTriggered(takeover="220122-2026-abc123-T1", ground="T2", gap_since=GAP, at=GAP)


def held(at: Scene, day: str = "2026-04-01", who: str = A) -> dict[str, Hold]:
    project = at.states[HOME]
    assert isinstance(project, Project)
    on = date.fromisoformat(day)
    return {
        hold.kind + (f" {hold.until}" if hold.until else ""): hold
        for hold in holds(project, who, on, rulebook("220122", on))
    }


def gone() -> Scene:
    return told(running(), A, "moved_away", "2026-03-20")


def test_while_a_project_runs_payment_and_retention_hold() -> None:
    """HR-VH-1: and who is still on the roster is told to be so"""
    assert set(held(running())) == {"retention", "payment"}
    assert "没有终止" not in held(gone())["retention"].reason
    at = running()
    project = at.states[HOME]
    assert isinstance(project, Project)
    served = holds(project, A, date(2026, 4, 1), rulebook("220122", date(2026, 4, 1)))
    assert any("仍在名册上" in hold.reason for hold in served)


def test_a_takeover_an_audit_a_tip_hold_until_their_end() -> None:
    """HR-VH-1"""
    at = gone().has(TRIGGERED)
    assert "T1" in held(at)["takeover"].reason
    over = at.has(TakeoverClosed(takeover=TRIGGERED.takeover, outcome="returned", on=date(2026, 4, 9)))
    assert "takeover" not in held(over)
    found = FindingRecorded(key="audit-1", about="抽查", digest=D, by="bai", on=date(2026, 4, 1))
    assert "audit-1" in held(gone().has(found))["audit"].reason
    tip = TipRecorded(key="tip-1", channel="12345", about="服务不到位", on=date(2026, 4, 1))
    assert "tip-1" in held(gone().has(tip))["complaint"].reason


def test_after_the_end_the_years_run_and_then_nothing_holds() -> None:
    """HR-VH-1: three years to the day"""
    at = gone().has(SETTLED, CLOSED)
    assert list(held(at, "2030-03-05")) == ["retention 2030-03-05"]
    assert held(at, "2030-03-06") == {}


def test_days_counted_too_many_are_named_in_the_hold() -> None:
    """HR-VH-1, HR-RO-3"""
    at = running().has(passed("q1", date(2026, 6, 3))).on("2026-06-10")
    assert "多计" not in held(at)["payment"].reason
    assert "多计" in held(told(at, A, "moved_away", "2026-05-21"))["payment"].reason


def test_a_project_that_never_served_keeps_nobody() -> None:
    """DP-02: nothing to prove later"""
    assert holds(replace(Project(), id="p"), A, date(2026, 4, 1), rulebook("220122", date(2026, 4, 1))) == ()
