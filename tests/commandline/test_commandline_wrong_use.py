"""Nonsense for every command: exit 2, a word that helps, with --json a document; no server is asked, nothing is recorded."""

from pathlib import Path

import pytest
from calling import here

P = "220122-2026-abc123"
R = "r-220122-ab2cd3ef4g"

NONSENSE: tuple[tuple[str, ...], ...] = (
    ("nonsense",),
    ("--nonsense",),
    ("up", "--port", "0"),
    ("up", "--port", "x"),
    ("up", "too", "many"),
    ("demo", "no-such-story"),
    ("demo", "/nowhere/at/all"),
    ("demo", "a", "b"),
    ("scenario", "run"),
    ("scenario", "run", "no-such-story"),
    ("scenario", "check", "no-such-story"),
    ("scenario", "check", "/"),
    ("scenario", "list", "x"),
    ("project", "start"),
    ("project", "start", "/nowhere.toml"),
    ("project", "start", "/"),
    ("project", "start", "{papers}/broken.toml"),
    ("project", "start", "{papers}/latin.toml"),
    ("project", "start", "{papers}/scan.pdf"),
    ("project", "start", "{papers}/plan.toml", "--id", "Nonsense"),
    ("project", "start", "{papers}/plan.toml", "--id", "220122-2026-abc12"),
    ("project", "start", "{papers}/plan.toml", "--command-id", "1"),
    ("project", "do", P, "no-such-command"),
    ("project", "do", P, "determine-project"),
    ("project", "do", P, "determine-project", "minutes"),
    ("project", "do", P, "determine-project", "minutes=abc"),
    ("project", "do", P, "determine-project", "minutes=@/nowhere"),
    ("project", "do", P, "determine-project", "minutes=@{papers}/scan.pdf", "more=1"),
    ("project", "do", P, "abandon-plan", "reason=请致电13912345678"),
    ("project", "do", P, "abandon-plan", "reason="),
    ("project", "do", P, "abandon-plan", "--file", "{papers}/broken.toml"),
    ("project", "do", P, "abandon-plan", "reason=x", "--evidence", "@/nowhere"),
    ("project", "do", P, "abandon-plan", "reason=x", "--command-id", "x"),
    ("project", "do", P, "register-person", "person=a", "name=b", "organisation=c"),
    ("project", "do", "--help-commands", "no-such-command"),
    ("project", "show"),
    ("project", "show", P, "--as-of", "0"),
    ("project", "show", P, "--as-of", "yesterday"),
    ("project", "show", P, "--as-of", "0001-01-01"),
    ("project", "show", P, "--as-of", "2026-02-30"),
    ("project", "progress"),
    ("project", "progress", "nonsense"),
    ("project", "progress", P, "--as-of", "yesterday"),
    ("project", "list", "--stage", "nonsense"),
    ("project", "list", "--status", "nonsense"),
    ("project", "list", "--division", "nonsense"),
    ("project", "list", "--due-before", "soon"),
    ("document",),
    ("document", "nonsense", P),
    ("document", "contract", P),
    ("document", "contract", P, "-o", "/nowhere/at/all.pdf"),
    ("document", "contract", P, "-o", "/"),
    ("document", "contract", P, "-o", "paper.txt"),
    ("document", "contract", P, "-o", "paper"),
    ("document", "contract", P, "-o", "{papers}/scan.pdf"),
    ("document", "notice", P, "-o", "paper.pdf"),
    ("document", "acceptance", P, "-o", "paper.pdf"),
    ("takeover", "trigger"),
    ("takeover", "trigger", P),
    ("takeover", "trigger", "nonsense", "--ground", "T1"),
    ("takeover", "trigger", P, "--ground", "T99", "--facts", "x", "--gap-since", "2026-01-01", "--without", "A=1"),
    ("takeover", "trigger", P, "--ground", "T1", "--gap-since", "now"),
    ("takeover", "trigger", P, "--ground", "T1", "--without", "everyone"),
    ("takeover", "trigger", P, "--ground", "T1", "--evidence", "@/nowhere"),
    ("takeover", "show"),
    ("takeover", "show", P, "--as-of", "x"),
    ("takeover", "list", "x"),
    ("records",),
    ("records", "nonsense", P),
    ("records", "template"),
    ("records", "template", "-o", "rows.pdf"),
    ("records", "template", "-o", "/nowhere/at/all.csv"),
    ("records", "template", "-o", "{papers}/scan.pdf"),
    ("records", "import", P),
    ("records", "import", P, "/nowhere.csv", "--period", "q1", "--roster", "/nowhere.csv"),
    ("records", "import", P, "{papers}/scan.pdf", "--period", "q1", "--roster", "{papers}/scan.pdf"),
    ("records", "import", P, "{papers}/plan.toml", "--period", "q1", "--roster", "{papers}/plan.toml"),
    ("records", "import", "nonsense", "{papers}/scan.pdf", "--period", "q1", "--roster", "{papers}/scan.pdf"),
    ("records", "import", P, "{papers}/scan.pdf", "--accept-good"),
    ("records", "report", P),
    ("records", "carers", "220122"),
    ("records", "carers", "nonsense", "--month", "2026-03"),
    ("records", "carers", "220122", "--month", "2026-13"),
    ("records", "report", "nonsense", "--period", "q1"),
    ("records", "verify"),
    ("records", "verify", "nonsense"),
    ("records", "list", "nonsense"),
    ("law", "show", "JL44-99.9"),
    ("law", "show", "JL44-5.2", "--on", "2019-01-01"),
    ("law", "show", "--on", "2026-13-01"),
    ("law", "show", "--division", "x"),
    ("law", "show", "--division", "2"),
    ("law", "check"),
    ("law", "check", "/nowhere"),
    ("law", "check", "{papers}/broken.toml"),
    ("ledger", "migrate", "--force"),
    ("ledger", "rebuild", "x"),
    ("audit", "replay", "--folder", "/nowhere"),
    ("audit", "verify", "--nonsense"),
    ("register", "do", "no-such-command"),
    ("register", "do", "register-person"),
    ("register", "do", "grant-role", "person=a", "role=emperor"),
    ("register", "do", "determine-project", "minutes={digest}"),
    ("register", "list", "--kind", "nonsense"),
    ("recipient",),
    ("recipient", "nonsense"),
    ("recipient", "template"),
    ("recipient", "template", "-o", "roster.csv"),
    ("recipient", "template", "-o", "/nowhere/at/all.xlsx"),
    ("recipient", "template", "-o", "{papers}/scan.pdf"),
    ("recipient", "import"),
    ("recipient", "import", "/nowhere.csv"),
    ("recipient", "import", "/"),
    ("recipient", "import", "{papers}/scan.pdf"),
    ("recipient", "import", "{papers}/taken.xlsx"),
    ("recipient", "import", "{papers}/no-roster.csv"),
    ("recipient", "import", "{papers}/no-roster.csv", "--division", "农安"),
    ("recipient", "list", "--grade", "D"),
    ("recipient", "list", "--status", "dead"),
    ("recipient", "list", "--township", "%"),
    ("recipient", "list", "-o", "roster.pdf"),
    ("recipient", "list", "-o", "{papers}/taken.xlsx"),
    ("recipient", "show"),
    ("recipient", "show", "李桂兰"),
    ("recipient", "show", "220122194503071234"),
    ("recipient", "show", R, "--field", "salary"),
    ("recipient", "show", R, "--identity", "--ground", "电话13912345678"),
    ("recipient", "erase", "李桂兰"),
    ("recipient", "erase", R, "--ground", "证件22012219450307123X"),
    ("recipient", "confirm-erasure"),
    ("recipient", "confirm-erasure", "R-220122-ab2cd3ef4g"),
    ("recipient", "holds", R, "--set", "nonsense", "--reason", "x"),
    ("recipient", "holds", R, "--set", "audit"),
    ("recipient", "holds", R, "--lift", "0", "--reason", "x"),
    ("recipient", "holds", R, "--set", "audit", "--lift", "1", "--reason", "x"),
    ("recipient", "holds", R, "--until", "2027-01-01"),
    ("recipient", "holds", R, "--set", "audit", "--reason", "x", "--until", "soon"),
    ("recipient", "holds", R, "--set", "audit", "--reason", "x", "--project", "x"),
    ("recipient", "rotate-key", "--new-key-file", "/nowhere/key"),
    ("recipient", "reads", "--since", "ever"),
    ("recipient", "reads", "--recipient", "x"),
    ("clock", "advance"),
    ("clock", "advance", "x"),
    ("clock", "advance", "x", "--to", "never"),
    ("clock", "advance", "真实", "--to", "2026-01-01"),
    ("recover", "x"),
    ("doctor", "x"),
    ("doctor", "--data", "{papers}/plan.toml"),
)


