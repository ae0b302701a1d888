"""The table of docs/plans says what the command says; each plan tells whose facts it holds."""

import importlib.util
import re
from pathlib import Path

PLANS = Path(__file__).parents[2] / "docs" / "plans"


def test_the_table_says_what_the_command_says() -> None:
    """`python docs/plans/table.py` writes it anew."""
    spec = importlib.util.spec_from_file_location("table", PLANS / "table.py")
    assert spec is not None
    assert spec.loader is not None
    table = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(table)
    assert table.page() == (PLANS / "README.md").read_text(encoding="utf-8")


def test_each_plan_tells_the_notices_facts_from_ours() -> None:
    """A plan with a notice behind it has the notice's address; a corrected one names the plan that it puts right."""
    files = sorted(PLANS.glob("n*.toml"))
    assert len(files) == 14
    for file in files:
        head = "\n".join(line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("#"))
        assert re.match(rf"# {file.stem[:2].upper()}\b", head), file
        assert "Shows:" in head, file
        if file.stem.endswith("corrected"):
            assert "put right" in head, file
        else:
            assert "The notice's:" in head, file
            assert "Ours:" in head, file
            assert re.search(r"Source: [a-z0-9.]+\.(com|cn)[ /]", head), file
