"""Seals the histories that are kept as test data: every story of the house, and every workflow type on durable timers.

    python -m tests.histories.seal                 # only when workflows changed on purpose
    python -m tests.histories.seal LOT STORY …     # a lot of these stories alone, for new ones

Each lot goes into a folder of its own below this one, named by the day.  Old lots stay: they must replay for ever.
"""

import asyncio
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from activities.interface import KeeperStart
from audit.histories import Found, keep, on_server
from domain.calendar import BEIJING
from embedded.stack import Stack
from ledger.migrate import migrate
from scenarios.reporting import seal
from scenarios.runner import run
from scenarios.story import load, names
from settings import Settings
from tests.workflows.durable import PEOPLE, Durable, durable_world
from worker import Hands, hands, worker

HERE = Path(__file__).parent
ENOUGH_PERSONS = 1  # of each world: their histories are all alike


async def stories(held: Hands, folder: Path, chosen: list[str]) -> None:
    """Tell stories and keep the histories of their projects, takeovers and registers."""
    for name in chosen:
        await run(load(name), held)
    await seal(held)
    persons: dict[str, int] = {}
    async for one in on_server(held.client):
        if not isinstance(one, Found):
            continue
        world, _, rest = one.workflow.partition("register:")
        kind = rest.split("/", 1)[0]
        if kind in ("person", "supplier"):
            persons[world + kind] = persons.get(world + kind, 0) + 1
            if persons[world + kind] > ENOUGH_PERSONS:
                continue
        keep(one, folder)


async def durable(held: Hands, settings: Settings, folder: Path) -> None:
    """Projects, a takeover and a register on durable timers, each over several runs while a timer ran."""
    async with durable_world(held, settings, continue_after=40) as world:
        await _timers(world)
        async for one in on_server(world.held.client):
            if isinstance(one, Found) and not one.workflow.startswith("register:person"):
                keep(one, folder)


async def _timers(world: Durable) -> None:
    township, running = "220122100-2026-seal01", "220122-2026-seal02"
    await world.township_plan(township)
    await world.running_contract(running)
    takeover = await world.trigger(running)
    for number in range(6):
        tip = {"key": f"tip-{number}", "channel": "phone", "about": "来电反映"}
        await world.act(f"project/{township}", "RecordTip", tip, "dtown")
        heard = {"statement": f"第{number}次陈述", "digest": "b" * 64}
        await world.act(f"takeover/{takeover}", "HearSupplier", heard, "dwang")
        grant = {
            "person": "dtown",
            "role": "township",
            "division": "220122",
            "from_on": "2020-01-01",
            "document": f"文件{number}",
        }
        await world.act("person/dtown", "GrantRole", grant, "dadmin")
    await world.pass_deadline(f"project/{township}", "planning.guidance")
    await world.pass_time(f"takeover:{takeover}", timedelta(hours=26))
    for person in PEOPLE:  # runs that nobody has archived: the keeper finds them
        await world.handle(f"register:person/{person}").terminate("ended for the keeper")
    await world.held.client.execute_workflow(
        "KeeperWorkflow", KeeperStart(continue_after=20), id="keeper:seal", task_queue=world.held.starter.task_queue
    )


async def main(folder: Path, chosen: list[str]) -> None:
    """Servers of its own, told and sealed, then gone.  Without a choice: every story, and the durable timers."""

    async def migrated(url: str) -> None:
        await migrate(url)

    with tempfile.TemporaryDirectory() as data:
        async with Stack(Settings(mode="embedded", data_dir=Path(data)), worker=False, migrate=migrated) as stack:
            at = stack.addresses
            settings = Settings(
                mode="embedded",
                data_dir=Path(data),
                database_url=at.database_url,  # type: ignore[arg-type]
                temporal_address=at.temporal_address,
            )
            held = await hands(settings)
            async with worker(settings, held):
                await stories(held, folder, chosen or [name for name, _ in names()])
            if not chosen:
                await durable(held, settings, folder)
            await held.pool.close()


if __name__ == "__main__":
    target = HERE / (sys.argv[1] if len(sys.argv) > 1 else datetime.now(BEIJING).date().isoformat())
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(target, sys.argv[2:]))
