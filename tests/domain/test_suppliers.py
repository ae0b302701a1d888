"""The supplier register: heads, relations, offences, successions with their bars.  R-S03, R-S04, R-S05, HR-SU-1, HR-SU-2"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.contract.succession.messages import BuyerSucceeded, RecognizeSuccession, SupplierSucceeded
from domain.given import Accepted
from domain.message import Command
from domain.performance.messages import RecordInspection
from domain.register.messages import (
    BarEntered,
    CheckSuccession,
    EndRelation,
    EnterBar,
    GrantRole,
    OffenceRecorded,
    PersonRegistered,
    RecordOffence,
    RecordPrincipal,
    RecordRelation,
    RecordSuccession,
    RegisterSupplier,
    RelationEnded,
    RelationRecorded,
    SuccessionChecked,
    SuccessionRecorded,
    Successor,
    SupplierSucceeding,
)
from domain.register.state import Grant, Listing, Person, Supplier
from tests.domain.builders import registered
from tests.domain.running import SUPPLIER_NAME, performing
from tests.domain.scene import BUYER, DIVISION, HOME, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, code, scene

OLD, NEW = f"supplier/{SUPPLIER}", f"supplier/{SUPPLIER_2}"
ORGANISATIONS = "register/organisations"
NEW_BUYER = code("11220122MB1A00007")


def here(command: Command) -> Scene:
    """The usual suppliers are registered; the stream of the command judges."""
    home = command.stream()
    assert home is not None
    return registered(scene(home=home))


def relation(**changes: Any) -> RecordRelation:
    whole = {"uscc": SUPPLIER, "other": SUPPLIER_2, "ground": "management", "from_on": date(2025, 1, 1), "evidence": D}
    return RecordRelation(**{**whole, **changes})


def succession(**changes: Any) -> RecordSuccession:
    whole = {
        "key": "s1",
        "party": "supplier",
        "predecessor": SUPPLIER,
        "kind": "merge",
        "successors": (Successor(uscc=SUPPLIER_2, name="同心社会工作服务中心"),),
        "effective_on": date(2026, 1, 5),
        "authority": "农安县民政局",
        "document_number": "农民社登〔2026〕2号",
        "digest": D,
        "reason": "吸收合并",
    }
    return RecordSuccession(**{**whole, **changes})


def check(**changes: Any) -> CheckSuccession:
    return CheckSuccession(**{"key": "s1", "party": "supplier", "predecessor": SUPPLIER, "matches": True, **changes})


def entered(**changes: Any) -> SuccessionRecorded:
    return SuccessionRecorded(**succession(**changes).model_dump(), by="clerk-1")


def compared(**changes: Any) -> SuccessionChecked:
    return SuccessionChecked(**check(**changes).model_dump(), by="reviewer-1")


def bar(until: date = date(2026, 12, 31)) -> BarEntered:
    return BarEntered(
        authority="农安县财政局",
        document_number="农财采罚〔2025〕3号",
        scope="政府采购活动",
        from_on=date(2025, 2, 1),
        until_on=until,
        scan=D,
    )


def supplier(scene_: Scene, uscc: str) -> Supplier:
    state = scene_.states[f"supplier/{uscc}"]
    assert isinstance(state, Supplier)
    return state


# ---------------------------------------------------------------- heads and relations


def test_who_heads_a_supplier_is_known_by_date() -> None:
    command = RecordPrincipal(uscc=SUPPLIER, principal="韩雪", from_on=date(2026, 3, 1), evidence=D)
    after = here(command).when(command).then()
    assert supplier(after, SUPPLIER).principal_on(date(2026, 2, 28)) is None
    assert supplier(after, SUPPLIER).principal_on(date(2026, 3, 1)) == "韩雪"


def test_an_unregistered_supplier_has_no_head_and_no_relation() -> None:
    stranger = code("91220122MA1A00006")
    scene(home=f"supplier/{stranger}").when(
        RecordPrincipal(uscc=stranger, principal="韩雪", from_on=date(2026, 3, 1), evidence=D)
    ).refused("R-S05")
    here(relation()).when(relation(other=stranger)).refused("R-S05")


def test_a_relation_stands_with_both_suppliers() -> None:
    """R-S05."""
    one = here(relation()).when(relation())
    one.accepted(RelationRecorded, RelationRecorded)
    after = one.then()
    assert supplier(after, SUPPLIER).relation_on(SUPPLIER_2, date(2026, 1, 5))
    assert supplier(after, SUPPLIER_2).relation_on(SUPPLIER, date(2026, 1, 5))


@pytest.mark.parametrize(
    "changes",
    [{"ground": "friendship"}, {"other": SUPPLIER}, {"until_on": date(2024, 1, 1)}],
    ids=["kind", "self", "days"],
)
def test_only_the_laws_relations_between_two_count(changes: dict[str, Any]) -> None:
    """R-S05."""
    here(relation()).when(relation(**changes)).refused("R-S05")


def test_a_relation_ends_on_its_last_day_for_both() -> None:
    both = here(relation()).when(relation()).then()
    end = EndRelation(uscc=SUPPLIER, other=SUPPLIER_2, ground="management", ended_on=date(2025, 12, 31), evidence=D)
    both.when(end).accepted(RelationEnded)
    after = both.when(end).then()
    assert supplier(after, SUPPLIER_2).relation_on(SUPPLIER, date(2025, 12, 31))
    assert supplier(after, SUPPLIER_2).relation_on(SUPPLIER, date(2026, 1, 1)) is None
    both.when(end.model_copy(update={"ground": "same_head"})).refused("R-S05")


def test_a_branch_is_not_its_own_legal_person() -> None:
    own = RegisterSupplier(
        uscc=SUPPLIER, name="分公司", kind="enterprise", division=DIVISION, evidence=D, branch_of=SUPPLIER
    )
    scene(home=OLD).when(own).refused("JL44-2.2.2")
    scene(home=OLD).when(own.model_copy(update={"branch_of": SUPPLIER_2})).accepted()


# ---------------------------------------------------------------- offences


def offence(**changes: Any) -> RecordOffence:
    whole = {
        "uscc": SUPPLIER,
        "kind": "large_fine",
        "authority": "长春市市场监督管理局",
        "document_number": "长市监罚〔2025〕8号",
        "decided_on": date(2025, 6, 1),
        "fine_yuan": 2_000_000,
        "evidence": D,
    }
    return RecordOffence(**{**whole, **changes})


def test_an_offence_is_entered_with_its_decision_and_a_fine_with_its_amount() -> None:
    """R-S03."""
    here(offence()).when(offence()).accepted(OffenceRecorded)
    here(offence()).when(offence(fine_yuan=None)).refused("R-S03")
    here(offence()).when(offence(decided_on=date(2026, 2, 1))).refused("R-S03")
    here(offence()).when(offence(uscc=code("91220122MA1A00006"))).refused("R-S03")


# ---------------------------------------------------------------- successions


def test_a_succession_is_entered_by_one_and_holds_when_another_has_compared_it() -> None:
    """HR-SU-1."""
    one = here(succession()).when(succession(), by="clerk-1")
    one.accepted(SuccessionRecorded)
    one.then().when(check(), by="clerk-1", role="reviewer").refused("HR-SU-1")
    held = one.then().when(check(), by="reviewer-1").then()
    assert supplier(held, SUPPLIER).successions.holding("s1")
    held.when(check(), by="reviewer-2").refused("HR-SU-1")


def test_an_entry_that_does_not_match_its_document_never_holds() -> None:
    one = here(succession()).when(succession(), by="clerk-1").then()
    after = one.when(check(matches=False), by="reviewer-1").then()
    assert supplier(after, SUPPLIER).successions.holding("s1") is None
    assert supplier(after, SUPPLIER_2).predecessors == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "split"},
        {"kind": "dissolve"},
        {"kind": "rename", "successors": ()},
        {"successors": (Successor(uscc=SUPPLIER, name="原名"),)},
        {"successors": (Successor(uscc=code("91220122MA1A00006"), name="未登记"),)},
    ],
    ids=["split into one", "dissolved with heir", "no new name", "into itself", "unregistered"],
)
def test_each_kind_of_succession_has_its_number_of_successors(changes: dict[str, Any]) -> None:
    """HR-SU-1."""
    here(succession()).when(succession(**changes)).refused("HR-SU-1")


def test_a_new_name_holds_from_its_day_and_the_old_one_before() -> None:
    """HR-SU-1."""
    renamed = succession(kind="rename", successors=(Successor(uscc=SUPPLIER, name="晚晴服务中心"),))
    after = here(renamed).when(renamed, by="clerk-1").then().when(check(), by="reviewer-1").then()
    named = supplier(after, SUPPLIER)
    assert named.name_on(date(2026, 1, 4)) == "农安县夕阳红社会服务中心"
    assert named.name_on(date(2026, 1, 5)) == "晚晴服务中心"
    assert named.ended_on(date(2026, 1, 5)) is None


def test_bars_and_offences_follow_to_the_successor() -> None:
    """JL44-4.4.4b, R-S03: nobody sheds a bar by merging."""
    fined = OffenceRecorded(**offence().model_dump(exclude={"uscc"}), by="clerk-1")
    barred = here(succession()).has(bar(), bar(until=date(2025, 6, 30)), fined, stream=OLD)
    answer = barred.when(succession(), by="clerk-1").then().when(check(), by="reviewer-1")
    answer.accepted(SuccessionChecked, SupplierSucceeding, BarEntered, OffenceRecorded)
    heir = supplier(answer.then(), SUPPLIER_2)
    assert heir.barred_on(date(2026, 1, 4)) is None  # before it took the other's place
    assert heir.barred_on(date(2026, 1, 5)) is not None
    assert len(heir.bars) == 1  # the bar that had ended did not come along
    assert heir.offences


def test_a_bar_entered_after_the_succession_binds_the_successor_too() -> None:
    """JL44-4.4.4b."""
    held = here(succession()).has(entered(), compared())
    enter = EnterBar(uscc=SUPPLIER, **bar().model_dump(exclude={"reviews"}))
    after = held.when(enter, role="finance").then()
    assert supplier(after, SUPPLIER_2).barred_on(date(2026, 1, 5))


# ---------------------------------------------------------------- a running project


def recognize(**changes: Any) -> RecognizeSuccession:
    return RecognizeSuccession(**{"party": "supplier", "succession": "s1", "successor": SUPPLIER_2, **changes})


def taken_over(**changes: Any) -> Scene:
    """The contract runs; its supplier has merged into another since the day given."""
    whole = {"effective_on": date(2026, 4, 1), **changes}
    running = registered(performing()).has(entered(**whole), compared(), stream=OLD)
    return running.on("2026-04-02").in_stream(HOME)


def test_a_running_contract_names_the_successor_from_its_day_and_keeps_its_clocks() -> None:
    """HR-SU-2."""
    before = taken_over()
    answer = before.when(recognize())
    answer.accepted(SupplierSucceeded)
    after = answer.then()
    contract = after.states[HOME].contract  # type: ignore[union-attr]
    assert contract.supplier_on(date(2026, 3, 31)) == (SUPPLIER, SUPPLIER_NAME)
    assert contract.supplier_on(date(2026, 4, 1)) == (SUPPLIER_2, "同心社会工作服务中心")
    assert contract.terms.supplier == SUPPLIER_2
    assert [(i.key, i.due) for i in after.agenda()] == [(i.key, i.due) for i in before.agenda()]
    after.when(recognize()).refused("HR-SU-2")


def test_a_succession_is_recognized_once_checked_begun_and_of_this_project() -> None:
    """HR-SU-2."""
    unchecked = registered(performing()).has(entered(), stream=OLD).on("2026-04-02").in_stream(HOME)
    unchecked.when(recognize()).refused("HR-SU-2")
    taken_over(effective_on=date(2026, 5, 1)).when(recognize()).refused("HR-SU-2")
    taken_over().when(recognize(successor=SUPPLIER_3)).refused("HR-SU-2")
    taken_over().when(recognize(succession="s9")).refused("HR-SU-2")


def test_a_new_buyer_stands_in_the_project_and_its_people_act_by_new_grants() -> None:
    """HR-SU-2, HR-WHO: townships merge, bureaus are reorganised."""
    whole: dict[str, Any] = {"party": "buyer", "predecessor": BUYER}
    successors = (Successor(uscc=NEW_BUYER, name="农安县社会工作和民政局"),)
    one = performing().has(
        entered(**whole, successors=successors, effective_on=date(2026, 2, 27)),
        compared(**whole),
        stream=ORGANISATIONS,
    )
    one = one.in_stream(HOME)
    answer = one.when(recognize(party="buyer", successor=NEW_BUYER))
    answer.accepted(BuyerSucceeded)
    after = answer.then()
    plan = after.states[HOME].plan  # type: ignore[union-attr]
    assert (plan.buyer.uscc, plan.buyer.name) == (NEW_BUYER, "农安县社会工作和民政局")
    inspect = RecordInspection(key="i1", place="合隆镇", digest=D)
    one.when(inspect, role="clerk", uscc=BUYER).accepted()
    after.when(inspect, role="clerk", uscc=BUYER).refused("HR-WHO")
    after.when(inspect, role="clerk", uscc=NEW_BUYER).accepted()


def test_a_grant_names_the_organisation_that_it_is_held_for() -> None:
    """HR-WHO: a person of the old body acts for the new one by a new grant."""
    known = PersonRegistered(person="wang", name="王某", organisation="农安县民政局", uscc=BUYER)
    grant = GrantRole(
        person="wang", role="clerk", division=DIVISION, from_on=date(2026, 3, 1), document="任职文件", uscc=NEW_BUYER
    )
    after = scene(home="person/wang").has(known).when(grant, by="admin").then()
    held = after.states["person/wang"]
    assert isinstance(held, Person)
    assert held.grants == (Grant("clerk", DIVISION, NEW_BUYER, date(2026, 3, 1), None),)


def test_a_public_body_needs_no_entry_among_the_suppliers() -> None:
    command = succession(party="buyer", predecessor=BUYER, successors=(Successor(uscc=NEW_BUYER, name="新局"),))
    answer = scene(home=ORGANISATIONS).when(command, by="clerk-1")
    assert isinstance(answer.answer, Accepted)
    held = answer.then().states[ORGANISATIONS]
    assert isinstance(held, Listing)
    assert held.successions.entered
