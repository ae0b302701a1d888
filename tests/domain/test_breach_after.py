"""A cure period, and what follows an early end.  EX-03, EX-04, EX-05, EX-06, EX-07, EX-08, HR-EX-2"""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.breach.aftermath.messages import (
    CallEndDuties,
    ChargeSubstitute,
    EndDutiesCalled,
    EndingSettled,
    MitigationNoted,
    NoteMitigation,
    SettleEnding,
    SubstituteCharged,
)
from domain.breach.cure.messages import BreachCured, CureNoticed, GiveCureNotice, RecordCure
from domain.breach.messages import ContractDissolved, ExitVoluntarily
from domain.project import Project
from domain.takeover.money.messages import BridgeSettled
from domain.takeover.trigger.messages import TakeoverTriggered
from tests.domain.bridging import RUN, STOPPED, TAKEOVER, engaged
from tests.domain.running import performing
from tests.domain.scene import HOME, SUPPLIER, D, Scene, day
from tests.domain.test_breach import dissolve, found, heard

# ---------------------------------------------------------------- force majeure


FLOOD: dict[str, Any] = {
    "reason": "洪水冲毁站点",
    "notice": D,
    "leaves_on": date(2026, 7, 9),
    "force_majeure": D,
}


def flooded() -> Scene:
    """The supplier gave notice on 6 July, with proof, that a flood keeps it from serving."""
    exit = ExitVoluntarily(**{**FLOOD, "leaves_on": date(2026, 7, 6)})
    return performing().on("2026-07-06").when(exit, role="supplier", uscc=SUPPLIER).then()


def test_force_majeure_ends_the_contract_and_exempts_whom_it_kept_from_serving() -> None:
    """JL44-4.4.3a, HR-EX-1, EX-17: Civil Code 180, 563(1), 590: notice, dissolution without breach, settlement, duties"""
    end = dissolve(key="flood", ground="force_majeure")
    ended = flooded().on("2026-07-08").when(end, by="wang")
    ended.accepted(ContractDissolved)
    after = ended.then().on("2026-07-09")
    plain = SettleEnding(accepted_yuan=0, loss_yuan=0, penalty_yuan=0, statement=D, agreed=True)
    after.when(plain, by="wang").accepted(EndingSettled)
    claimed = plain.model_copy(update={"loss_yuan": Decimal(1000)})
    after.when(claimed, by="wang").refused("EX-17")
    after.when(plain.model_copy(update={"penalty_yuan": Decimal(1)}), by="wang").refused("EX-17")
    late = claimed.model_copy(update={"not_exempt": "洪水之前已迟延三日，该三日的损失不免除"})
    after.when(late, by="wang").accepted(EndingSettled)
    duties = {"notify": "告知家属", "assist": "移交台账", "secrecy": "不得留存个人信息"}
    after.when(CallEndDuties(duties=duties, text=D), by="li").accepted(EndDutiesCalled)


def test_force_majeure_is_shown_not_said() -> None:
    """HR-EX-1"""
    end = dissolve(key="flood", ground="force_majeure")
    performing().on("2026-07-08").when(end, by="wang").refused("HR-EX-1")


def test_the_right_to_dissolve_by_force_majeure_lapses_too() -> None:
    """EX-02: Civil Code 564, a year after knowing"""
    in_time = dissolve(key="flood", ground="force_majeure", notified_on=date(2027, 7, 6), effective_on=date(2027, 7, 6))
    flooded().on("2027-07-06").when(in_time, by="wang").accepted(ContractDissolved)
    late = in_time.model_copy(update={"notified_on": date(2027, 7, 7), "effective_on": date(2027, 7, 7)})
    flooded().on("2027-07-07").when(late, by="wang").refused("EX-02")


# ---------------------------------------------------------------- the cure period


def cure(**changes: Any) -> GiveCureNotice:
    values: dict[str, Any] = {
        "key": "b1",
        "ground": "delay_after_demand",
        "notice": D,
        "notified_on": date(2026, 7, 8),
        "cure_until": date(2026, 7, 15),
    }
    return GiveCureNotice(**{**values, **changes})


def noticed() -> Scene:
    return heard().when(cure(), by="wang").then()


