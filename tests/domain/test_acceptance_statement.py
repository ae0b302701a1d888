"""The acceptance statement: every standard, every signature, the recipients' own words; the rejected is put right first."""

from datetime import date
from typing import Any

import pytest

from domain.performance.messages import (
    AcceptPeriod,
    PeriodAccepted,
    RectificationOrdered,
    RectificationRechecked,
    StandardJudged,
)
from tests.domain.running import passed, performing, reported, terms
from tests.domain.scene import D, Scene

KINDS = ("technical", "service", "safety")
WHOLE = tuple(StandardJudged(kind=k, standard=f"标准-{k}", result="met") for k in KINDS)


def accept(**changes: Any) -> AcceptPeriod:
    values: dict[str, Any] = {
        "period": "q1",
        "result": "passed",
        "recipients_invited": 3,
        "members": ("赵", "钱"),
        "signed": ("赵", "钱"),
        "statement": D,
        "opinion": "b" * 64,
        "standards": WHOLE,
    }
    return AcceptPeriod(**{**values, **changes})


def due(**changes: Any) -> Scene:
    return performing(terms(**changes)).has(reported("q1", date(2026, 6, 1))).on("2026-06-03")


def test_a_whole_and_signed_statement_is_accepted_without_a_word() -> None:
    """R-S15, R-S16"""
    answer = due().when(accept(), by="qian").accepted(PeriodAccepted)
    assert len(answer.events) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_statement_that_leaves_a_kind_of_standard_out_is_refused(kind: str) -> None:
    """R-S16"""
    less = tuple(j for j in WHOLE if j.kind != kind)
    refusal = due().when(accept(standards=less), by="qian").refused("R-S16")
    assert refusal.findings[0].field == kind


def test_each_standard_of_the_contract_has_its_line() -> None:
    """R-S16"""
    due(standards=("标准-safety", "夜间巡视")).when(accept(), by="qian").refused("R-S16")
    due(standards=("标准-safety",)).when(accept(), by="qian").accepted(PeriodAccepted)


def test_every_member_signs() -> None:
    """R-S16"""
    due().when(accept(signed=("赵",)), by="qian").refused("R-S16")


def test_a_standard_that_was_not_kept_does_not_pass_in_full() -> None:
    """R-S16"""
    unkept = (WHOLE[0].model_copy(update={"result": "not_met"}), *WHOLE[1:])
    due().when(accept(standards=unkept), by="qian").refused("R-S16")
    due().when(accept(standards=unkept, result="failed"), by="qian").accepted(PeriodAccepted)


def test_what_nobody_entered_is_told() -> None:
    """R-S15, R-S16"""
    bare = due().when(accept(standards=(), signed=(), opinion=None), by="qian")
    bare.warned("R-S16").warned("R-S15")


def test_the_recipients_opinion_is_a_paper_of_its_own() -> None:
    """R-S15"""
    due().when(accept(opinion=D), by="qian").refused("R-S15")


def test_what_was_rejected_is_put_right_before_it_is_accepted() -> None:
    """HR-TK-06: ordered since the rejection, and passed by a recheck"""
    failed = due().has(passed("q1", date(2026, 6, 2), 0, result="failed"))
    failed.when(accept(), by="qian").refused("HR-TK-06")
    failed.when(accept(result="failed"), by="qian").accepted(PeriodAccepted)
    order = RectificationOrdered(key="a1", finding="补足人员", due=date(2026, 6, 9), on=date(2026, 6, 2))
    failed.has(order).when(accept(), by="qian").refused("HR-TK-06")
    done = RectificationRechecked(key="a1", passed=True, note="已补足", on=date(2026, 6, 3))
    failed.has(order, done).when(accept(), by="qian").accepted(PeriodAccepted)
