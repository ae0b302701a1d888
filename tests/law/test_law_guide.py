"""The Jilin guide as data: every clause with its force and its own words.  吉民发〔2020〕44号"""

import re
from datetime import date
from decimal import Decimal

import pytest
from divisions import CHANGCHUN, FUJIAN, TODAY

from domain.rulebook import RuleBook, UnknownRule
from law import LawBook

FORCES = {
    "must": """
        JL44-1.1 JL44-1.2 JL44-1.3 JL44-1.4b JL44-1.5 JL44-2.1.1 JL44-2.1.2 JL44-2.1.3 JL44-2.2.1
        JL44-2.2.2 JL44-2.2.3 JL44-2.2.4 JL44-2.2.5 JL44-3.2.0 JL44-3.2.1 JL44-3.2.2 JL44-3.2.3
        JL44-3.2.4 JL44-3.2.5 JL44-3.2.6 JL44-4.0 JL44-4.1.1 JL44-4.1.2 JL44-4.2.1 JL44-4.3.1
        JL44-4.3.2 JL44-4.3.3 JL44-4.3.4 JL44-4.3.6 JL44-4.4.0 JL44-4.4.1 JL44-4.4.2 JL44-4.4.3a
        JL44-4.4.3b JL44-4.4.3c JL44-4.4.4a JL44-4.4.4b JL44-4.4.4c JL44-4.5.0 JL44-4.5.1a
        JL44-4.5.1b JL44-4.5.2a JL44-4.5.2b JL44-5.1 JL44-5.3 JL44-6.1 JL44-6.2
    """,
    "in_principle": """
        JL44-5.2
    """,
    "may": """
        JL44-1.4a JL44-2.1.4 JL44-3.1.1 JL44-3.1.2 JL44-4.3.5 JL44-5.4 JL44-6.3
    """,
}
CLAUSES = [(clause, force) for force, clauses in FORCES.items() for clause in clauses.split()]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(("clause", "force"), CLAUSES)
def test_the_guides_clause_is_in_the_book_with_its_force(clause: str, force: str, rules: RuleBook) -> None:
    rule = rules.rule(clause)
    assert rule.force == force
    assert (rule.mark, rule.instrument, rule.layer) == ("G", "J-44", "jilin-2020-44")
    assert rule.source.startswith("吉民发〔2020〕44号")
    assert rule.blocks == (force == "must")
    assert rule.departable == (force == "in_principle")


def test_the_guide_has_fifty_five_clauses_and_twenty_items_and_no_more(rules: RuleBook) -> None:
    ours = {rule.id for rule in rules.rules() if rule.id.startswith("JL44-")}
    assert ours == {clause for clause, _ in CLAUSES} | {f"JL44-A.{number}" for number in range(1, 21)}
    assert len(CLAUSES) == 55


def test_every_clause_speaks_the_guides_own_words(book: LawBook, rules: RuleBook) -> None:
    guide = squeezed(book.files["jilin-2020-44/guide.zh.txt"].decode())
    for rule in rules.rules():
        if rule.layer == "jilin-2020-44":
            for part in rule.text.split("……"):
                assert squeezed(part) in guide, rule.id


def test_the_catalogue_is_the_annex(book: LawBook, rules: RuleBook) -> None:
    """Twenty items in the annex's order; nine administrative, eleven service; each with the annex's definition."""
    guide = squeezed(book.files["jilin-2020-44/guide.zh.txt"].decode())
    assert [item.code for item in rules.items()] == [f"A.{number}" for number in range(1, 21)]
    assert [item.kind for item in rules.items()] == ["administrative"] * 9 + ["service"] * 11
    for item in rules.items():
        assert squeezed(f"{item.name}：{item.definition}") in guide
        assert item.definition.startswith("主要指")
    assert rules.item("A.12").name == "送医陪护"
    assert "住院期间" in rules.item("A.12").definition


def test_the_two_classes_of_the_guide_are_the_catalogues_kinds(rules: RuleBook) -> None:
    codes = {
        kind: tuple(item.code for item in rules.items() if item.kind == kind) for kind in ("administrative", "service")
    }
    assert rules.kinds("JL44-3.1.1", "items") == codes["administrative"]
    assert rules.kinds("JL44-3.1.2", "items") == codes["service"]


def test_the_ceiling_is_two_per_cent(rules: RuleBook) -> None:
    assert rules.ratio("JL44-5.2", "ceiling") == Decimal("0.02")
    assert rules.rule("JL44-5.2").departable


def test_contract_and_notice_have_their_parts(rules: RuleBook) -> None:
    assert len(rules.kinds("JL44-4.3.3", "contract_parts")) == 8
    assert len(rules.kinds("JL44-4.2.1", "notice_parts")) == 6
    assert len(rules.kinds("JL44-3.2.0", "items")) == 6
    assert len(rules.kinds("JL44-4.3.5", "conditions")) == 5
    assert all(rules.knows(item) for item in rules.kinds("JL44-3.2.0", "items"))


def test_the_term_is_one_year_or_three(rules: RuleBook) -> None:
    assert str(rules.period("JL44-4.3.4", "term")) == "1年"
    assert str(rules.period("JL44-4.3.5", "term")) == "3年"


def test_the_guide_is_in_force_from_the_day_it_was_issued(book: LawBook) -> None:
    assert not book.rulebook(CHANGCHUN, date(2020, 9, 17)).knows("JL44-5.2")
    assert book.rulebook(CHANGCHUN, date(2020, 9, 18)).knows("JL44-5.2")


def test_the_guide_holds_in_jilin_only(book: LawBook) -> None:
    elsewhere = book.rulebook(FUJIAN, TODAY)
    assert not elsewhere.knows("JL44-5.2")
    assert elsewhere.items() == ()
    with pytest.raises(UnknownRule, match=r"JL44-5\.2 in force for 350100 on 2026-11-23"):
        elsewhere.rule("JL44-5.2")
    assert all(not need.clause.startswith("JL44") for point in elsewhere.gates() for need in elsewhere.gate(point))
