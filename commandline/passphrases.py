"""The holders' passphrases: asked for without showing them, or read from a file or the environment; never from the arguments."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from commandline.exits import wrong_use
from commandline.facts import read_bytes

VARIABLE: Final = "JIELI_HALF_PASSPHRASE_"  # and 1 or 2
PassphraseFiles = Annotated[
    list[Path] | None,
    typer.Option("--passphrase-file", metavar="FILE", help="口令文件，按持有人的顺序各一；否则环境变量或当场输入"),
]


def passphrases(holders: Sequence[str], files: Sequence[Path], *, new: bool) -> tuple[str, str]:
    """One passphrase for each of two holders, in their order.  `new`: typed twice."""
    if files and len(files) != len(holders):
        raise wrong_use(f"--passphrase-file 给出了{len(files)}个，应为{len(holders)}个，与持有人的顺序一致")
    found = [_one(n, holder, files, new=new) for n, holder in enumerate(holders)]
    return found[0], found[1]


def _one(number: int, holder: str, files: Sequence[Path], *, new: bool) -> str:
    if files:
        try:
            first_line = read_bytes(files[number]).decode("utf-8").splitlines()[:1]
        except UnicodeDecodeError as error:
            raise wrong_use(f"{files[number]} 不是 UTF-8 文本") from error
        if not first_line or not first_line[0]:
            raise wrong_use(f"{files[number]} 的第一行应为口令，现为空")
        return first_line[0]
    if given := os.environ.get(f"{VARIABLE}{number + 1}"):
        return given
    if not sys.stdin.isatty():
        raise wrong_use(
            f"没有 {holder} 的口令：在终端中运行以当场输入，或用 --passphrase-file、{VARIABLE}{number + 1} 给出。"
        )
    asked: str = typer.prompt(f"{holder} 的口令", hide_input=True, confirmation_prompt=new, err=True)
    return asked
