"""What the README tells a newcomer to type is typed here, command for command, against a living system."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.folder import running
from settings import Settings

HOUSE = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture
def system(tmp_path: Path) -> Iterator[Path]:
    """`jieli up` on a folder of its own, as in the first terminal."""
    data = tmp_path / "data"
    process = subprocess.Popen(
        [str(BIN / "jieli"), "up", "--data", str(data)], cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    while running(data) is None:
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    yield data
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate()
    assert process.returncode == 0, out


def _tour() -> str:
    text = (HOUSE / "README.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- tour:.*?-->\n```sh\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found.group(1)


def test_the_tour_goes_as_it_is_told(system: Path) -> None:
    """Every command ends with 0; the two that are meant to be refused say so."""
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "JIELI_DATA_DIR": str(system)}
    told = subprocess.run(
        ["sh", "-eu", "-c", _tour()], cwd=HOUSE, env=environment, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-3000:]
    assert "refused: 1" in told.stdout
    assert "over the ceiling: 1" in told.stdout


def test_make_help_names_every_target() -> None:
    """`make help` is the index: each target stands in it."""
    text = (HOUSE / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", text, re.MULTILINE))
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=HOUSE, capture_output=True, text=True, check=True
    ).stdout
    assert targets == {line.split()[0] for line in shown.splitlines() if line.strip()}


def test_every_link_in_the_documents_leads_somewhere() -> None:
    """A newcomer follows no dead link inside the repository."""
    for document in [*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_story_of_the_house_is_listed_with_one_line() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \|", (HOUSE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    stories = [chapter.parent.name for chapter in (HOUSE / "scenarios").glob("*/01-*.toml")]
    assert sorted(listed) == sorted(stories)


def test_operations_names_every_setting() -> None:
    page = (HOUSE / "docs" / "operations.md").read_text(encoding="utf-8")
    outside = {f"{system}_token" for system in ("credit", "seal", "treasury")}
    names = {name for name in Settings.model_fields if name not in outside}
    assert sorted(n for n in names if n.upper() not in page) == []


def test_no_term_of_the_glossary_stands_there_twice() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", (HOUSE / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    terms = [row for row in rows if row not in ("中文", "---")]
    assert len(terms) > 100
    assert sorted({term for term in terms if terms.count(term) > 1}) == []
