"""The credit platform by HTTP: what it says becomes a command, silence about listings is no word of there being none.  CR-01"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from activities.interface import Performing
from activities.outside import adapters
from activities.performing import Performer, Unanswered
from domain.bidding.parties.messages import RegisterCreditCheck
from domain.calendar import BEIJING
from domain.effect import Effect
from tests.domain.scene import SUPPLIER
from tests.outside.site import REASON, Fault, Site, running_site

AT = datetime(2026, 3, 16, 10, 20, tzinfo=BEIJING)
CHECK = Effect(
    id="project/220122-2026-abc123@31",
    kind="check",
    summary="查询信用记录",
    body={"check": "c1-1", "supplier": SUPPLIER, "name": "某中心", "source": "信用中国"},
)
LISTED = {"list": "major_tax_offender", "subject": "supplier", "reference": "税务局2025年公告"}


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


def performer(site: Site, folder: Path) -> Performer:
    return Performer(adapters(folder, {"credit": (site.url, "geheim")}))


async def test_what_the_platform_says_is_registered_as_it_says_it(site: Site, tmp_path: Path) -> None:
    site.says = {"listings": [LISTED], "looked_at": "2026-03-16T10:19:00+08:00"}
    answer = await performer(site, tmp_path).perform(Performing(effect=CHECK, at=AT))
    assert site.asked[0].path == "/check"
    assert site.asked[0].key == CHECK.id
    command = RegisterCreditCheck.model_validate(answer.body)
    assert answer.type == "RegisterCreditCheck"
    assert command.looked_at.minute == 19
    assert [entry.list for entry in command.listings] == ["major_tax_offender"]


@pytest.mark.parametrize(
    "says", [{}, {"listings": "none"}, {"listings": [{"name": "某名单"}]}], ids=["silent", "word", "form"]
)
async def test_an_answer_that_does_not_say_which_listings_is_no_answer(
    site: Site, tmp_path: Path, says: dict[str, object]
) -> None:
    """Left out is not none: who stands on a list must not slip through a broken answer."""
    site.says = says
    with pytest.raises(Unanswered, match="信用平台"):
        await performer(site, tmp_path).perform(Performing(effect=CHECK, at=AT))


@pytest.mark.parametrize("fault", ["500", "nonsense", "lost", "later"])
async def test_a_platform_that_fails_is_asked_again_and_answers_once(site: Site, tmp_path: Path, fault: Fault) -> None:
    site.says = {"listings": []}
    site.fail(fault)
    ours = performer(site, tmp_path)
    with pytest.raises(Unanswered):
        await ours.perform(Performing(effect=CHECK, at=AT))
    first = await ours.perform(Performing(effect=CHECK, at=AT))
    again = await ours.perform(Performing(effect=CHECK, at=AT))
    assert first == again
    assert len(site.done) == 1


async def test_a_platform_that_refuses_says_why(site: Site, tmp_path: Path) -> None:
    site.fail("refuse")
    answer = await performer(site, tmp_path).perform(Performing(effect=CHECK, at=AT))
    assert (answer.type, answer.body["reason"]) == ("ReportRefusal", REASON)


async def test_the_stand_in_says_that_there_is_no_listing(site: Site, tmp_path: Path) -> None:
    """Where no platform is set, and in every story."""
    answer = await Performer(adapters(tmp_path, {})).perform(Performing(effect=CHECK, at=AT))
    assert RegisterCreditCheck.model_validate(answer.body).listings == ()
    story = CHECK.model_copy(update={"id": "sim.some-story.project/220122-2026-abc123@31"})
    await performer(site, tmp_path).perform(Performing(effect=story, at=AT))
    assert site.asked == []
