"""Every command goes through its stream's home: once, in order, whatever happens to the run."""

import asyncio
from uuid import uuid4

import pytest

from activities.interface import Outcome
from activities.sending import IdReused, Malformed, envelope
from domain.ids import in_world
from ledger.read import read_streams
from worker import Hands

WORLD = "homes"


def _person(name: str) -> str:
    return in_world(f"person/{name}", WORLD)


async def _send(
    held: Hands, person: str, command: str, facts: dict[str, object], actor: str = "admin", command_id: object = None
) -> Outcome:
    sent = envelope(_person(person), command, facts, actor=actor, command_id=command_id or uuid4())  # type: ignore[arg-type]
    return await held.sender.send(sent)


def _facts(person: str, name: str = "某人") -> dict[str, object]:
    return {"person": person, "name": name, "organisation": "民政局"}


@pytest.fixture(scope="module", autouse=True)
async def founded(held: Hands) -> None:
    """The first person of a world becomes its administrator."""
    first = await _send(held, "admin", "RegisterPerson", _facts("admin"))
    assert first.event_types == ("PersonRegistered", "RoleGranted", "InstallationFounded")


async def test_an_accepted_act_answers_with_its_events_whole(held: Hands) -> None:
    """The outcome is a receipt: from its events the ledger could be restored."""
    outcome = await _send(held, "li", "RegisterPerson", _facts("li"))
    stored = await read_streams(held.pool, {_person("li"): 0})
    assert [e.payload for e in outcome.events] == [e.payload for e in stored]
    assert [e.hash for e in outcome.events] == [e.hash.hex() for e in stored]


async def test_a_refused_act_is_an_answer_and_one_event(held: Hands) -> None:
    """HR-WHO: somebody without the role is refused, and that is on record."""
    outcome = await _send(held, "zhao", "RegisterPerson", _facts("zhao"), actor="li")
    assert outcome.refusal is not None
    assert outcome.refusal.clause == "HR-WHO"
    assert outcome.event_types == ("CommandRefused",)


async def test_the_same_id_with_the_same_content_is_done_once(held: Hands) -> None:
    once = uuid4()
    first = await _send(held, "qian", "RegisterPerson", _facts("qian"), command_id=once)
    again = await _send(held, "qian", "RegisterPerson", _facts("qian"), command_id=once)
    assert [e.hash for e in first.events] == [e.hash for e in again.events]
    assert len(await read_streams(held.pool, {_person("qian"): 0})) == 1


async def test_the_same_id_with_other_content_is_told_so(held: Hands) -> None:
    once = uuid4()
    await _send(held, "sun", "RegisterPerson", _facts("sun"), command_id=once)
    with pytest.raises(IdReused):
        await _send(held, "sun", "RegisterPerson", _facts("sun", "另一人"), command_id=once)


async def test_malformed_words_leave_no_trace(held: Hands) -> None:
    with pytest.raises(Malformed) as found:
        await _send(held, "zhou", "RegisterPerson", {"person": "zhou", "nmae": "周"})
    assert {p.field for p in found.value.problems} == {"name", "organisation", "nmae"}
    assert await read_streams(held.pool, {_person("zhou"): 0}) == []


async def test_a_lost_workflow_starts_again_with_the_next_command(held: Hands) -> None:
    """Whoever terminates a home loses nothing: the next command finds the ledger's progress."""
    await _send(held, "wu", "RegisterPerson", _facts("wu"))
    await held.client.get_workflow_handle(f"sim.{WORLD}.register:person/wu").terminate("a test")
    role = {"person": "wu", "role": "clerk", "division": "220122", "from_on": "2026-01-01", "document": "任职文件"}
    outcome = await _send(held, "wu", "GrantRole", role)
    assert outcome.event_types == ("RoleGranted",)
    assert [e.version for e in outcome.events] == [2]


async def test_a_long_run_continues_as_new_and_nothing_is_lost(held: Hands) -> None:
    """Sixty acts, sixteen at a time: several runs, every act once, versions without a gap."""
    await _send(held, "zheng", "RegisterPerson", _facts("zheng"))
    gate = asyncio.Semaphore(8)

    async def grant(number: int) -> Outcome:
        facts = {
            "person": "zheng",
            "role": "clerk",
            "division": "220122",
            "from_on": "2026-01-01",
            "document": f"文件{number}",
        }
        async with gate:
            return await _send(held, "zheng", "GrantRole", facts)

    outcomes = await asyncio.gather(*(grant(n) for n in range(60)))
    versions = sorted(e.version for o in outcomes for e in o.events)
    assert versions == list(range(2, 62))
    runs = [w async for w in held.client.list_workflows(f"WorkflowId = 'sim.{WORLD}.register:person/zheng'")]
    assert len(runs) > 1
    assert all((w.history_length or 0) < 700 for w in runs)
