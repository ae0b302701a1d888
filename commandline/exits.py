"""How a command ends: the exit codes, which error has which, and how an error is told.  The one place for all of them."""

import contextlib
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

DONE: Final = 0
REFUSED: Final = 1  # refused, or found wanting
WRONG_USE: Final = 2  # malformed, unknown, nothing recorded
UNREACHABLE: Final = 3  # named, with what to do
NO_ANSWER: Final = 4  # sent, no answer: ask again with the same id
BUG: Final = 70  # ours
INTERRUPTED: Final = 130

# by qualified name, so that telling an error imports nothing; the nearest base class counts
_KINDS: Final[dict[str, tuple[int, str]]] = {
    "activities.sending.Malformed": (WRONG_USE, "malformed"),
    "activities.sending.IdReused": (WRONG_USE, "id_reused"),
    "activities.sending.NoAnswer": (NO_ANSWER, "no_answer"),
    "scenarios.story.StoryError": (WRONG_USE, "malformed"),
    "scenarios.runner.StoryFailed": (REFUSED, "story_failed"),
    "audit.explain.NoSuchProject": (WRONG_USE, "unknown"),
    "domain.rulebook.UnknownRule": (WRONG_USE, "unknown"),
    "documents.paper.NotOnRecord": (WRONG_USE, "unknown"),
    "documents.paper.Unprintable": (REFUSED, "unprintable"),
    "documents.fonts.FontsMissing": (UNREACHABLE, "fonts_missing"),
    "vault.tables.BadTable": (WRONG_USE, "malformed"),
    "vault.store.Refused": (REFUSED, "refused"),
    "vault.access.NotAllowed": (REFUSED, "refused"),
    "vault.store.Unopenable": (UNREACHABLE, "vault_locked"),
    "typer.exceptions.TyperException": (WRONG_USE, "usage"),
    "embedded.errors.StartError": (UNREACHABLE, "unreachable"),
    "ledger.migrate.UnsupportedPostgres": (UNREACHABLE, "unreachable"),
    "ledger.migrate.RevisionChanged": (UNREACHABLE, "unreachable"),
    "asyncpg.exceptions.PostgresConnectionError": (UNREACHABLE, "unreachable"),
    "asyncpg.exceptions.InvalidAuthorizationSpecificationError": (UNREACHABLE, "unreachable"),
    "asyncpg.exceptions.InvalidCatalogNameError": (UNREACHABLE, "unreachable"),
    "asyncpg.exceptions.CannotConnectNowError": (UNREACHABLE, "unreachable"),
    "asyncpg.exceptions.InsufficientResourcesError": (UNREACHABLE, "unreachable"),
    "asyncpg.exceptions.AdminShutdownError": (UNREACHABLE, "unreachable"),
    "builtins.ConnectionError": (UNREACHABLE, "unreachable"),
    "builtins.TimeoutError": (UNREACHABLE, "unreachable"),
    "builtins.KeyboardInterrupt": (INTERRUPTED, "interrupted"),
    "asyncio.exceptions.CancelledError": (INTERRUPTED, "interrupted"),
    "typer.exceptions.Abort": (INTERRUPTED, "interrupted"),
}
# of Temporal's answers, those that speak of the way there and not of what was asked
_RPC_UNREACHABLE: Final = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED", "UNAUTHENTICATED", "PERMISSION_DENIED"}
_DOCTOR: Final = "jieli doctor 会指出哪一部分没有运行。"


