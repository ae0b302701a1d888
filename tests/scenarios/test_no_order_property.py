"""No order of commands reaches a signed contract with a *must* broken: stories are shuffled, thinned, hurried, falsified.

What is told is the story's own acts in another order, by other persons, at other times, with other facts; whatever the rules let
pass is looked at by a second reading of the law (`musts.py`) that asks no rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

import domain.given as given_module
import law
from domain.approval.messages import ApprovalGiven
from domain.award.messages import AwardConfirmed
from domain.award.undoing.messages import RefusalToSignRecorded
from domain.bidding.framework.messages import CalledOff
from domain.bidding.messages import BidsScored, CommitteeAppointed
from domain.bidding.parties.messages import ConflictRecorded
from domain.contract.messages import ContractSigned
from domain.dispute.challenge.messages import ChallengeFiled
from domain.dispute.complaint.messages import ComplaintRegistered
from domain.given import Decision, Given
from domain.message import Event, command_type
from domain.planning.messages import PlanRevised, ProjectDetermined, ProjectStarted
from domain.publication.messages import NoticeOrdered, SolicitationPrepared
from scenarios.rehearsal import Otherwise, Recorded, Stage
from scenarios.story import Act, Story, load
from tests.scenarios.musts import File, broken, signatures

# one of each way of choosing a supplier; rounds that fail, awards that don't stand, sealed bids, townships and platforms
STORIES = (
    "means-survey",
    "home-care",
    "open-tender",
    "negotiation",
    "single-source",
    "one-bidder",
    "framework",
    "invited-tender",
    "platform-tender",
    "county-coordinated",
    "refusal-to-sign",
    "challenge-upheld",
    "challenge-rejected",
    "conflict-found",
    "correction-moves-deadline",
    "sealed-bids",
)

SINGLY = ("open-tender", "negotiation", "single-source", "framework", "sealed-bids", "refusal-to-sign")  # quick to tell


@dataclass
class _Tolerant(Stage):
    """Tells on whatever is refused, malformed or without its ground."""

    def _act(self, act: Act) -> None:
        try:
            super()._act(act)
        except Otherwise as stop:
            self.problems.append(str(stop))


@cache
def until_signed(name: str) -> Story:
    """The story up to its first signature, without what time alone must bring."""
    story = load(name)
    acts = [step for step in story.steps if isinstance(step, Act)]
    signing = next(n for n, act in enumerate(acts) if _named(act) == "SignContract" and act.refused is None)
    return replace(story, steps=tuple(acts[: signing + 1]))


def _named(act: Act) -> str:
    kind = command_type(act.command)
    return kind.__name__ if kind is not None else ""


def told(story: Story) -> tuple[Recorded, ...]:
    """Every event of the telling."""
    stage = _Tolerant(story, law.load())
    return stage.tell().told


def signed(recorded: tuple[Recorded, ...]) -> bool:
    return any(isinstance(r.event, ContractSigned) for r in recorded)


# ---------------------------------------------------------------- what may be done to a story

places = st.integers(0, 199)
change = st.one_of(
    st.tuples(st.just("drop"), places),
    st.tuples(st.just("swap"), places, places),
    st.tuples(st.just("repeat"), places, st.integers(0, 40)),
    st.tuples(st.just("hurry"), places, st.integers(1, 60)),
    st.tuples(st.just("dawdle"), places, st.integers(1, 60)),
    st.tuples(st.just("other"), places, places),
    st.tuples(st.just("falsify"), places, places, st.integers(0, 5)),
)


def changed(story: Story, changes: list[tuple[Any, ...]]) -> Story:
    acts = list(story.steps)
    for kind, where, *more in changes:
        if not acts:
            break
        n = where % len(acts)
        act = acts[n]
        assert isinstance(act, Act)
        match kind:
            case "drop":
                acts.pop(n)
            case "swap":
                m = more[0] % len(acts)
                other = acts[m]
                assert isinstance(other, Act)
                acts[n], acts[m] = replace(other, at=act.at), replace(act, at=other.at)
            case "repeat":
                acts.append(replace(act, at=act.at + timedelta(days=more[0]), step=f"{act.step}/again"))
            case "hurry":  # this and all that follows
                acts[n:] = [replace(a, at=a.at - timedelta(days=more[0])) for a in acts[n:]]  # type: ignore[type-var]
            case "dawdle":
                acts[n] = replace(act, at=act.at + timedelta(days=more[0]))
            case "other":
                acts[n] = replace(act, actor=story.persons[more[0] % len(story.persons)].id)
            case "falsify":
                acts[n] = replace(act, facts=falsified(act.facts, more[0], more[1]))
    acts.sort(key=lambda a: a.at)  # type: ignore[union-attr]
    return replace(story, steps=tuple(acts))


def falsified(facts: dict[str, Any], where: int, how: int) -> dict[str, Any]:
    """One leaf of the facts, counted through, becomes another: gone, smaller, larger, earlier, the other way."""
    leaves = list(_leaves(facts, ()))
    if not leaves:
        return facts
    return _with(facts, leaves[where % len(leaves)], how)  # type: ignore[no-any-return]


def _leaves(value: Any, path: tuple[Any, ...]) -> Any:
    if isinstance(value, dict | list) and value:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, (*path, key))
            yield (*path, key)
    else:
        yield path


def _with(value: Any, path: tuple[Any, ...], how: int) -> Any:
    if not path:
        return _other(value, how)
    key, rest = path[0], path[1:]
    if how == 0 and not rest:
        if isinstance(value, dict):
            return {k: v for k, v in value.items() if k != key}
        return [v for n, v in enumerate(value) if n != key]
    if isinstance(value, dict):
        return {k: _with(v, rest, how) if k == key else v for k, v in value.items()}
    return [_with(v, rest, how) if n == key else v for n, v in enumerate(value)]


def _other(value: Any, how: int) -> Any:
    days = timedelta(days=(how - 3) * 20)
    match value:
        case bool():
            return not value
        case int():
            return [value, value // 2, value * 2, 0, value + 1, value * 10][how]
        case str():
            for read in (_as_date, _as_number):
                if (other := read(value, how, days)) is not None:
                    return other
            return value if how % 2 else " "
        case _:
            return value


def _as_date(value: str, _how: int, days: timedelta) -> str | None:
    try:
        return (date.fromisoformat(value) + days).isoformat()
    except ValueError:
        return None


def _as_number(value: str, how: int, _days: timedelta) -> str | None:
    try:
        return str(Decimal(value) * [1, Decimal("0.5"), 2, 0, Decimal("1.1"), 10][how])
    except InvalidOperation:
        return None


# ---------------------------------------------------------------- the claims


@pytest.mark.parametrize("name", STORIES)
def test_told_as_it_is_each_story_signs_and_the_second_reading_finds_nothing(name: str) -> None:
    recorded = told(until_signed(name))
    assert signed(recorded)
    assert broken(recorded) == []


@settings(max_examples=90, deadline=None)
@given(st.sampled_from(STORIES), st.lists(change, min_size=1, max_size=4))
def test_no_order_of_commands_signs_with_a_must_broken(name: str, changes: list[tuple[Any, ...]]) -> None:
    recorded = told(changed(until_signed(name), changes))
    note(f"{name}: {'signed' if signed(recorded) else 'not signed'}")
    assert broken(recorded) == []


def test_each_act_alone_left_out_signs_lawfully_or_not_at_all() -> None:
    """Not by chance: every single act of these stories, and how many of them a signature can do without."""
    without = 0
    for name in SINGLY:
        story = until_signed(name)
        for n in range(len(story.steps)):
            recorded = told(changed(story, [("drop", n)]))
            assert broken(recorded) == [], (name, story.steps[n])
            without += signed(recorded)
    assert without > 0  # else the claim would be empty


def _blind(clause: str) -> Callable[..., Decision]:
    """Judging that overlooks one clause."""
    settle = Given.settle

    def overlooking(self: Given, command: Any, findings: Any, *events: Any, also: Any = ()) -> Decision:
        kept = [None if f is not None and f.clause == clause else f for f in findings]
        return settle(self, command, kept, *events, also=also)

    return overlooking


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("N22-08", "home-care"),
        ("PB-01", "home-care"),
        ("JL44-4.1.2", "home-care"),
        ("R-P17", "home-care"),
        ("AD-01", "home-care"),
        ("R-P29", "challenge-rejected"),
    ],
)
def test_a_rule_that_is_overlooked_is_found_by_the_second_reading(
    clause: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard guards: with one clause taken out of the judgement, leaving out an act breaks a must, and that is seen."""
    monkeypatch.setattr(given_module.Given, "settle", _blind(clause))
    story = until_signed(name)
    seen = {b for n in range(len(story.steps)) for b in broken(told(changed(story, [("drop", n)])))}
    assert any(clause in found.split() for found in seen), seen


