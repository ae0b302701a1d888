"""Who may act, and where there is law to judge by.  HR-WHO, HR-PLACE"""

import pytest

from domain.planning.messages import Buyer, StartProject
from tests.domain.builders import lawful_plan
from tests.domain.scene import BUYER, code, scene


@pytest.mark.parametrize("division", ["110101", "230102"])
def test_a_division_without_a_guide_is_refused_not_broken(division: str) -> None:
    """HR-PLACE: Jilin's guide judges Jilin's purchases; elsewhere the answer is a clear no."""
    buyer = Buyer(name="某区民政局", uscc=BUYER, level="county", division=division)
    there = scene(home=f"project/{division}-2026-abc123", division=division)
    there.when(StartProject(plan=lawful_plan(buyer=buyer)), by="wang").refused("HR-PLACE")


def test_before_the_guide_nothing_is_judged() -> None:
    """JL44-6.1: in force from the day it is issued, 2020-09-18."""
    plan = lawful_plan()
    scene().on("2020-09-17").when(StartProject(plan=plan), by="wang").refused("HR-PLACE")


def test_another_organisations_clerk_may_not_put_a_plan_forward() -> None:
    """HR-WHO: the buyer's own people act for their organisation, also where no plan is on record yet."""
    other = code("11220122MB1A00777")
    scene().when(StartProject(plan=lawful_plan()), by="wang", role="clerk", uscc=other).refused("HR-WHO")
