"""The command line: starts projects, sends commands, runs it all embedded.  Console script: jieli"""

import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from commandline import (
    audit,
    bid,
    clock,
    demo,
    doctor,
    document,
    law,
    ledger,
    payment,
    project,
    recipient,
    records,
    recover,
    register,
    scenario,
    survey,
    takeover,
    up,
)
from commandline.exits import DONE, INTERRUPTED, ending, tell

app = typer.Typer(
    name="jieli",
    help="接力 Jieli：政府购买社会救助服务的全过程，供应商失约时有人接棒。",
    epilog="退出码：0 完成 · 1 被拒绝或查出问题 · 2 用法有误 · 3 连接不上 · 4 已发出未获答复 · 70 程序错误",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("up")(up.up)
app.command("demo")(demo.demo)
app.add_typer(scenario.app, name="scenario")
app.add_typer(project.app, name="project")
app.add_typer(bid.app, name="bid")
app.add_typer(payment.app, name="payment")
app.add_typer(takeover.app, name="takeover")
app.add_typer(records.app, name="records")
app.add_typer(survey.app, name="survey")
app.add_typer(document.app, name="document")
app.add_typer(register.app, name="register")
app.add_typer(recipient.app, name="recipient")
app.add_typer(law.app, name="law")
app.add_typer(ledger.app, name="ledger")
app.add_typer(audit.app, name="audit")
app.add_typer(clock.app, name="clock")
app.command("recover")(recover.recover)
app.command("doctor")(doctor.doctor)


@app.callback(invoke_without_command=True)
def _about(version: Annotated[bool, typer.Option("--version", help="版本与构建")] = False) -> None:
    """接力 Jieli：政府购买社会救助服务的全过程，供应商失约时有人接棒。"""
    if version:
        from worker import build

        sys.stdout.write(f"jieli {build()}\n")
        raise typer.Exit


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code.  Never a traceback: what isn't foreseen ends with 70 and a log."""
    try:
        code = app(args=list(arguments), prog_name="jieli", standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:
        return tell(ending(error, _data_dir(arguments)), as_json="--json" in arguments)
    if code == INTERRUPTED:  # Typer makes a plain number of Ctrl-C
        return tell(ending(KeyboardInterrupt()), as_json="--json" in arguments)
    return code if isinstance(code, int) else DONE


def _data_dir(arguments: Sequence[str]) -> Path:
    """Where the log may lie: the folder that the command named."""
    for word, following in pairwise([*arguments, ""]):
        if word == "--data":
            return Path(following)
        if word.startswith("--data="):
            return Path(word.removeprefix("--data="))
    return Path(os.environ.get("JIELI_DATA_DIR") or ".jieli")


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that can't show a sign shows `?`
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
