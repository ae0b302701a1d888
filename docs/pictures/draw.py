"""Draws the README's pictures from what the commands really print: python docs/pictures/draw.py (with `jieli up` running)."""

import os
import subprocess
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
PICTURES = {
    "demo.svg": ("jieli demo", ["demo"]),
    "project.svg": ("jieli project show 220122-2027-train1", ["project", "show", "220122-2027-train1"]),
}
WIDTH = 132


def draw(name: str, title: str, words: list[str]) -> None:
    """Run one command and keep what it printed as a picture of a terminal."""
    jieli = os.environ.get("JIELI", ".venv/bin/jieli")
    colours = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    printed = subprocess.run([jieli, *words], capture_output=True, text=True, check=True, env=colours).stdout
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi(printed))
        console.save_svg(str(HERE / name), title=title)


if __name__ == "__main__":
    for picture, (heading, command) in PICTURES.items():
        draw(picture, heading, command)