# ---------------------------------------------------------------- what no act may bring about is seen where it stood


def _with_event(name: str, change: Callable[[Event], Event], *before_signing: Callable[[File], Event]) -> list[str]:
    """What the second reading finds where the record says otherwise than the rules would have let it."""
    recorded = [replace(r, event=change(r.event)) for r in told(until_signed(name))]
    file = next(signatures(recorded))
    place = next(n for n, r in enumerate(recorded) if r.event is file.signed)
    more = [replace(recorded[place], event=make(file)) for make in before_signing]
    return broken([*recorded[:place], *more, *recorded[place:]])


def _award(file: File) -> AwardConfirmed:
    award = file.last(AwardConfirmed)
    assert award is not None
    return award


def _same(event: Event) -> Event:
    return event


def _tied(event: Event) -> Event:
    if not isinstance(event, BidsScored):
        return event
    return event.model_copy(update={"ties": (tuple(place.supplier for place in event.ranking[:2]),)})


def _cheap(event: Event) -> Event:
    """The second bid at a tenth of its price."""
    if not isinstance(event, BidsScored):
        return event
    first, second, *rest = event.ranking
    low = second.model_copy(update={"price_yuan": second.price_yuan / 10})
    return event.model_copy(update={"ranking": (first, low, *rest)})


