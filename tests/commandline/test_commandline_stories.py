"""Stories told from the command line; and a data folder that no `up` keeps alive."""

import hashlib
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from calling import ROOT, here, jieli, surroundings
from living import Living, running_up

STORY = "means-survey"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder in which `jieli demo` has told a story, and that is still since; with the story's project."""
    data = tmp_path_factory.mktemp("told") / "data"
    ran = jieli("demo", STORY, "--headless", "--json", "--data", data, timeout=300)
    assert ran.code == 0, ran
    report = ran.document
    assert (report["finished"], report["stage"], report["problems"]) == (True, "closed", [])
    assert str(data) in ran.err
    return data, report["project_id"]


def test_the_stories_of_the_house_are_listed_and_well_written() -> None:
    listed = jieli("scenario", "list", "--json").document["scenarios"]
    assert {"home-care-takeover", STORY} <= {story["name"] for story in listed}
    checked = jieli("scenario", "check", STORY, "--json")
    assert (checked.code, checked.document["problems"]) == (0, [])


def test_a_story_with_an_unknown_command_is_found_wanting(tmp_path: Path) -> None:
    (tmp_path / "wrong").mkdir()
    (tmp_path / "wrong" / "01-start.toml").write_text(
        'title = "一"\n[story]\ntitle = "错"\nsummary = "错"\nbegins = 2026-01-01\nmain = "main"\n'
        '[[act]]\nat = 2026-01-02\nas = "nobody"\ndo = "do-nothing"\n',
        encoding="utf-8",
    )
    ran = jieli("scenario", "check", tmp_path / "wrong", "--json")
    assert ran.code == 1
    assert any("没有这样的指令" in problem for problem in ran.document["problems"])


def test_on_a_still_folder_a_command_starts_what_it_needs_and_stops_it(told: tuple[Path, str]) -> None:
    data, project = told
    shown = jieli("project", "show", project, "--data", data, "--json")
    assert (shown.code, shown.document["stage"]) == (0, "closed"), shown
    assert not (data / "run" / "addresses.json").exists()
    page = jieli("project", "show", project, "--as-of", "60", "--data", data)
    assert page.code == 0
    assert "合同金额" in page.out or "竞争性磋商" in page.out


def test_a_closed_projects_page_tells_its_days_and_what_was_added_since(told: tuple[Path, str]) -> None:
    """HR-CL-3, HR-CL-5: as text and as a document; before closing nothing of it"""
    data, project = told
    page = jieli("project", "show", project, "--data", data, env={"COLUMNS": "200"})
    assert page.code == 0, page
    for words in ("保存至", "2041-01-28", "保存中", "结项后补记", "财政部门决定", "农安县财政局", "一致"):
        assert words in page.out, page.out
    archive = jieli("project", "show", project, "--data", data, "--json").document["archive"]
    assert [(c["kind"], c["keep_until"]) for c in archive["classes"]] == [("procurement", "2041-01-28")]
    assert [(a["key"], a["checked"]["by"]) for a in archive["addenda"]] == [("a1", "liu-jianguo")]
    early = jieli("project", "show", project, "--as-of", "60", "--data", data, "--json").document
    assert early["archive"] is None


def test_what_was_added_after_closing_is_explained_with_the_rest(told: tuple[Path, str]) -> None:
    """HR-CL-5: in the chapter of closing, from the archive's own stream"""
    data, project = told
    ran = jieli("audit", "explain", project, "--data", data, "--json")
    chapter = next(c for c in ran.document["chapters"] if c["stage"] == "closing")
    events = [line["event"] for line in chapter["lines"]]
    assert events[-4:] == ["ProjectClosed", "ArchiveKept", "AddendumRecorded", "AddendumChecked"]
    assert "农安县财政局" in chapter["lines"][-2]["says"]


def test_the_yearly_list_of_overdue_payments_is_told_for_a_year(told: tuple[Path, str]) -> None:
    """PY-07: nothing was late here; the day by which it is published, as a document and as text"""
    data, _ = told
    ran = jieli("payment", "overdue", "--year", "2025", "--story", STORY, "--data", data, "--json")
    assert (ran.code, ran.document["contracts"], ran.document["unpaid_yuan"]) == (0, 0, "0.00"), ran
    assert (ran.document["year"], ran.document["publish_by"]) == (2025, "2026-03-31")
    page = jieli("payment", "overdue", "--year", "2025", "--story", STORY, "--data", data)
    assert "合同 0 份" in page.out
    assert jieli("payment", "overdue", "--year", "26", "--data", data).code == 2


def test_the_audit_of_a_told_story_finds_nothing(told: tuple[Path, str]) -> None:
    data, _ = told
    verified = jieli("audit", "verify", "--data", data, "--json", timeout=300)
    assert (verified.code, verified.document["good"]) == (0, True), verified
    replayed = jieli("audit", "replay", "--data", data, "--json", timeout=300)
    assert (replayed.code, replayed.document["good"]) == (0, True), replayed


def test_a_project_is_explained_from_its_first_event_to_its_last(told: tuple[Path, str]) -> None:
    data, project = told
    ran = jieli("audit", "explain", project, "--data", data, "--json")
    assert ran.code == 0, ran
    chapters = {chapter["stage"]: chapter for chapter in ran.document["chapters"]}
    assert {"planning", "contract", "payment", "closing"} <= set(chapters)
    assert ran.document["money"]["contract_yuan"]
    assert "王芳" in jieli("audit", "explain", project, "--data", data).out


