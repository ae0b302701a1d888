"""`jieli survey`: what is printed fits what the ledger takes, a token stands in no argument, anyone draws again.  HR-EV-4"""

import csv
import io
import re
from pathlib import Path

import pytest
from calling import Ran, here, inside
from living import Living
from searching import everywhere

from commandline.exits import Stop
from commandline.survey import _write, proof, redrawn, token
from domain.bidding.draw import commitment
from domain.evaluation.survey.decide import list_digest, token_of
from domain.evaluation.survey.messages import IssueSurveyTokens, SurveyAnswered, SurveyTokensIssued
from domain.project import Project
from tests.domain.scene import HOME, Scene
from tests.domain.test_evaluation_survey import PEOPLE, answer, committed, drawn, sample


def project(at: Scene) -> Project:
    state = at.states[HOME]
    assert isinstance(state, Project)
    return state


def test_a_printed_sheet_answers_once_however_it_is_typed(tmp_path: Path) -> None:
    """HR-EV-4: the ledger knows a token by the hash of its hash alone"""
    secrets = [token() for _ in range(30)]
    assert len(set(secrets)) == 30
    assert all(re.fullmatch(r"([2-9a-hj-km-np-z]{5}-){3}[2-9a-hj-km-np-z]{5}", s) for s in secrets)
    paper = tmp_path / "sheet.csv"
    _write(paper, secrets, "https://example.test/q")
    assert paper.stat().st_mode & 0o077 == 0
    rows = list(csv.DictReader(io.StringIO(paper.read_text(encoding="utf-8-sig"))))
    assert [r["问卷代码"] for r in rows] == secrets
    assert rows[0]["作答网址"] == f"https://example.test/q#{secrets[0]}"
    tokens = tuple(sorted(token_of(proof(s)) for s in secrets))
    issued = drawn().when(IssueSurveyTokens(survey="s1", tokens=tokens), by="zhao")
    issued.accepted(SurveyTokensIssued)
    typed = secrets[0].replace("-", " ").upper()
    said = answer(0, proof=proof(typed), manner="paper", proxy="family")
    first = issued.then().when(said, by="zhao")
    told = first.accepted(SurveyAnswered).events[0][1].payload()
    assert secrets[0] not in told
    assert proof(secrets[0]) not in told
    first.then().when(said, by="zhao").refused("HR-EV-4")


def test_a_sheet_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = tmp_path / "sheet.csv"
    paper.write_text("x", encoding="utf-8")
    ran = here(capsys, "survey", "issue", "220122-2026-abc123", "--survey", "s1", "-o", str(paper), "--json")
    assert (ran.code, paper.read_text()) == (2, "x")


def test_an_answer_without_a_token_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "token"
    empty.write_text("\n", encoding="utf-8")
    words = ("survey", "answer", "220122-2026-abc123", "happy=90", "--survey", "s1", "--token-file", str(empty))
    ran = here(capsys, *words, "--json")
    assert (ran.code, "没有问卷代码" in ran.error["message"]) == (2, True)


def test_an_answer_of_no_known_manner_is_told_before_any_server_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "token"
    paper.write_text("22222-22222-22222-22222\n", encoding="utf-8")
    words = ("survey", "answer", "220122-2026-abc123", "happy=90", "--survey", "s1", "--token-file", str(paper))
    ran = here(capsys, *words, "--manner", "fax", "--json")
    assert ran.code == 2
    assert "22222" not in ran.out + ran.err


def test_anyone_draws_the_sample_again() -> None:
    """HR-EV-4, JL44-4.5.0: from seed, lot and list; another list is seen"""
    at = drawn()
    survey = project(at).evaluation.surveys.by_key["s1"]
    told = redrawn(survey, PEOPLE)
    assert (told["same"], tuple(told["sample"])) == (True, sample(at))
    other = redrawn(survey, (*PEOPLE[:-1], "r-220122-zzzzzzzzzz"))
    assert (other["same"], other["list_kept"], other["seed_kept"]) == (False, False, False)
    with pytest.raises(Stop):
        redrawn(project(committed()).evaluation.surveys.by_key["s1"], PEOPLE)


