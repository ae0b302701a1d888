"""People by pseudonym, money given back, the old supplier's help, other ways.  HR-TK-08, HR-TK-13, HR-TK-17, HR-TK-19, EX-14"""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.funding.messages import PoolReleased
from domain.funding.state import Pool
from domain.takeover.asking.messages import ProposeStandby, StandbyAdded, StandbyAsked, StandbysExhausted
from domain.takeover.bridge.messages import ExtendInterim, RecipientsCovered, RecordCoverage
from domain.takeover.care.messages import RecordHandover
from domain.takeover.ending.messages import EndTakeover, TakeoverEnded
from domain.takeover.help.messages import SupplierHelpEnded
from domain.takeover.money.messages import BridgeSettled, SettleBridge
from domain.takeover.people.messages import EndNeed, GovernmentInformed, InformGovernment, Listed, ListRecipients
from domain.takeover.state import Takeover
from domain.values import Grade
from tests.domain.bridging import RUN, answer, cover, covered, decide, engage, engaged, standby, started, triggered
from tests.domain.running import POOL
from tests.domain.scene import SUPPLIER_2, SUPPLIER_3, D, Scene, day


def run(scene: Scene) -> Takeover:
    state = scene.states[RUN]
    assert isinstance(state, Takeover)
    return state


def keys(scene: Scene) -> set[str]:
    return {item.key for item in scene.agenda()}


def people(*ones: str, grade: Grade = "A") -> ListRecipients:
    return ListRecipients(recipients=tuple(Listed(recipient=o, grade=grade) for o in ones), digest=D)


def served(*ones: str, at: str, key: str = "s1") -> RecordCoverage:
    return RecordCoverage(standby=key, grade="A", covered=len(ones), covered_at=day(at), recipients=ones)


def need(count: int = 1, *ones: str, grade: Grade = "A", at: str = "2026-07-07T10:00") -> EndNeed:
    return EndNeed(grade=grade, count=count, reason="died", recipients=ones, digest=D, ended_at=day(at))


# ---------------------------------------------------------------- one by one


def test_each_recipients_own_gap_is_measured() -> None:
    """JL44-4.4.3c: gaps per recipient, by pseudonym"""
    scene = engaged().when(people("r-1", "r-2", "r-3"), by="li", role="clerk").then().on("2026-07-08T09:00")
    scene = scene.when(served("r-1", at="2026-07-07T08:00")).then()
    scene = scene.when(served("r-1", "r-2", at="2026-07-08T08:30")).then()
    waits = run(scene).waits
    assert [waits[r].hours(scene.at) for r in ("r-1", "r-2", "r-3")] == [24, 49, 49]
    assert waits["r-3"].until is None
    scene = scene.on("2026-07-09T08:00").when(served("r-2", at="2026-07-09T07:00")).then()
    assert run(scene).waits["r-1"].until is None  # lost again: the gap is open anew
    assert run(scene).waits["r-1"].since == day("2026-07-09T07:00")


def test_the_list_holds_pseudonyms_once_and_no_more_than_are_without_provider() -> None:
    """HR-TK-19"""
    triggered().when(people("r-1", "r-1"), by="li", role="clerk").refused("HR-TK-19")
    triggered().when(people(*(f"r-{n}" for n in range(11))), by="li", role="clerk").refused("HR-TK-19")
    triggered().when(people("r-1", "r-2"), by="li", role="clerk").accepted()


def test_only_who_is_listed_is_named_as_served_and_by_one_provider() -> None:
    scene = engaged().when(people("r-1", "r-2"), by="li", role="clerk").then().on("2026-07-08T09:00")
    scene.when(served("r-9", at="2026-07-08T08:00")).refused("HR-TK-19")
    twice = RecordCoverage(
        standby="s1", grade="A", covered=2, covered_at=day("2026-07-08T08:00"), recipients=("r-1", "r-1")
    )
    scene.when(twice).refused("HR-TK-19")
    scene.when(served("r-1", at="2026-07-08T08:00")).accepted()


