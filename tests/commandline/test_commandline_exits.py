"""Exit codes: which error has which, and that nobody ever sees a traceback."""

import importlib
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from calling import ROOT, here, surroundings
from temporalio.service import RPCError, RPCStatusCode

from activities.malformed import FieldProblem
from activities.sending import HandlerFailed, IdReused, Malformed, NoAnswer
from commandline import exits, law
from commandline.doctor import calendar
from commandline.exits import Stop, ending
from embedded.errors import StartError
from law import load
from ledger.migrate import RevisionChanged

ID = UUID("0b0e2c3a-1f3b-4c57-9d6a-111111111111")


@pytest.mark.parametrize("name", exits._KINDS)
def test_every_error_in_the_table_exists(name: str) -> None:
    module, _, kind = name.rpartition(".")
    assert issubclass(getattr(importlib.import_module(module), kind), BaseException)


@pytest.mark.parametrize(
    ("error", "code", "kind"),
    [
        (Stop(1, "found_wanting", "…"), 1, "found_wanting"),
        (Malformed((FieldProblem(field="a", problem="b", remedy="c"),)), 2, "malformed"),
        (IdReused("…"), 2, "id_reused"),
        (StartError("…"), 3, "unreachable"),
        (RevisionChanged("…"), 3, "unreachable"),
        (ConnectionRefusedError("…"), 3, "unreachable"),
        (RPCError("…", RPCStatusCode.UNAVAILABLE, b""), 3, "unreachable"),
        (NoAnswer(ID), 4, "no_answer"),
        (RPCError("…", RPCStatusCode.INVALID_ARGUMENT, b""), 70, "bug"),
        (HandlerFailed("…"), 70, "bug"),
        (KeyError("…"), 70, "bug"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_every_error_has_its_code(error: BaseException, code: int, kind: str, tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    end = ending(error, tmp_path)
    assert (end.code, end.kind) == (code, kind)


def test_an_id_used_for_another_act_is_told_in_these_words() -> None:
    assert ending(IdReused("…")).message == "这个编号已用于另一行为"


def test_without_an_answer_the_id_to_ask_again_with_is_told() -> None:
    end = ending(NoAnswer(ID))
    assert end.command_id == str(ID)
    assert str(ID) in end.message


def test_a_bug_ends_with_70_one_line_and_the_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object) -> str:
        raise ZeroDivisionError("inside")

    (tmp_path / "log").mkdir()
    monkeypatch.setattr(law, "place_of", broken)
    ran = here(capsys, "law", "show", "--data", tmp_path)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (70, "", 1)
    log = tmp_path / "log" / "jieli.log"
    assert str(log) in ran.err
    assert "ZeroDivisionError" in log.read_text()

    ran = here(capsys, "law", "show", "--json", "--data", tmp_path)
    assert (ran.code, ran.err) == (70, "")
    assert ran.error["log"] == str(log)


def test_without_a_data_folder_the_log_of_a_bug_lies_among_the_temporary_files(tmp_path: Path) -> None:
    end = ending(KeyError("x"), tmp_path / "nowhere")
    assert end.log is not None
    log = Path(end.log)
    assert "KeyError" in log.read_text()
    log.unlink()


@pytest.mark.parametrize("arguments", [(), ("law",), ("project",)])
def test_a_group_without_a_command_shows_its_help(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    ran = here(capsys, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Usage: jieli")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("law", "shaw"), "没有命令 'shaw'；相近的：'show'"),
        (("law", "show", "--oon", "1"), "没有选项 --oon；相近的：--json, --on"),
        (("law", "show", "--zzz"), "没有选项 --zzz（"),
        (("law", "check"), "缺少参数 'PLAN.toml'"),
        (("law", "show", "a", "b"), "多出的参数：b"),
        (("law", "show", "--on"), "选项 '--on' 后面须有值"),
        (("law", "show", "--json=1"), "选项 '--json' 后面不能有值"),
        (("register", "token", "wang", "--days", "x"), "'--days' 的值有误：应为整数"),
        (("register", "token", "wang", "--days", "0"), "'--days' 的值有误：不得小于 1"),
        (("register", "token", "wang", "--days", "731"), "'--days' 的值有误：不得大于 730"),
        (("law", "show", "--data", __file__), f"'--data' 的值有误：'{__file__}' 不是所要的文件或目录"),
    ],
)
def test_wrong_use_is_told_in_chinese(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    """The words of the parser are English: none of them reaches a person."""
    ran = here(capsys, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"用法有误：{said}"), ran.err


def test_help_and_version_are_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert here(capsys, "--help").code == 0
    assert here(capsys, "project", "do", "--help").code == 0
    assert here(capsys, "--version").out.startswith("jieli 0.1.0+")


def test_the_reader_of_a_pipe_may_go_away() -> None:
    command = [sys.executable, str(ROOT / "starter.py"), "law", "show", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings(), cwd=ROOT)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), said) == (0, b"")


@pytest.mark.parametrize(("later", "guessed"), [(0, False), (1, True), (60, True), (5000, True)])
def test_a_year_without_a_notice_is_a_warning_of_the_doctor_and_no_fault(later: int, guessed: bool) -> None:
    """T-06: the house works on by estimated days until the notice is there"""
    probe = calendar(load().calendar.covered_until + timedelta(days=later))
    assert (probe.ok, probe.warns, bool(probe.remedy)) == (True, guessed, guessed)
    assert ("推算" in probe.says) == guessed