# ---------------------------------------------------------------- on a living system

CLERK, ANOTHER = "zhao-min", "sun-wei"
LISTED = tuple(f"r-220122-bbbbbbbb{a}{b}" for a in "abcdefg" for b in "abcde")
SEED, LOT = "三月的种子", "见证人给出的号码 4417"
LIST = ", ".join(f'"{one}"' for one in LISTED)
BOUND = f"""
survey = "spring"
listed = {len(LISTED)}
size = 30
commitment = "{commitment(SEED, LISTED)}"
list_digest = "{list_digest(LISTED)}"
"""
OPENED = f"""
survey = "spring"
seed = "{SEED}"
lot = "{LOT}"
witness = "社区居民代表"
recipients = [{LIST}]
"""
POINTS = "satisfaction=90"


def test_a_survey_goes_from_list_to_answers_and_no_token_is_kept_anywhere(
    living: Living, performing: str, tmp_path: Path
) -> None:
    """HR-EV-4, HR-EV-6: issue, answer, check; a token's hash of a hash is all that is left of it"""

    def jieli(*words: str | Path) -> Ran:
        return inside(*words, "--json", "--data", living.data)

    def act(name: str, facts: str, by: str) -> Ran:
        (tmp_path / f"{name}.toml").write_text(facts, encoding="utf-8")
        return jieli("project", "do", performing, name, "--file", tmp_path / f"{name}.toml", "--as", by)

    def issue(paper: Path) -> Ran:
        return jieli("survey", "issue", performing, "--survey", "spring", "-o", paper, "--as", CLERK)

    def answer_with(secret: str, *more: str) -> Ran:
        kept = tmp_path / "typed.txt"
        kept.write_text(f"{secret}\n", encoding="utf-8")
        words = ("survey", "answer", performing, POINTS, "--survey", "spring", "--token-file", kept)
        return jieli(*words, "--as", CLERK, *more)

    def check(people: tuple[str, ...]) -> Ran:
        (tmp_path / "list.txt").write_text("\n".join(people), encoding="utf-8")
        return jieli("survey", "check", performing, "--survey", "spring", "--list", tmp_path / "list.txt")

    assert act("commit-survey", BOUND, CLERK).code == 0
    assert issue(tmp_path / "too-early.csv").code == 2
    assert act("draw-survey", OPENED, CLERK).document["refusal"]["clause"] == "HR-EV-4"  # the one who bound the list
    assert act("draw-survey", OPENED, ANOTHER).code == 0

    assert issue(tmp_path / "sheets.csv").code == 0
    twice = issue(tmp_path / "again.csv")
    assert (twice.code, twice.document["refusal"]["clause"]) == (1, "HR-EV-4")
    assert not (tmp_path / "again.csv").exists()
    with (tmp_path / "sheets.csv").open(encoding="utf-8-sig", newline="") as paper:
        sheets = [row["问卷代码"] for row in csv.DictReader(paper)]
    assert len(set(sheets)) == 30

    assert answer_with(sheets[0]).code == 0
    spent = answer_with(sheets[0].upper().replace("-", " "))
    assert (spent.code, spent.document["refusal"]["clause"]) == (1, "HR-EV-4")
    assert answer_with(sheets[1], "--proxy", "guardian", "--manner", "telephone").code == 0
    strange = answer_with(token())
    assert (strange.code, strange.document["refusal"]["clause"]) == (1, "HR-EV-4")

    drawn_again = check(LISTED)
    assert (drawn_again.code, drawn_again.document["same"], drawn_again.document["size"]) == (0, True, 30)
    other = check((*LISTED[:-1], "r-220122-zzzzzzzzzz"))
    assert (other.code, other.document["list_kept"]) == (1, False)

    owner = jieli("doctor").document["database_url"]
    where = (living.data, owner, living.ready["temporal_address"])
    secrets = [form for one in sheets for form in (one, one.replace("-", ""), one.upper().replace("-", " "))]
    assert everywhere(*where, *secrets) == {"files": [], "rows": [], "histories": []}
    assert everywhere(*where, token_of(proof(sheets[0])))["rows"], "the search does find what is on record"
