"""Publication: what a round offers, and the notices that say so.  JL44-4.2.1, JL44-4.3.2, PB-01, R-P09, R-B01, R-B06"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.bidding.messages import RoundFailed
from domain.message import Event
from domain.planning.messages import Criterion
from domain.publication.messages import (
    NoticeKind,
    NoticeOrdered,
    NoticePublished,
    OrderNotice,
    PrepareSolicitation,
    RegisterPublication,
    SolicitationPrepared,
)
from domain.supervision.messages import DepartureRecorded
from tests.domain.builders import (
    CRITERIA,
    FIELDS,
    NAMES,
    approval,
    awarded,
    below_limit_plan,
    funded,
    lawful_plan,
    notice,
    planned,
    published,
    ready,
    solicitation,
)
from tests.domain.scene import SUPPLIER, D, Scene, day, scene

INTENTION = dict.fromkeys(("project_name", "need_summary", "budget", "expected_month", "remarks"), "见需求")


def prepare(**changes: Any) -> PrepareSolicitation:
    return PrepareSolicitation(solicitation=solicitation(**changes))


def order(kind: NoticeKind = "solicitation", key: str = "n-1", **changes: Any) -> OrderNotice:
    return OrderNotice(**{"notice": key, "kind": kind, "title": "公告", "fields": FIELDS, **changes})


def register(key: str = "n-1", at: str = "2026-03-02T09:00", **changes: Any) -> RegisterPublication:
    return RegisterPublication(**{"notice": key, "published_at": day(at), "receipt": "JL-1", **changes})


def prepared(**changes: Any) -> Scene:
    terms = SolicitationPrepared(round=1, solicitation=solicitation(**changes), by="clerk-1", on=date(2026, 2, 28))
    return ready(scene()).has(terms).on("2026-03-02")


def weights(*shares: str) -> tuple[Criterion, ...]:
    """Criteria of these weights; the first is the price."""
    return tuple(
        Criterion(key=f"c{n}", title=f"因素{n}", weight=Decimal(share), price=n == 0) for n, share in enumerate(shares)
    )


# ---------------------------------------------------------------- the terms of a round


def test_lawful_terms_are_accepted() -> None:
    ready(scene()).when(prepare()).accepted(SolicitationPrepared)


@pytest.mark.parametrize(
    ("missing", "clause"),
    [("implementation_plan_filing", "AD-01"), ("legal_adviser_approval", "N22-08")],
)
def test_documents_rest_on_what_the_gate_names(missing: str, clause: str) -> None:
    """The plan's filing (GPL Regulation 29) and the legal adviser's word (N22-08) come first."""
    kinds = {"implementation_plan_filing", "legal_adviser_approval"} - {missing}
    rest = funded(scene()).on("2026-01-20").has(*notice("i", "intention", "2026-01-20"))
    rest = rest.has(*(approval(kind, date(2026, 2, 10)) for kind in kinds)).on("2026-02-28")
    rest.when(prepare()).refused(clause)


def test_price_alone_is_no_criterion() -> None:
    """JL44-4.3.2: 不能简单以“价低者得”作为选择标准."""
    ready(scene()).when(prepare(criteria=weights("1"))).refused("JL44-4.3.2")


def test_the_lowest_price_does_not_decide_a_consultation() -> None:
    """JL44-4.3.2: consultation is by comprehensive scoring (R-M14)."""
    ready(scene()).when(prepare(evaluation="lowest_price")).refused("JL44-4.3.2")


def test_weights_are_the_whole() -> None:
    """E-11: ΣAi = 1."""
    ready(scene()).when(prepare(criteria=weights("0.30", "0.60"))).refused("E-11")


def test_a_criterion_has_one_key() -> None:
    doubled = (*CRITERIA[:2], CRITERIA[1].model_copy(update={"weight": Decimal("0.30")}))
    ready(scene()).when(prepare(criteria=doubled)).refused("E-11")


@pytest.mark.parametrize("share", ["0.10", "0.30"])
def test_the_price_weight_of_a_consultation_lies_between_ten_and_thirty_per_cent(share: str) -> None:
    """E-13: the bounds themselves are lawful (T-04)."""
    ready(scene()).when(prepare(criteria=weights(share, str(1 - Decimal(share))))).accepted(SolicitationPrepared)


@pytest.mark.parametrize("share", ["0.09", "0.31"])
def test_a_price_weight_outside_the_bounds_needs_the_consent_of_finance(share: str) -> None:
    """E-13."""
    terms = prepare(criteria=weights(share, str(1 - Decimal(share))))
    ready(scene()).when(terms).refused("E-13")
    consented = ready(scene()).has(approval("price_weight_consent", date(2026, 2, 20), role="finance"))
    consented.when(terms).accepted(SolicitationPrepared)


def test_below_the_limit_no_price_weight_is_prescribed() -> None:
    """HR-BL-3: but price alone is refused there too (JL44-4.3.2)."""
    small = ready(scene(), below_limit_plan())
    money = {"ceiling_yuan": Decimal("200000.00"), "bid_bond_yuan": None}
    small.when(prepare(**money, criteria=weights("0.50", "0.50"))).accepted(SolicitationPrepared)
    small.when(prepare(**money, criteria=weights("1"))).refused("JL44-4.3.2")


def test_the_ceiling_is_the_plans() -> None:
    """R-B06: within the budget."""
    ready(scene()).when(prepare(ceiling_yuan=Decimal("480000.01"))).refused("R-B06")
    capped = ready(scene(), lawful_plan(ceiling_yuan=Decimal("450000.00")))
    capped.when(prepare(ceiling_yuan=Decimal("450000.01"))).refused("R-B06")
    capped.when(prepare(ceiling_yuan=Decimal("450000.00"))).accepted(SolicitationPrepared)


def test_a_lowest_price_is_forbidden() -> None:
    """R-B06, 87号令 12."""
    ready(scene()).when(prepare(floor_yuan=Decimal("400000.00"))).refused("R-B06")


def test_the_bid_bond_is_at_most_two_per_cent_of_the_budget() -> None:
    """R-B01: 9,600 of 480,000 is lawful, a fen more is not."""
    ready(scene()).when(prepare(bid_bond_yuan=Decimal("9600.01"))).refused("R-B01")


def test_a_deadline_lies_ahead_and_bids_are_not_opened_before_it() -> None:
    ready(scene()).when(prepare(response_deadline=day("2026-02-27"))).refused("JL44-4.0")
    ready(scene()).when(prepare(opens_at=day("2026-03-16T09:59"))).refused("JL44-4.0")


def test_a_moment_without_a_zone_is_beijing_time() -> None:
    terms = solicitation(response_deadline="2026-03-16T10:00:00")
    assert terms.response_deadline == day("2026-03-16")
    assert '"2026-03-16T10:00:00+08:00"' in terms.model_dump_json()


# ---------------------------------------------------------------- the intention


def test_an_intention_after_the_budgets_approval_rests_on_the_budget() -> None:
    """PB-03"""
    intention = order("intention", "i-1", fields=INTENTION, basis="department_budget")
    funded(scene()).has(approval("budget_approval", date(2026, 1, 15))).when(intention).accepted(NoticeOrdered)
    planned(scene()).when(intention).refused("PB-03")


def test_an_intention_before_it_rests_on_the_draft_and_says_so() -> None:
    """PB-03"""
    draft = order("intention", "i-1", fields=INTENTION, basis="budget_draft")
    planned(scene()).when(draft).accepted(NoticeOrdered)
    funded(scene()).has(approval("budget_approval", date(2026, 1, 15))).when(draft).refused("PB-03")
    planned(scene()).when(order("intention", "i-1", fields=INTENTION)).refused("PB-03")
    added = order("intention", "i-1", fields=INTENTION, basis="added_in_year")  # new in the year: before or after
    planned(scene()).when(added).accepted(NoticeOrdered)


def test_no_purchase_without_an_intention() -> None:
    """PB-01, in principle: a recorded departure lets it pass with a warning."""
    kinds = ("implementation_plan_filing", "legal_adviser_approval")
    silent = funded(scene()).has(*(approval(kind, date(2026, 2, 10)) for kind in kinds)).on("2026-02-28")
    silent.when(prepare()).refused("PB-01")
    departed = DepartureRecorded(
        clause="PB-01", reason="紧急", minutes=D, finance_opinion=D, finance_document="财函1", on=date(2026, 2, 20)
    )
    silent.has(departed).when(prepare()).warned("PB-01")


def test_the_intention_stands_for_thirty_days() -> None:
    """PB-01: shown on 20 January; 19 February is the thirtieth day."""
    ready(scene()).on("2026-02-18").when(prepare()).refused("PB-01")
    ready(scene()).on("2026-02-24").when(prepare()).accepted(SolicitationPrepared)


def test_below_the_limit_there_is_no_intention() -> None:
    """PB-01 binds inside the Procurement Law only."""
    plan = below_limit_plan()
    small = funded(scene(), plan).has(approval("legal_adviser_approval", date(2026, 2, 10))).on("2026-02-28")
    terms = prepare(ceiling_yuan=Decimal("200000.00"), bid_bond_yuan=None)
    small.when(terms).accepted(SolicitationPrepared)


# ---------------------------------------------------------------- rounds


def test_a_round_that_is_under_way_is_not_prepared_again() -> None:
    """JL44-4.2.1: what was published can't be changed; JL44-4.0."""
    published(scene()).when(prepare()).refused("JL44-4.0")


