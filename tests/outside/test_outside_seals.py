"""The electronic seal by HTTP: asked with the text's digest, answered with certificate and receipt, never twice.  HR-CT-5"""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from activities.interface import Performing
from activities.outside import adapters
from activities.performing import Performer, Unanswered
from domain.calendar import BEIJING
from domain.contract.messages import ContractSigned
from domain.contract.seals.messages import OrderSeal, RecordSeal, SealRecorded
from domain.effect import Effect
from domain.project import Project
from tests.domain.scene import HOME, Scene
from tests.domain.test_contract import drafted, sign
from tests.outside.site import REASON, Fault, Site, running_site

AT = datetime(2026, 2, 24, 9, tzinfo=BEIJING)


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


def ordered() -> tuple[Scene, Effect]:
    at = drafted().when(OrderSeal(party="supplier", signer="春风社会工作服务中心")).then()
    state = at.states[HOME]
    assert isinstance(state, Project)
    (effect,) = state.watch.effects.values()
    return at, effect


def performer(site: Site, folder: Path) -> Performer:
    return Performer(adapters(folder, {"seal": (site.url, "geheim")}))


async def test_the_seal_systems_answer_becomes_the_suppliers_seal(site: Site, tmp_path: Path) -> None:
    """The digest alone goes out; certificate and day come back; with the buyer's own seal the contract is signed."""
    at, effect = ordered()
    site.says = {"certificate": "CA-2026-77", "sealed_on": "2026-02-23", "place": "吉林省电子签章平台"}
    made = await performer(site, tmp_path).perform(Performing(effect=effect, at=AT))
    (asked,) = site.asked
    assert (asked.path, asked.body["body"]["text"]) == ("/seal", effect.body["text"])
    assert made.type == "RecordSeal"
    sealed = at.when(RecordSeal.model_validate(made.body), by="adapter")
    (_, event) = sealed.accepted(SealRecorded).events[0]
    assert isinstance(event, SealRecorded)
    assert (event.certificate, event.receipt, event.sealed_on) == ("CA-2026-77", "网站回执-1", date(2026, 2, 23))
    own = RecordSeal(
        party="buyer", sealed_by="刘建国", sealed_on=date(2026, 2, 24), place="农安县民政局", text=event.text
    )
    both = sealed.then().when(own).then()
    both.when(sign(date(2026, 2, 24)), by="wang").accepted(ContractSigned)


async def test_an_answer_that_was_lost_is_the_same_when_asked_again(site: Site, tmp_path: Path) -> None:
    _, effect = ordered()
    site.fail("lost")
    asking = Performing(effect=effect, at=AT)
    with pytest.raises(Unanswered):
        await performer(site, tmp_path).perform(asking)
    again = await performer(site, tmp_path).perform(asking)
    assert again == await performer(site, tmp_path).perform(asking)
    assert len(site.done) == 1


@pytest.mark.parametrize("fault", ["500", "nonsense", "no_receipt", "later"])
async def test_no_answer_is_no_seal(site: Site, tmp_path: Path, fault: Fault) -> None:
    _, effect = ordered()
    site.fail(fault)
    with pytest.raises(Unanswered):
        await performer(site, tmp_path).perform(Performing(effect=effect, at=AT))


async def test_a_refusal_is_told_in_its_own_words(site: Site, tmp_path: Path) -> None:
    _, effect = ordered()
    site.fail("refuse")
    made = await performer(site, tmp_path).perform(Performing(effect=effect, at=AT))
    assert (made.type, made.body["reason"]) == ("ReportRefusal", REASON)


async def test_another_text_than_ours_is_no_seal_of_it(site: Site, tmp_path: Path) -> None:
    """HR-CT-5: the seal system sealed something else."""
    at, effect = ordered()
    site.says = {"text": "b" * 64, "certificate": "CA-1"}
    made = await performer(site, tmp_path).perform(Performing(effect=effect, at=AT))
    at.when(RecordSeal.model_validate(made.body), by="adapter").refused("HR-CT-5")


async def test_a_story_asks_only_the_stand_in(site: Site, tmp_path: Path) -> None:
    at, effect = ordered()
    told = effect.model_copy(update={"id": f"sim.story.{effect.id}"})
    made = await performer(site, tmp_path).perform(Performing(effect=told, at=AT))
    assert site.asked == []
    at.when(RecordSeal.model_validate(made.body), by="adapter").accepted(SealRecorded)