@pytest.mark.parametrize("nonsense", NONSENSE, ids=" ".join)
def test_nonsense_is_wrong_use(
    capsys: pytest.CaptureFixture[str], papers: Path, tmp_path: Path, nonsense: tuple[str, ...]
) -> None:
    words = [word.format(papers=papers, digest="a" * 64) for word in nonsense]
    if "--data" not in words:
        words += ["--data", str(tmp_path / "nowhere")]
    ran = here(capsys, *words)
    assert ran.code == 2, ran
    assert ran.out == ""
    assert ran.err.strip()
    assert "Traceback" not in ran.err

    ran = here(capsys, *words, "--json")
    assert ran.code == 2, ran
    assert ran.error["message"].strip()
    assert not (tmp_path / "nowhere").exists()


def test_every_field_that_is_wrong_is_named_at_once(
    capsys: pytest.CaptureFixture[str], papers: Path, tmp_path: Path
) -> None:
    plan = (papers / "plan.toml").read_text(encoding="utf-8")
    wrong = plan.replace("11220122MB1A20256A", "11220122MB1A20256B").replace("505000\n", '"五十万"\n')
    (tmp_path / "wrong.toml").write_text(wrong.replace("need =", "needs ="), encoding="utf-8")
    ran = here(capsys, "project", "start", tmp_path / "wrong.toml", "--json", "--data", tmp_path / "nowhere")
    fields = {problem["field"] for problem in ran.error["problems"]}
    assert {"plan.buyer.uscc", "plan.budget_yuan", "plan.need", "plan.needs"} <= fields
    assert "校验位" in str(ran.error["problems"])