def test_who_died_waits_for_nobody_and_the_last_of_them_ends_the_gap() -> None:
    scene = engaged().on("2026-07-08T09:00")
    for grade, count in (("A", 9), ("B", 20), ("C", 30)):
        scene = scene.when(cover(grade, count, scene.at)).then()  # type: ignore[arg-type]
    assert run(scene).uncovered == {"A": 1}
    scene = scene.when(need(), by="li", role="clerk")
    scene.accepted(RecipientsCovered)
    assert run(scene.then()).status == "interim"


def test_no_more_need_ends_than_there_was() -> None:
    engaged().on("2026-07-08T09:00").when(need(11), by="li", role="clerk").refused("HR-TK-19")
    engaged().on("2026-07-08T09:00").when(need(1, "r-1"), by="li", role="clerk").refused("HR-TK-19")
    engaged().when(need(1, at="2026-07-01T10:00"), by="li", role="clerk").refused("HR-TK-19")


# ---------------------------------------------------------------- minors, and the government


def test_minors_let_the_government_know_and_their_helpers_be_checked() -> None:
    scene = triggered(minors=3)
    assert scene.item("takeover.government").due == day("2026-07-07T14:00")
    assert "takeover.government" not in keys(triggered())
    told = scene.when(
        InformGovernment(body="农安县人民政府", document_number="农民字1号", scan=D), by="wang", role="head"
    )
    told.accepted(GovernmentInformed)
    assert "takeover.government" not in keys(told.then())
    ready = scene.on("2026-07-06T15:00").when(decide(), by="duty-1").then().when(answer("s1")).then()
    ready.when(engage("s1"), by="duty-1").refused("EX-14")
    ready.when(engage("s1", staff_check=D), by="duty-1").accepted()


# ---------------------------------------------------------------- the money


def charged(scene: Scene) -> Decimal:
    pool = scene.states[f"pool/{POOL}"]
    assert isinstance(pool, Pool)
    return pool.used_yuan


def settle(used: int) -> SettleBridge:
    return SettleBridge(standby="s1", used_yuan=Decimal(used), statement=D)


def test_what_the_bridge_did_not_use_goes_back_to_the_pool() -> None:
    """HR-TK-17"""
    scene = engaged()
    before = charged(scene)
    scene = scene.when(settle(60000), by="li", role="clerk")
    assert next(e for _, e in scene.accepted().events if isinstance(e, BridgeSettled)).released_yuan == 30000
    scene = scene.then()
    assert before - charged(scene) == 30000
    scene.when(settle(60000), by="li", role="clerk").refused("HR-TK-17")


def test_no_more_was_used_than_was_engaged_and_by_who_was_engaged() -> None:
    engaged().when(settle(90001), by="li", role="clerk").refused("HR-TK-17")
    started().when(settle(1), by="li", role="clerk").refused("HR-TK-17")


def end(**used: int) -> EndTakeover:
    amounts: Any = {key: Decimal(yuan) for key, yuan in used.items()}
    return EndTakeover(outcome="returned", reasons="已恢复", confirmation=D, used_yuan=amounts)


def test_the_end_settles_what_is_named_and_notes_what_is_not() -> None:
    scene = covered().on("2026-08-05")
    scene.when(end(), by="wang", role="head").warned("HR-TK-17")
    scene.when(end(s9=1), by="wang", role="head").refused("HR-TK-17")
    ended = scene.when(end(s1=80000), by="wang", role="head")
    ended.accepted(BridgeSettled, TakeoverEnded)
    assert "HR-TK-17" not in [getattr(e, "clause", None) for _, e in ended.accepted().events]
    assert charged(scene) - charged(ended.then()) == 10000


def test_an_extension_gives_back_first() -> None:
    more = ExtendInterim(days=30, body="县政府", document_number="1号", scan=D, amount_yuan=Decimal(20000))
    scene = (
        covered().on("2026-08-04").when(more, by="wang", role="head").then().when(settle(95000), by="li", role="clerk")
    )
    back = [e.amount_yuan for _, e in scene.accepted().events if isinstance(e, PoolReleased)]
    assert back == [Decimal(15000)]


# ---------------------------------------------------------------- the old supplier's help


