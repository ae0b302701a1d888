"""Few keys at night: what the short acts of a takeover take, and what they say to a slip.  JL44-4.4.3c"""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from calling import here

from commandline.exits import Stop
from commandline.options import MORNING, moment
from commandline.takeover_acts import _standby, counts
from domain.takeover.state import Takeover
from tests.domain.bridging import RUN, engaged, started, takeover_plan, triggered
from tests.domain.scene import Scene

P = "220122-2026-abc123"


def run_of(scene: Scene) -> Takeover:
    state = scene.states[RUN]
    assert isinstance(state, Takeover)
    return state


@pytest.mark.parametrize("words", [["A=2", "B=8"], ["A=2,B=8"], ["A=2，B=8"], ["A=2、 B=8"]])
def test_recipients_by_grade_in_any_of_the_ways_in_which_people_write_them(words: list[str]) -> None:
    assert counts(words, "--without") == {"A": 2, "B": 8}


@pytest.mark.parametrize("words", [["A=2", "A=3"], ["A"], ["12"], ["A=-1"], ["A=2;B=3"]])
def test_a_slip_in_the_counts_is_told_and_nothing_is_guessed(words: list[str]) -> None:
    with pytest.raises(Stop) as told:
        counts(words, "--without")
    assert told.value.code == 2
    assert "--without" in str(told.value)


def test_an_hour_alone_is_todays_in_beijing() -> None:
    beijing = timezone(timedelta(hours=8))
    before = datetime.now(beijing).date()
    found = moment("7:05", "--gap-since", MORNING)
    assert found.date() in (before, datetime.now(beijing).date())
    assert (found.hour, found.minute, found.utcoffset()) == (7, 5, timedelta(hours=8))
    with pytest.raises(Stop):
        moment("25:00", "--gap-since", MORNING)


def test_a_provider_is_found_by_key_by_name_or_because_it_is_the_only_one() -> None:
    takeover = run_of(engaged())
    assert _standby(takeover, "s2", [], "已委托") == "s2"
    assert _standby(takeover, "单位s2", [], "已委托") == "s2"
    assert _standby(takeover, None, list(takeover.engaged), "已委托") == "s1"


@pytest.mark.parametrize(
    ("scene", "named", "says"),
    [
        (triggered(takeover_plan()), None, "还没有已委托的接管单位"),
        (started(), "接管单位", "不止一家"),
        (started(), "别家", "不是本次的接管单位"),
    ],
)
def test_a_provider_that_is_not_clear_is_asked_for_with_the_choices(scene: Scene, named: str | None, says: str) -> None:
    with pytest.raises(Stop) as told:
        _standby(run_of(scene), named, [], "已委托")
    assert says in str(told.value)
    assert "s1（接管单位s1）" in str(told.value)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("decide", P, "--reasons", "x", "--no", "--alone"), "--alone"),
        (("decide", P, "--reasons", "x", "--tried", "wang"), "--tried"),
        (("answer", P), "--reason"),
        (("cover", P, "A"), "A=12"),
        (
            ("notify", P, "3", "--channel", "上门", "--text", "{paper}", "--says", "服务不断、白送"),
            "不加费用、投诉渠道",
        ),
        (("report", P, "A=x", "--week", "1", "--paper", "{paper}"), "A=12"),
        (("handover", P, "锅", "--receipt", "{paper}"), "档案、班次、钥匙"),
        (("end", P, "--reasons", "x", "--confirmation", "{paper}", "--outcome", "接"), "交还原承接主体"),
        (
            ("end", P, "--reasons", "x", "--confirmation", "{paper}", "--outcome", "交还", "--used", "s1"),
            "xiyanghong=22500",
        ),
    ],
)
def test_a_slip_in_a_short_act_is_told_with_what_to_write_instead(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"x")
    ran = here(capsys, "takeover", *(word.format(paper=paper) for word in words))
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