def test_a_project_is_measured_by_run_and_stage(told: tuple[Path, str]) -> None:
    data, project = told
    ran = jieli("audit", "sizes", project, "--data", data, "--json")
    assert ran.code == 0, ran
    runs, stages = ran.document["runs"], ran.document["stages"]
    assert ran.document["longest_run"] == max(run["events"] for run in runs)
    assert sum(stage["history_events"] for stage in stages) == ran.document["history_events"]
    assert runs[-1]["closed_as"] == "completed"


def test_the_read_model_is_what_the_ledger_gives(told: tuple[Path, str]) -> None:
    data, _ = told
    compared = jieli("ledger", "rebuild", "--check", "--data", data, "--json")
    assert (compared.code, compared.document["good"]) == (0, True), compared
    written = jieli("ledger", "rebuild", "--data", data, "--json")
    assert (written.code, written.document["written"]) == (0, True), written


def test_without_a_data_folder_a_demo_leaves_nothing_behind(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir(mode=0o711)
    ran = jieli("demo", STORY, "--headless", timeout=300, env={"TMPDIR": str(temporary)}, cwd=tmp_path)
    assert ran.code == 0, ran
    assert "故事讲到了结尾" in ran.out
    assert list(temporary.iterdir()) == []
    assert not (tmp_path / ".jieli").exists()


def test_a_storys_time_goes_on_only_where_the_story_is(living: Living) -> None:
    assert living("clock", "advance", STORY, "--to", "2026-01-01", "--json").code == 2
    assert living("scenario", "run", STORY, "--json", timeout=300).document["finished"]
    ran = living("clock", "advance", STORY, "--to", "2030-01-01", "--json")
    assert (ran.code, ran.document["to"]) == (0, "2030-01-01T09:00:00+08:00")


def test_up_takes_the_port_it_is_given_and_says_when_it_is_taken(living: Living, tmp_path: Path) -> None:
    taken = living.ready["console_url"].rsplit(":", 1)[1]
    ran = jieli("up", "--port", taken, "--data", tmp_path / "data", "--json")
    assert ran.code == 3
    assert "已被占用" in ran.error["message"]


def test_up_takes_a_still_folder_over(told: tuple[Path, str]) -> None:
    data, project = told
    with running_up(data) as ready:
        assert ready["ready"]
        shown = jieli("project", "show", project, "--data", data, "--json")
        assert (shown.code, shown.err) == (0, "")


def test_papers_are_written_from_a_told_story(
    told: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every notice of the story in both forms, the contract, the sheets and letters; nothing is overwritten unasked."""
    data, project = told
    with running_up(data):
        show = here(capsys, "project", "show", project, "--data", data, "--json").document["state"]
        for number, key in enumerate(show["publication"]["ordered"]):
            file = tmp_path / f"{key}{('.pdf', '.docx')[number % 2]}"
            ran = here(capsys, "document", "notice", project, key, "-o", file, "--data", data, "--json")
            assert (ran.code, ran.document["title"]) == (0, show["publication"]["ordered"][key]["title"]), ran
            assert hashlib.sha256(file.read_bytes()).hexdigest() == ran.document["sha256"]
            assert len(ran.document["headings"]) >= 4
        winner = show["award"]["confirmed"]["supplier"]
        bids = next(iter(show["bidding"]["rounds"].values()))["bids"]
        loser = next(uscc for uscc in bids if uscc != winner)
        period = next(iter(show["performance"]["accepted"]))
        for words in (
            ("contract",),
            ("countersigning",),
            ("award",),
            ("acceptance", period),
            ("receipt", winner),
            ("not-awarded", loser),
        ):
            file = tmp_path / f"{words[0]}.pdf"
            ran = here(capsys, "document", words[0], project, *words[1:], "-o", file, "--data", data)
            assert (ran.code, file.read_bytes()[:5]) == (0, b"%PDF-"), ran
        again = ("document", "contract", project, "-o", tmp_path / "contract.pdf", "--data", data, "--json")
        before = (tmp_path / "contract.pdf").read_bytes()
        assert here(capsys, *again).code == 2
        assert here(capsys, *again, "--force").code == 0
        assert (tmp_path / "contract.pdf").read_bytes() == before
        for words in (("notice", project, "nowhere"), ("acceptance", project, "p99"), ("receipt", project, "1")):
            ran = here(capsys, "document", *words, "-o", tmp_path / "none.docx", "--data", data, "--json")
            assert (ran.code, ran.error["kind"]) == (2, "unknown"), ran
        assert not (tmp_path / "none.docx").exists()


# Whoever starts the tests in the background may have made them, and all that they start, deaf to an interrupt.
HEARING = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_that_is_interrupted_stops_what_it_started_and_leaves_nothing(
    tmp_path: Path, sign: signal.Signals
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir(mode=0o711)
    demo = [sys.executable, str(ROOT / "starter.py"), "demo", "--headless"]
    command = [sys.executable, "-c", HEARING, *demo]
    env = surroundings(TMPDIR=str(temporary))
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while "流程控制台" not in process.stderr.readline():
        assert process.poll() is None
    time.sleep(1)
    process.send_signal(sign)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "已中断" in said
    assert list(temporary.iterdir()) == []


def test_a_story_from_elsewhere_is_told_the_same_way(told: tuple[Path, str], tmp_path: Path) -> None:
    """A folder of chapters outside the repository, in the data folder where another story lies."""
    data, _ = told
    shutil.copytree(ROOT / "scenarios" / "one-bidder", tmp_path / "our-own-story")
    ran = jieli("scenario", "run", tmp_path / "our-own-story", "--data", data, "--json", timeout=300)
    assert (ran.code, ran.document["scenario"], ran.document["finished"]) == (0, "our-own-story", True)
