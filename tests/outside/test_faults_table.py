"""Every outside system against every fault: what it is asked is done at most once, and is on record or seen to be waiting.

A real server counts what it *did*.  The rules, the adapter and the fold are the real ones; only the clock of the tries is
the test's own.  HR-EFFECT, PB-05, JL44-4.4.4c, JL44-4.5.2b
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from activities.interface import Performing
from activities.outside import adapters
from activities.performing import Performer, Unanswered
from commandline.outstanding import outstanding
from domain.effect import Effect
from domain.messages import COMMANDS
from domain.payment.messages import PaymentMade
from domain.publication.messages import NoticePublished
from domain.register.messages import CreditShown
from domain.supervision.messages import EffectDelayed, ReportDelay
from tests.domain.running import notice
from tests.domain.scene import Scene
from tests.domain.test_payment import performing
from tests.domain.test_penalties import HOME as SUPPLIER_HOME
from tests.domain.test_penalties import reported
from tests.outside.site import Fault, Site, running_site
from tests.outside.test_treasury import sent

SLOW: tuple[Fault, ...] = ("slow", "slow_done")
PATIENCE = 0.3  # seconds with a slow site, which doesn't answer while the tests run; plenty with any other


@dataclass(frozen=True)
class Door:
    """One outside system: the name of its setting, what it is asked, and the event that records its answer."""

    setting: str
    title: str
    asked: Callable[[], tuple[Scene, Effect]]
    done: type[Any]


def _effects(of: Scene) -> list[Effect]:
    return list(of.states[of.home].watch.effects.values())


def _credit(platform: str) -> tuple[Scene, Effect]:
    at = reported().in_stream(SUPPLIER_HOME)
    return at, next(e for e in _effects(at) if e.kind == "credit" and e.body["platform"] == platform)


def _publish() -> tuple[Scene, Effect]:
    ordered, _ = notice("acceptance", date(2026, 8, 5))
    at = performing().on("2026-08-05").has(ordered)
    return at, next(e for e in _effects(at) if e.kind == "publish")


DOORS = {
    "treasury": Door("treasury", "国库集中支付系统", sent, PaymentMade),
    "province": Door("credit_province", "信用公示平台（province）", lambda: _credit("province"), CreditShown),
    "locality": Door("credit_locality", "信用公示平台（locality）", lambda: _credit("locality"), CreditShown),
    "notice": Door("notice", "公告网站", _publish, NoticePublished),
}
NOT_DONE: tuple[Fault, ...] = (
    "500",
    "nonsense",
    "array",
    "no_receipt",
    "receipt_no_text",
    "receipt_of_another",
    "huge",
    "later",
    "unauthorised",
    "redirect",
    "slow",
)
DONE_UNHEARD: tuple[Fault, ...] = ("lost", "slow_done")


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def site(running: Site) -> Site:
    """The one server, with nothing asked of it yet."""
    running.faults.clear()
    running.asked.clear()
    running.done.clear()
    running.says = {}
    running.answered = 0
    return running


def performer(door: Door, site: Site, folder: Path, patience: float = 10.0) -> Performer:
    return Performer(adapters(folder, {door.setting: (site.url, "geheim")}, patience))


async def delayed(
    at: Scene, effect: Effect, door: Door, site: Site, folder: Path, fault: Fault | None = None
) -> tuple[Scene, str]:
    """A try that ends without an answer, recorded as the workflow records it."""
    asked = len(site.asked)
    if fault is not None:
        site.fail(fault)
    with pytest.raises(Unanswered) as found:
        await performer(door, site, folder, PATIENCE if fault in SLOW else 10.0).perform(
            Performing(effect=effect, at=at.at)
        )
    await asyncio.to_thread(site.heard, asked + 1)  # it has heard us, though we no longer listen
    told = at.when(ReportDelay(effect=effect.id, error=str(found.value)), by="adapter")
    told.accepted(EffectDelayed)
    return told.then(), str(found.value)


def row(at: Scene, effect: Effect) -> dict[str, Any]:
    [found] = [r for r in outstanding(at.states[at.home].watch.effects.values()) if r["effect"] == effect.id]
    return found


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("fault", [*NOT_DONE, *DONE_UNHEARD])
async def test_after_any_fault_it_is_done_once_and_on_record_once(
    site: Site, tmp_path: Path, name: str, fault: Fault
) -> None:
    """Meanwhile the operator sees which system, since when, which round, in what words; a second answer changes nothing."""
    door = DOORS[name]
    at, effect = door.asked()
    waits, said = await delayed(at, effect, door, site, tmp_path, fault)
    assert len(site.done) == (fault in DONE_UNHEARD)
    seen = row(waits, effect)
    assert (seen["system"], seen["state"], seen["rounds"], seen["says"]) == (door.title, "delayed", 1, said)
    assert seen["since"] == effect.since
    assert seen["since"] is not None
    assert waits.item(f"effect.{effect.id}").does == "retry"
    assert "geheim" not in said

    ours = performer(door, site, tmp_path)
    first, again = [await ours.perform(Performing(effect=effect, at=at.at)) for _ in range(2)]
    assert first == again
    assert len(site.done) == 1
    assert {asked.key for asked in site.asked} == {effect.id}
    recorded = waits.when(COMMANDS[first.type].model_validate(first.body), by="adapter")
    recorded.accepted(door.done)
    after = recorded.then()
    assert effect.id not in after.states[after.home].watch.effects
    echo = after.when(COMMANDS[again.type].model_validate(again.body), by="adapter").accepted()
    assert echo.events == ()


@pytest.mark.parametrize(
    ("name", "fault"), [*((name, "500") for name in DOORS), ("treasury", "slow"), ("treasury", "slow_done")]
)
async def test_a_system_that_never_mends_is_asked_less_and_less_often_and_never_forgotten(
    site: Site, tmp_path: Path, name: str, fault: Fault
) -> None:
    """Three rounds on, it still waits; what it did unheard it did once."""
    door = DOORS[name]
    at, effect = door.asked()
    waits: list[datetime] = []
    for number in (1, 2, 3):
        at, said = await delayed(at, effect, door, site, tmp_path, fault)
        seen = row(at, effect)
        assert (seen["rounds"], seen["says"]) == (number, said)
        waits.append(at.at)
        at = at.wake(f"effect.{effect.id}").then()
    first, second, third = waits
    assert (third - second) == 2 * (second - first)
    assert len(site.done) == (fault == "slow_done")
    assert row(at, effect)["since"] == effect.since


async def test_an_answer_for_another_order_amount_or_payee_is_told_as_such(site: Site, tmp_path: Path) -> None:
    """JL44-4.5.2b: no receipt is taken for something that was not ordered; the same amount in other digits is the same."""
    door = DOORS["treasury"]
    for wrong in ({"id": "project/x@1"}, {"amount_yuan": "15000.00"}, {"payee": "别人"}, {"payment": "p2"}):
        at, effect = door.asked()
        site.done.clear()
        site.says = wrong
        _, said = await delayed(at, effect, door, site, tmp_path)
        assert f"不符：{next(iter(wrong))}" in said
    at, effect = door.asked()
    site.done.clear()
    site.says = {"id": effect.id, "amount_yuan": 150000, "payee": effect.body["payee"]}
    answer = await performer(door, site, tmp_path).perform(Performing(effect=effect, at=at.at))
    at.when(COMMANDS[answer.type].model_validate(answer.body), by="adapter").accepted(PaymentMade)


async def test_two_tries_at_once_pay_once(site: Site, tmp_path: Path) -> None:
    """A worker that was thought dead and its successor both ask: one key, one payment at the treasury, one in the ledger."""
    door = DOORS["treasury"]
    at, effect = door.asked()
    two = [performer(door, site, tmp_path / n) for n in ("a", "b")]
    answers = await asyncio.gather(*(p.perform(Performing(effect=effect, at=at.at)) for p in two))
    assert (len(site.asked), len(site.done), answers[0]) == (2, 1, answers[1])
    command = COMMANDS[answers[0].type].model_validate(answers[0].body)
    paid = at.when(command, by="adapter")
    paid.accepted(PaymentMade)
    assert paid.then().when(command, by="adapter").accepted().events == ()