def _reversed(event: Event) -> Event:
    return event.model_copy(update={"ranking": event.ranking[::-1]}) if isinstance(event, BidsScored) else event


def _chaired(event: Event) -> Event:
    if not isinstance(event, CommitteeAppointed):
        return event
    chaired = tuple(m.model_copy(update={"chair": m.kind == "buyer"}) for m in event.members)
    return event.model_copy(update={"members": chaired})


def _hurried(event: Event) -> Event:
    if not isinstance(event, NoticeOrdered) or event.response_deadline is None:
        return event
    return event.model_copy(update={"response_deadline": event.response_deadline - timedelta(days=15)})


def _bond(event: Event) -> Event:
    if not isinstance(event, SolicitationPrepared):
        return event
    return event.model_copy(update={"solicitation": event.solicitation.model_copy(update={"bid_bond_yuan": 9_999_999})})


def _unbased(event: Event) -> Event:
    if not isinstance(event, NoticeOrdered) or event.kind != "intention":
        return event
    other = "budget_draft" if event.basis == "department_budget" else "department_budget"
    return event.model_copy(update={"basis": other})


def _securing(event: Event) -> Event:
    if not isinstance(event, ContractSigned):
        return event
    most = event.terms.amount_yuan * Decimal("0.11")
    return event.model_copy(update={"terms": event.terms.model_copy(update={"performance_bond_yuan": most})})


def _not_collective(event: Event) -> Event:
    if not isinstance(event, ProjectStarted | PlanRevised):
        return event
    return event.model_copy(update={"plan": event.plan.model_copy(update={"budget_yuan": Decimal(3_000_000)})})


def _refused(file: File) -> Event:
    award = _award(file)
    return RefusalToSignRecorded.model_construct(supplier=award.supplier, name=award.name, on=file.signed.signed_on)


def _in_conflict(file: File) -> Event:
    return ConflictRecorded.model_construct(supplier=_award(file).supplier, round=file.round)


def _challenged(file: File) -> Event:
    return ChallengeFiled.model_construct(challenge="late", may_affect_result=True, on=file.signed.signed_on)


def _complained(file: File) -> Event:
    return ComplaintRegistered.model_construct(complaint="late", suspends=True, on=file.signed.signed_on)


def _unguided(event: Event) -> Event:
    """The county disagreed, and nobody waited."""
    match event:
        case ApprovalGiven(kind="county_guidance"):
            return event.model_copy(update={"agrees": False})
        case ProjectDetermined():
            return event.model_copy(update={"on": date(2020, 1, 1)})
        case _:
            return event


def _dearer(event: Event) -> Event:
    return event.model_copy(update={"unit_price_yuan": 999_999}) if isinstance(event, CalledOff) else event


@pytest.mark.parametrize(
    ("clause", "name", "change", "more"),
    [
        ("E-03", "open-tender", _chaired, ()),
        ("E-18", "open-tender", _tied, ()),
        ("E-29", "open-tender", _cheap, ()),
        ("R-P14", "open-tender", _reversed, ()),
        ("R-P04", "correction-moves-deadline", _hurried, ()),
        ("R-B01", "home-care", _bond, ()),
        ("R-B02", "home-care", _securing, ()),
        ("PB-03", "home-care", _unbased, ()),
        ("HR-AC", "means-survey", _not_collective, ()),
        ("R-S17", "refusal-to-sign", _same, (_refused,)),
        ("R-S05", "conflict-found", _same, (_in_conflict,)),
        ("R-P29", "challenge-upheld", _same, (_challenged,)),
        ("DQ-13", "challenge-rejected", _same, (_complained,)),
        ("R-M17", "framework", _dearer, ()),
        ("JL44-1.2 JL44-1.3", "one-bidder", _unguided, ()),
    ],
)
def test_what_breaks_a_must_is_seen(
    clause: str, name: str, change: Callable[[Event], Event], more: tuple[Callable[[File], Event], ...]
) -> None:
    assert _with_event(name, _same) == []
    assert clause in _with_event(name, change, *more)
