"""The treasury on real servers: slow, down, nonsense, an answer lost, a worker killed.  Paid once, on record once, never forgotten.

JL44-4.5.2b, HR-EFFECT.  The treasury is a real server that counts what it paid.
"""

import asyncio
import os
import subprocess
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from activities.judging import Standings
from activities.sending import Sender
from activities.starting import Starter
from commandline.payment import payment_rows
from domain.contract.messages import ContractPeriod, ContractTerms
from domain.message import EVENTS, Event
from domain.planning.messages import FundingLine
from domain.project import Project
from ledger.read import read_streams
from settings import Settings
from tests.domain.builders import below_limit_plan
from tests.domain.scene import SUPPLIER, D
from tests.outside.site import Fault, Site, running_site
from tests.workflows.durable import Durable, durable_world
from worker import Hands, worker

PROJECT = "220122-2026-money1"
STREAM = f"project/{PROJECT}"
ASKED: dict[str, list[Fault]] = {
    "heals": ["500", "nonsense", "lost"],  # the fourth try hears it
    "silent": ["slow_done", "slow", "slow", "slow"],  # it paid at once, and no try heard of it
    "down": ["500", "receipt_of_another", "array", "500"],  # nothing done for a whole round
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


@pytest.fixture(scope="module")
def ours(settings: Settings, site: Site) -> Settings:
    own = {
        "task_queue": "treasury",
        "treasury_url": site.url,
        "treasury_token": "tok-77",
        "outside_patience_seconds": 0.5,
    }
    return Settings(**{**settings.model_dump(), **own})


@pytest.fixture(scope="module")
async def world(held: Hands, ours: Settings) -> AsyncIterator[Durable]:
    async with durable_world(held, ours, continue_after=500) as made:
        yield made


@pytest.fixture(scope="module")
async def approved(world: Durable, site: Site) -> Durable:
    """A contract whose one period is accepted and invoiced; each fault meets a payment of its own."""
    await owing(world, PROJECT)
    for payment, faults in ASKED.items():
        site.by_payment[payment] = deque(faults)
        await pay(world, PROJECT, payment)
    return world


async def owing(world: Durable, project: str) -> None:
    starts_on, ends_on = world._term()
    pool, amount = f"220122-{starts_on.year}", Decimal(200000)
    line = FundingLine(source="work_funds", pool=pool, amount_yuan=amount, earmarked=True)
    plan = below_limit_plan(starts_on=starts_on, ends_on=ends_on, funding=(line,))
    parts = ("content", "term", "quantity", "quality", "price", "settlement", "rights_and_duties", "liability")
    terms = ContractTerms(
        number=f"HT-{project}",
        **dict.fromkeys(parts, "见合同"),
        supplier=SUPPLIER,
        supplier_name="夕阳红社会服务中心",
        amount_yuan=amount,
        starts_on=starts_on,
        ends_on=ends_on,
        periods=(ContractPeriod(key="all", title="全期", starts_on=starts_on, ends_on=ends_on, payable_yuan=amount),),
        text=D,
    )
    facts = {
        "plan": plan.model_dump(mode="json"),
        "terms": terms.model_dump(mode="json"),
        "signed_on": (starts_on - timedelta(days=5)).isoformat(),
        "paid_yuan": "0.00",
        "accepted_periods": ["all"],
        "evidence": D,
    }
    await world.act(f"project/{project}", "OpenRunningContract", facts, "dwang")
    invoice = {"number": f"F-{project}", "kind": "数电普通发票", "period": "all", "amount_yuan": "200000.00"}
    await world.act(f"project/{project}", "RegisterInvoice", {**invoice, "digest": D}, "dwang")


async def pay(world: Durable, project: str, payment: str) -> None:
    wanted = {"payment": payment, "invoice": f"F-{project}", "amount_yuan": "1000.00"}
    await world.act(f"project/{project}", "OrderPayment", wanted, "dwang")
    await world.act(f"project/{project}", "ApprovePayment", {"payment": payment}, "dzhang")


async def recorded(world: Durable, stream: str, wanted: Callable[[list[Event]], bool]) -> list[Event]:
    """The stream's events, as soon as they are what is wanted."""
    async with asyncio.timeout(60):
        while True:
            stored = await read_streams(world.held.pool, {stream: 0})
            events = [EVENTS[e.type].restore(e.payload) for e in stored]
            if wanted(events):
                return events
            await asyncio.sleep(0.05)


def named(events: list[Event], name: str) -> list[Any]:
    return [e for e in events if type(e).__name__ == name]


async def rows(world: Durable, stream: str) -> dict[str, dict[str, Any]]:
    """What `jieli payment list` says, by payment."""
    standing = (await Standings().read(world.held.pool, [stream]))[stream].state
    assert isinstance(standing, Project)
    return {row["payment"]: row for row in payment_rows(standing)}


def key_of(site: Site, payment: str) -> str:
    [key] = {asked.key for asked in site.asked if asked.body["body"]["payment"] == payment}
    return key


async def test_four_tries_under_one_key_pay_once(approved: Durable, site: Site) -> None:
    """Down, HTML, paid and the connection lost, asked again: one payment there, its receipt here."""
    paid = await recorded(approved, STREAM, lambda e: "heals" in {p.payment for p in named(e, "PaymentMade")})
    (made,) = [p for p in named(paid, "PaymentMade") if p.payment == "heals"]
    key = key_of(site, "heals")
    assert len(site.of(key)) == 4
    assert (made.effect, made.receipt) == (key, site.done[key]["receipt"])


async def test_what_has_no_answer_is_seen_to_wait_and_then_paid_once(approved: Durable, site: Site) -> None:
    """The operator sees since when, which round and the last answer; an hour later each is asked again, and all is paid once."""
    await recorded(approved, STREAM, lambda e: len(named(e, "EffectDelayed")) == 2)
    waiting = await rows(approved, STREAM)
    assert {k: r["state"] for k, r in waiting.items()} == {"heals": "paid", "silent": "delayed", "down": "delayed"}
    assert "没有答复" in waiting["silent"]["says"]
    assert "答复 500" in waiting["down"]["says"]
    for row in (waiting["silent"], waiting["down"]):
        assert (row["system"], row["rounds"]) == ("国库集中支付系统", 1)
        assert row["since"] is not None
    assert (key_of(site, "silent") in site.done, key_of(site, "down") in site.done) == (True, False)
    await approved.pass_time(f"project:{PROJECT}", timedelta(minutes=61))
    events = await recorded(approved, STREAM, lambda e: len(named(e, "PaymentMade")) == 3)
    assert sorted(p.payment for p in named(events, "PaymentMade")) == ["down", "heals", "silent"]
    assert len(site.done) == 3
    assert {r["state"] for r in (await rows(approved, STREAM)).values()} == {"paid"}


async def test_a_worker_killed_between_paying_and_recording_pays_once(
    world: Durable, ours: Settings, site: Site
) -> None:
    """A worker of its own process is killed while the treasury's answer is on its way; the next asks under the same key."""
    queue = "treasury-killed"
    theirs = Settings(**{**ours.model_dump(), "task_queue": queue, "outside_patience_seconds": 12})
    starter = Starter(world.held.client, queue, world.held.build, 500)
    there = Durable(
        world.environment,
        replace(world.held, starter=starter, sender=Sender(world.held.client, world.held.pool, starter)),
    )
    project = "220122-2026-money2"
    stream = f"project/{project}"
    site.by_payment["killed"] = deque[Fault](["slow_done"])
    victim = another_worker(environment(world, theirs))
    try:
        await owing(there, project)
        await pay(there, project, "killed")
        await asyncio.to_thread(site.paid, "killed")
    finally:
        victim.kill()
        await asyncio.to_thread(victim.wait)
    key = key_of(site, "killed")
    assert not named(await recorded(there, stream, lambda _: True), "PaymentMade")
    async with worker(theirs, there.held):
        await there.pass_time(f"project:{project}", timedelta(seconds=30))  # the dead worker's try is over
        events = await recorded(there, stream, lambda e: bool(named(e, "PaymentMade")))
    assert [p.payment for p in named(events, "PaymentMade")] == ["killed"]
    assert {asked.key for asked in site.of(key)} == {key}
    assert len(site.of(key)) == 2
    assert named(events, "PaymentMade")[0].receipt == site.done[key]["receipt"]


def another_worker(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-P", "-m", "worker"], env=environment)


def environment(world: Durable, settings: Settings) -> dict[str, str]:
    """What that worker is told, as an operator would tell it."""
    assert settings.database_url is not None
    return {
        **os.environ,
        "JIELI_MODE": "production",
        "JIELI_DATA_DIR": str(settings.data_dir),
        "JIELI_ARCHIVE_URL": settings.archive,
        "JIELI_DATABASE_URL": settings.database_url.get_secret_value(),
        "TEMPORAL_ADDRESS": world.held.client.service_client.config.target_host,
        "JIELI_TASK_QUEUE": settings.task_queue,
        "JIELI_TREASURY_URL": str(settings.treasury_url),
        "JIELI_OUTSIDE_PATIENCE_SECONDS": str(settings.outside_patience_seconds),
    }
