"""A supplier's bar, entered in the register, opens a review in its running project: on real servers, by the worker itself.  AD-08"""

import json
from datetime import date, timedelta
from uuid import uuid4

from activities.sending import envelope
from domain.ids import in_world
from ledger.read import read_streams
from scenarios.runner import Telling
from scenarios.story import Story
from scenarios.story import load as story
from tests.domain.scene import D
from worker import Hands

WORLD = "reviews"


async def test_a_bar_reaches_the_suppliers_running_project_by_itself(held: Hands) -> None:
    """AD-08, HR-TK-18: once, and acknowledged in the register."""
    told = story("takeover-return")
    begun = next(n for n, s in enumerate(told.steps) if getattr(s, "command", "") == "start-performance")
    short = Story(WORLD, told.head, told.persons, told.suppliers, told.steps[: begun + 1], told.projects)
    telling = Telling(short, held)
    telling.made.update(short.projects)
    await telling._cast()
    for step in short.steps:
        await telling._act(step)  # type: ignore[arg-type]
    project = in_world(f"project/{told.projects[told.head.main]}", WORLD)
    uscc = await held.pool.fetchval("SELECT supplier FROM readmodel.project WHERE stream = $1", project)
    at = short.steps[-1].at + timedelta(days=1)  # type: ignore[union-attr]
    bar = {
        "uscc": uscc,
        "authority": "县财政局",
        "document_number": "财采〔2026〕3号",
        "scope": "政府采购活动",
        "from_on": date(2020, 1, 1).isoformat(),
        "until_on": date(2099, 1, 1).isoformat(),
        "scan": D,
    }
    clerk = next(p.id for p in told.persons if any(r.role == "clerk" for r in p.roles))
    register = in_world(f"supplier/{uscc}", WORLD)
    sent = envelope(register, "EnterBar", bar, actor=clerk, command_id=uuid4(), story_at=at)
    outcome = await held.sender.send(sent)
    assert outcome.refusal is None, outcome.refusal
    opened = [e for e in await read_streams(held.pool, {project: 0}) if e.type == "ReviewOpened"]
    assert [json.loads(e.payload)["sign"] for e in opened] == ["T10"]
    types = [e.type for e in await read_streams(held.pool, {register: 0})]
    assert types[-2:] == ["BarEntered", "EffectAcknowledged"]