def test_terms_that_were_never_published_may_be_prepared_anew() -> None:
    prepared().on("2026-03-05").when(prepare(response_deadline=day("2026-03-20"), opens_at=day("2026-03-20"))).accepted(
        SolicitationPrepared
    )


def test_after_a_failed_round_another_follows_its_termination_notice() -> None:
    """AD-02: 发布项目终止公告并说明原因，重新开展采购活动."""
    failed = published(scene()).has(RoundFailed(round=1, reason="不足", bids=1, on=date(2026, 3, 16))).on("2026-03-17")
    terms = prepare(response_deadline=day("2026-04-02"), opens_at=day("2026-04-02"))
    failed.when(terms).refused("AD-02")
    ended = failed.has(*notice("t-1", "termination", "2026-03-17", round=1))
    accepted = ended.when(terms).accepted(SolicitationPrepared)
    assert [e.round for _, e in accepted.events if isinstance(e, SolicitationPrepared)] == [2]


# ---------------------------------------------------------------- notices


def test_a_notice_with_all_six_parts_is_ordered_for_its_round() -> None:
    """JL44-4.2.1."""
    accepted = prepared().when(order()).accepted(NoticeOrdered)
    ordered = accepted.events[0][1]
    assert isinstance(ordered, NoticeOrdered)
    assert (ordered.round, ordered.on) == (1, date(2026, 3, 2))


