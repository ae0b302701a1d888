"""The law book: layers, editions, bundles, descriptions, and what it refuses to load.  JL44-6.1, JL44-6.3"""

import json
import time
from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from divisions import CHANGCHUN, JILIN_CITY, NONG_AN, TODAY

from domain.calendar import Period
from domain.rulebook import Parameter, Rule, RuleBook
from law import LawBook, LawError, load

Spoil = Callable[..., LawBook]
OVERLAY = '["{id}"]\noverlay = true\nsource = "测试细则"\n'


def overlay(id: str, body: str = "") -> str:
    return OVERLAY.format(id=id) + body


def line(id: str, name: str, form: str, value: str, first: str = "2021-01-01", unit: str | None = None) -> str:
    shown = f'[["{id}".{name}]]\nform = "{form}"\nfrom = {first}\nvalue = {value}\n'
    return shown + (f'unit = "{unit}"\n' if unit else "")


# --- days -----------------------------------------------------------------------------------------------------------


def test_between_two_turns_of_the_law_every_day_has_the_same_law_and_its_own_date(book: LawBook) -> None:
    """What is resolved once for a span of days is what each of its days would give by itself."""
    turns = sorted(
        {
            day
            for rule in _every_rule(book)
            for first, last in ((rule.effective_from, rule.effective_to),)
            for day in (first, last)
            if day is not None
        }
    )
    assert len(turns) > 20
    for turn in turns:
        for day in (turn - timedelta(days=1), turn, turn + timedelta(days=1)):
            assert _whole(book.rulebook(NONG_AN, day)) == _whole(book._resolve(NONG_AN, day)), day


def test_what_ends_with_nothing_after_it_is_gone_the_day_after(spoil: Spoil) -> None:
    tightened = overlay("JL44-5.2", line("JL44-5.2", "ceiling", "ratio", '"0.015"') + "to = 2025-06-17\n")
    book = spoil("localities/220122.toml", tightened)
    last = date(2025, 6, 17)
    shares = [book.rulebook(NONG_AN, last + timedelta(days=n)).ratio("JL44-5.2", "ceiling") for n in (-1, 0, 1, 2)]
    assert [str(share) for share in shares] == ["0.015", "0.015", "0.02", "0.02"]


def _whole(rules: RuleBook) -> dict[str, object]:
    return {part.name: getattr(rules, part.name) for part in fields(rules)}


def _every_rule(book: LawBook) -> tuple[Rule | Parameter, ...]:
    """Rules and values as they stand at the beginning of each year."""
    books = [book.rulebook(NONG_AN, date(year, 1, 1)) for year in range(2003, 2028)]
    return tuple(part for one in books for rule in one.rules() for part in (rule, *one.parameters(rule.id)))


# --- layers ---------------------------------------------------------------------------------------------------------


def test_a_locality_sets_what_is_left_to_it_and_its_counties_follow(book: LawBook) -> None:
    for division in (CHANGCHUN, NONG_AN, "2201"):
        rules = book.rulebook(division, TODAY)
        assert rules.ratio("JL44-4.5.1a", "satisfaction_min") == Decimal("0.20")
        assert rules.parameter_source("JL44-4.5.1a", "satisfaction_min").layer == "2201"


def test_a_locality_may_be_asked_for_by_the_name_that_its_file_has(book: LawBook, spoil: Spoil) -> None:
    assert book.places()["changchun"] == "2201"
    with pytest.raises(LawError, match="another file"):
        spoil("localities/2201-nong-an.toml", "# empty\n")
    with pytest.raises(LawError, match="division code"):
        spoil("localities/changchun.toml", "# empty\n")


def test_a_locality_tightens_a_period_from_its_own_day(book: LawBook) -> None:
    assert book.rulebook(CHANGCHUN, TODAY).period("R-P22", "file_within") == Period(5, "WD")
    assert book.rulebook(CHANGCHUN, date(2020, 12, 31)).period("R-P22", "file_within") == Period(7, "WD")
    assert book.rulebook(JILIN_CITY, TODAY).period("R-P22", "file_within") == Period(7, "WD")


def test_a_county_may_tighten_the_ceiling(spoil: Spoil) -> None:
    book = spoil("localities/220122.toml", overlay("JL44-5.2", line("JL44-5.2", "ceiling", "ratio", '"0.015"')))
    assert book.rulebook(NONG_AN, TODAY).ratio("JL44-5.2", "ceiling") == Decimal("0.015")
    assert book.rulebook("220123", TODAY).ratio("JL44-5.2", "ceiling") == Decimal("0.02")


