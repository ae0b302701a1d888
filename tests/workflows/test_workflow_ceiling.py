"""The ceiling under a crowd: 64 projects ask one pool at once, on real servers; what fits is reserved, no fen more.  JL44-5.2"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from activities.interface import Act, Outcome, RecordRequest
from activities.recording import Recorder
from activities.sending import envelope
from domain.forms import PREDICATES
from domain.funding.state import Pool
from domain.ids import in_world
from domain.message import EVENTS
from domain.planning.messages import Buyer, FundingLine, Plan, PlanItem
from domain.streams import empty, fold
from law import load
from ledger.chain import verify_database
from ledger.read import read_streams
from tests.domain.builders import below_limit_plan
from tests.domain.scene import DIVISION, code, day
from worker import Hands

WORLD = "ceiling"
CROWD = 64
ASKED = Decimal("15000.00")
FIT = 26  # 20,000,000 handed down make a ceiling of 400,000.00: twenty-six times 15,000 are 390,000
POOL = in_world(f"pool/{DIVISION}-2026", WORLD)
AT = day("2026-01-12")
PEOPLE = {"ce-clerk": "clerk", "ce-head": "head", "ce-finance": "finance"}


def stream(number: int) -> str:
    return in_world(f"project/{DIVISION}-2026-c{number:05d}", WORLD)


def plan(number: int) -> Plan:
    """A small purchase of administrative work, each by a buyer of its own: nothing is split."""
    return below_limit_plan(
        buyer=Buyer(name=f"第{number}单位", uscc=code(f"11220122MB1C{number:05d}"), level="county", division=DIVISION),
        items=(PlanItem(code="A.7", description="政策宣传", quantity=Decimal(10), unit="场", quality="按标准"),),
        whom_served=None,
        recipients={},
        budget_yuan=ASKED,
        funding=(FundingLine(source="work_funds", pool=f"{DIVISION}-2026", amount_yuan=ASKED, earmarked=True),),
    )


async def act(held: Hands, home: str, command: str, facts: dict[str, Any], actor: str) -> Outcome:
    """One act, by the way that every act goes: the update of the stream's home workflow."""
    sent = envelope(home, command, facts, actor=actor, command_id=uuid4(), story_at=AT)
    return await held.sender.send(sent)


async def people(held: Hands) -> None:
    facts = {"name": "某人", "organisation": "农安县"}
    await act(held, in_world("person/ce-admin", WORLD), "RegisterPerson", {"person": "ce-admin", **facts}, "ce-admin")
    for person, role in PEOPLE.items():
        home = in_world(f"person/{person}", WORLD)
        await act(held, home, "RegisterPerson", {"person": person, **facts}, "ce-admin")
        grant = {"person": person, "role": role, "division": DIVISION, "from_on": "2020-01-01", "document": "任职文件"}
        await act(held, home, "GrantRole", grant, "ce-admin")


async def until_funding(recorder: Recorder, number: int) -> None:
    """Started, determined and approved, by the same judge, without waiting for workflows."""
    rules, chosen = load().rulebook(DIVISION, AT.date()), plan(number)
    asked_for = [n for n in rules.gate("determine_project") if n.form == "preparation"]
    made = {"done_on": "2026-01-09", "summary": "已完成", "digest": "a" * 64, "count": 5}
    contents = {"contents": dict.fromkeys(("necessity", "economy", "goals"), "见报告")}
    acts: Sequence[tuple[str, dict[str, Any], str]] = (
        ("StartProject", {"plan": chosen.model_dump(mode="json")}, "ce-clerk"),
        *(
            (
                "RecordPreparation",
                {"kind": n.what, **made, **(contents if n.what == "prior_evaluation" else {})},
                "ce-clerk",
            )
            for n in asked_for
            if PREDICATES[n.when](chosen, rules)
        ),
        ("DetermineProject", {"minutes": "a" * 64}, "ce-head"),
        ("GiveApproval", {"kind": "budget_approval", "agrees": True, "opinion": "同意"}, "ce-finance"),
    )
    for command, body, actor in acts:
        asked = Act(type=command, body=body, actor=actor, asked_at=AT, story_at=AT)
        outcome = await recorder.record(RecordRequest(command_id=str(uuid4()), stream=stream(number), act=asked, at=AT))
        assert outcome.refusal is None, outcome.refusal


async def test_64_at_once_never_pass_the_ceiling(held: Hands) -> None:
    """As many as fit are accepted, the others are refused by JL44-5.2; the pool says what the projects say."""
    await people(held)
    handed_down = {
        "division": DIVISION,
        "year": 2026,
        "level": "provincial",
        "kind": "advance",
        "amount_yuan": "20000000.00",
        "document_number": "吉财社指〔2026〕1号",
        "received_on": "2026-01-04",
    }
    assert (await act(held, POOL, "RecordAllocation", handed_down, "ce-finance")).refusal is None
    recorder = Recorder(held.pool, load(), held.build)
    for first in range(0, CROWD, 8):
        await asyncio.gather(*(until_funding(recorder, number) for number in range(first, first + 8)))
    outcomes = await asyncio.gather(
        *(act(held, stream(number), "ReserveFunds", {}, "ce-finance") for number in range(CROWD))
    )
    refusals = [o.refusal for o in outcomes if o.refusal is not None]
    assert (len(outcomes) - len(refusals), len(refusals)) == (FIT, CROWD - FIT)
    assert {refusal.clause for refusal in refusals} == {"JL44-5.2"}
    pool = await _pool(held, AT)
    assert pool.used_yuan == ASKED * FIT
    accepted = {o.events[0].stream.rsplit("/", 1)[1] for o in outcomes if o.refusal is None}
    assert pool.charged == dict.fromkeys(accepted, ASKED)
    assert (await verify_database(held.pool)).good


async def _pool(held: Hands, at: datetime) -> Pool:
    state = empty(POOL)
    for event in await read_streams(held.pool, {POOL: 0}):
        state = fold(state, EVENTS[event.type].restore(event.payload), POOL, event.version, at)
    assert isinstance(state, Pool)
    return state
