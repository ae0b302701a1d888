"""Clarifications: documents taken, questions, answers to all, fees back.  R-P03, R-P04, R-P08, R-P11, R-P25, R-S18"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.award.bonds.messages import BidBondsReturned
from domain.bidding.messages import CancelProcurement, ProcurementCancelled, RoundFailed
from domain.closing.messages import CloseProject, FilesArchived, ProjectClosed, ProjectSettled
from domain.effects import ordered
from domain.planning.messages import Plan
from domain.publication.clarifications.messages import (
    AnswerClarification,
    AskClarification,
    ClarificationAnswered,
    ClarificationAsked,
    ClarificationSent,
    DocumentFeesReturned,
    DocumentTaken,
    RecordDocumentTaken,
    ReturnDocumentFees,
    TerminationTold,
)
from domain.publication.messages import NoticeKind, NoticeOrdered, Solicitation
from tests.domain.builders import NAMES, bid, lawful_plan, notice, published, solicitation
from tests.domain.scene import SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day, scene

TENDER = lawful_plan(method="open_tender", method_reason="公开招标")
NEGOTIATION = lawful_plan(method="competitive_negotiation", method_reason="原招标失败", method_ground="failed_tender")
FEE = Decimal("100.00")
PRICED = solicitation(bid_bond_yuan=None, document_price_yuan=FEE, document_cost_yuan=FEE)


def take(supplier: str = SUPPLIER, **changes: Any) -> RecordDocumentTaken:
    return RecordDocumentTaken(**{"supplier": supplier, "name": NAMES[supplier], **changes})


def offered(plan: Plan | None = None, terms: Solicitation | None = None, on: str = "2026-03-04") -> Scene:
    """A round whose notice shows since Monday, 2 March."""
    return published(scene(), plan, terms=terms or solicitation(bid_bond_yuan=None)).on(on)


def taken(*suppliers: str, plan: Plan | None = None, terms: Solicitation | None = None) -> Scene:
    there = offered(plan, terms)
    for supplier in suppliers:
        there = there.when(take(supplier)).then()
    return there


def asked(plan: Plan | None = None, terms: Solicitation | None = None) -> Scene:
    """Two took the documents; the second asks."""
    there = taken(SUPPLIER, SUPPLIER_2, plan=plan, terms=terms)
    question = AskClarification(
        question="q1", supplier=SUPPLIER_2, name=NAMES[SUPPLIER_2], text="每次照料不少于几小时？"
    )
    return there.when(question).then()


def answer(**changes: Any) -> AnswerClarification:
    return AnswerClarification(**{"question": "q1", "answer": "不少于两小时", "affects_bids": False, **changes})


# ---------------------------------------------------------------- taken


def test_who_takes_the_documents_is_on_record_once() -> None:
    """JL44-4.2.1."""
    offered().when(take()).accepted(DocumentTaken)
    taken(SUPPLIER).when(take()).refused("JL44-4.2.1")
    taken(SUPPLIER).when(take(SUPPLIER_2)).accepted(DocumentTaken)


def test_nobody_takes_the_documents_after_their_last_day() -> None:
    """R-P03: they are offered until 9 March."""
    offered(TENDER, on="2026-03-09").when(take()).accepted(DocumentTaken)
    offered(TENDER, on="2026-03-10").when(take()).refused("R-P03")


def test_nobody_takes_the_documents_after_the_deadline() -> None:
    """HR-BID-1: also where no last day is named."""
    open_ended = solicitation(bid_bond_yuan=None, documents_available_until=None)
    below = lawful_plan(budget_yuan=Decimal("200000.00"), method="below_limit")
    offered(below, open_ended, on="2026-03-13").when(take()).accepted(DocumentTaken)
    offered(below, open_ended, on="2026-03-16T10:01").when(take()).refused("HR-BID-1")


def test_the_fee_is_what_the_documents_say() -> None:
    """HR-DOC-1: from memory, so it warns."""
    exact = offered(terms=PRICED).when(take(fee_yuan=FEE)).accepted(DocumentTaken)
    assert len(exact.events) == 1
    offered(terms=PRICED).when(take(fee_yuan=FEE + 1)).warned("HR-DOC-1")
    offered(terms=PRICED).when(take()).warned("HR-DOC-1")
    offered().when(take(fee_yuan=FEE)).warned("HR-DOC-1")


# ---------------------------------------------------------------- asked


def test_a_question_comes_before_the_deadline_and_is_answered_within_three_working_days() -> None:
    """R-S18: asked on Wednesday 4 March, due by Monday the 9th."""
    item = asked().item("publication.question.q1")
    assert (item.due, item.rule) == (day("2026-03-10T00:00"), "R-S18")
    done = asked().when(answer()).then()
    assert not [i for i in done.agenda() if i.key.startswith("publication.question")]
    again = AskClarification(question="q1", supplier=SUPPLIER, name="甲", text="？")
    asked().when(again).refused("R-S18")
    late = AskClarification(question="q2", supplier=SUPPLIER, name="甲", text="？")
    asked().on("2026-03-15").when(late).accepted(ClarificationAsked)
    asked().on("2026-03-16T10:01").when(late).refused("HR-BID-1")


def test_only_an_open_question_is_answered() -> None:
    """R-S18."""
    asked().when(answer(question="q9")).refused("R-S18")
    asked().when(answer()).then().when(answer()).refused("R-S18")


# ---------------------------------------------------------------- the answer


def test_the_answer_goes_to_all_who_took_the_documents_and_names_no_asker() -> None:
    """87号令 art. 27: each by a message of its own, whose receipt is waited for; who comes later has it too."""
    answered = asked().when(answer())
    events = [e for _, e in answered.accepted(ClarificationAnswered, ClarificationSent).events]
    sent = [e for e in events if isinstance(e, ClarificationSent)]
    assert {e.supplier for e in sent} == {SUPPLIER, SUPPLIER_2}
    effects = [effect for e in sent if (effect := ordered(e, "project/x@1")) is not None]
    assert {effect.kind for effect in effects} == {"message"}
    assert "不少于两小时" in effects[0].body["text"]
    [to_first] = [e for e in effects if e.body["supplier"] == SUPPLIER]
    assert NAMES[SUPPLIER_2] not in f"{to_first.body}"
    later = answered.then().when(take(SUPPLIER_3)).accepted(DocumentTaken, ClarificationSent)
    assert [e.supplier for _, e in later.events if isinstance(e, ClarificationSent)] == [SUPPLIER_3]


def corrected(there: Scene, key: str, until: str | None, kind: NoticeKind = "correction") -> Scene:
    shown, published_notice = notice(key, kind, "2026-03-04", round=1)
    moved = shown.model_copy(update={"response_deadline": day(until) if until else None, "corrects": "solicitation-1"})
    return there.has(NoticeOrdered.model_validate(moved.model_dump()), published_notice)


@pytest.mark.parametrize(
    ("plan", "clause", "enough", "short"),
    [(TENDER, "R-P04", "2026-03-19", "2026-03-18"), (NEGOTIATION, "R-P08", "2026-03-17", None)],
    ids=["open_tender", "negotiation"],
)
def test_what_may_affect_bids_leaves_its_days_or_moves_the_deadline(
    plan: Plan, clause: str, enough: str, short: str | None
) -> None:
    """R-P04: fifteen days from Wednesday 4 March; R-P08: three working days."""
    there = asked(plan)
    there.when(answer(affects_bids=True)).refused(clause)  # no correction
    there.when(answer(affects_bids=True, correction="c-9")).refused(clause)
    there.when(answer(affects_bids=True, correction="solicitation-1")).refused(clause)
    moved = corrected(there, "c-1", enough)
    moved.when(answer(affects_bids=True, correction="c-1")).accepted(ClarificationAnswered)
    if short is not None:
        corrected(there, "c-1", short).when(answer(affects_bids=True, correction="c-1")).refused(clause)
    there.when(answer()).accepted(ClarificationAnswered)


def test_a_negotiations_answer_comes_three_working_days_before() -> None:
    """R-P08: the deadline is Monday, 16 March."""
    for on, kept in (("2026-03-11", True), ("2026-03-12", False)):
        there = corrected(asked(NEGOTIATION), "c-1", None).on(on).when(answer(affects_bids=True, correction="c-1"))
        if kept:
            there.accepted(ClarificationAnswered)
        else:
            there.refused("R-P08")


def test_a_consultations_days_are_from_memory_and_warn() -> None:
    """R-P11: five days before 16 March."""
    in_days = corrected(asked(), "c-1", None)
    in_days.when(answer(affects_bids=True, correction="c-1")).accepted(ClarificationAnswered)
    in_days.on("2026-03-13").when(answer(affects_bids=True, correction="c-1")).warned("R-P11")


def test_nothing_that_affects_bids_is_said_after_the_deadline() -> None:
    """HR-BID-1."""
    over = corrected(asked(), "c-1", None).on("2026-03-16T10:01")
    over.when(answer(affects_bids=True, correction="c-1")).refused("HR-BID-1")
    over.when(answer()).accepted(ClarificationAnswered)


# ---------------------------------------------------------------- the end


def paid() -> Scene:
    return offered(terms=PRICED).when(take(fee_yuan=FEE)).then().when(take(SUPPLIER_2, fee_yuan=FEE)).then()


@pytest.mark.parametrize(
    "end",
    [
        ProcurementCancelled(reason="需求取消", minutes=D, on=date(2026, 3, 16)),
        RoundFailed(round=1, reason="不足三家", bids=2, on=date(2026, 3, 16)),
    ],
    ids=["cancelled", "failed"],
)
def test_fees_go_back_within_five_working_days_of_the_end(end: Any) -> None:
    """R-P25: ended on Monday 16 March, due by the 23rd."""
    back = ReturnDocumentFees(round=1, suppliers=(SUPPLIER, SUPPLIER_2), receipt=D)
    paid().when(back).refused("R-P25")  # it goes on
    ended = paid().on("2026-03-16").has(end)
    item = ended.item("publication.fees.1")
    assert (item.due, item.rule) == (day("2026-03-24T00:00"), "R-P25")
    done = ended.when(back)
    done.accepted(DocumentFeesReturned)
    assert "publication.fees.1" not in {i.key for i in done.then().agenda()}
    done.then().when(back).refused("R-P25")
    ended.when(ReturnDocumentFees(round=1, suppliers=(SUPPLIER_3,), receipt=D)).refused("R-P25")


def test_all_who_were_concerned_are_told_that_the_purchase_ended() -> None:
    """87号令 art. 29: who took the documents, and who bid; nobody where nothing was offered."""
    there = bid(scene(), suppliers=(SUPPLIER, SUPPLIER_2)).has(
        DocumentTaken(round=1, supplier=SUPPLIER_3, name=NAMES[SUPPLIER_3], on=date(2026, 3, 4))
    )
    cancel = CancelProcurement(reason="服务对象已全部集中供养", minutes=D)
    told = [e for _, e in there.when(cancel).accepted(TerminationTold).events if isinstance(e, TerminationTold)]
    assert {e.supplier for e in told} == {SUPPLIER, SUPPLIER_2, SUPPLIER_3}
    effect = ordered(told[0], "project/x@1")
    assert effect is not None
    assert "已全部集中供养" in effect.body["text"]


def test_nothing_is_closed_over_money_that_is_the_suppliers() -> None:
    """R-P25: fees of the documents and bid bonds."""
    bonded = solicitation(document_price_yuan=FEE, document_cost_yuan=FEE)
    there = bid(scene(), terms=bonded, suppliers=(SUPPLIER, SUPPLIER_2))
    there = there.has(
        DocumentTaken(round=1, supplier=SUPPLIER, name=NAMES[SUPPLIER], fee_yuan=FEE, on=date(2026, 3, 4)),
        ProcurementCancelled(reason="需求取消", minutes=D, on=date(2026, 3, 16)),
        *notice("termination-1", "termination", "2026-03-17", round=1),
        ProjectSettled(
            contract_yuan=Decimal(0),
            paid_yuan=Decimal(0),
            deducted_yuan=Decimal(0),
            released_yuan=Decimal(0),
            statement=D,
            on=date(2026, 3, 18),
        ),
        FilesArchived(keeper="档案室", index=D, keep_until=date(2041, 3, 18), on=date(2026, 3, 18)),
    ).on("2026-03-19")
    answer = there.when(CloseProject(opinion="终止")).refused("R-P25")
    assert {f.field for f in answer.findings} == {"bid_bond", "document_fee"}
    fees = ReturnDocumentFees(round=1, suppliers=(SUPPLIER,), receipt=D)
    bonds = BidBondsReturned(suppliers=(SUPPLIER, SUPPLIER_2), receipt=D, on=date(2026, 3, 18), round=1)
    there.when(fees).then().has(bonds).when(CloseProject(opinion="终止")).accepted(ProjectClosed)