def test_a_county_may_make_an_in_principle_rule_a_must(spoil: Spoil) -> None:
    book = spoil("localities/220122.toml", overlay("JL44-5.2", 'force = "must"\nfrom = 2025-01-01\n'))
    assert book.rulebook(NONG_AN, TODAY).rule("JL44-5.2").blocks
    assert book.rulebook(NONG_AN, TODAY).rule("JL44-5.2").layer == "220122"
    assert book.rulebook(NONG_AN, date(2024, 12, 31)).rule("JL44-5.2").departable


def test_a_division_is_a_code(book: LawBook) -> None:
    for wrong in ("", "2", "长春", "22010x", "2" * 13):
        with pytest.raises(ValueError, match="no division code"):
            book.rulebook(wrong, TODAY)


# --- what an overlay may not do -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "body", "reason"),
    [
        ("JL44-5.2", line("JL44-5.2", "ceiling", "ratio", '"0.03"'), "never loosen"),
        ("JL44-4.3.6", 'force = "in_principle"\n', "never loosen"),
        ("R-P21", line("R-P21", "announce_within", "period", "3", unit="WD"), "never loosen"),
        ("R-P21", line("R-P21", "announce_within", "period", "2", unit="CD"), "counts in WD"),
        ("R-P09", line("R-P09", "response", "period", "9", unit="CD"), "shorten a supplier's period"),
        ("DQ-01", line("DQ-01", "challenge_within", "period", "5", unit="WD"), "fixed"),
        ("HR-BR-1", line("HR-BR-1", "statement_within", "period", "3", unit="WD"), "shorten a supplier's period"),
        ("JL44-4.3.3", line("JL44-4.3.3", "contract_parts", "parts", '["content"]'), "never loosen"),
        ("R-M15", line("R-M15", "preconditions", "kinds", '["convenience"]'), "never loosen"),
        ("R-S09", line("R-S09", "prohibited_kinds", "kinds", '["brand_or_patent"]'), "never loosen"),
        ("JL44-5.2", line("JL44-5.2", "ceiling", "yuan", '"1"'), "is a ratio"),
        ("JL44-5.2", line("JL44-5.2", "floor", "ratio", '"0.01"'), "no upper layer has this parameter"),
        ("JL44-9.9", "", "no upper layer has this rule"),
    ],
)
def test_an_overlay_that_loosens_is_refused(id: str, body: str, reason: str, spoil: Spoil) -> None:
    with pytest.raises(LawError, match=reason) as refused:
        spoil("localities/220122.toml", overlay(id, body))
    assert refused.value.file == "localities/220122.toml"
    assert refused.value.key.startswith(id)


@pytest.mark.parametrize(
    ("id", "name", "kinds"),
    [
        ("JL44-2.1.1", "allowed_kinds", '["enterprise"]'),
        ("JL44-2.1.2", "excluded_kinds", '["institution_class_1", "social_organisation"]'),
        ("R-S01", "conditions", '["local_registration"]'),
        ("CR-01", "lists", '["county_blacklist"]'),
    ],
)
def test_no_overlay_adds_a_condition_on_suppliers(id: str, name: str, kinds: str, spoil: Spoil) -> None:
    """Tightening never adds supplier conditions that JL44-1.5 forbids."""
    form = spoil("localities/220122.toml", "# empty\n").rulebook(NONG_AN, TODAY).parameter_source(id, name).form
    with pytest.raises(LawError, match="fixed"):
        spoil("localities/220122.toml", overlay(id, line(id, name, form, kinds)))


def test_a_locality_adds_no_rule_of_its_own(spoil: Spoil, book: LawBook) -> None:
    rule = book.files["house/below-limit.toml"].decode().replace("HR-BL-", "HR-LOC-")
    with pytest.raises(LawError, match="adds none"):
        spoil("localities/220122.toml", rule)


def test_an_overlay_may_lengthen_a_suppliers_period_and_add_a_part(spoil: Spoil) -> None:
    book = spoil("localities/220122.toml", overlay("R-P09", line("R-P09", "response", "period", "15", unit="CD")))
    assert book.rulebook(NONG_AN, TODAY).period("R-P09", "response") == Period(15, "CD")


def test_a_lower_locality_may_not_loosen_a_higher_one(spoil: Spoil) -> None:
    loose = overlay("R-P22", line("R-P22", "file_within", "period", "6", unit="WD"))
    with pytest.raises(LawError, match="never loosen"):
        spoil("localities/220122.toml", loose)  # 2201 has five
    assert spoil("localities/220221.toml", loose).rulebook("220221", TODAY).period("R-P22", "file_within").count == 6


