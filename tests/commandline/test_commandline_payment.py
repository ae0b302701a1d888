"""`jieli payment`: what cannot be read is told before any server is asked."""

from pathlib import Path

import pytest
from calling import here


def test_a_statement_that_cannot_be_read_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "statement.csv"
    paper.write_text("id,receipt,amount_yuan,payee,paid_on\n,K-1,x,某中心,2026-06-10\n", encoding="utf-8")
    ran = here(capsys, "payment", "reconcile", "--file", str(paper), "--json")
    assert ran.code == 2
    assert "第 2 行" in ran.error["message"]


def test_without_a_statement_or_an_address_there_is_nothing_to_compare(capsys: pytest.CaptureFixture[str]) -> None:
    ran = here(capsys, "payment", "reconcile", "--json")
    assert ran.code == 2
    assert "JIELI_TREASURY_URL" in ran.error["message"]
