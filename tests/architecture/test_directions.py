"""The allowed directions between the rooms hold, and each contract catches a violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
ROOMS = (
    "domain",
    "law",
    "ledger",
    "readmodel",
    "documents",
    "activities",
    "workflows",
    "audit",
    "scenarios",
    "embedded",
    "commandline",
    "sealing",
    "records",
    "vault",
)
LINT = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(cache_dir=None))"


def _lint(house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", LINT], cwd=house, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The rooms and the contracts, to be broken."""
    for room in ROOMS:
        shutil.copytree(HOUSE / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "*.toml", "*.sql"))
    for file in (".importlinter", "settings.py", "worker.py", "starter.py"):
        shutil.copy(HOUSE / file, tmp_path / file)
    return tmp_path


def test_the_house_keeps_its_directions() -> None:
    lint = _lint(HOUSE)
    assert lint.returncode == 0, lint.stdout


@pytest.mark.parametrize(
    ("room", "violation", "contract"),
    [
        ("ledger", "import activities.interface", "Rooms import only downwards"),
        ("domain", "import asyncpg", "The domain is pure"),
        ("workflows", "import domain.judge", "Workflows hold no rule and no SQL"),
        ("scenarios", "import ledger.append", "One door writes events"),
        ("activities", "import sealing.envelope", "Bids are sealed and opened at the edge, by no server"),
        ("activities", "import records.reading", "Service records lie apart"),
        ("documents", "import law.book", "Papers are made from domain objects alone"),
        ("vault", "import ledger.read", "The vault knows the domain only"),
        ("workflows", "import vault.store", "What judges, records or waits never sees who a recipient is"),
        ("embedded", "import domain.ids", "The embedded runtime knows settings only"),
    ],
)
def test_each_contract_catches_a_violation(copy: Path, room: str, violation: str, contract: str) -> None:
    (copy / room / "wrong.py").write_text(f'"""A violation."""\n\n{violation}\n')
    lint = _lint(copy)
    assert lint.returncode == 1, lint.stdout
    assert any(contract in line and "BROKEN" in line for line in lint.stdout.splitlines()), lint.stdout
