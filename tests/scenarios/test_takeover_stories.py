"""Claims of the short stories of takeovers: handed back, all declined, started alone, minors, a drill.  JL44-4.4.3c"""

from functools import cache

import pytest

from scenarios.rehearsal import Rehearsal, rehearse
from scenarios.story import load

ALONE = "takeover-break-glass-unratified"


@cache
def told(name: str) -> Rehearsal:
    return rehearse(load(name))


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("takeover-return", []),
        ("takeover-all-decline", [("TriggerTakeover", "JL44-4.4.3c")]),
        (ALONE, [("EngageStandby", "HR-TK-14")]),
        ("takeover-minors", [("EngageStandby", "EX-14")]),
        ("drill", []),
    ],
)
def test_each_story_comes_to_its_end_with_its_own_refusals(name: str, refused: list[tuple[str, str]]) -> None:
    assert told(name).finished
    assert [(r.where, r.clause) for r in told(name).refusals] == refused


def test_what_was_handed_back_gives_its_unused_money_back() -> None:
    events = told("takeover-return").events
    assert (events["StandbyEngaged"], events["BridgeSettled"], events["TakeoverClosed"]) == (1, 1, 1)


def test_when_all_declined_another_way_was_found_before_the_alarm() -> None:
    story = told("takeover-all-decline")
    assert (story.events["StandbysExhausted"], story.events["StandbyAdded"]) == (1, 1)
    assert not [a for a in story.alarms if "stranded" in str(a)]


def test_the_unratified_start_climbed_and_no_money_was_spent() -> None:
    story = told(ALONE)
    climbed = [str(a) for a in story.alarms if "ratify" in str(a)]
    assert len(climbed) == 3
    assert climbed[0].startswith("2026-05-09 19:00")
    assert story.events["StartRatified"] == 1
    assert story.events["RecipientsCovered"] == 1  # the same night, long before anybody agreed


def test_a_drill_triggers_nothing_and_is_on_record() -> None:
    events = told("drill").events
    assert (events["DrillOpened"], events["DrillClosed"]) == (1, 1)
    assert events["TakeoverTriggered"] == events["TakeoverClosed"] == 0
