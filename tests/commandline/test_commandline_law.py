"""`jieli law`: a clause with its source; a plan against law and calendar; days and editions compared.  No server, and at once."""

import hashlib
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from calling import ROOT, here, jieli, surroundings

import law


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


def test_a_locality_with_finer_rules_is_asked_for_by_name_or_by_code(capsys: pytest.CaptureFixture[str]) -> None:
    """JL44-6.3: Changchun files a contract's copy within five working days, the rest of the province within seven."""
    by_name = here(capsys, "law", "show", "R-P22", "--division", "changchun", "--on", "2026-11-23", "--json").document
    by_code = here(capsys, "law", "show", "R-P22", "--division", "2201", "--on", "2026-11-23", "--json").document
    assert by_name == by_code
    assert [(p["value"], p["layer"]) for p in by_name["parameters"] if p["name"] == "file_within"] == [(5, "2201")]
    nowhere = here(capsys, "law", "show", "R-P22", "--division", "nowhere")
    assert (nowhere.code, "行政区划代码" in nowhere.err) == (2, True)


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
    """Heavy rooms are imported only by the commands that need them: no server's client, no stage of a project."""
    code = "import sys; import starter; code = starter.run(['law', 'show', 'JL44-5.2']); print(*sys.modules); sys.exit(code)"
    ran = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=ROOT, env=surroundings(), capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    loaded = set(ran.stdout.splitlines()[-1].split())
    assert {"law", "domain.rulebook"} <= loaded
    heavy = ("temporalio", "asyncpg", "httpx", "cryptography", "docx", "docxtpl", "typst")
    assert not loaded & {*heavy, "domain.project", "domain.messages", "activities", "workflows", "documents"}


# ---------------------------------------------------------------- diff


def test_two_days_are_compared_with_values_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    """R-M04"""
    ran = here(capsys, "law", "diff", "2023-12-31", "2024-01-01", "--json")
    assert (ran.code, ran.err, ran.document["different"]) == (0, "", True)
    limit = next(c for c in ran.document["changes"] if c["rule"] == "R-M04")
    assert (limit["part"], limit["before"], limit["after"]) == ("limit", "500000", "300000")
    assert limit["source"]
    words = here(capsys, "law", "diff", "2023-12-31", "2024-01-01").out
    assert "R-M04" in words
    assert "变更 1" in words


def test_no_difference_is_said_and_ends_with_0_too(capsys: pytest.CaptureFixture[str]) -> None:
    ran = here(capsys, "law", "diff", "2024-03-01", "2024-03-02")
    assert (ran.code, "没有不同" in ran.out) == (0, True)
    assert here(capsys, "law", "diff", "current", "current", "--json").document["different"] is False


