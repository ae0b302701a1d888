"""`jieli law`: words, force, value and source of a clause; a plan held against the law.  No server, and at once."""

import time
from pathlib import Path

import pytest
from calling import here, jieli


def test_a_clause_is_shown_with_its_words_its_force_its_value_and_their_source(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """JL44-5.2"""
    ran = here(capsys, "law", "show", "JL44-5.2", "--on", "2026-11-23", "--json")
    assert (ran.code, ran.err) == (0, "")
    clause = ran.document
    assert clause["force"] == "in_principle"
    assert "原则上不超过" in clause["text"]
    ceiling = next(p for p in clause["parameters"] if p["name"] == "ceiling")
    assert (ceiling["value"], ceiling["from"]) == ("0.02", "2020-09-18")
    assert ceiling["source"]
    words = here(capsys, "law", "show", "JL44-5.2", "--on", "2026-11-23").out
    assert "原则上" in words
    assert "0.02" in words


def test_all_clauses_in_force_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    ran = here(capsys, "law", "show", "--division", "220122", "--json")
    assert ran.document["division"] == "220122"
    assert {"JL44-5.2", "JL44-4.4.3c"} <= {clause["id"] for clause in ran.document["clauses"]}


def test_before_the_guide_was_issued_none_of_its_clauses_is_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    """JL44-6.1"""
    ran = here(capsys, "law", "show", "--on", "2020-09-17", "--json")
    assert not [clause for clause in ran.document["clauses"] if clause["id"].startswith("JL44-")]


def test_a_clause_that_is_nearly_right_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "JL44-5.2" in here(capsys, "law", "show", "JL44-52").err


def test_a_lawful_plan_passes(capsys: pytest.CaptureFixture[str], papers: Path) -> None:
    ran = here(capsys, "law", "check", papers / "plan.toml", "--on", "2026-11-23", "--json")
    assert (ran.code, ran.document["passes"], ran.document["findings"]) == (0, True, [])


def test_all_faults_of_a_plan_are_told_at_once_with_what_to_do(
    capsys: pytest.CaptureFixture[str], papers: Path
) -> None:
    """JL44-4.3.5, R-M16"""
    ran = here(capsys, "law", "check", papers / "two-faults.toml", "--on", "2026-11-23", "--json")
    assert ran.code == 1
    blocking = {f["clause"]: f for f in ran.document["findings"] if f["blocks"]}
    assert set(blocking) == {"JL44-4.3.5", "R-M16"}
    assert all(f["remedy"] and f["force"] and f["mark"] for f in blocking.values())
    assert here(capsys, "law", "check", papers / "two-faults.toml").code == 1


def test_suspicious_words_are_told_and_refuse_nothing(
    capsys: pytest.CaptureFixture[str], papers: Path, tmp_path: Path
) -> None:
    """JL44-3.2.0"""
    plan = (papers / "plan.toml").read_text(encoding="utf-8").replace("提交调查表和影像", "受理低保申请")
    (tmp_path / "plan.toml").write_text(plan, encoding="utf-8")
    ran = here(capsys, "law", "check", tmp_path / "plan.toml", "--json")
    assert (ran.code, ran.document["suspicions"][0]["clause"]) == (0, "JL44-3.2.2")


def test_it_is_there_at_once() -> None:
    """Heavy rooms are imported only by the commands that need them."""
    began = time.monotonic()
    ran = jieli("law", "show", "JL44-5.2")
    assert ran.code == 0
    assert time.monotonic() - began < 5