@pytest.mark.parametrize("part", [part for part in FIELDS if part != "contact"])
def test_a_notice_without_one_of_the_six_parts_is_refused(part: str) -> None:
    """JL44-4.2.1: content, term, quantity, quality, price, qualifications."""
    fields = {k: v for k, v in FIELDS.items() if k != part}
    assert part in prepared().when(order(fields=fields)).refused("JL44-4.2.1").findings[0].reason


def test_a_notice_can_not_be_ordered_twice() -> None:
    """JL44-4.2.1: only a correction follows."""
    once = prepared().when(order()).then()
    once.when(order()).refused("JL44-4.2.1")
    shown = once.when(register(), by="clerk-1").then()
    shown.when(order(key="n-2")).refused("JL44-4.2.1")


def test_an_intention_names_its_five_fields() -> None:
    """PB-02."""
    fields = dict.fromkeys(("project_name", "need_summary", "budget", "expected_month", "remarks"), "有")
    planned(scene()).when(order("intention", fields=fields, basis="budget_draft")).accepted(NoticeOrdered)
    planned(scene()).when(order("intention", fields={"project_name": "有"}, basis="budget_draft")).refused("PB-02")


@pytest.mark.parametrize(
    ("kind", "clause"),
    [
        ("solicitation", "JL44-4.0"),
        ("termination", "JL44-4.0"),
        ("result", "JL44-4.0"),
        ("contract", "JL44-4.3.6"),
        ("acceptance", "PB-08"),
        ("takeover", "JL44-4.4.3c"),
        ("evaluation", "JL44-4.5.1b"),
        ("departure", "AD-12"),
        ("correction", "JL44-4.2.1"),
    ],
)
def test_no_notice_before_what_it_announces(kind: NoticeKind, clause: str) -> None:
    funded(scene()).when(order(kind)).refused(clause)


