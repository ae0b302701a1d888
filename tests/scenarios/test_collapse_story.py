"""Claims of the story of the collapse: fifty contracts in three counties, every recipient covered within the limits.  HR-TK-21"""

from collections import Counter
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import law
from domain.register.collapses.messages import CollapseReported
from domain.takeover.asking.messages import StandbyAsked
from domain.takeover.bridge.messages import RecipientsCovered
from domain.takeover.care.messages import RecipientsNotified
from domain.takeover.hours import span
from domain.takeover.trigger.messages import TakeoverOpened
from scenarios.rehearsal import Rehearsal, rehearse
from scenarios.story import Act, StoryError, load
from scenarios.tables import BadTable, Table, filled, rows_of, tables


@cache
def told() -> Rehearsal:
    return rehearse(load("collapse"))


def of(kind: type[Any]) -> dict[str, list[Any]]:
    """The events of a type by stream."""
    found: dict[str, list[Any]] = {}
    for one in told().told:
        if isinstance(one.event, kind):
            found.setdefault(one.stream, []).append(one.event)
    return found


def test_fifty_contracts_in_three_counties_trigger_at_one_moment_and_none_twice() -> None:
    assert (told().problems, told().finished) == ((), True)
    opened = of(TakeoverOpened)
    assert (len(opened), {len(events) for events in opened.values()}) == (50, {1})
    assert len({events[0].opened_at for events in opened.values()}) == 1
    assert {events[0].project.split("-")[0] for events in opened.values()} == {"220122", "220182", "220183"}
    ((report,),) = of(CollapseReported).values()
    assert (len(report.triggered), report.refused, report.by) == (50, {}, "adapter")


def test_every_grade_of_every_contract_is_covered_within_its_limit_and_nobody_is_late() -> None:
    """HR-TK-03: by the limits in force; A even by its target of a day."""
    rules = law.load().rulebook("220122", told().told[-1].at.date())
    limits = {g: span(rules.period("HR-TK-03", f"grade_{g.lower()}")) for g in "ABC"}
    limits["A"] = span(rules.period("HR-TK-03", "grade_a_target"))
    opened, covered = of(TakeoverOpened), of(RecipientsCovered)
    assert set(covered) == set(opened)
    for stream, (done,) in covered.items():
        assert set(done.hours) == set(opened[stream][0].without_provider)
        assert all(timedelta(hours=hours) <= limits[grade] for grade, hours in done.hours.items()), (stream, done.hours)
    assert [str(alarm) for alarm in told().alarms] == []
    told_of = {stream: sum(e.told for e in events) for stream, events in of(RecipientsNotified).items()}
    assert told_of == {stream: sum(e[0].without_provider.values()) for stream, e in opened.items()}


def test_some_decline_some_are_silent_some_share_and_the_next_is_asked() -> None:
    """HR-TK-09: where one can't serve all, two are asked at once."""
    asked = of(StandbyAsked)
    together = [s for s, events in asked.items() if len({e.asked_at for e in events}) < len(events)]
    after = [s for s, events in asked.items() if len({e.asked_at for e in events}) > 1]
    assert len(together) == 4
    assert len(after) == told().events["StandbyDeclined"] + told().events["StandbyLapsed"]
    assert told().events["StandbyLapsed"] >= 3
    assert told().events["StandbysExhausted"] == 0
    assert [(r.where, r.clause) for r in told().refusals] == [("DeclareCollapse", "HR-TK-21")]


def test_each_county_decides_by_its_own_duty_officer() -> None:
    """HR-TK-15, HR-TK-12: the city raised the alarm, the decision stays where the contract is."""
    deciding = [s for s in load("collapse").steps if isinstance(s, Act) and s.command == "decide-takeover"]
    assert Counter(act.actor for act in deciding) == {"duty-220122": 18, "duty-220182": 16, "duty-220183": 16}
    assert "HR-TK-12" not in [w.clause for w in told().warnings]


# ---------------------------------------------------------------- tables


COUNTIES = Table(name="counties", rows=({"key": "n", "place": "农安县"},))
ROWS = Table(
    name="rows",
    of={"county": "counties"},
    rows=({"key": "a", "county": "n", "people": {"A": 2}}, {"key": "b", "county": "n", "people": {}}),
)


def test_a_column_is_its_value_alone_and_its_words_within_a_text() -> None:
    known = tables((COUNTIES, ROWS))
    (row,) = rows_of(known, "rows", {"key": "a"})
    facts = {"who": "{people}", "n": "{people.A}", "county": "{county}", "{key}": ["{county.place}：{people.A}人", 7]}
    assert filled(facts, row) == {"who": {"A": 2}, "n": 2, "county": "n", "a": ["农安县：2人", 7]}
    assert len(rows_of(known, "rows", {"county": "n"})) == len(rows_of(known, "rows", {"key": ["a", "b"]})) == 2


def test_what_is_wrong_with_a_table_is_said() -> None:
    known = tables((COUNTIES, ROWS))
    row = rows_of(known, "rows", {"key": "b"})[0]
    for wrong, word in (
        (lambda: tables((COUNTIES, COUNTIES)), "出现两次"),
        (lambda: tables((Table(name="t", rows=({"key": "a"}, {"key": "a"})),)), "不重复"),
        (lambda: tables((Table(name="t", rows=({"name": "a"},)),)), "key"),
        (lambda: tables((ROWS,)), "没有的表"),
        (lambda: tables((COUNTIES, ROWS.model_copy(update={"rows": ({"key": "a", "county": "x"},)}))), "没有“x”"),
        (lambda: rows_of(known, "nothing", {}), "没有表"),
        (lambda: rows_of(known, "rows", {"key": "z"}), "没有"),
        (lambda: filled("{people.A}", row), "没有列"),
    ):
        with pytest.raises(BadTable, match=word):
            wrong()


def test_a_story_with_an_unknown_table_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "01-x.toml").write_text(
        'title = "一"\n[story]\ntitle = "错"\nsummary = "错"\nbegins = 2026-01-01\nmain = "main"\n'
        '[[act]]\nat = 2026-01-02\nas = "x"\ndo = "start-project"\neach = "rows"\n',
        encoding="utf-8",
    )
    with pytest.raises(StoryError, match="没有表“rows”"):
        load(str(tmp_path))
