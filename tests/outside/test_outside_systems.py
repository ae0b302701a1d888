"""Outside systems by HTTP: what is asked, what an answer means, and what never goes out."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from activities.interface import Performing
from activities.outside import HttpSystem, adapters
from activities.performing import Performer, SystemRefuses, Unanswered
from domain.calendar import BEIJING
from domain.effect import Effect
from settings import OUTSIDE, Settings
from tests.outside.site import REASON, Fault, Site, running_site

TOKEN = "geheim-7f3a"
AT = datetime(2026, 1, 6, 9, tzinfo=BEIJING)
PUBLISH = Effect(
    id="project/220122-2026-abc123@7", kind="publish", summary="发布公告", body={"notice": "n1", "title": "采购公告"}
)
IN_A_STORY = PUBLISH.model_copy(update={"id": "sim.some-story.project/220122-2026-abc123@7"})


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


def system(site: Site, patience: float = 5.0) -> HttpSystem:
    return HttpSystem("公告网站", site.url, TOKEN, patience=patience)


async def test_it_is_asked_by_the_effects_id_with_the_token_in_its_header(site: Site) -> None:
    said = await system(site)(PUBLISH)
    assert said["receipt"] == "网站回执-1"
    (asked,) = site.asked
    assert (asked.path, asked.key, asked.authorization) == ("/publish", PUBLISH.id, f"Bearer {TOKEN}")
    assert asked.body == {"id": PUBLISH.id, "kind": "publish", "body": PUBLISH.body}


async def test_what_was_done_though_its_answer_was_lost_has_the_same_receipt(site: Site) -> None:
    site.fail("lost")
    with pytest.raises(Unanswered, match="中断"):
        await system(site)(PUBLISH)
    assert (await system(site)(PUBLISH))["receipt"] == (await system(site)(PUBLISH))["receipt"] == "网站回执-1"
    assert len(site.done) == 1


@pytest.mark.parametrize("fault", ["500", "nonsense", "no_receipt", "later", "redirect", "huge", "unauthorised"])
async def test_no_answer_that_can_be_kept_is_no_answer(site: Site, fault: Fault) -> None:
    """Temporal asks again; the same key, so that nothing happens twice."""
    site.fail(fault)
    with pytest.raises(Unanswered) as found:
        await system(site)(PUBLISH)
    assert TOKEN not in str(found.value)
    assert (await system(site)(PUBLISH))["receipt"] == "网站回执-1"


async def test_silence_ends_within_its_time(site: Site) -> None:
    site.fail("slow")
    with pytest.raises(Unanswered, match="没有答复"):
        await system(site, patience=0.3)(PUBLISH)


async def test_nobody_at_the_address_is_no_answer() -> None:
    with pytest.raises(Unanswered, match="无法连接"):
        await HttpSystem("公告网站", "http://127.0.0.1:1", None)(PUBLISH)


async def test_a_refusal_is_told_in_the_systems_own_words(site: Site) -> None:
    site.fail("refuse")
    with pytest.raises(SystemRefuses, match=REASON):
        await system(site)(PUBLISH)


async def test_what_is_too_large_to_be_sent_is_refused_and_never_sent(site: Site) -> None:
    large = PUBLISH.model_copy(update={"body": {"notice": "n1", "text": "长" * 400_000}})
    with pytest.raises(SystemRefuses, match="字节"):
        await system(site)(large)
    assert site.asked == []


async def test_a_refusal_becomes_a_command_without_numbers_of_persons(site: Site) -> None:
    """Somebody else's words stand in the ledger: identity cards and mobile numbers are blacked out."""

    class Tells:
        async def __call__(self, effect: Effect) -> dict[str, str]:
            from activities.outside import _one_line

            raise SystemRefuses(_one_line("请联系 13800138000\n或 220122198001011234"))

    made = await Performer({"publish": Tells()}).perform(Performing(effect=PUBLISH, at=AT))
    assert made.type == "ReportRefusal"
    assert "13800138000" not in made.body["reason"]
    assert "220122198001011234" not in made.body["reason"]


