"""Every history ever sealed still replays: the same things asked for, at the same places, with the same words and waits."""

from pathlib import Path

import pytest

from audit.histories import in_folder
from audit.replay import replay

LOTS = sorted(f for f in Path(__file__).parent.iterdir() if f.is_dir() and any(f.glob("*.history")))


def test_there_are_sealed_histories() -> None:
    assert LOTS


@pytest.mark.parametrize("lot", LOTS, ids=lambda f: f.name)
async def test_a_sealed_lot_replays(lot: Path) -> None:
    report = await replay(in_folder(lot))
    assert report.good, [str(f) for f in report.failures]
    assert report.histories > 0
