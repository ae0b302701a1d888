"""The page of a takeover, read aloud at night: who must act by when, who is not served and since when.  JL44-4.4.3c, HR-TK-03"""

import io
from typing import Any

from commandline.output import console
from commandline.page import span_left
from commandline.standing import Standing, agenda_document, takeover_document, waiting_each
from commandline.takeover_page import takeover_page
from commandline.takeover_words import answered_by, grounds
from domain.takeover.people.messages import Listed, ListRecipients
from domain.takeover.plan.messages import TakeoverPlan
from domain.takeover.state import Takeover
from tests.domain.bridging import RUN, TAKEOVER, cover, engaged, started, takeover_plan, township, triggered
from tests.domain.scene import DIVISION, D, Scene, day, rulebook

NAMES = {"duty-1": "郑海峰", "wang": "孙国强"}


def stood(scene: Scene, now: str) -> Standing:
    """The takeover as it is read at a moment after its last act."""
    at, state = day(now), scene.states[RUN]
    assert isinstance(state, Takeover)
    version = scene.versions[RUN]
    items = scene.agenda()
    return Standing(
        TAKEOVER, RUN, state, version, version, scene.at, at.date(), at, rulebook(DIVISION, at.date()), items, NAMES, "照料护理服务"
    )  # fmt: skip


def page(scene: Scene, now: str, **more: Any) -> str:
    standing, out = stood(scene, now), io.StringIO()
    takeover_page(console(out), standing, agenda_document(standing), **more)
    return out.getvalue()


def plan() -> TakeoverPlan:
    return takeover_plan(standbys=(township("own"),))


def test_the_top_says_who_must_act_first_and_how_many_hours_are_left() -> None:
    lines = page(triggered(), "2026-07-06T23:00").splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("最先："))
    assert first < 8
    assert "决定是否启动接管，2026-07-07 14:00 之前（剩 15 小时），由值班决策人办理" in lines[first]
    assert "预案的决策人：郑海峰、孙国强" in lines[first - 1]
    assert "情形 T1（服务中断）" in "\n".join(lines[:first])


def test_each_grade_says_how_many_wait_since_when_for_how_many_hours() -> None:
    """HR-TK-03: counted to the moment of reading, not to the last act"""
    said = page(triggered(), "2026-07-06T23:00")
    grade = next(line.split() for line in said.splitlines() if line.strip().startswith("A "))
    assert grade == ["A", "10", "人", "0", "人", "0", "人", "2026-07-06", "08:00", "15", "小时", "2026-07-08", "08:00"]


def test_what_has_passed_is_said_to_have_passed_in_hours() -> None:
    scene = triggered()
    late = next(i for i in agenda_document(stood(scene, "2026-07-07T15:30")) if i["key"] == "takeover.decide")
    assert (late["hours_left"], span_left(late)) == (-2, "已逾期 2 小时")
    just = next(i for i in agenda_document(stood(scene, "2026-07-07T13:30")) if i["key"] == "takeover.decide")
    assert (just["hours_left"], span_left(just)) == (0, "剩 0 小时")


def test_the_page_names_the_command_that_comes_next_and_every_duty_of_a_run_has_one() -> None:
    assert f"→ jieli takeover decide {TAKEOVER}" in page(triggered(), "2026-07-06T23:00")
    alone = [i.key for scene in (triggered(), started(), engaged()) for i in scene.agenda()]
    assert {key for key in alone if answered_by(TAKEOVER, key) is None} <= {"takeover.help"}


def test_a_provider_is_shown_with_its_route_in_words_and_its_money_in_capitals() -> None:
    said = page(engaged(), "2026-07-06T23:00")
    assert "框架协议" in said
    assert "framework" not in said
    assert "元整" in said
    assert "尚缺 档案、班次、钥匙" in said


def test_of_a_grade_that_is_served_again_by_count_nobody_still_waits() -> None:
    """HR-TK-19: a list by names, and a count without names: the page must not say both 'all served' and 'still waiting'"""
    listed = ListRecipients(recipients=tuple(Listed(recipient=f"r-{n}", grade="A") for n in range(10)), digest=D)
    scene = engaged().on("2026-07-06T18:00").when(listed, role="clerk").then()
    assert {w["until"] for w in waiting_each(stood(scene, "2026-07-06T23:00")).values()} == {None}
    scene = scene.on("2026-07-07T12:00")
    scene = scene.when(cover("A", 10, scene.at)).then()
    waits = takeover_document(stood(scene, "2026-07-09T12:00"), None)["waits"]
    assert {(w["until"], w["hours"], w["counted"]) for w in waits.values()} == {(scene.at, 28, True)}
    assert "按人数登记" in page(scene, "2026-07-09T12:00", each=True)


def test_a_long_list_is_counted_and_told_in_full_when_asked() -> None:
    listed = ListRecipients(recipients=tuple(Listed(recipient=f"r-{n}", grade="C") for n in range(30)), digest=D)
    scene = triggered().on("2026-07-06T18:00").when(listed, role="clerk").then()
    assert "名单共 30 人，另 18 人" in page(scene, "2026-07-06T23:00")
    assert page(scene, "2026-07-06T23:00", each=True).count("仍无人服务  ") >= 30


def test_the_grounds_are_named_as_the_rule_names_them() -> None:
    """HR-TK-01"""
    known = grounds(rulebook(DIVISION, day("2026-07-06").date()))
    assert list(known) == [f"T{n}" for n in range(1, 11)]
    assert known["T2"] == "书面拒绝或者停业"