def test_an_intention_after_the_documents_is_too_late() -> None:
    prepared().when(order("intention")).refused("JL44-4.0")


def test_inside_the_law_an_invitation_does_not_replace_the_notice() -> None:
    """JL44-4.3.1; below the limit it does."""
    prepared().when(order("invitation")).refused("JL44-4.3.1")
    terms = solicitation(ceiling_yuan=Decimal("200000.00"), bid_bond_yuan=None)
    small = ready(scene(), below_limit_plan()).has(
        SolicitationPrepared(round=1, solicitation=terms, by="clerk-1", on=date(2026, 2, 28))
    )
    small.when(order("invitation")).accepted(NoticeOrdered)


def test_a_correction_names_a_published_notice() -> None:
    """JL44-4.2.1; its field list is from memory and only warns (NT-correction)."""
    running = published(scene())
    running.when(order("correction", corrects="nowhere")).refused("JL44-4.2.1")
    running.when(order("correction", corrects="solicitation-1")).warned("NT-correction")


def put_off(until: str) -> OrderNotice:
    fields = {"original_notice": "solicitation-1", "corrected_items": "响应截止时间", "corrected_content": until}
    return order("correction", "c-1", corrects="solicitation-1", fields=fields, response_deadline=day(until))


def test_a_correction_puts_the_deadline_off_from_the_day_it_shows() -> None:
    """JL44-4.2.1: what is published is not changed but corrected; the clock then waits for the later moment."""
    running = published(scene()).on("2026-03-12")
    ordered = running.when(put_off("2026-03-20")).then()
    assert ordered.item("bidding.deadline.1").wake == day("2026-03-16")
    shown = ordered.when(register("c-1", "2026-03-12T09:00"), by="adapter").then()
    assert shown.item("bidding.deadline.1").wake == day("2026-03-20")


def test_a_deadline_is_never_put_forward_and_never_after_it_has_come() -> None:
    """JL44-4.2.1, HR-BID-1."""
    running = published(scene()).on("2026-03-12")
    running.when(put_off("2026-03-16")).refused("JL44-4.2.1")
    running.when(put_off("2026-03-13")).refused("JL44-4.2.1")
    running.on("2026-03-16").when(put_off("2026-03-20")).refused("HR-BID-1")
    late = running.when(put_off("2026-03-20")).then().on("2026-03-16")
    late.when(register("c-1", "2026-03-16T09:00"), by="adapter").refused("HR-BID-1")
    prepared().when(order(response_deadline=day("2026-03-20"))).refused("JL44-4.2.1")


def test_a_short_clarification_only_warns() -> None:
    """R-P11 is from memory: five days before the deadline."""
    published(scene()).on("2026-03-13").when(put_off("2026-03-17")).warned("R-P11")


def test_a_result_notice_says_who_won_and_who_judged() -> None:
    """NT-result, GPL Regulation 43."""
    fields = dict.fromkeys(
        ("project_name", "supplier", "supplier_address", "amount", "service_requirements", "experts"), "有"
    )
    fields["supplier"] = NAMES[SUPPLIER]
    awarded(scene()).when(order("result", fields=fields)).accepted(NoticeOrdered)
    fields.pop("experts")
    awarded(scene()).when(order("result", fields=fields)).refused("NT-result")


