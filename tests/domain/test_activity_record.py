"""The activity record: computed from what is on record, whole before the file is shut; case papers lie elsewhere.  DP-03, DP-04"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.bidding.messages import CancelProcurement, RoundFailed, SuppliersInvited
from domain.closing.messages import ArchiveFiles, FilesArchived, ProjectSettled
from domain.closing.record import activity_record, headings
from domain.contract.messages import ContractSigned
from domain.given import Refusal
from domain.performance.messages import PerformanceCompleted, PerformanceStarted
from domain.planning.messages import Plan
from tests.domain.builders import published
from tests.domain.running import AMOUNT, SUPPLIER_NAME, awarded, notice, plan, terms
from tests.domain.scene import DIVISION, SUPPLIER, D, Scene, rulebook, scene
from tests.domain.test_closing import ARCHIVE, RESULT, project_of, settled

RULES = rulebook(DIVISION, date(2027, 1, 26))
PARTS = RULES.kinds("DP-04", "record_parts")


def ended(the_plan: Plan | None = None, *more: Any) -> Scene:
    """Signed, served, evaluated and settled: ready for the archive."""
    return (
        awarded(the_plan)
        .has(
            *more,
            *notice("result", date(2026, 2, 9)),
            ContractSigned(terms=terms(), signed_on=date(2026, 2, 24), scan=D),
            PerformanceStarted(on=date(2026, 3, 1)),
            PerformanceCompleted(on=date(2027, 1, 6)),
            RESULT,
            *notice("evaluation", date(2027, 1, 25)),
            ProjectSettled(
                contract_yuan=AMOUNT,
                paid_yuan=AMOUNT,
                deducted_yuan=Decimal(0),
                released_yuan=Decimal(0),
                statement=D,
                on=date(2027, 1, 26),
            ),
        )
        .on("2027-01-27")
    )


def said(of: Scene) -> Mapping[str, tuple[str, ...]]:
    return activity_record(project_of(of), RULES)


def missing(of: Scene) -> set[str | None]:
    refusal = of.when(ARCHIVE, by="zhao").answer
    assert isinstance(refusal, Refusal)
    return {f.field for f in refusal.findings if f.clause == "DP-04"}


def test_the_law_names_seven_parts_and_each_has_its_heading() -> None:
    """DP-04: GPL 42."""
    assert tuple(headings(RULES)) == PARTS == tuple(said(ended()))


def test_a_whole_record_is_archived() -> None:
    """DP-04"""
    assert all(said(ended())[part] for part in PARTS)
    ended().when(ARCHIVE, by="zhao").accepted(FilesArchived)


def test_the_record_says_what_was_bought_for_how_much_how_and_why() -> None:
    """DP-04: every part in the record's own figures."""
    whole = {part: "\n".join(lines) for part, lines in said(settled()).items()}
    assert plan().title in whole["category_and_name"]
    assert "505000.00元" in whole["budget_funding_price"]
    assert "困难群众救助补助资金" in whole["budget_funding_price"]
    assert "480000.00元" in whole["budget_funding_price"]
    assert plan().method_reason in whole["method_and_reason"]
    assert "2026年1月13日公告征集" in whole["supplier_choice"]
    assert SUPPLIER_NAME in whole["criteria_and_reason"]
    assert "排名第一" in whole["criteria_and_reason"]
    assert whole["voiding_reason"] == "无"
    assert D in whole["non_tender_record"]


def test_another_method_than_the_open_tender_is_recorded_with_its_ground() -> None:
    """DP-04: without it the file is not shut."""
    without = plan(method="competitive_negotiation")
    assert missing(ended(without)) == {"method_and_reason"}
    with_ground = plan(method="competitive_negotiation", method_ground="failed_tender")
    ended(with_ground).when(ARCHIVE, by="zhao").accepted(FilesArchived)
    tender = plan(method="open_tender")
    assert said(ended(tender))["non_tender_record"] == ("无",)
    ended(tender).when(ARCHIVE, by="zhao").accepted(FilesArchived)


def test_who_was_invited_is_recorded_with_the_reason() -> None:
    """DP-04: an invitation without one names nobody."""
    only = plan(method="single_source", method_ground="only_one_supplier")
    shown = [e.model_copy(update={"kind": "invitation"}) for e in notice("solicitation", date(2026, 1, 13))]
    assert missing(ended(only, *shown)) == {"supplier_choice"}
    asked = SuppliersInvited(round=1, suppliers=(SUPPLIER,), reason="只能从唯一供应商处采购")
    whole = ended(only, *shown, asked)
    assert "只能从唯一供应商处采购" in "\n".join(said(whole)["supplier_choice"])
    whole.when(ARCHIVE, by="zhao").accepted(FilesArchived)


def test_a_failed_round_is_recorded_with_its_reason() -> None:
    """DP-04"""
    failed = published(scene()).has(RoundFailed(round=1, reason="不足三家", bids=2, on=date(2026, 3, 16)))
    assert any("不足三家" in line for line in said(failed)["voiding_reason"])


def test_a_purchase_that_was_called_off_says_so_and_is_archived() -> None:
    """DP-04: what it never came to is no gap."""
    off = published(scene()).when(CancelProcurement(reason="需求取消", minutes=D), by="head-1").then()
    whole = said(off)
    assert all(whole[part] for part in PARTS)
    assert any("需求取消" in line for line in whole["voiding_reason"])
    account = dict.fromkeys(("contract_yuan", "paid_yuan", "deducted_yuan", "released_yuan"), Decimal(0))
    shut = off.has(ProjectSettled(**account, statement=D, on=date(2026, 3, 2)))
    shut.when(ARCHIVE, by="clerk-1").accepted(FilesArchived)


def test_below_the_limit_and_before_jieli_the_record_is_not_asked_for() -> None:
    """DP-04: GPL 42 binds what lies inside the law."""
    small = plan(budget_yuan=Decimal(200000), method="competitive_negotiation")
    ended(small).when(ARCHIVE, by="zhao").accepted(FilesArchived)


@pytest.mark.parametrize("apart", [None, True])
def test_case_papers_are_kept_elsewhere(apart: bool | None) -> None:
    """DP-03: fifteen years are the procurement file's; what names the people served comes out of it first."""
    answer = ended().when(ArchiveFiles(keeper="档案室", index=D, cases_apart=apart), by="zhao")
    [(_, event)] = answer.accepted(FilesArchived).events
    assert isinstance(event, FilesArchived)
    assert event.cases_apart is apart
    assert event.keep_until == date(2042, 1, 27)
    mixed = ArchiveFiles(keeper="档案室", index=D, cases_apart=False)
    ended().when(mixed, by="zhao").refused("DP-03")