def test_a_name_that_is_nearly_a_command_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "determine-project" in here(capsys, "project", "do", P, "determin-project").err


def test_an_environment_that_makes_no_sense_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIELI_MODE", "cloud")
    ran = here(capsys, "project", "list", "--json")
    assert ran.code == 2
    assert ran.error["problems"]


@pytest.mark.parametrize("group", ["project", "register"])
def test_without_a_command_all_of_them_are_listed(capsys: pytest.CaptureFixture[str], group: str) -> None:
    ran = here(capsys, group, "do", "--json")
    assert ran.code == 0
    known = {command["name"]: command for command in ran.document["commands"]}
    assert ("determine-project" in known) == (group == "project")
    assert "wake-agenda" not in known
    assert all(command["title"] for command in known.values())
    assert here(capsys, group, "do").code == 0


def test_one_command_is_described_with_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    ran = here(capsys, "project", "do", "--help-commands", "trigger-takeover", "--json")
    fields = {field["name"]: field for field in ran.document["fields"]}
    assert fields["evidence"]["required"]
    assert here(capsys, "project", "do", "--help-commands", "trigger-takeover").code == 0


def test_a_suppliers_collapse_names_no_project_and_needs_its_facts(capsys: pytest.CaptureFixture[str]) -> None:
    """HR-TK-21"""
    both = here(capsys, "takeover", "trigger", "220122-2026-abc123", "--supplier", "91220122574001122F")
    neither = here(capsys, "takeover", "trigger")
    bare = here(capsys, "takeover", "trigger", "--supplier", "91220122574001122F", "--ground", "T8")
    assert (both.code, neither.code, bare.code) == (2, 2, 2)
    assert "evidence" in bare.err + bare.out
