"""Where there is no system: exit 3, named, with what to do; and what production refuses to a command line."""

from pathlib import Path

import pytest
from calling import jieli

P = "220122-2026-abc123"
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("project", "list"),
    ("project", "show", P),
    ("project", "do", P, "abandon-plan", "reason=不再需要", "--as", "wang"),
    ("takeover", "list"),
    ("register", "list"),
    ("audit", "verify"),
    ("audit", "explain", P),
    ("ledger", "migrate"),
    ("clock", "advance", "some-story", "--to", "2026-01-01"),
    ("recover",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_without_a_system_the_first_thing_to_do_is_told(tmp_path: Path, command: tuple[str, ...]) -> None:
    ran = jieli(*command, "--data", tmp_path / "nowhere", "--json")
    assert ran.code == 3
    assert "先运行 jieli up" in ran.error["message"]
    assert not (tmp_path / "nowhere").exists()


def test_the_doctor_names_what_does_not_run_and_exits_3(tmp_path: Path) -> None:
    ran = jieli("doctor", "--data", tmp_path / "nowhere", "--json")
    assert ran.code == 3
    told = ran.document
    assert (told["ok"], told["database_url"], told["temporal_address"], told["console_url"]) == (
        False,
        None,
        None,
        None,
    )
    assert {p["name"] for p in told["probes"] if not p["ok"]} >= {"postgresql", "temporal"}
    assert all(p["remedy"] for p in told["probes"] if not p["ok"])


NOBODY = {"JIELI_DATABASE_URL": "postgresql://x:y@127.0.0.1:1/none", "TEMPORAL_ADDRESS": "127.0.0.1:1"}


@pytest.mark.parametrize("command", [("project", "list"), ("audit", "verify"), ("ledger", "migrate")], ids=" ".join)
def test_servers_from_outside_that_are_not_there_are_named(tmp_path: Path, command: tuple[str, ...]) -> None:
    ran = jieli(*command, "--data", tmp_path, "--json", env=NOBODY)
    assert ran.code == 3
    assert "连接" in ran.error["message"]
    assert "x:y" not in ran.out + ran.err


def test_up_is_not_for_servers_from_outside(tmp_path: Path) -> None:
    assert jieli("up", "--data", tmp_path, "--json", env=NOBODY).code == 2


def test_a_folder_that_cant_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = jieli("up", "--data", tmp_path / "file" / "below", "--json")
    assert ran.code == 3
    assert "数据目录" in ran.error["message"]


def test_stories_are_listed_and_checked_from_any_folder(tmp_path: Path) -> None:
    assert jieli("scenario", "list", "--json", cwd=tmp_path).code == 0
    assert jieli("scenario", "check", "means-survey", "--json", cwd=tmp_path).code == 0