async def test_an_answer_that_no_command_can_hold_is_no_answer(site: Site, tmp_path: Path) -> None:
    site.says = {"published_at": "昨天"}
    performer = Performer(adapters(tmp_path, {"notice": (site.url, None)}))
    with pytest.raises(Unanswered, match="published_at"):
        await performer.perform(Performing(effect=PUBLISH, at=AT))


async def test_a_notice_shows_since_the_sites_own_moment_if_it_gives_one(site: Site, tmp_path: Path) -> None:
    """R-P18: the day on which the official site shows it begins the periods."""
    performer = Performer(adapters(tmp_path, {"notice": (site.url, None)}))
    plain = await performer.perform(Performing(effect=PUBLISH, at=AT))
    assert plain.body["published_at"] == AT.isoformat()
    site.done.clear()
    site.says = {"published_at": "2026-01-06T08:30:00+08:00", "url": "http://www.ccgp-jilin.gov.cn/1"}
    told = await performer.perform(Performing(effect=PUBLISH, at=AT))
    assert (told.body["published_at"], told.body["url"]) == (site.says["published_at"], site.says["url"])


# ---------------------------------------------------------------- stories


def _kept(outbox: Path) -> list[dict[str, object]]:
    return [json.loads(file.read_text()) for file in outbox.rglob("*.json")]


async def test_a_story_never_goes_out_whatever_is_set(site: Site, tmp_path: Path) -> None:
    """Every kind of effect, every system with an address: the story's lie in the outbox, the site hears nothing."""
    made = adapters(tmp_path, dict.fromkeys(OUTSIDE, (site.url, TOKEN)))
    for kind, adapter in made.items():
        await adapter(IN_A_STORY.model_copy(update={"kind": kind}))
    assert site.asked == []
    assert len(_kept(tmp_path)) == len(made)
    await made["publish"](PUBLISH)
    assert len(site.asked) == 1


async def test_without_an_address_everything_stays_in_the_outbox(tmp_path: Path) -> None:
    said = await adapters(tmp_path, {})["publish"](PUBLISH)
    (kept,) = _kept(tmp_path)
    assert kept["id"] == PUBLISH.id
    assert str(said["receipt"]).startswith("本地公告回执")


# ---------------------------------------------------------------- settings


def test_the_settings_name_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIELI_NOTICE_URL", "https://gateway.example/notices")
    monkeypatch.setenv("JIELI_NOTICE_TOKEN", TOKEN)
    settings = Settings()
    assert settings.outside == {"notice": ("https://gateway.example/notices", TOKEN)}
    assert TOKEN not in repr(settings)


@pytest.mark.parametrize("url", ["ftp://x", "gateway", "https://me:word@x/", "https://x/?token=1", "https://"])
def test_an_address_is_plain(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """A password in an address would stand in logs: it is refused, and not repeated in the message."""
    monkeypatch.setenv("JIELI_NOTICE_URL", url)
    with pytest.raises(ValidationError) as found:
        Settings()
    assert "me:word" not in str(found.value)


def test_the_doctor_says_which_are_stand_ins() -> None:
    from embedded.doctor import _outside

    probes = {p.name: p for p in _outside(Settings(notice_url="https://gateway.example", notice_token=TOKEN))}  # type: ignore[arg-type]
    assert probes["outside_notice"].facts["stand_in"] is False
    assert probes["outside_treasury"].facts["stand_in"] is True
    assert "JIELI_TREASURY_URL" in probes["outside_treasury"].remedy
    plain = {p.name: p for p in _outside(Settings(notice_url="http://gateway.example", notice_token=TOKEN))}  # type: ignore[arg-type]
    assert plain["outside_notice"].ok is False
    assert not any(TOKEN in p.model_dump_json() for p in (*probes.values(), *plain.values()))


async def test_no_log_holds_the_token(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await system(site)(PUBLISH)
    assert TOKEN not in caplog.text
