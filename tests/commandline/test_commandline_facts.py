"""Facts as a person writes them: `key=value`, dotted keys, JSON values, documents, moments of Beijing."""

import hashlib
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from commandline.exits import Stop
from commandline.facts import fit, gather, read_plan, read_table
from commandline.output import due, plain, when


def test_dotted_keys_and_json_values_make_the_body() -> None:
    body = gather(["plan.budget_yuan=505000.50", 'figures={"visits": 10}', "passes=true", "reason=先 修改"]).body
    assert body == {
        "plan": {"budget_yuan": Decimal("505000.50")},
        "figures": {"visits": 10},
        "passes": True,
        "reason": "先 修改",
    }


def test_words_that_are_no_json_stay_words() -> None:
    assert gather(["a=NaN", "b={", "c=", "d=1e", "e=x=y"]).body == {
        "a": "NaN",
        "b": "{",
        "c": "",
        "d": "1e",
        "e": "x=y",
    }


def test_a_kebab_key_means_the_field() -> None:
    assert gather(["document-number=a"]).body == {"document_number": "a"}


@pytest.mark.parametrize(
    "assignments",
    [["no-equals"], ["=1"], ["a b=1"], ["a=1", "a=2"], ["a=1", "a.b=2"], ["a..b=1"], ["a=@/nowhere/at/all"], ["a=@."]],
)
def test_what_is_no_assignment_is_wrong_use(assignments: list[str]) -> None:
    with pytest.raises(Stop) as stop:
        gather(assignments)
    assert stop.value.code == 2


def test_a_document_is_named_by_its_digest_and_kept_at_hand(papers: Path) -> None:
    scan = papers / "scan.pdf"
    facts = gather([f"minutes=@{scan}", "note=@@王芳"])
    digest = hashlib.sha256(scan.read_bytes()).hexdigest()
    assert facts.body == {"minutes": digest, "note": "@王芳"}
    assert facts.documents == {digest: scan.read_bytes()}
    assert facts.evidence([str(scan), f"@{scan}", "a" * 64]) == (digest, digest, "a" * 64)


def test_documents_of_a_file_lie_beside_it(papers: Path, tmp_path: Path) -> None:
    (tmp_path / "body.toml").write_text('minutes = "@scan.pdf"\n', encoding="utf-8")
    (tmp_path / "scan.pdf").write_bytes(b"beside")
    facts = gather(["reason=补充"], tmp_path / "body.toml")
    assert facts.body == {"minutes": hashlib.sha256(b"beside").hexdigest(), "reason": "补充"}


def test_a_number_that_a_text_field_means_is_its_words() -> None:
    facts = gather(
        ["person=wang", "role=clerk", "division=220122", "from_on=2020-01-01", "document=2020001"],
    )
    assert facts.body["document"] == 2020001
    fit(facts, "grant-role")
    assert (facts.body["document"], facts.body["division"]) == ("2020001", "220122")


def test_a_moment_without_a_zone_is_beijings(tmp_path: Path) -> None:
    (tmp_path / "body.toml").write_text("gap_since = 2026-05-11T06:30:00\n", encoding="utf-8")
    from_file = gather([], tmp_path / "body.toml").body["gap_since"]
    from_words = gather(["gap_since=2026-05-11T06:30"]).body["gap_since"]
    assert from_file == datetime.fromisoformat(from_words) == datetime.fromisoformat("2026-05-11T06:30:00+08:00")


def test_a_plan_may_stand_alone_or_under_its_name(papers: Path, tmp_path: Path) -> None:
    alone = read_plan(papers / "plan.toml")
    lines = (papers / "plan.toml").read_text(encoding="utf-8")
    (tmp_path / "named.toml").write_text("[plan]\n" + lines, encoding="utf-8")
    assert read_plan(tmp_path / "named.toml") == alone
    assert alone["criteria"][0]["weight"] == Decimal("0.20")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.toml", b"a = \n", "第 1 行第 5 列"),
        ("a.toml", b"a = '", "TOML"),
        ("a.toml", b"\xff\xfe", "UTF-8"),
        ("a.json", b'{"a": }', "第 1 行第 7 列"),
        ("a.json", b'{"a": NaN}', "NaN"),
        ("a.json", b"[1]", "JSON 对象"),
        ("a.json", b"[" * 100_000, "无法读取"),
        ("a.toml", b"a = " + b"[" * 100_000, "无法读取"),
        ("a.json", b'{"a": ' + b"9" * 5000 + b"}", "无法读取"),
    ],
)
def test_a_file_that_cant_be_read_is_told_with_the_place(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Stop, match=says) as stop:
        read_table(tmp_path / name)
    assert stop.value.code == 2


@pytest.mark.parametrize("text", ['{"a": "x\\u0000y"}', '{"a": "\\ud800"}'])
def test_text_that_cant_be_stored_is_told_before_it_is_sent(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(Stop, match="不能保存"):
        gather([], tmp_path / "a.json")


def test_json_is_plain_and_the_same_at_every_run() -> None:
    moment = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    value = {
        "amount_yuan": Decimal(5),
        "share": Decimal("0.20"),
        "at": moment,
        "keys": frozenset({"b", "a"}),
        "no": None,
    }
    assert plain(value) == {
        "amount_yuan": "5.00",
        "share": "0.2",
        "at": "2026-01-01T08:00:00+08:00",
        "keys": ["a", "b"],
        "no": None,
    }


def test_a_deadline_at_the_end_of_a_day_is_shown_as_that_day() -> None:
    midnight = datetime.fromisoformat("2026-05-19T16:00:00+00:00")
    assert (due(midnight), when(midnight)) == ("2026-05-19 24:00", "2026-05-20 00:00")
    assert due("2026-05-12T15:40:00+08:00") == "2026-05-12 15:40"
    assert due(None) == "—"
