"""National rules by date, the province's limits, methods, approvals and gates."""

from datetime import date
from decimal import Decimal

import pytest
from divisions import FUJIAN, JILIN_CITY, TODAY

from domain.calendar import Period
from domain.rulebook import PREDICATES, RuleBook, UnknownRule
from domain.values import ROLE_TITLES
from law import LawBook

SERIES = {
    "T": range(1, 7),
    "S102": range(1, 28),
    "SA": range(1, 17),
    "R-P": range(1, 30),
    "R-B": range(1, 10),
    "R-S": range(1, 19),
    "R-X": range(1, 11),
    "E": range(1, 34),
    "N22": range(1, 15),
    "N46": range(1, 12),
    "PB": range(1, 11),
    "DQ": range(1, 16),
    "PY": range(1, 15),
    "CR": range(1, 9),
    "FD": range(1, 6),
    "EX": range(1, 17),
    "DP": range(1, 5),
    "AD": range(1, 13),
}


@pytest.mark.parametrize("series", SERIES)
def test_the_series_is_whole(series: str, rules: RuleBook) -> None:
    dash = "" if series.startswith("R-") else "-"
    assert [n for n in SERIES[series] if not rules.knows(f"{series}{dash}{n:02}")] == []


def test_every_rule_has_words_a_source_and_what_to_do(rules: RuleBook) -> None:
    for rule in rules.rules():
        assert rule.text
        assert rule.source
        assert rule.remedy.endswith("。"), rule.id
        assert rule.english.endswith("."), rule.id


def test_a_rule_from_memory_never_blocks(rules: RuleBook) -> None:
    from_memory = [rule for rule in rules.rules() if rule.mark == "M"]
    assert from_memory
    assert not any(rule.blocks for rule in from_memory)


def test_payment_to_small_enterprises_follows_the_text_of_its_day(book: LawBook) -> None:
    before = book.rulebook(JILIN_CITY, date(2025, 5, 31)).rule("PY-01")
    after = book.rulebook(JILIN_CITY, date(2025, 6, 1)).rule("PY-01")
    assert (before.instrument, before.effective_to) == ("R-SME20", date(2025, 5, 31))
    assert "第八条" in before.source
    assert (after.instrument, after.effective_from) == ("R-SME25", date(2025, 6, 1))
    assert "第九条" in after.source
    assert not book.rulebook(JILIN_CITY, date(2020, 8, 31)).knows("PY-01")


def test_the_2025_text_drops_the_contracts_exception_for_audit(book: LawBook) -> None:
    assert book.rulebook(JILIN_CITY, date(2025, 5, 31)).flag("PY-05", "audit_by_contract_allowed")
    assert not book.rulebook(JILIN_CITY, date(2025, 6, 1)).flag("PY-05", "audit_by_contract_allowed")
    assert not book.rulebook(JILIN_CITY, date(2025, 5, 31)).knows("PY-06")


@pytest.mark.parametrize(
    ("rule", "first_day"),
    [
        ("SA-01", date(2026, 7, 1)),
        ("E-27", date(2026, 2, 1)),
        ("N22-01", date(2021, 7, 1)),
        ("N46-01", date(2021, 1, 1)),
        ("EX-16", date(2025, 6, 1)),
    ],
)
def test_a_rule_begins_on_its_day(rule: str, first_day: date, book: LawBook) -> None:
    assert book.rulebook(JILIN_CITY, first_day).knows(rule)
    assert not book.rulebook(JILIN_CITY, date.fromordinal(first_day.toordinal() - 1)).knows(rule)


def test_the_basis_before_the_social_assistance_law_ends_with_it(book: LawBook) -> None:
    assert book.rulebook(JILIN_CITY, date(2026, 6, 30)).knows("SA-00")
    assert not book.rulebook(JILIN_CITY, date(2026, 7, 1)).knows("SA-00")


def test_jilins_limits_by_year(book: LawBook) -> None:
    for day, county in ((date(2023, 12, 31), 500_000), (date(2024, 1, 1), 300_000), (TODAY, 300_000)):
        rules = book.rulebook(JILIN_CITY, day)
        assert rules.yuan("R-M04", "limit") == county
        assert rules.yuan("R-M04", "limit_city") == 500_000
        assert rules.yuan("R-M04", "open_tender") == 2_000_000
    assert not book.rulebook(FUJIAN, TODAY).knows("R-M04")


@pytest.mark.parametrize(
    ("rule", "name", "period"),
    [
        ("R-P01", "response", Period(20, "CD")),
        ("R-P09", "response", Period(10, "CD")),
        ("R-P10", "documents", Period(5, "WD")),
        ("R-P14", "confirm_within", Period(5, "WD")),
        ("R-P20", "sign_within", Period(30, "CD")),
        ("R-P21", "announce_within", Period(2, "WD")),
        ("R-P27", "keep_for", Period(15, "year")),
        ("PB-01", "before_start", Period(30, "CD")),
        ("DQ-01", "challenge_within", Period(7, "WD")),
        ("DQ-04", "answer_within", Period(7, "WD")),
        ("DQ-07", "complain_within", Period(15, "WD")),
        ("DQ-13", "suspend_max", Period(30, "CD")),
        ("PY-12", "pay_within", Period(10, "WD")),
        ("HR-TK-05", "term", Period(90, "CD")),
        ("HR-TK-03", "grade_a", Period(48, "hour")),
    ],
)
def test_the_period(rule: str, name: str, period: Period, rules: RuleBook) -> None:
    assert rules.period(rule, name) == period


