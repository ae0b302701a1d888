"""What differs between two days and between two editions: rules, values, sources.  JL44-6.1, JL44-6.3"""

from datetime import date

from divisions import FUJIAN, JILIN_CITY

from law import LawBook
from law.comparing import Change, between_days, between_editions


def days(book: LawBook, before: date, after: date, division: str = JILIN_CITY) -> list[Change]:
    return between_days(book.rulebook(division, before), book.rulebook(division, after))


def test_nothing_changes_on_a_day_on_which_no_line_begins_or_ends(book: LawBook) -> None:
    assert days(book, date(2024, 3, 1), date(2024, 3, 2)) == []


def test_a_value_that_changed_is_told_with_both_and_its_source(book: LawBook) -> None:
    """R-M04: the counties' limit fell; the cities' was stated anew and stayed."""
    limits = [c for c in days(book, date(2023, 12, 31), date(2024, 1, 1)) if c.rule == "R-M04"]
    assert [(c.kind, c.part, c.before, c.after) for c in limits] == [("changed", "limit", "500000", "300000")]
    assert "2024年版" in limits[0].source


def test_rules_that_begin_and_words_that_change_are_told(book: LawBook) -> None:
    """SA-00, SA-01: the Social Assistance Law takes the older basis's place."""
    found = {(c.rule, c.kind) for c in days(book, date(2026, 6, 30), date(2026, 7, 1))}
    assert {("SA-00", "removed"), ("SA-01", "added")} <= found
    back = {(c.rule, c.kind) for c in days(book, date(2026, 7, 1), date(2026, 6, 30))}
    assert {("SA-00", "added"), ("SA-01", "removed")} <= back


def test_a_changed_wording_is_told_field_by_field(book: LawBook) -> None:
    """PY-05: the 2025 text drops the contract's exception for audit."""
    changed = {c.part: c for c in days(book, date(2025, 5, 31), date(2025, 6, 1)) if c.rule == "PY-05"}
    assert changed["text"].kind == "changed"
    assert changed["text"].before != changed["text"].after


def test_elsewhere_the_guide_changes_nothing(book: LawBook) -> None:
    """JL44-6.1"""
    issued = date(2020, 9, 17), date(2020, 9, 18)
    assert any(c.rule.startswith("JL44-") for c in days(book, *issued))
    assert not any(c.rule.startswith("JL44-") for c in days(book, *issued, division=FUJIAN))


def test_an_edition_is_as_itself(book: LawBook) -> None:
    assert between_editions(book, LawBook.from_bundle(book.bundle())) == []


def test_between_editions_lines_and_rules_are_compared_layer_by_layer(book: LawBook) -> None:
    files = dict(book.files)
    periods = files["national/periods.toml"].decode().replace("value = 30\n", "value = 25\n")
    files["national/periods.toml"] = periods.encode()
    files["house/more.toml"] = files["house/closing.toml"].replace(b"HR-CL-", b"HR-XX-")
    changes = between_editions(book, LawBook(files))
    found = {(c.kind, c.layer, c.rule, c.part) for c in changes}
    assert ("changed", "national", "R-P20", "sign_within") in found
    assert ("added", "house", "HR-XX-2", None) in found
    signing = next(c for c in changes if c.rule == "R-P20")
    assert "30日" in (signing.before or "")
    assert "25日" in (signing.after or "")
    assert signing.source


def test_a_locality_that_is_gone_is_told(book: LawBook) -> None:
    """JL44-6.3"""
    files = {path: content for path, content in book.files.items() if not path.startswith("localities/")}
    gone = between_editions(book, LawBook(files))
    assert gone
    assert {(c.kind, c.layer) for c in gone} == {("removed", "2201"), ("removed", "220183")}