# --- bad data -------------------------------------------------------------------------------------------------------

FUNDING = "jilin-2020-44/5-funding.toml"


@pytest.mark.parametrize(
    ("path", "old", "new", "reason"),
    [
        (FUNDING, '["JL44-5.2"]\n', '["JL44-5.2"]\ncolour = "red"\n', "unknown key"),
        (FUNDING, '["JL44-5.2"]\nforce = "in_principle"', '["JL44-5.2"]\nforce = "perhaps"', "must"),
        (FUNDING, 'form = "ratio"', 'form = "percentage"', "ratio"),
        (FUNDING, 'value = "0.02"', "value = 0.02", "valid"),
        (FUNDING, 'value = "0.02"', 'value = "two"', "no decimal"),
        (FUNDING, 'value = "0.02"', 'value = "1/0"', "no decimal"),
        (FUNDING, 'value = "0.02"', 'value = "-0.02"', "no amount"),
        (FUNDING, 'value = "0.02"', 'value = "0.02"\nunit = "CD"', "unit"),
        (FUNDING, 'value = "0.02"\n', "", "no value"),
        (FUNDING, 'value = "0.02"', 'value = "0.02"\nto = 2019-01-01', "before 'from'"),
        (FUNDING, 'instrument = "J-44"', 'instrument = "J-99"', "no instrument J-99"),
        (FUNDING, 'stages = ["funding"]', 'stages = ["spending"]', "planning"),
        (FUNDING, '["JL44-5.3"]', "[JL44-5.3]", "unknown key"),
        (FUNDING, '["JL44-5.3"]', '["JL44-1.1"]', "stands already in"),
        (FUNDING, '["JL44-5.3"]', '["R-P20"]', "stands already in"),
        (FUNDING, '["JL44-5.3"]', '["JL44-5.2"]', "Cannot declare"),
        ("national/gates.toml", 'when = "art11"', 'when = "sometimes"', "unknown predicate"),
        ("national/gates.toml", 'clause = "N22-01"', 'clause = "N22-99"', "no rule N22-99"),
        ("national/gates.toml", 'what = "key_review"', 'what = "nod"', "no such kind of approval"),
        ("national/methods.toml", '["R-P09", "response"]', '["R-P09", "silence"]', "has no parameter"),
        ("national/methods.toml", '["R-P09", "response"]', '["E-06", "committee_min"]', "is a count, not a period"),
        ("national/approvals.toml", 'roles = ["county"]\noutside_bodies = ["县级民政部门"]', "roles = []", "nobody"),
        ("jilin-2020-44/catalogue.toml", 'name = "对象排查"', 'name = "对象"', "does not define"),
        ("workdays/2026.toml", "year = 2026", "year = 2025", "is named 2026"),
        ("workdays/2026.toml", "estimated = false", 'estimated = "no"', "bool"),
        ("layers.toml", 'folder = "house"', 'folder = "home"', "no layer has this folder"),
        ("national/instruments.toml", "from = 2003-01-01", "", "required"),
    ],
)
def test_bad_data_is_refused_with_its_file_and_reason(path: str, old: str, new: str, reason: str, spoil: Spoil) -> None:
    with pytest.raises(LawError, match=reason) as refused:
        spoil(path, lambda text: text.replace(old, new, 1))
    assert str(refused.value) == f"{refused.value.file}: {refused.value.key}: {refused.value.reason}"


@pytest.mark.parametrize(
    "key", ["text", "title", "english", "source", "instrument", "mark", "stages", "remedy", "force"]
)
def test_a_rule_without_its_key_is_refused(key: str, spoil: Spoil) -> None:
    def without(text: str) -> str:
        head, _, rest = text.partition('["JL44-5.2"]\n')
        kept = rest.splitlines(keepends=True)
        first = next(index for index, row in enumerate(kept) if row.startswith(f"{key} = "))
        return head + '["JL44-5.2"]\n' + "".join(kept[:first] + kept[first + 1 :])

    with pytest.raises(LawError, match="required") as refused:
        spoil(FUNDING, without)
    assert (refused.value.file, refused.value.key) == (FUNDING, f"JL44-5.2.{key}")


