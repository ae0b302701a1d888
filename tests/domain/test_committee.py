"""The committee's persons: how many, who may sit, how they are drawn, who must leave.  E-01 … E-06, R-S13"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bidding.draw import commitment, draw
from domain.bidding.messages import AppointCommittee, BidsScored, CommitteeAppointed, Member
from domain.bidding.panel.messages import (
    CommitDrawSeed,
    Declaration,
    DeclareInterests,
    DrawExperts,
    DrawSeedCommitted,
    ExpertDrawRegistered,
    ExpertsDrawn,
    InterestsDeclared,
    MemberRecused,
    MemberReplaced,
    RecuseMember,
    RegisterExpertDraw,
    Relation,
    ReplaceMember,
)
from tests.domain.builders import below_limit_plan, lawful_plan, members, opened, published
from tests.domain.scene import BUYER, HOME, SUPPLIER, SUPPLIER_3, D, day, scene
from tests.domain.test_bidding import OFFERS, score

TENDER = lawful_plan(method="open_tender", budget_yuan=Decimal("2090000.00"))
LARGE = lawful_plan(method="open_tender", budget_yuan=Decimal("10000000.00"))
SEED = "七上八下九九归一十全十美百花齐放万紫千红"
LIST = tuple(f"候选人{n:02}" for n in range(1, 11))


def seat(people: tuple[Member, ...] = members(), **changes: Any) -> AppointCommittee:
    whole = {"members": people, "drawn_from": "吉林省评审专家库", "draw_record": D}
    return AppointCommittee(**{**whole, **changes})


def but(number: int, people: tuple[Member, ...] = members(), **changes: Any) -> tuple[Member, ...]:
    """The same people, one of them otherwise."""
    return tuple(m.model_copy(update=changes) if n == number else m for n, m in enumerate(people))


def register(**changes: Any) -> RegisterExpertDraw:
    whole = {
        "pool": "吉林省政府采购评审专家库",
        "level": "provincial",
        "document_number": "吉采抽〔2026〕16号",
        "drawn_at": day("2026-03-01"),
        "watched_by": ("监督员",),
        "experts": ("e1", "e2"),
        "record": D,
    }
    return RegisterExpertDraw(**{**whole, **changes})


def commit(**changes: Any) -> CommitDrawSeed:
    whole = {
        "draw": "d1",
        "purpose": "experts",
        "commitment": commitment(SEED, LIST),
        "candidates": LIST,
        "count": 3,
    }
    return CommitDrawSeed(**{**whole, **changes})


def reveal(**changes: Any) -> DrawExperts:
    return DrawExperts(**{"draw": "d1", "seed": SEED, "lot": "红梅", "witness": "监督员", **changes})


def declare(*relations: Relation, member: str = "e1") -> DeclareInterests:
    return DeclareInterests(declarations=(Declaration(member=member, relations=relations, statement=D),))


# ---------------------------------------------------------------- how many


@pytest.mark.parametrize(
    ("plan", "clause", "experts", "buyers"),
    [
        (TENDER, "E-01", 4, 1),
        (LARGE, "E-02", 5, 2),
        (lawful_plan(method="competitive_negotiation", method_ground="failed_tender"), "E-05", 2, 1),
        (lawful_plan(), "E-06", 2, 1),
        (below_limit_plan(), "HR-BL-2", 0, 3),
    ],
)
def test_each_method_has_its_least_committee(plan: Any, clause: str, experts: int, buyers: int) -> None:
    """E-01 five, E-02 seven, E-05 and E-06 three, HR-BL-2 three: two fewer are refused under the same clause."""
    now = published(scene(), plan)
    now.when(seat(members(experts, buyers))).accepted(CommitteeAppointed)
    fewer = members(experts - 2, buyers) if experts >= buyers else members(experts, buyers - 2)
    now.when(seat(fewer)).refused("E-01" if clause == "E-02" and len(fewer) < 5 else clause)


def test_a_complex_tender_or_one_of_wide_effect_needs_seven() -> None:
    """E-02: a person answers; of services nobody answered, it is asked."""
    now = published(scene(), TENDER)
    for answer in ({"is_complex": True}, {"wide_effect": True}):
        now.when(seat(members(4, 1), **answer)).refused("E-02")
        now.when(seat(members(5, 2), **answer)).accepted(CommitteeAppointed)
    now.when(seat(members(4, 1))).warned("E-02")
    answered = now.when(seat(members(4, 1), is_complex=False, wide_effect=False)).accepted()
    assert "E-02" not in [getattr(e, "clause", None) for _, e in answered.events]


def test_a_complex_negotiation_needs_a_legal_expert() -> None:
    """E-05, 74号令 art. 7."""
    now = published(scene(), lawful_plan(method="competitive_negotiation", method_ground="failed_tender"))
    now.when(seat(is_complex=True)).refused("E-05")
    now.when(seat(but(0, legal=True), is_complex=True)).accepted(CommitteeAppointed)
    now.when(seat(but(2, legal=True), is_complex=True)).refused("E-05")  # the buyer's lawyer is no expert
    now.when(seat()).warned("E-05")


# ---------------------------------------------------------------- who may sit, and as what


def test_the_buyers_representative_does_not_chair() -> None:
    """E-03, 87号令 art. 47: an expert does; there is one chair."""
    now = published(scene())
    now.when(seat(but(0, chair=True))).accepted(CommitteeAppointed)
    now.when(seat(but(2, chair=True))).refused("E-03")
    now.when(seat(but(1, but(0, chair=True), chair=True))).refused("E-03")


def test_a_committee_without_a_chair_is_asked_for_one_at_scoring() -> None:
    """E-03."""
    opened(scene()).when(score(OFFERS)).warned("E-03")


def test_agency_staff_do_not_sit_and_the_buyers_own_people_sit_as_its_representatives() -> None:
    """E-03, 87号令 art. 45."""
    now = published(scene())
    now.when(seat(but(0, agency_staff=True))).refused("E-03")
    now.when(seat(but(0, employer=BUYER))).refused("E-03")
    now.when(seat(but(2, employer=BUYER))).accepted(CommitteeAppointed)


def test_who_works_for_a_bidder_does_not_sit() -> None:
    """R-S13: also where the bid came in after the appointment, which scoring sees."""
    tied = but(0, employer=SUPPLIER)
    opened(scene()).when(seat(tied)).refused("R-S13")
    published(scene()).when(seat(tied)).accepted(CommitteeAppointed)
    seated = opened(scene()).has(CommitteeAppointed(round=1, members=tied, drawn_from="库", draw_record=D))
    seated.when(score(OFFERS)).refused("R-S13")


# ---------------------------------------------------------------- drawn from the pool


def test_a_draw_from_the_provincial_pool_is_registered() -> None:
    """E-04: pool, number, time, who watched."""
    now = published(scene())
    now.when(register()).accepted(ExpertDrawRegistered)
    now.when(register(level="county")).refused("E-04")
    now.when(register(drawn_at=day("2026-03-09"))).refused("E-04")
    now.when(register(watched_by=("clerk-1",)), by="clerk-1").refused("E-04")


def test_the_buyer_chooses_experts_only_with_its_superiors_agreement() -> None:
    """E-04, 87号令 art. 48."""
    now = published(scene())
    now.when(register(self_selected=True)).refused("E-04")
    now.when(register(self_selected=True, consent="农财采〔2026〕9号")).accepted(ExpertDrawRegistered)


def test_the_experts_seated_are_those_drawn() -> None:
    """E-04: without a draw on record the clerk is asked for it."""
    published(scene()).when(seat()).warned("E-04")
    drawn = published(scene()).when(register()).then()
    drawn.when(seat()).accepted(CommitteeAppointed)
    drawn.when(seat(members(4, 1))).refused("E-04")


# ---------------------------------------------------------------- the local draw


def test_below_the_limit_experts_are_drawn_by_a_committed_seed() -> None:
    """E-04: the result is what anyone computes from seed, word and list."""
    now = published(scene(), below_limit_plan()).when(commit(), by="clerk-1")
    now.accepted(DrawSeedCommitted)
    drawn = now.then().when(reveal(), by="clerk-1")
    [event] = [e for _, e in drawn.accepted(ExpertsDrawn).events if isinstance(e, ExpertsDrawn)]
    assert event.drawn == draw(SEED, "红梅", LIST, 3)
    drawn.then().when(seat(members(3, 0))).refused("HR-BL-2")  # not among the drawn


def test_inside_the_law_nobody_draws_on_their_own() -> None:
    """E-04."""
    published(scene()).when(commit()).refused("E-04")


def test_a_seed_is_committed_once_and_revealed_once_as_it_was_before_another() -> None:
    """E-04."""
    now = published(scene(), below_limit_plan())
    now.when(reveal()).refused("E-04")
    now.when(commit(candidates=(*LIST, LIST[0]))).refused("E-04")
    now.when(commit(count=11)).refused("E-04")
    sealed = now.when(commit(), by="clerk-1").then()
    sealed.when(commit(draw="d2")).refused("E-04")  # a second seed would be a second choice
    sealed.when(reveal(seed=SEED[::-1]), by="clerk-1").refused("E-04")
    sealed.when(reveal(witness="clerk-1"), by="clerk-2").refused("E-04")
    done = sealed.when(reveal(), by="clerk-1").then()
    done.when(reveal(lot="腊梅"), by="clerk-1").refused("E-04")


names = st.lists(st.text("甲乙丙丁戊己庚辛壬癸", min_size=1, max_size=4), min_size=1, max_size=12, unique=True)


@given(st.text(min_size=1), st.text(min_size=1), names, st.integers(1, 12))
def test_a_draw_can_be_made_again_and_draws_distinct_candidates(
    seed: str, lot: str, candidates: list[str], count: int
) -> None:
    """E-04."""
    drawn = draw(seed, lot, candidates, count)
    assert drawn == draw(seed, lot, candidates, count)
    assert len(set(drawn)) == len(drawn) == min(count, len(candidates))
    assert set(drawn) <= set(candidates)


def test_over_many_seeds_each_candidate_is_drawn_about_equally_often() -> None:
    """E-04: 3 of 10 in 4000 draws: 1200 each, give or take five standard deviations (29)."""
    drawn = Counter(name for n in range(4000) for name in draw(f"seed-{n}", "红梅", LIST, 3))
    assert set(drawn) == set(LIST)
    assert all(abs(times - 1200) < 5 * 29 for times in drawn.values())


# ---------------------------------------------------------------- recusal


def test_the_members_declare_and_scoring_asks_who_did_not() -> None:
    """R-S13."""
    now = opened(scene())
    now.when(score(OFFERS)).warned("R-S13")
    whole = DeclareInterests(declarations=tuple(Declaration(member=m.person, statement=D) for m in members()))
    said = now.when(whole)
    said.accepted(InterestsDeclared)
    scored = said.then().when(score(OFFERS)).accepted(BidsScored)
    assert "R-S13" not in [getattr(e, "clause", None) for _, e in scored.events]
    now.when(declare(member="x1")).refused("R-S13")
    now.when(declare(Relation(kind="friendship", supplier=SUPPLIER))).refused("R-S13")


@pytest.mark.parametrize(
    ("kind", "ended_on", "counts"),
    [
        ("employment", None, True),
        ("employment", date(2023, 3, 17), True),  # within three years of 2026-03-16
        ("employment", date(2023, 3, 10), False),
        ("controlling_share", date(2025, 1, 1), True),
        ("kinship", None, True),
        ("kinship", date(2025, 1, 1), False),
    ],
)
def test_work_office_and_control_count_for_three_years(kind: str, ended_on: date | None, counts: bool) -> None:
    """R-S13, GPL Regulation 9."""
    said = opened(scene()).when(declare(Relation(kind=kind, supplier=SUPPLIER, ended_on=ended_on)))
    assert (MemberRecused in [type(e) for _, e in said.accepted().events]) == counts


def test_a_relation_to_no_bidder_is_no_ground() -> None:
    """R-S13."""
    said = opened(scene()).when(declare(Relation(kind="employment", supplier=BUYER)))
    assert [type(e) for _, e in said.accepted().events] == [InterestsDeclared]


def test_who_is_recused_is_replaced_before_scoring() -> None:
    """R-S13: the committee with the new member is as lawful as the first."""
    left = opened(scene()).when(RecuseMember(member="e1", ground="kinship", supplier=SUPPLIER_3, reason="夫妻")).then()
    left.when(score(OFFERS)).refused("R-S13")
    left.when(RecuseMember(member="e1", ground="kinship", reason="又")).refused("R-S13")

    def instead(**changes: Any) -> ReplaceMember:
        new = Member(**{"person": "e9", "name": "专家9", "kind": "expert", **changes})
        return ReplaceMember(member="e1", replacement=new, drawn_from="库", draw_record=D)

    left.when(instead(kind="buyer")).refused("E-06")
    left.when(instead(employer=SUPPLIER)).refused("R-S13")
    opened(scene()).when(instead()).refused("R-S13")  # nobody left
    seated = left.when(instead())
    seated.accepted(MemberReplaced)
    now = seated.then().states[HOME].round.committee  # type: ignore[union-attr]
    assert now is not None
    assert {m.person for m in now.members} == {"e9", "e2", "b1"}
    seated.then().when(score(OFFERS, now.members)).accepted(BidsScored)