class Stop(Exception):  # noqa: N818 - it says what happens
    """A command ends here, with this exit code and these words."""

    def __init__(self, code: int, kind: str, message: str, problems: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.code, self.kind, self.problems = code, kind, tuple(problems)


def wrong_use(message: str, problems: Sequence[Any] = ()) -> Stop:
    """Exit 2."""
    return Stop(WRONG_USE, "wrong_use", message, problems)


def unreachable(message: str) -> Stop:
    """Exit 3."""
    return Stop(UNREACHABLE, "unreachable", message)


@dataclass(frozen=True, slots=True)
class Ending:
    """An error as it is told: code, kind, words, the fields that are wrong, the id to ask again with, the log."""

    code: int
    kind: str
    message: str
    problems: tuple[dict[str, Any], ...] = ()
    command_id: str | None = None
    log: str | None = None

    def document(self) -> dict[str, Any]:
        """What --json prints."""
        return {
            "error": {
                "exit": self.code,
                "kind": self.kind,
                "message": self.message,
                "problems": list(self.problems),
                "command_id": self.command_id,
                "log": self.log,
            }
        }


def ending(error: BaseException, data_dir: Path | None = None) -> Ending:
    """How an error ends the command.  What isn't foreseen is a bug of ours: its traceback goes to a log."""
    if isinstance(error, Stop):
        return Ending(error.code, error.kind, str(error), _problems(error))
    code, kind = _code_of(error)
    if kind in ("bug", "handler_failed"):
        log = _keep_traceback(error, data_dir)
        said = _first_line(error)
        message = f"程序内部错误（{said}），请把日志 {log} 交给开发者。"
        return Ending(code, kind, message, log=str(log))
    if kind == "interrupted":
        return Ending(code, kind, "已中断。")
    command_id = getattr(error, "command_id", None)
    return Ending(code, kind, _words(error, kind), _problems(error), command_id=str(command_id) if command_id else None)


def tell(end: Ending, *, as_json: bool) -> int:
    """Say it and give the code: as a document on standard output, or in words on standard error."""
    with contextlib.suppress(BrokenPipeError):
        if as_json:
            sys.stdout.write(json.dumps(end.document(), ensure_ascii=False, indent=2) + "\n")
            sys.stdout.flush()
        else:
            sys.stderr.write(f"{end.message}\n")
            for problem in end.problems:
                sys.stderr.write(f"  {_line(problem)}\n")
            sys.stderr.flush()
    return end.code


def _code_of(error: BaseException) -> tuple[int, str]:
    for base in type(error).__mro__:
        name = f"{base.__module__}.{base.__qualname__}"
        if name == "temporalio.service.RPCError":
            status = getattr(getattr(error, "status", None), "name", "")
            return (UNREACHABLE, "unreachable") if status in _RPC_UNREACHABLE else (BUG, "bug")
        if (known := _KINDS.get(name)) is not None:
            return known
    return BUG, "bug"


def _words(error: BaseException, kind: str) -> str:
    if kind == "malformed" and _problems(error):
        return "所填内容有误："
    if kind == "id_reused":
        return "这个编号已用于另一行为"
    if kind == "no_answer":
        return f"{error}（原指令加上 --command-id 编号，再运行一次）"
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(error)
    if kind == "usage":
        from commandline.usage import in_chinese

        said = getattr(error, "format_message", lambda: str(error))()
        context = getattr(error, "ctx", None)
        hint = f"（{context.command_path} --help 查看用法）" if context is not None else ""
        return f"用法有误：{in_chinese(said)}{hint}"
    if kind == "unreachable" and type(error).__module__ != "embedded.errors":
        return f"无法连接：{_first_line(error)}。{_DOCTOR}"
    return str(error) or type(error).__name__


def _first_line(error: BaseException) -> str:
    first = (str(error).strip().splitlines() or [""])[0][:300]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def _problems(error: BaseException) -> tuple[dict[str, Any], ...]:
    found = getattr(error, "problems", ())
    return tuple(p if isinstance(p, dict) else p.model_dump() for p in found)


def _line(problem: dict[str, Any]) -> str:
    field, remedy = problem.get("field"), problem.get("remedy")
    return (f"{field}：" if field else "") + str(problem.get("problem", "")) + (f" —— {remedy}" if remedy else "")


def _keep_traceback(error: BaseException, data_dir: Path | None) -> Path:
    """Into the data folder's log if there is one, else into a file of its own among the temporary ones."""
    text = f"\n{datetime.now().astimezone().isoformat()} {' '.join(sys.argv[:3])}\n"
    text += "".join(traceback.format_exception(error))
    if data_dir is not None and (folder := data_dir.absolute() / "log").is_dir():
        with contextlib.suppress(OSError):
            log = folder / "jieli.log"
            with log.open("a", encoding="utf-8") as file:
                file.write(text)
            return log
    descriptor, name = tempfile.mkstemp(prefix="jieli-", suffix=".log")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return Path(name)
