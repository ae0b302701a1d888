"""Draws the README's pictures from what the commands really print: python docs/pictures/draw.py (with `jieli up` running).

`python docs/pictures/draw.py calendar.svg` makes only the ones that are named.

Needs Chromium and a CJK font; a picture of text keeps Chinese and Latin in their columns, which SVG exporters do not.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
PICTURES = {
    "demo.png": (["demo"], slice(73, 104), 124),
    "project.png": (["project", "show", "220122-2027-train1"], slice(None), 124),
}
DRAWN = {"calendar.svg": ["law", "calendar", "docs/plans/n2-corrected.toml", "--from", "2023-11-01", "--svg"]}
STYLE = "margin:0;padding:14px 18px;color:#1c2128;font:15px/1.45 'Noto Sans Mono CJK SC',monospace"
PAGE = (
    f'<html><body style="margin:0;background:#fbfbf9;overflow:hidden"><pre style="{STYLE}">{{code}}</pre></body></html>'
)


def draw(name: str, words: list[str], lines: slice, width: int) -> None:
    """Run one command and keep some of the lines it printed as a picture of a terminal."""
    jieli = os.environ.get("JIELI", ".venv/bin/jieli")
    colours = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(width), "TERM": "xterm-256color"}
    printed = subprocess.run([jieli, *words], capture_output=True, text=True, check=True, env=colours).stdout
    chosen = printed.replace("─", "-").splitlines()[lines]  # the CJK font draws the rule's sign double
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=width, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi("\n".join(chosen)))
        page = PAGE.format(code=console.export_html(inline_styles=True, code_format="{code}"))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        size = f"--window-size={width * 8 + 60},{(len(chosen) + 1) * 22 + 130}"
        quiet = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            f"--user-data-dir={folder}/chromium",
        ]
        target = f"--screenshot={HERE / name}"
        subprocess.run(["chromium", *quiet, size, target, file.as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    wanted = sys.argv[1:] or [*PICTURES, *DRAWN]
    for picture, (command, some, columns) in PICTURES.items():
        if picture in wanted:
            draw(picture, command, some, columns)
    for picture, command in DRAWN.items():  # these the command draws itself
        if picture in wanted:
            subprocess.run([os.environ.get("JIELI", ".venv/bin/jieli"), *command, HERE / picture], check=True)
