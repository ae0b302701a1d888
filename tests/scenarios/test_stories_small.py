"""Claims: told on real servers, each small story ends closed, records what its rehearsal recorded, and told again adds nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from ledger.read import read_streams, streams
from scenarios.rehearsal import rehearse
from scenarios.runner import run
from scenarios.story import load

if TYPE_CHECKING:
    from worker import Hands

SMALL = ("one-bidder", "refusals", "means-survey", "negotiation")


async def _events(held: Hands, story: str) -> Counter[str]:
    heads = await streams(held.pool, f"sim.{story}.")
    return Counter(e.type for e in await read_streams(held.pool, {head.stream: 0 for head in heads}))


@pytest.mark.parametrize("name", SMALL)
async def test_a_small_story_told_on_servers_is_what_was_rehearsed(held: Hands, name: str) -> None:
    story = load(name)
    report = await run(story, held)
    assert report.finished, report
    assert report.problems == []
    assert await _events(held, name) == Counter(rehearse(story).events)


async def test_a_story_told_again_adds_nothing(held: Hands) -> None:
    story = load("one-bidder")
    first = await run(story, held)
    again = await run(story, held)
    assert again.finished
    assert again.events == first.events
    assert again.refusals == first.refusals
