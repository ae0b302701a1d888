"""The notice channel on real servers, against a site that fails: once out, its own receipt and day, its refusals told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from domain.calendar import BEIJING, beijing_date
from domain.message import EVENTS, Event
from ledger.read import read_streams
from settings import Settings
from tests.outside.site import REASON, Site, running_site
from tests.workflows.durable import Durable, durable_world
from worker import Hands

TOKEN = "site-token-41c2"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


@pytest.fixture(scope="module")
async def world(held: Hands, settings: Settings, site: Site) -> AsyncIterator[Durable]:
    ours = Settings(
        **{
            **settings.model_dump(),
            "task_queue": "notices",
            "notice_url": site.url,
            "notice_token": TOKEN,
        }
    )
    async with durable_world(held, ours, continue_after=500) as made:
        yield made


async def recorded(world: Durable, stream: str, wanted: Callable[[list[Event]], bool]) -> list[Event]:
    """The stream's events, as soon as they are what is wanted."""
    async with asyncio.timeout(60):
        while True:
            stored = await read_streams(world.held.pool, {stream: 0})
            events = [EVENTS[e.type].restore(e.payload) for e in stored]
            if wanted(events):
                return events
            await asyncio.sleep(0.1)


def named(events: list[Event], name: str) -> list[Any]:
    return [e for e in events if type(e).__name__ == name]


async def notice(world: Durable, project: str, key: str = "evaluation-1") -> None:
    fields = {"contract_number": f"HT-{project}", "content": "居家照料", "term": "全期", "amount": "200000元"}
    facts = {"notice": key, "kind": "contract", "title": "合同公告", "fields": fields}
    await world.act(f"project/{project}", "OrderNotice", facts, "dwang")


async def test_a_notice_goes_out_once_though_the_site_fails_and_loses_an_answer(world: Durable, site: Site) -> None:
    """PB-05: down, down, done but the answer lost, asked again: one notice, one receipt, on record."""
    project = "220122-2026-notic1"
    site.says = {"url": "http://www.ccgp-jilin.gov.cn/notice/1"}
    site.fail("500", "nonsense", "lost")
    await world.running_contract(project)
    stream = f"project/{project}"
    events = await recorded(world, stream, lambda e: bool(named(e, "NoticePublished")))
    (shown,) = named(events, "NoticePublished")
    keys = [asked.key for asked in site.asked if asked.key.startswith(f"{stream}@")]
    assert len(keys) == 4
    assert len(set(keys)) == 1
    assert shown.receipt == site.done[keys[0]]["receipt"]
    assert (shown.effect, shown.url) == (keys[0], site.says["url"])
    assert all(asked.authorization == f"Bearer {TOKEN}" for asked in site.asked)
    (ordered,) = named(events, "NoticeOrdered")
    sent = site.asked[-1].body["body"]
    assert sent["sections"] == [s.model_dump() for s in ordered.sections]
    assert [s["heading"] for s in sent["sections"]][:3] == ["一、合同编号", "二、合同名称", "三、项目编号"]


async def test_no_history_holds_the_token(world: Durable) -> None:
    history = await world.handle("project:220122-2026-notic1").fetch_history()
    assert TOKEN not in history.to_json()


async def test_periods_count_from_the_sites_own_day(world: Durable, site: Site) -> None:
    """R-P02, R-P12, R-P18: what the receipt says, not when we heard of it."""
    project = "220122-2026-notic2"
    await world.running_contract(project)
    site.says = {"published_at": lambda: datetime.now(BEIJING).replace(microsecond=0).isoformat()}  # to its own second
    await notice(world, project)
    events = await recorded(world, f"project/{project}", lambda e: len(named(e, "NoticePublished")) == 2)
    shown = named(events, "NoticePublished")[-1]
    told = datetime.fromisoformat(site.done[shown.effect]["published_at"])
    assert (shown.published_at, shown.published_on) == (told, beijing_date(told))
    site.says = {}


async def test_a_refused_notice_reaches_people_in_the_sites_own_words(world: Durable, site: Site) -> None:
    """HR-EFFECT: it stands on the agenda, is not asked again by itself; taken back, another goes out."""
    project = "220122-2026-notic3"
    stream = f"project/{project}"
    site.fail("refuse")
    await world.running_contract(project)
    events = await recorded(world, stream, lambda e: bool(named(e, "EffectRefused")))
    (refused,) = named(events, "EffectRefused")
    assert refused.reason == REASON
    item = next(i for i in (await world.progress(stream)).agenda if i.key.startswith("refused."))
    assert REASON in item.title
    assert item.who == "clerk"
    asked = len(site.asked)
    await world.act(stream, "WithdrawNotice", {"notice": "contract-1", "reason": "标题有误，另行提交"}, "dwang")
    await notice(world, project, "contract-2")
    await recorded(world, stream, lambda e: [n.notice for n in named(e, "NoticePublished")] == ["contract-2"])
    assert len(site.asked) == asked + 1
    assert not any(i.key.startswith("refused.") for i in (await world.progress(stream)).agenda)


async def test_a_refused_notice_is_asked_again_when_somebody_says_so(world: Durable, site: Site) -> None:
    project = "220122-2026-notic4"
    stream = f"project/{project}"
    site.fail("refuse")
    await world.running_contract(project)
    events = await recorded(world, stream, lambda e: bool(named(e, "EffectRefused")))
    effect = named(events, "EffectRefused")[0].effect
    await world.act(stream, "AskAgain", {"effect": effect, "reason": "网站已补登项目名称"}, "dwang")
    events = await recorded(world, stream, lambda e: bool(named(e, "NoticePublished")))
    assert named(events, "NoticePublished")[0].effect == effect