# ---------------------------------------------------------------- the site shows it


def test_periods_count_from_the_day_the_site_shows_it() -> None:
    """101号令 8–13: the receipt is registered, by the site or by hand."""
    ordered = prepared().when(order()).then()
    for hand in ("adapter", "clerk-1"):
        shown = ordered.when(register(), by=hand).accepted(NoticePublished).events[0][1]
        assert isinstance(shown, NoticePublished)
        assert shown.published_on == date(2026, 3, 2)


def test_ten_days_lie_between_the_notice_and_the_deadline_of_a_consultation() -> None:
    """R-P09: shown on 2 March; 12 March is the first lawful deadline."""
    lawful = prepared(response_deadline=day("2026-03-12"), opens_at=day("2026-03-12"))
    lawful.when(order()).then().when(register(), by="clerk-1").accepted(NoticePublished)
    short = prepared(response_deadline=day("2026-03-11"), opens_at=day("2026-03-11"))
    short.when(order()).refused("R-P09")


def test_a_notice_that_showed_too_late_is_refused_and_says_what_to_do() -> None:
    """R-P09: the days count from the site's day, not from the order's."""
    ordered = prepared(response_deadline=day("2026-03-12"), opens_at=day("2026-03-12")).when(order()).then()
    late = ordered.on("2026-03-03").when(register(at="2026-03-03T09:00"), by="adapter").refused("R-P09")
    assert "重新编制采购文件" in late.findings[0].remedy


def test_documents_stay_available_for_five_working_days() -> None:
    """R-P10."""
    until = {"documents_available_until": date(2026, 3, 6)}
    prepared(**until).when(order()).refused("R-P10")
    prepared(documents_available_until=date(2026, 3, 9)).when(order()).accepted(NoticeOrdered)


def test_below_the_limit_no_response_period_is_prescribed() -> None:
    terms = solicitation(
        ceiling_yuan=Decimal("200000.00"),
        bid_bond_yuan=None,
        response_deadline=day("2026-03-03"),
        opens_at=day("2026-03-03"),
    )
    small = ready(scene(), below_limit_plan()).has(
        SolicitationPrepared(round=1, solicitation=terms, by="clerk-1", on=date(2026, 2, 28))
    )
    small.on("2026-03-02").when(order("invitation")).accepted(NoticeOrdered)


def test_an_unknown_notice_or_a_moment_to_come_is_refused() -> None:
    prepared().when(register(), by="clerk-1").refused("JL44-4.2.1")
    prepared().when(order()).then().when(register(at="2026-03-02T10:01"), by="clerk-1").refused("PB-05")


def test_the_site_may_answer_twice_a_person_may_not() -> None:
    """Idempotence: the adapter's second word changes nothing."""
    shown = prepared().when(order()).then().when(register(), by="clerk-1").then()
    events: tuple[tuple[str, Event], ...] = shown.when(register(), by="adapter").accepted().events
    assert events == ()
    shown.when(register(), by="clerk-1").refused("JL44-4.2.1")


# ---------------------------------------------------------------- the clock


def test_a_notice_handed_in_is_watched_for_one_working_day() -> None:
    """PB-07: handed in on Monday 2 March, shown by the 3rd; else an alarm."""
    ordered = prepared().when(order()).then()
    item = ordered.item("publication.notice.n-1")
    assert (item.due, item.rule, item.does) == (day("2026-03-04T00:00"), "PB-07", "alarm")
    shown = ordered.when(register(), by="clerk-1").then()
    assert "publication.notice.n-1" not in {i.key for i in shown.agenda()}


def test_a_notice_whose_terms_were_replaced_is_no_longer_watched() -> None:
    ordered = prepared().when(order()).then()
    anew = ordered.has(SolicitationPrepared(round=2, solicitation=solicitation(), by="clerk-1", on=date(2026, 3, 3)))
    assert anew.agenda() == ()