def test_overlapping_dates_are_refused(spoil: Spoil) -> None:
    second = line("JL44-5.2", "ceiling", "ratio", '"0.01"', "2022-01-01") + 'bound = "max"\n'
    with pytest.raises(LawError, match="overlap"):
        spoil(
            FUNDING,
            lambda text: text.replace('[["JL44-5.2".charged_sources]]', second + '[["JL44-5.2".charged_sources]]'),
        )


def test_overlapping_wordings_are_refused(spoil: Spoil) -> None:
    with pytest.raises(LawError, match="two wordings"):
        spoil(
            "national/payment.toml",
            lambda text: text.replace(
                '[["PY-01".wording]]',
                '[["PY-01".wording]]\nfrom = 2025-05-31\ninstrument = "R-SME20"\nsource = "-"\ntext = "-"\n[["PY-01".wording]]',
            ),
        )


def test_a_missing_year_is_refused(book: LawBook) -> None:
    with pytest.raises(LawError, match="not consecutive"):
        LawBook({path: content for path, content in book.files.items() if path != "workdays/2025.toml"})


def test_no_file_lies_outside_the_law(book: LawBook) -> None:
    with pytest.raises(LawError, match="outside"):
        LawBook({**book.files, "../elsewhere.toml": b""})


# --- editions -------------------------------------------------------------------------------------------------------


def test_changing_one_byte_changes_the_edition(book: LawBook, spoil: Spoil) -> None:
    changed = spoil("jilin-2020-44/guide.zh.txt", lambda text: text.replace("2%", "3%"))
    assert len(book.edition) == 64
    assert changed.edition != book.edition


def test_the_edition_does_not_hang_on_line_ends_or_on_the_order_of_files(book: LawBook) -> None:
    windows = {path: content.replace(b"\n", b"\r\n") for path, content in reversed(list(book.files.items()))}
    assert LawBook(windows).edition == book.edition


def test_an_edition_comes_back_from_its_bundle(book: LawBook) -> None:
    again = LawBook.from_bundle(book.bundle())
    assert again.edition == book.edition
    assert again.files == book.files
    assert again.bundle() == book.bundle()
    assert again.describe("JL44-5.2", CHANGCHUN, TODAY) == book.describe("JL44-5.2", CHANGCHUN, TODAY)


def test_a_broken_bundle_is_refused() -> None:
    with pytest.raises(LawError, match="bundle"):
        LawBook.from_bundle(b"no archive")


def test_every_book_of_an_edition_carries_it(book: LawBook) -> None:
    assert book.rulebook(CHANGCHUN, TODAY).edition == book.edition
    assert book.rulebook(CHANGCHUN, TODAY) is book.rulebook(CHANGCHUN, TODAY)


def test_the_law_is_loaded_once_and_from_any_folder(book: LawBook, tmp_path: Path) -> None:
    assert load() is load()
    for path, content in book.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    assert load(tmp_path).edition == book.edition


def test_loading_is_quick(book: LawBook) -> None:
    """A second at the very most, on a busy machine; about 0.05 s on a free one."""
    began = time.process_time()
    LawBook(book.files).rulebook(CHANGCHUN, TODAY)
    assert time.process_time() - began < 1


# --- descriptions ---------------------------------------------------------------------------------------------------


def test_a_clause_is_described_with_its_words_values_and_layers(book: LawBook) -> None:
    shown = book.describe("JL44-5.2", CHANGCHUN, TODAY)
    assert json.loads(json.dumps(shown)) == shown
    assert (shown["id"], shown["force"], shown["mark"], shown["edition"]) == (
        "JL44-5.2",
        "in_principle",
        "G",
        book.edition,
    )
    assert shown["instrument"] == {
        "key": "J-44",
        "number": "吉民发〔2020〕44号",
        "name": "吉林省政府购买社会救助服务操作指南",
    }
    ceiling = shown["parameters"][0]
    assert (ceiling["name"], ceiling["value"], ceiling["from"], ceiling["to"]) == (
        "ceiling",
        "0.02",
        "2020-09-18",
        None,
    )
    assert ceiling["layer"] == "jilin-2020-44"


def test_every_clause_in_force_can_be_described(book: LawBook) -> None:
    for rule in book.rulebook(CHANGCHUN, TODAY).rules():
        json.dumps(book.describe(rule.id, CHANGCHUN, TODAY))


def test_a_described_period_has_its_unit(book: LawBook) -> None:
    (limit,) = book.describe("R-P20", CHANGCHUN, TODAY)["parameters"]
    assert (limit["value"], limit["unit"], limit["form"]) == (30, "CD", "period")