def test_the_old_supplier_helps_for_thirty_days_and_settles_within_ten() -> None:
    """HR-TK-08"""
    scene = started()
    assert scene.item("takeover.account").due == day("2026-07-21T00:00")
    assert scene.item("takeover.help").due == day("2026-08-06T00:00")
    account = RecordHandover(item="final_account", receipt=D)
    assert "takeover.account" not in keys(scene.when(account, by="li", role="clerk").then())
    over = scene.wake("takeover.help")
    over.accepted(SupplierHelpEnded)
    ended = run(over.then()).help_ended
    assert ended is not None
    assert "keys" in ended.missing
    assert "takeover.help" not in keys(over.then())


# ---------------------------------------------------------------- other ways


def stranded() -> Scene:
    scene = started()
    for key in ("s1", "s2"):
        scene = scene.on("2026-07-06T16:00").when(answer(key, accepts=False))
        last = scene
        scene = scene.then()
    told = next(e for _, e in last.accepted().events if isinstance(e, StandbysExhausted))
    assert {"own_performance", "supplement", "emergency_single_source", "urgent_negotiation"} <= set(told.routes)
    return scene


def test_when_all_declined_another_way_is_proposed_and_asked() -> None:
    """HR-TK-13"""
    town = standby(
        "town", uscc=None, consent=None, route="own_performance", route_basis="乡镇自行提供", amount_yuan=Decimal(0)
    )
    scene = stranded().when(ProposeStandby(standby=town, reasons="三镇敬老院先接"), by="qin", role="county")
    scene.accepted(StandbyAdded, StandbyAsked)
    scene = scene.then()
    assert run(scene).status == "bridging"
    assert "takeover.stranded.county" not in keys(scene)
    assert "takeover.standby.town" in keys(scene)
    again = scene.when(answer("town", accepts=False))
    again.accepted(StandbysExhausted)  # said again, and the clock starts again
    assert "takeover.stranded.county" in keys(again.then())


def test_another_way_is_lawful_new_and_needed() -> None:
    paid = standby("x", route="own_performance")
    stranded().when(ProposeStandby(standby=paid, reasons="…"), by="qin", role="county").refused("HR-TK-11")
    known = ProposeStandby(standby=standby("s1"), reasons="…")
    stranded().when(known, by="qin", role="county").refused("HR-TK-13")
    enough = covered().when(ProposeStandby(standby=standby("x"), reasons="…"), by="qin", role="county")
    enough.refused("HR-TK-13")


def test_an_urgent_negotiation_of_a_large_amount_names_finances_approval() -> None:
    large = standby(
        "n1",
        uscc=SUPPLIER_3,
        route="urgent_negotiation",
        route_basis="政府采购法第三十条第三项",
        amount_yuan=Decimal(3000000),
    )
    stranded().when(ProposeStandby(standby=large, reasons="…"), by="qin", role="county").refused("R-M02")
    small = standby("n1", uscc=SUPPLIER_2, route="urgent_negotiation", route_basis="政府采购法第三十条第三项")
    stranded().when(ProposeStandby(standby=small, reasons="…"), by="qin", role="county").accepted(StandbyAdded)
    assert date(2026, 7, 6) == stranded().at.date()


def test_the_list_of_recipients_is_due_within_a_day() -> None:
    """HR-TK-03: the gravest grade one by one, within 24 hours; whole, it is off the agenda"""
    scene = triggered(without_provider={"A": 2, "B": 1})
    assert scene.item("takeover.list").due == day("2026-07-07T14:00")
    part = ListRecipients(recipients=(Listed(recipient="r-1", grade="A"), Listed(recipient="r-3", grade="B")), digest=D)
    scene = scene.when(part, by="li", role="clerk").then()
    assert "A级尚缺1人" in scene.item("takeover.list").title
    rest = ListRecipients(recipients=(Listed(recipient="r-2", grade="A"),), digest=D)
    scene = scene.when(rest, by="li", role="clerk").then()
    assert "takeover.list" not in {i.key for i in scene.agenda()}
    more = ListRecipients(recipients=(Listed(recipient="r-4", grade="A"),), digest=D)
    scene.when(more, by="li", role="clerk").refused("HR-TK-19")