@pytest.mark.parametrize(
    ("rule", "name", "share"),
    [
        ("R-B01", "bid_bond_max", "0.02"),
        ("R-B02", "performance_bond_max", "0.10"),
        ("R-B05", "addition_max", "0.10"),
        ("E-13", "price_weight_min", "0.10"),
        ("E-13", "price_weight_max", "0.30"),
        ("E-27", "below_average", "0.50"),
        ("E-27", "below_ceiling", "0.45"),
        ("E-28", "rate_max", "0.65"),
        ("N46-05", "deduction_max", "0.20"),
    ],
)
def test_the_share(rule: str, name: str, share: str, rules: RuleBook) -> None:
    assert rules.ratio(rule, name) == Decimal(share)


def test_two_experts_of_three_are_two_thirds(rules: RuleBook) -> None:
    share = rules.ratio("E-06", "expert_share")
    assert share * 3 <= 2
    assert share * 5 > 3
    assert share * 7 > 4
    assert Decimal(2) / Decimal(3) >= share


def test_a_price_deduction_follows_its_day(book: LawBook) -> None:
    assert book.rulebook(JILIN_CITY, date(2022, 6, 30)).ratio("N46-05", "deduction_max") == Decimal("0.10")
    assert book.rulebook(JILIN_CITY, date(2022, 7, 1)).ratio("N46-05", "deduction_min") == Decimal("0.10")


def test_consultation_has_its_counts_and_limits(rules: RuleBook) -> None:
    method = rules.method("competitive_consultation")
    assert method.inside_gpl
    assert (method.min_suppliers, method.min_suppliers_exceptional, method.exceptional_clause) == (3, 2, "AD-02")
    assert (method.committee_min, method.committee_odd) == (3, True)
    assert (method.price_weight_min, method.price_weight_max) == (Decimal("0.10"), Decimal("0.30"))
    assert method.response_period is not None
    assert rules.period(*method.response_period) == Period(10, "CD")
    assert method.document_period is not None
    assert rules.period(*method.document_period) == Period(5, "WD")
    assert method.signing_period is not None
    assert rules.period(*method.signing_period) == Period(30, "CD")


def test_below_the_limit_the_law_sets_no_periods(rules: RuleBook) -> None:
    method = rules.method("below_limit")
    assert not method.inside_gpl
    assert (method.min_suppliers, method.committee_min, method.committee_expert_share) == (3, 3, None)
    assert (method.response_period, method.document_period, method.signing_period) == (None, None, None)
    assert {rules.rule(clause).mark for clause in ("HR-BL-1", "HR-BL-2", "HR-BL-3")} == {"D"}


def test_no_method_of_the_book_asks_for_quotations(rules: RuleBook) -> None:
    """询价 is for goods alone (R-M16)."""
    assert {method.name for method in rules.methods()} == {
        "open_tender",
        "invited_tender",
        "competitive_negotiation",
        "competitive_consultation",
        "single_source",
        "framework_agreement",
        "open_framework",
        "framework_call_off",
        "below_limit",
        "emergency_procurement",
        "emergency_direct",
    }


def test_the_guides_five_methods_are_all_there(rules: RuleBook) -> None:
    """JL44-4.3.1: the five named methods, each with its own steps, counts, limits and committee."""
    named = {rules.method(name).title for name in rules.kinds("JL44-4.3.1", "methods")}
    assert named == {"公开招标", "邀请招标", "竞争性谈判", "竞争性磋商", "单一来源采购"}


def test_a_framework_of_several_suppliers_is_no_method_here(rules: RuleBook) -> None:
    """R-M17 wants two or more suppliers and a choice by each recipient; a project here has one contract."""
    assert rules.knows("R-M17")
    assert "framework" not in {method.name for method in rules.methods()}