def test_editions_are_compared_from_a_file_and_from_the_archive(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """JL44-6.3"""
    book = law.load()
    changed = {path: content.replace(b'value = "0.02"', b'value = "0.01"') for path, content in book.files.items()}
    other = law.LawBook(changed)
    bundle = other.bundle()
    (tmp_path / "old.zip").write_bytes(bundle)
    digest = hashlib.sha256(bundle).hexdigest()
    kept = tmp_path / "data" / "archive" / "law" / digest[:2]
    kept.mkdir(parents=True)
    (kept / digest).write_bytes(bundle)
    by_file = here(capsys, "law", "diff", tmp_path / "old.zip", "current", "--json")
    number, own = other.edition[:12], book.edition[:12]
    by_number = here(capsys, "law", "diff", number, own, "--data", tmp_path / "data", "--json")
    assert by_file.code == by_number.code == 0
    assert by_file.document == by_number.document
    ceiling = next(c for c in by_file.document["changes"] if c["rule"] == "JL44-5.2")
    assert (ceiling["part"], ceiling["kind"]) == ("ceiling", "changed")
    assert "0.01" in ceiling["before"]
    assert "0.02" in ceiling["after"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-02-30", "2026-03-01"), "不是有效日期"),
        (("2026-01-01", "current"), "不能相比"),
        (("no-such-file.zip", "current"), "既不是文件"),
        (("0123456789ab", "current", "--data", "nowhere"), "没有档案"),
        (("current", "current", "--division", "22"), "--division"),
        (("2026-01-01", "2026-01-02", "--division", "x"), "行政区划代码"),
        (("starter.py", "current"), "不是可用的法规版本"),
    ],
)
def test_what_cannot_be_compared_is_wrong_use(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    ran = here(capsys, "law", "diff", *words)
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert not Path("nowhere").exists()


def test_an_edition_that_the_archive_does_not_hold_is_wrong_use(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "archive").mkdir()
    ran = here(capsys, "law", "diff", "0123456789ab", "current", "--data", tmp_path)
    assert (ran.code, "没有可读的法规版本 0123456789ab" in ran.err) == (2, True)


# ---------------------------------------------------------------- calendar


def test_the_calendar_of_a_plan_names_the_rule_of_each_line(capsys: pytest.CaptureFixture[str], papers: Path) -> None:
    """PB-01, R-P09, R-P20"""
    ran = here(capsys, "law", "calendar", papers / "plan.toml", "--from", "2026-07-06", "--json")
    assert (ran.code, ran.err) == (0, "")
    (made,) = ran.document["calendars"]
    steps = {step["key"]: step for step in made["steps"]}
    assert (steps["deadline"]["earliest"], steps["deadline"]["rule"]) == ("2026-08-17", "R-P09")
    assert steps["signing"]["period"] == {"value": 30, "unit": "CD"}
    assert (made["in_time"], made["estimated"]) == (True, False)
    words = here(capsys, "law", "calendar", papers / "plan.toml", "--from", "2026-07-06").out
    assert "2026-08-17" in words
    assert "推算" not in words


def test_a_year_without_a_notice_is_marked_as_estimated(capsys: pytest.CaptureFixture[str], papers: Path) -> None:
    """T-06"""
    words = here(capsys, "law", "calendar", papers / "plan.toml", "--from", "2026-12-14").out
    assert "推算" in words
    assert "晚于计划开始日" in words


def test_all_methods_that_are_lawful_for_a_plan_have_their_calendar(
    capsys: pytest.CaptureFixture[str], papers: Path
) -> None:
    """R-M01"""
    made = here(capsys, "law", "calendar", papers / "plan.toml", "--from", "2026-07-06", "--all", "--json").document
    methods = [calendar["method"] for calendar in made["calendars"]]
    assert "competitive_consultation" in methods
    assert "below_limit" not in methods


def test_a_plan_by_an_unlawful_method_has_no_calendar(capsys: pytest.CaptureFixture[str], papers: Path) -> None:
    """R-M16"""
    ran = here(capsys, "law", "calendar", papers / "two-faults.toml", "--from", "2026-07-06")
    assert (ran.code, "询价只适用于货物" in ran.out) == (1, True)


def test_a_plan_from_where_no_guide_is_loaded_is_found_wanting_not_broken(papers: Path, tmp_path: Path) -> None:
    """HR-PLACE: another province's plan gets a clear answer."""
    text = (papers / "plan.toml").read_text(encoding="utf-8").replace('division = "220122"', 'division = "110101"')
    (tmp_path / "elsewhere.toml").write_text(text, encoding="utf-8")
    ran = jieli("law", "check", tmp_path / "elsewhere.toml", "--json")
    assert ran.code == 1
    assert "HR-PLACE" in ran.out


def test_the_earliest_lawful_calendar_is_also_a_picture_with_the_rule_behind_each_bar(
    capsys: pytest.CaptureFixture[str], papers: Path, tmp_path: Path
) -> None:
    """R-P09, R-P20: one bar a step, its rule in words, days off in grey; the same bytes each time"""
    picture = tmp_path / "calendar.svg"
    asked = ("law", "calendar", papers / "plan.toml", "--from", "2026-09-20", "--svg", picture, "--json")
    ran = here(capsys, *asked)
    assert (ran.code, ran.document["pictures"]) == (0, [str(picture)])
    drawn = picture.read_text(encoding="utf-8")
    root = ElementTree.fromstring(drawn)
    words = [group.find("{http://www.w3.org/2000/svg}title") for group in root.iter("{http://www.w3.org/2000/svg}g")]
    bars = [w.text or "" for w in words if w is not None]
    steps = ran.document["calendars"][0]["steps"]
    assert len(bars) == len(steps)
    for bar, step in zip(bars, steps, strict=True):
        assert step["title"] in bar
        assert step["rule"] in bar
        assert step["earliest"] in bar
    assert drawn.count('fill="#eceff1"') > 8  # the national days, and each weekend
    here(capsys, *asked)
    assert picture.read_text(encoding="utf-8") == drawn


def test_of_every_lawful_method_there_is_a_picture(
    capsys: pytest.CaptureFixture[str], papers: Path, tmp_path: Path
) -> None:
    ran = here(capsys, "law", "calendar", papers / "plan.toml", "--all", "--svg", tmp_path / "c.svg", "--json")
    assert len(ran.document["pictures"]) == len(ran.document["calendars"]) > 1
    assert all(Path(p).read_text(encoding="utf-8").startswith("<svg") for p in ran.document["pictures"])


@pytest.mark.parametrize("picture", ["calendar.png", "nowhere/calendar.svg"])
def test_a_picture_goes_where_it_can_be_and_is_what_it_says(
    capsys: pytest.CaptureFixture[str], papers: Path, tmp_path: Path, picture: str
) -> None:
    ran = here(capsys, "law", "calendar", papers / "plan.toml", "--svg", tmp_path / picture)
    assert (ran.code, "--svg" in ran.err) == (2, True)


def test_a_clause_shows_its_words_source_and_mark_wherever_it_is_cited(
    capsys: pytest.CaptureFixture[str], papers: Path
) -> None:
    ran = here(capsys, "law", "check", papers / "two-faults.toml", "--on", "2026-11-23", "--json").document
    assert {f["clause"] for f in ran["findings"]} <= ran["citations"].keys()
    cited = ran["citations"]["JL44-4.3.5"]
    assert (cited["mark"], "3年" in cited["text"]) == ("G", True)
    assert "吉民发〔2020〕44号" in cited["instrument"]
    said = here(capsys, "law", "check", papers / "two-faults.toml", "--on", "2026-11-23").out
    assert "".join(cited["text"].split())[:20] in "".join(said.split())
    assert cited["source"] in said
