"""A project's stage follows from what is on record.  JL44-4.0"""

from datetime import date

from domain.breach.messages import ContractDissolved
from domain.project import Project
from domain.streams import empty, fold
from domain.takeover.plan.messages import TakeoverPlanApproved
from tests.domain.running import signed
from tests.domain.scene import HOME, D, day


def _project(scene_state: object) -> Project:
    assert isinstance(scene_state, Project)
    return scene_state


def test_a_new_stream_is_in_planning() -> None:
    assert _project(empty(HOME)).stage == "planning"


def test_a_signed_contract_waits_for_its_first_day() -> None:
    assert _project(signed().states[HOME]).stage == "contract"


def test_a_contract_dissolved_before_its_first_day_goes_to_closing() -> None:
    """JL44-4.4.4a: nothing was performed, so there is nothing to evaluate; the account is settled."""
    dissolved = ContractDissolved(
        key="b1", ground="refusal", notice=D, notified_on=date(2026, 2, 20), effective_on=date(2026, 2, 20)
    )
    state = fold(signed().states[HOME], dissolved, HOME, 99, day("2026-02-20"))
    assert _project(state).stage == "closing"


def test_an_approved_plan_alone_starts_nothing() -> None:
    approved = TakeoverPlanApproved(by="head", minutes=D, on=date(2026, 2, 20))
    assert _project(fold(signed().states[HOME], approved, HOME, 99, day("2026-02-20"))).stage == "contract"
