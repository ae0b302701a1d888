"""A round's key: made here, its halves written each to a file of its own, its public half registered."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from commandline.exits import wrong_use

if TYPE_CHECKING:
    from activities.interface import Outcome
    from settings import Settings


@dataclass(frozen=True, slots=True)
class Made:
    """A key registered, or refused: then no half is left behind."""

    round: int
    public_key: str
    files: tuple[tuple[str, Path], ...]
    outcome: "Outcome"
    stream: str


async def register(
    settings: "Settings",
    project: str,
    holders: tuple[str, str],
    words: tuple[str, str],
    out: Path,
    reason: str | None,
    actor: str | None,
    number: UUID,
) -> Made:
    """Make the key, write the halves, register.  The halves lie in their files before the key is on record."""
    from commandline.acting import Wish, formed, send_by
    from commandline.bid_round import round_of
    from commandline.connection import connected
    from commandline.facts import Facts
    from sealing.halves import BadHalf, digest, make

    async with connected(settings, worker=True) as connection:
        found = await round_of(connection, project)
        try:
            pair = make(project, found.number, holders, words)
        except BadHalf as error:
            raise wrong_use(str(error)) from error
        halves = [(half.holder, half.file()) for half in pair.halves]
        body = {
            "public_key": pair.public_key.hex(),
            "holders": [{"person": holder, "half": digest(content)} for holder, content in halves],
        }
        command = "RegisterSealingKey" if reason is None else "ReplaceSealingKey"
        facts = Facts(body if reason is None else body | {"reason": reason})
        formed(command, facts)
        files = _written(out, project, found.number, halves)
        try:
            outcome, stream = await send_by(connection, Wish(project, command, facts, actor, number))
        except BaseException as error:
            if type(error).__name__ != "NoAnswer":  # without an answer the key may be on record: its halves stay
                _removed(files)
            raise
        if outcome.refusal is not None or outcome.replayed:
            _removed(files)
        if outcome.replayed:
            raise wrong_use("这个行为编号已登记过一对密钥；新生成的两半已删去")
        return Made(found.number, pair.public_key.hex(), tuple(files), outcome, stream)


def _written(out: Path, project: str, round: int, halves: list[tuple[str, bytes]]) -> list[tuple[str, Path]]:
    """Each half in a file that its owner alone may read; an existing file is never overwritten."""
    written: list[tuple[str, Path]] = []
    try:
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
        for holder, content in halves:
            path = out / f"{project}-round{round}-{holder}.half"
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                written.append((holder, path))
                file.write(content)
    except OSError as error:
        _removed(written)
        raise wrong_use(f"--out：无法写入 {error.filename or out}：{error.strerror}") from error
    return written


def _removed(files: list[tuple[str, Path]]) -> None:
    for _, path in files:
        with suppress(OSError):
            path.unlink()
