"""Credit platforms by HTTP: each has its own door; nothing is reported twice, nothing forgotten.  JL44-4.4.4c"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from activities.interface import Performing
from activities.outside import HttpSystem, adapters
from activities.performing import Performer, Unanswered
from domain.calendar import BEIJING
from domain.effect import Effect
from domain.register.messages import CreditShown, RegisterCreditReport
from domain.supervision.messages import ReportDelay
from settings import Settings
from tests.domain.test_penalties import HOME, asked, reported, supplier
from tests.outside.site import REASON, Fault, Site, running_site

AT = datetime(2026, 8, 5, 10, tzinfo=BEIJING)


@pytest.fixture
def sites() -> Iterator[dict[str, Site]]:
    with running_site() as province, running_site() as locality:
        yield {"province": province, "locality": locality}


def performer(sites: dict[str, Site], folder: Path) -> Performer:
    return Performer(adapters(folder, {f"credit_{name}": (site.url, "geheim") for name, site in sites.items()}))


def orders() -> dict[str, Effect]:
    return {e.body["platform"]: e for e in supplier(reported()).watch.effects.values() if e.kind == "credit"}


async def test_each_platform_is_asked_at_its_own_door_and_its_receipt_is_registered(
    sites: dict[str, Site], tmp_path: Path
) -> None:
    at = reported()
    for platform, effect in orders().items():
        answer = await performer(sites, tmp_path).perform(Performing(effect=effect, at=AT))
        shown = at.when(RegisterCreditReport.model_validate(answer.body), by="adapter")
        shown.accepted(CreditShown)
        at = shown.then()
        (heard,) = sites[platform].asked
        assert (heard.path, heard.key, heard.body["body"]["action"]) == ("/credit", effect.id, "show")
    assert asked(at) == []


@pytest.mark.parametrize("fault", ["500", "nonsense", "no_receipt", "lost", "later"])
async def test_a_platform_that_fails_is_asked_again_and_shows_it_once(
    sites: dict[str, Site], tmp_path: Path, fault: Fault
) -> None:
    """The same key each time; the other platform's order is none the worse for it."""
    effect, ours = orders()["province"], performer(sites, tmp_path)
    sites["province"].fail(fault)
    with pytest.raises(Unanswered):
        await ours.perform(Performing(effect=effect, at=AT))
    first = await ours.perform(Performing(effect=effect, at=AT))
    again = await ours.perform(Performing(effect=effect, at=AT))
    assert first == again
    assert len(sites["province"].done) == 1
    at = reported().when(RegisterCreditReport.model_validate(first.body), by="adapter").then()
    twice = at.when(RegisterCreditReport.model_validate(again.body), by="adapter").accepted()
    assert twice.events == ()


async def test_a_platform_that_never_answers_is_put_off_and_stays_on_the_agenda(sites: dict[str, Site]) -> None:
    effect = orders()["locality"]
    sites["locality"].fail("slow")
    with pytest.raises(Unanswered, match="没有答复"):
        await HttpSystem("信用公示平台", sites["locality"].url, None, patience=0.3)(effect)
    at = reported().in_stream(HOME).when(ReportDelay(effect=effect.id, error="没有答复"), by="adapter").then()
    assert at.item(f"effect.{effect.id}").does == "retry"
    assert ("locality", "show") in asked(at)
    assert at.item("credit.shown.r1.locality").who == "clerk"


async def test_a_platforms_refusal_is_told_in_its_own_words(sites: dict[str, Site], tmp_path: Path) -> None:
    sites["province"].fail("refuse")
    answer = await performer(sites, tmp_path).perform(Performing(effect=orders()["province"], at=AT))
    assert (answer.type, answer.body["reason"]) == ("ReportRefusal", REASON)


async def test_a_story_and_a_platform_without_a_door_stay_with_the_stand_in(
    sites: dict[str, Site], tmp_path: Path
) -> None:
    effect = orders()["province"]
    told = effect.model_copy(update={"id": f"sim.story.{effect.id}"})
    await performer(sites, tmp_path).perform(Performing(effect=told, at=AT))
    elsewhere = effect.model_copy(update={"body": {**effect.body, "platform": "city"}})
    answer = await performer(sites, tmp_path).perform(Performing(effect=elsewhere, at=AT))
    assert answer.body["receipt"].startswith("本地信用公示回执")
    assert all(site.asked == [] for site in sites.values())


def test_the_settings_name_both_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIELI_CREDIT_PROVINCE_URL", "https://credit.example/p")
    monkeypatch.setenv("JIELI_CREDIT_LOCALITY_URL", "https://credit.example/l")
    assert set(Settings().outside) == {"credit_province", "credit_locality"}
