"""A story told on real servers, then audited: explained in full, rebuilt without a difference, verified, replayed."""

from collections.abc import AsyncIterator
from datetime import date
from io import StringIO

import asyncpg
import pytest
from rich.console import Console

import law
import worker
from audit.account import Explanation
from audit.explain import NoSuchProject, explain
from audit.replay import held as all_histories
from audit.replay import replay
from audit.telling import render
from audit.verify import verify
from ledger.pool import Connection, Pool
from readmodel.rebuild import KEYS, rebuild
from scenarios.runner import run
from scenarios.story import load
from tests.audit.world import settled, system

STORY = "home-care-takeover"


@pytest.fixture(scope="module")
async def held(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[worker.Hands, str, list[str]]]:
    """What the story left, the owner's address, the story's projects."""
    async with system(tmp_path_factory.mktemp("told") / "data") as (settings, addresses):
        ours = await worker.hands(settings)
        async with worker.worker(settings, ours):
            await worker.keep_edition(ours)
            report = await run(load(STORY), ours)
            await settled(ours)
        assert report.finished, report
        yield ours, addresses.owner_database_url, list(report.projects)
        await ours.pool.close()


@pytest.fixture(scope="module")
async def account(held: tuple[worker.Hands, str, list[str]]) -> Explanation:
    return await explain(held[0].pool, law.load(), held[2][0])


def edition(_: str) -> law.LawBook:
    return law.load()


# ---------------------------------------------------------------- explain


async def test_every_event_of_the_project_and_its_takeover_is_told_once(
    account: Explanation, held: tuple[worker.Hands, str, list[str]]
) -> None:
    """And what the division's archive has of it since it was closed.  HR-CL-5"""
    streams = "SELECT pos FROM ledger.event WHERE stream = $1 OR starts_with(stream, $2) ORDER BY pos"
    takeovers = account.stream.replace("project/", "takeover/") + "-T"
    positions = [row["pos"] for row in await held[0].pool.fetch(streams, account.stream, takeovers)]
    later = [line.pos for line in account.lines if line.event == "ArchiveKept"]
    assert len(later) == 1
    assert [line.pos for line in account.lines] == sorted([*positions, *later])


def test_the_account_names_people_roles_law_and_what_follows(account: Explanation) -> None:
    assert account.world == STORY
    assert [chapter.stage for chapter in account.chapters][:3] == ["planning", "funding", "publication"]
    opened = next(line for line in account.lines if line.event == "TakeoverOpened")
    assert opened.name != opened.who
    assert opened.role
    assert any("恢复A级对象的服务" in words for words in opened.follows)
    assert {line.edition for line in account.lines} == {law.load().edition[:12]}
    assert all(len(line.hash) == 12 for line in account.lines)
    assert account.remarks == ()


def test_the_account_sums_the_money_up(account: Explanation) -> None:
    money = account.money
    assert money.contract_yuan is not None
    assert money.budget_yuan is not None
    assert money.budget_yuan >= money.contract_yuan > money.payable_yuan  # it was dissolved before its end
    assert money.paid_yuan == money.payable_yuan
    assert money.payments > 0


def test_the_takeover_is_summed_up_by_grade(account: Explanation) -> None:
    [takeover] = account.takeovers
    assert [covered.grade for covered in takeover.covered] == ["A", "B", "C"]
    assert all(covered.hours is not None for covered in takeover.covered)
    assert len(takeover.asked) == 2
    assert takeover.provider == takeover.asked[1]
    assert takeover.outcome == "replaced"
    assert isinstance(takeover.ended_on, date)


def test_the_account_is_a_document_and_a_page(account: Explanation) -> None:
    assert Explanation.model_validate_json(account.model_dump_json()) == account
    page = StringIO()
    Console(file=page, width=160).print(render(account))
    for words in ("项目确定", "临时接管", "资金", account.title, "小时后恢复服务"):
        assert words in page.getvalue()


async def test_an_unknown_project_is_said(held: tuple[worker.Hands, str, list[str]]) -> None:
    with pytest.raises(NoSuchProject):
        await explain(held[0].pool, law.load(), "220122-2026-nobody")


async def test_a_law_that_is_another_edition_is_remarked(held: tuple[worker.Hands, str, list[str]]) -> None:
    other = law.LawBook({**law.load().files, "national/remark.txt": b"x"})
    account = await explain(held[0].pool, other, held[2][0])
    assert len(account.remarks) == 1


# ---------------------------------------------------------------- verify and replay


async def test_a_whole_story_is_covered_by_receipts_and_replays(held: tuple[worker.Hands, str, list[str]]) -> None:
    verified = await verify(held[0])
    assert verified.problems == []
    assert verified.covered == verified.events
    replayed = await replay(all_histories(held[0]))
    assert replayed.failures == []


# ---------------------------------------------------------------- rebuild


async def test_the_read_model_is_what_the_ledger_gives(held: tuple[worker.Hands, str, list[str]]) -> None:
    report = await rebuild(held[1], edition)
    assert report.differences == []
    assert report.good
    assert report.streams == await held[0].pool.fetchval("SELECT count(*) FROM ledger.stream")
    assert report.rows == await _rows(held[0].pool)


async def test_a_reader_may_compare(held: tuple[worker.Hands, str, list[str]]) -> None:
    async with held[0].pool.acquire() as conn:
        assert (await rebuild(conn, edition)).good


async def test_what_differs_is_named_and_written_anew(held: tuple[worker.Hands, str, list[str]]) -> None:
    owner = await asyncpg.connect(held[1])
    await _spoil(owner)
    found = await rebuild(held[1], edition)
    assert found.difference_count == 4
    told = "\n".join(found.differences)
    for words in ("title 按台账为", "按台账应有，表中没有", "表中有，按台账不应有", "台账中没有这条流"):
        assert words in told
    assert not (await rebuild(held[1], edition)).good  # comparing has changed nothing
    written = await rebuild(held[1], edition, write=True)
    assert written.differences == found.differences
    assert (await rebuild(held[1], edition)).good
    await owner.close()


async def _spoil(owner: Connection) -> None:
    await owner.execute(
        "UPDATE readmodel.register SET title = '别人' WHERE stream = (SELECT min(stream) FROM readmodel.register)"
    )
    await owner.execute("DELETE FROM readmodel.takeover")
    await owner.execute(
        "INSERT INTO readmodel.agenda (stream, key, world) SELECT stream, 'nobody.knows', world FROM readmodel.project LIMIT 1"
    )
    await owner.execute(
        "INSERT INTO readmodel.register (stream, world, kind, version) VALUES ('person/ghost', 'real', 'person', 1)"
    )


async def _rows(pool: Pool) -> int:
    return sum([await pool.fetchval(f"SELECT count(*) FROM readmodel.{table}") for table in KEYS])