def test_a_cure_period_lasts_as_long_as_the_house_asks_and_rests_on_a_heard_breach() -> None:
    """HR-EX-2, HR-BR-1, EX-03."""
    heard().when(cure(), by="wang").accepted(CureNoticed)
    heard().when(cure(cure_until=date(2026, 7, 13)), by="wang").accepted(CureNoticed)
    heard().when(cure(cure_until=date(2026, 7, 10)), by="wang").refused("HR-EX-2")
    found().on("2026-07-08").when(cure(), by="wang").refused("HR-BR-1")
    performing().on("2026-07-08").when(cure(), by="wang").refused("JL44-4.4.4a")
    noticed().when(cure(), by="wang").refused("EX-03")


def test_the_contract_ends_by_itself_when_the_period_passes_unused() -> None:
    """EX-03, Civil Code 565."""
    at = noticed()
    item = at.item("breach.dissolution.b1")
    assert (item.due, item.does, item.rule) == (day("2026-07-16T00:00"), "take", "EX-03")
    ended = at.wake("breach.dissolution.b1")
    events = [e for _, e in ended.accepted(ContractDissolved).events if isinstance(e, ContractDissolved)]
    assert (events[0].effective_on, events[0].ground) == (date(2026, 7, 15), "delay_after_demand")
    assert "breach.dissolution.b1" not in {i.key for i in ended.then().agenda()}


def test_who_performs_in_time_keeps_the_contract() -> None:
    """EX-03."""
    at = noticed().on("2026-07-15")
    cured = at.when(RecordCure(key="b1", cured_on=date(2026, 7, 15), evidence=D), role="clerk")
    cured.accepted(BreachCured)
    assert "breach.dissolution.b1" not in {i.key for i in cured.then().agenda()}
    late = at.on("2026-07-15T23:00").when(RecordCure(key="b1", cured_on=date(2026, 7, 16), evidence=D), role="clerk")
    late.refused("EX-03")
    heard().when(RecordCure(key="b1", cured_on=date(2026, 7, 8), evidence=D), role="clerk").refused("EX-03")


# ---------------------------------------------------------------- after the end


def ended() -> Scene:
    return heard().when(dissolve(), by="wang").then()


def charge(**changes: Any) -> ChargeSubstitute:
    values: dict[str, Any] = {"charge": "c1", "key": "b1", "cost_yuan": "90000", "saved_yuan": "60000", "basis": D}
    return ChargeSubstitute(**{**values, **changes})


def mitigation() -> NoteMitigation:
    return NoteMitigation(key="b1", since=date(2026, 7, 6), measures="当日由乡镇代为送餐", evidence=D)


def test_the_defaulter_bears_what_its_substitute_cost_beyond_the_contract() -> None:
    """EX-06, Civil Code 581."""
    at = ended().when(mitigation()).then()
    (_, event) = at.when(charge()).accepted(SubstituteCharged).events[0]
    assert isinstance(event, SubstituteCharged)
    assert event.owed_yuan == Decimal("30000.00")
    at.when(charge(saved_yuan="90000")).refused("EX-06")
    at.when(charge(key="b2")).refused("EX-06")
    at.when(charge()).then().when(charge()).refused("EX-06")
    found().when(mitigation()).then().when(charge()).refused("EX-06")  # unheard


def test_nobody_pays_for_a_loss_that_was_left_to_grow() -> None:
    """EX-07, Civil Code 591: measures noted, or a takeover started."""
    ended().when(charge()).refused("EX-07")
    ended().when(mitigation()).accepted(MitigationNoted)
    ended().when(mitigation()).then().when(mitigation()).refused("EX-07")
    bridged = TakeoverTriggered(takeover=TAKEOVER, ground="T2", gap_since=STOPPED, at=STOPPED)
    ended().has(bridged).when(charge()).accepted(SubstituteCharged)


def test_no_more_is_charged_than_the_takeover_cost() -> None:
    """EX-06: ninety thousand yuan were engaged."""
    bridge = engaged()
    states = {**ended().states, RUN: bridge.states[RUN]}
    bridged = TakeoverTriggered(takeover=TAKEOVER, ground="T2", gap_since=STOPPED, at=STOPPED)
    at = Scene(home=HOME, at=ended().at, states=states, versions=ended().versions).has(bridged)
    at.when(charge(takeover=TAKEOVER)).accepted(SubstituteCharged)
    at.when(charge(takeover=TAKEOVER, cost_yuan="90000.01")).refused("EX-06")
    again = at.when(charge(takeover=TAKEOVER)).then()
    again.when(charge(charge="c2", takeover=TAKEOVER, cost_yuan="1", saved_yuan="0")).refused("EX-06")


