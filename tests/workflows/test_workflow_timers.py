"""Durable timers: they fire at their moment, also when the run continued as new while they ran."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.message import EVENTS
from domain.supervision.messages import DeadlineMissed
from ledger.read import read_streams
from settings import Settings
from tests.workflows.durable import Durable, durable_world
from worker import Hands

GUIDANCE = "planning.guidance"


@pytest.fixture(scope="module")
async def world(held: Hands, settings: Settings) -> AsyncIterator[Durable]:
    async with durable_world(held, settings, continue_after=40) as made:
        yield made


async def _types(world: Durable, stream: str) -> list[str]:
    return [e.type for e in await read_streams(world.held.pool, {stream: 0})]


async def _runs(world: Durable, workflow_id: str) -> int:
    return len([w async for w in world.held.client.list_workflows(f"WorkflowId = '{workflow_id}'")])


async def test_a_deadline_reminds_and_then_alarms_on_a_durable_timer(world: Durable) -> None:
    """JL44-1.2: the county's guidance is due in five working days; silence is recorded, and told."""
    project = "220122100-2026-timer1"
    await world.township_plan(project)
    await world.pass_deadline(f"project/{project}", GUIDANCE)
    types = await _types(world, f"project/{project}")
    reminded, missed = types.index("DeadlineReminded"), types.index("DeadlineMissed")
    assert reminded < missed
    assert "EffectAcknowledged" in types[missed:]  # the alarm was told


async def test_a_timer_that_runs_across_a_continued_run_fires_at_its_moment(world: Durable) -> None:
    """The deadline is a date in the ledger, not a remainder in a run: the new run sleeps until the same moment."""
    project = "220122100-2026-timer2"
    await world.township_plan(project)
    for number in range(5):
        tip = {"key": f"tip-{number}", "channel": "phone", "about": "来电反映"}
        await world.act(f"project/{project}", "RecordTip", tip, "dtown")
    assert await _runs(world, f"project:{project}") > 1
    await world.pass_deadline(f"project/{project}", GUIDANCE)
    stored = await read_streams(world.held.pool, {f"project/{project}": 0})
    missed = [EVENTS[e.type].restore(e.payload) for e in stored if e.type == "DeadlineMissed"]
    assert [m.key for m in missed if isinstance(m, DeadlineMissed)] == [GUIDANCE]


async def test_a_takeover_that_nobody_decides_alarms_within_its_hours(world: Durable) -> None:
    """JL44-4.4.3c: the duty roster has 24 hours for a written refusal of service; the clock is durable, over several runs."""
    project = "220122-2026-timer3"
    await world.running_contract(project)
    takeover = await world.trigger(project)
    for number in range(5):
        heard = {"statement": f"第{number}次陈述", "digest": "b" * 64}
        await world.act(f"takeover/{takeover}", "HearSupplier", heard, "dwang")
    assert await _runs(world, f"takeover:{takeover}") > 1
    await world.pass_time(f"takeover:{takeover}", timedelta(hours=26))
    assert "DeadlineMissed" in await _types(world, f"takeover/{takeover}")