GATES = {
    "determine_project": {
        "need_survey": ("N22-01", "art11"),
        "public_consultation": ("R-S14", "service_items"),
        "county_guidance": ("JL44-1.3", "county_coordinated"),  # and of a township: JL44-1.2
        "general_review": ("N22-05", "inside_gpl"),
        "key_review": ("N22-05", "art11"),
        "risk_study": ("N22-09", "art11"),
        "implementation_plan": ("N22-04", "inside_gpl"),
        "prior_evaluation": ("S102-16", "always"),
        "negative_list": ("JL44-3.2.0", "always"),
        "method_evidence": ("R-M15", "single_source"),
        "framework_survey_buyers": ("E-30", "framework"),
        "framework_survey_suppliers": ("E-30", "framework"),
        "emergency_event": ("EM-01", "emergency"),
        "stocks_exhausted": ("EM-01", "emergency"),
        "extreme_urgency": ("EM-02", "emergency_direct"),
    },
    "reserve_funds": {
        "budget_approval": ("JL44-4.1.2", "always"),
        "budget_conversion": ("JL44-5.4", "unearmarked_funds"),
        "mid_term_plan": ("S102-12", "multi_year"),
        "performance_targets": ("SA-05", "always"),
    },
    "prepare_solicitation": {
        "superior_consent": ("R-M20", "above_open_tender"),
        "finance_method_approval": ("R-M02", "above_open_tender"),
        "implementation_plan_filing": ("AD-01", "inside_gpl"),
        "emergency_event": ("EM-01", "emergency"),
        "stocks_exhausted": ("EM-01", "emergency"),
        "extreme_urgency": ("EM-02", "emergency_direct"),
        "intention": ("PB-01", "intention_due"),
        "method_evidence": ("R-M15", "single_source"),
        "single_source": ("R-M18", "sole_supplier_above_threshold"),
        "legal_adviser_approval": ("N22-08", "art11"),
    },
    "change_method": {
        "superior_consent": ("R-M20", "above_open_tender"),
        "finance_method_approval": ("R-M02", "above_open_tender"),
    },
    "sign_contract": {"legal_adviser_approval": ("N22-08", "art11")},
    "start_performance": {"takeover_plan_approval": ("JL44-4.4.3b", "always")},
    "close_project": {
        "contract": ("JL44-4.3.6", "always"),
        "acceptance": ("PB-08", "service_items"),
        "evaluation": ("JL44-4.5.1b", "always"),
    },
}


@pytest.mark.parametrize("point", GATES)
def test_the_gate_asks_for_what_its_clauses_ask(point: str, rules: RuleBook) -> None:
    assert {need.what: (need.clause, need.when) for need in rules.gate(point)} == GATES[point]


def test_the_survey_has_three_respondents(rules: RuleBook) -> None:
    needs = {need.what: need for need in rules.gate("determine_project")}
    assert needs["need_survey"].min_count == 3
    assert needs["key_review"].other_than == ("author",)


def test_a_gate_does_not_ask_for_what_was_not_yet_law(book: LawBook) -> None:
    needs = {need.what for need in book.rulebook(JILIN_CITY, date(2021, 6, 30)).gate("determine_project")}
    assert needs == {"public_consultation", "county_guidance", "negative_list", "method_evidence", "prior_evaluation"}


def test_gates_use_known_predicates_approvals_and_roles(rules: RuleBook) -> None:
    for point in rules.gates():
        for need in rules.gate(point):
            assert need.when in PREDICATES
            if need.form == "approval":
                assert rules.approval(need.what).title
    for approval in rules.approvals():
        assert set(approval.roles) <= set(ROLE_TITLES)
        assert approval.roles or approval.outside_bodies


def test_each_kind_of_notice_has_its_parts(rules: RuleBook) -> None:
    for kind in (
        "result",
        "termination",
        "correction",
        "contract",
        "acceptance",
        "takeover",
        "evaluation",
        "departure",
    ):
        assert rules.kinds(f"NT-{kind}", "notice_parts")
    assert rules.rule("NT-result").blocks
    assert not rules.rule("NT-contract").blocks  # its list of fields is from memory


def test_an_act_by_the_wrong_person_is_refused(rules: RuleBook) -> None:
    assert rules.rule("HR-WHO").blocks


def test_words_that_look_like_the_negative_list_refuse_nothing(rules: RuleBook) -> None:
    assert not rules.rule("HR-TW").blocks
    assert "劳务派遣" in rules.kinds("HR-TW", "negative_5")


def test_the_plan_for_a_takeover_is_approved_by_another_person(rules: RuleBook) -> None:
    approval = rules.approval("takeover_plan_approval")
    assert approval.roles == ("head",)
    assert approval.other_than == ("author",)


def test_only_finance_of_a_city_or_above_approves_a_method(rules: RuleBook) -> None:
    approval = rules.approval("finance_method_approval")
    assert approval.roles == ()
    assert "自治州财政部门" in approval.outside_bodies


def test_what_is_unknown_is_named(rules: RuleBook) -> None:
    for ask in (
        lambda: rules.rule("JL44-9.9"),
        lambda: rules.period("R-P20", "nothing"),
        lambda: rules.method("inquiry"),
        lambda: rules.gate("nowhere"),
        lambda: rules.approval("nobody"),
        lambda: rules.item("A.21"),
        lambda: rules.instrument("X"),
    ):
        with pytest.raises(UnknownRule, match="in force for 220200"):
            ask()


def test_a_parameter_is_asked_for_in_its_own_form(rules: RuleBook) -> None:
    with pytest.raises(TypeError, match="is a period, not a count"):
        rules.count("R-P20", "sign_within")


def test_a_value_left_to_the_locality_is_unset(rules: RuleBook) -> None:
    assert not rules.has("JL44-4.5.1a", "satisfaction_min")
    with pytest.raises(UnknownRule, match="left to the locality"):
        rules.ratio("JL44-4.5.1a", "satisfaction_min")