def test_once_the_bridge_is_settled_its_account_is_the_most_that_is_charged() -> None:
    """EX-06, HR-TK-17: ninety thousand were engaged, forty thousand were used"""
    account = BridgeSettled(
        standby="s1",
        engaged_yuan=Decimal(90000),
        used_yuan=Decimal(40000),
        released_yuan=Decimal(50000),
        statement=D,
        on=date(2026, 7, 9),
    )
    bridge = engaged().has(account)
    bridged = TakeoverTriggered(takeover=TAKEOVER, ground="T2", gap_since=STOPPED, at=STOPPED)
    states = {**ended().states, RUN: bridge.states[RUN]}
    at = Scene(home=HOME, at=ended().at, states=states, versions=ended().versions).has(bridged)
    at.when(charge(takeover=TAKEOVER, cost_yuan="40000.01", saved_yuan="0")).refused("EX-06")
    at.when(charge(takeover=TAKEOVER, cost_yuan="40000", saved_yuan="0")).accepted(SubstituteCharged)
    at.when(charge(takeover=f"{TAKEOVER[:-1]}2", cost_yuan="1", saved_yuan="0")).refused("EX-06")


def test_nothing_is_charged_after_the_settlement_that_would_have_held_it() -> None:
    """EX-04, EX-06"""
    at = ended().when(mitigation()).then()
    at.when(settle()).then().when(charge()).refused("EX-04")


def test_whom_force_majeure_kept_from_serving_pays_no_substitute() -> None:
    """EX-06, EX-17: no breach, no charge; of a breach before the flood only what is said and why"""
    gone = flooded().on("2026-07-08").when(dissolve(key="flood", ground="force_majeure"), by="wang").then()
    gone.when(charge(key="flood")).refused("EX-06")
    late = heard().when(ExitVoluntarily(**FLOOD), role="supplier", uscc=SUPPLIER).then()
    late = late.when(dissolve(key="b1", ground="force_majeure"), by="wang").then()
    charged = late.when(mitigation()).then().when(charge()).then()
    plain = settle(loss_yuan="0")
    charged.when(plain, by="wang").refused("EX-17")
    said = plain.model_copy(update={"not_exempt": "洪水之前已停止服务三日，该三日的替代费用不免除"})
    charged.when(said, by="wang").accepted(EndingSettled)


def settle(**changes: Any) -> SettleEnding:
    values: dict[str, Any] = {
        "accepted_yuan": "0",
        "loss_yuan": "10000",
        "penalty_yuan": "0",
        "statement": D,
        "agreed": True,
    }
    return SettleEnding(**{**values, **changes})


def test_an_ended_contract_is_settled_once_and_what_was_accepted_is_owed() -> None:
    """EX-04, Civil Code 566, 567."""
    charged = ended().when(mitigation()).then().when(charge()).then()
    (_, event) = charged.when(settle()).accepted(EndingSettled).events[0]
    assert isinstance(event, EndingSettled)
    assert (event.owed_by_supplier_yuan, event.owed_to_supplier_yuan) == (Decimal("40000.00"), Decimal("0.00"))
    charged.when(settle(accepted_yuan="1")).refused("EX-04")
    charged.when(settle()).then().when(settle()).refused("EX-04")
    heard().when(settle()).refused("EX-04")


def test_a_penalty_far_above_the_loss_is_told() -> None:
    """EX-08, Civil Code 585: more than thirty per cent above."""
    fair = ended().when(settle(penalty_yuan="13000")).accepted(EndingSettled)
    assert "EX-08" not in [getattr(e, "clause", "") for _, e in fair.events]
    ended().when(settle(penalty_yuan="13000.01")).warned("EX-08")


def test_the_duties_that_go_on_are_told_in_writing() -> None:
    """EX-05, Civil Code 558."""
    duties = {"notify": "告知服务对象", "assist": "移交台账", "secrecy": "不得泄露个人信息"}
    called = ended().when(CallEndDuties(duties=duties, text=D))
    called.accepted(EndDutiesCalled)
    state = called.then().states[HOME]
    assert isinstance(state, Project)
    assert [e.kind for e in state.watch.effects.values()] == ["letter"]
    ended().when(CallEndDuties(duties={"notify": "告知"}, text=D)).refused("EX-05")
    heard().when(CallEndDuties(duties=duties, text=D)).refused("EX-05")


def test_settlement_and_duties_stand_on_the_agenda_until_done() -> None:
    """HR-EX-2: thirty days after the end."""
    at = ended()
    assert {at.item("breach.settlement").due, at.item("breach.duties").due} == {day("2026-08-08T00:00")}
    done = at.when(settle()).then()
    assert "breach.settlement" not in {i.key for i in done.agenda()}
