"""Inquiry, challenge, complaint: each step accepted and refused.  R-S18, R-M06, DQ-01 … DQ-15, R-X04, R-X05, PB-10"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.bidding.messages import CommitteeAppointed
from domain.breach.messages import ContractDissolved
from domain.dispute.challenge.messages import (
    ChallengeAnswered,
    ChallengeCompleted,
    ChallengeDeclined,
    ChallengeFiled,
    ChallengeReturned,
    CompleteChallenge,
    DeclineChallenge,
    ReturnForCompletion,
)
from domain.dispute.complaint.messages import (
    ComplaintCopiesSent,
    ComplaintDaysExcluded,
    ComplaintDecided,
    ComplaintDeclined,
    ComplaintLodged,
    ComplaintRegistered,
    ComplaintReplied,
    DeclineComplaint,
    ExcludeComplaintDays,
    LodgeComplaint,
    NoteReview,
    ReplyToComplaint,
    ReviewNoted,
    SendComplaintCopies,
)
from domain.dispute.inquiry.messages import (
    AnswerGrievance,
    AnswerInquiry,
    AskInquiry,
    GrievanceAnswered,
    GrievanceRecorded,
    InquiryAnswered,
    InquiryAsked,
    RecordGrievance,
)
from domain.dispute.remedy.messages import RecordRemedy, RemedyTaken, RevokeContract
from domain.publication.messages import NoticeOrdered, NoticePublished, RegisterComplaintNotice
from domain.register.suppliers.messages import ComplaintUnfounded
from domain.supervision.messages import DeadlineTook
from tests.domain import running
from tests.domain.builders import awarded, below_limit_plan, members, published
from tests.domain.scene import BARRED, HOME, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day, scene
from tests.domain.test_dispute import answer, challenged, complain, decide, file


def keys(at: Scene) -> set[str]:
    return {i.key for i in at.agenda()}


def letters(at: Scene) -> list[str]:
    return [e.body["to"] for e in at.states[HOME].watch.effects.values() if e.kind in ("letter", "message")]


def one(at: Scene, kind: type[Any]) -> Any:
    [event] = [e for _, e in at.accepted(kind).events if isinstance(e, kind)]
    return event


# ---------------------------------------------------------------- inquiry and grievance


def test_an_inquiry_is_answered_in_three_working_days() -> None:
    """R-S18: asked on Friday 20 March, due by the 25th."""
    asked = (
        awarded(scene()).on("2026-03-20").when(AskInquiry(inquiry="x-1", supplier=SUPPLIER_2, question="评分细则？"))
    )
    asked.accepted(InquiryAsked)
    item = asked.then().item("dispute.inquiry.x-1")
    assert (item.due, item.rule) == (day("2026-03-26T00:00"), "R-S18")
    told = asked.then().when(AnswerInquiry(inquiry="x-1", answer="见采购文件第三章"))
    told.accepted(InquiryAnswered)
    assert "dispute.inquiry.x-1" not in keys(told.then())
    assert letters(told.then()) == [SUPPLIER_2]
    told.then().when(AnswerInquiry(inquiry="x-1", answer="再答")).refused("R-S18")
    told.then().when(AskInquiry(inquiry="x-1", supplier=SUPPLIER_2, question="又问")).refused("R-S18")
    awarded(scene()).when(AnswerInquiry(inquiry="x-9", answer="无")).refused("R-S18")


def test_below_the_limit_an_objection_goes_to_the_buyer_and_is_answered() -> None:
    """R-M06, HR-DQ-1: no statutory path, and nothing is lost."""
    made = RecordGrievance(grievance="y-1", supplier=SUPPLIER_2, points="评分不公", digest=D)
    small = awarded(scene(), below_limit_plan()).when(made)
    small.accepted(GrievanceRecorded)
    assert small.then().item("dispute.grievance.y-1").rule == "HR-DQ-1"
    told = small.then().when(AnswerGrievance(grievance="y-1", answer="已复核"))
    told.accepted(GrievanceAnswered)
    told.then().when(AnswerGrievance(grievance="y-1", answer="再答")).refused("R-M06")
    small.then().when(made).refused("R-M06")
    small.when(AnswerGrievance(grievance="y-2", answer="无")).refused("R-M06")
    awarded(scene()).when(made).refused("R-M06")  # inside the law it is a challenge


# ---------------------------------------------------------------- challenge


def test_who_took_no_part_challenges_neither_process_nor_result() -> None:
    """DQ-01: declined with its reason, on record."""
    won = awarded(scene()).on("2026-03-20")
    won.when(file(supplier=BARRED)).refused("DQ-01")
    won.when(file("process", supplier=BARRED)).refused("DQ-01")
    published(scene()).when(file("documents", supplier=BARRED)).accepted(ChallengeFiled)


def decline(**changes: Any) -> DeclineChallenge:
    whole = {
        "challenge": "q-9",
        "supplier": SUPPLIER_2,
        "about": "result",
        "points": "评分有误",
        "digest": D,
        "ground": "late",
        "reason": "已过质疑期限",
    }
    return DeclineChallenge.model_validate({**whole, **changes})


def test_a_late_challenge_is_kept_and_its_author_told_why() -> None:
    """DQ-01, DQ-04: and one in time may not be turned away."""
    late = awarded(scene()).on("2026-04-01").when(decline())
    late.accepted(ChallengeDeclined)
    assert letters(late.then()) == [SUPPLIER_2]
    late.then().when(decline()).refused("DQ-04")
    awarded(scene()).on("2026-03-31").when(decline()).refused("DQ-04")
    awarded(scene()).on("2026-03-20").when(decline(ground="not_participant")).refused("DQ-04")
    awarded(scene()).on("2026-03-20").when(decline(ground="repeated")).refused("DQ-04")
    awarded(scene(), below_limit_plan()).when(decline()).refused("R-M06")


def test_what_a_challenge_lacks_is_asked_for_and_completed_by_its_author() -> None:
    """DQ-04: receipt isn't refused for it, and the days for the answer run on."""
    ask = ReturnForCompletion(challenge="q-1", missing=("法律依据",))
    filed = challenged()
    awarded(scene()).when(ask).refused("DQ-04")
    filed.when(CompleteChallenge(challenge="q-1", supplier=SUPPLIER_2, digest=D)).refused("DQ-04")
    asked = filed.when(ask)
    asked.accepted(ChallengeReturned)
    assert asked.then().item("dispute.answer.q-1").due == filed.item("dispute.answer.q-1").due
    asked.then().when(CompleteChallenge(challenge="q-1", supplier=SUPPLIER_3, digest=D)).refused("DQ-04")
    asked.then().when(CompleteChallenge(challenge="q-1", supplier=SUPPLIER_2, digest=D)).accepted(ChallengeCompleted)


@pytest.mark.parametrize(
    "lacking", [{"grounds": None}, {"tells_right_to_complain": False}, {"no_trade_secrets": False}]
)
def test_an_answer_has_its_six_parts_and_no_trade_secret(lacking: dict[str, Any]) -> None:
    """DQ-05."""
    challenged().when(answer(**lacking)).refused("DQ-05")


def test_an_answer_goes_to_the_challenger_and_to_the_others_concerned() -> None:
    """DQ-04, DQ-05: who answered stands on it."""
    answered = challenged().when(answer(), by="clerk-2")
    event = one(answered, ChallengeAnswered)
    assert (event.answered_by, event.told) == ("clerk-2", (SUPPLIER_2, SUPPLIER, SUPPLIER_3))
    assert letters(answered.then()) == ["、".join((SUPPLIER_2, SUPPLIER, SUPPLIER_3))]


def test_who_evaluated_does_not_answer() -> None:
    """JL44-4.4.0, DQ-04."""
    committee = CommitteeAppointed(round=1, members=members(), drawn_from="专家库", draw_record=D)
    filed = challenged().has(committee)
    filed.when(answer(), by="b1").refused("JL44-4.4.0")
    filed.when(answer(), by="clerk-2").accepted(ChallengeAnswered)


def test_an_upheld_answer_names_a_lawful_way_on() -> None:
    """DQ-06."""
    challenged().when(answer(upheld=True, remedy="apologise")).refused("DQ-06")
    challenged().when(answer(upheld=True, remedy="next_candidate")).accepted(ChallengeAnswered)


def test_documents_are_changed_by_a_correction_that_shows() -> None:
    """DQ-06: the purchase goes on; the duty is done when the correction shows."""
    fix = RecordRemedy(of="challenge", key="q-1", remedy="change_document", facts="已更正资格条件", digest=D)
    filed = published(scene()).on("2026-03-06").when(file("documents")).then()
    filed.when(fix, by="head-1").refused("DQ-06")
    upheld = filed.when(answer(upheld=True, remedy="change_document")).then()
    assert upheld.item("dispute.remedy.challenge.q-1").rule == "DQ-06"
    upheld.when(fix, by="head-1").refused("DQ-06")
    at = day("2026-03-09")
    ordered = NoticeOrdered(
        notice="c-1", kind="correction", title="更正", fields={}, round=1, by="clerk-1", on=at.date()
    )
    shown = NoticePublished(notice="c-1", kind="correction", published_at=at, published_on=at.date(), receipt="J-1")
    fixed = upheld.on("2026-03-09").has(ordered, shown).when(fix, by="head-1")
    fixed.accepted(RemedyTaken)
    assert "dispute.remedy.challenge.q-1" not in keys(fixed.then())


# ---------------------------------------------------------------- complaint


LODGE = LodgeComplaint(complaint="t-1", challenge="q-1", supplier=SUPPLIER_2, body="农安县财政局", digest=D)


def lodged() -> Scene:
    """Received on Wednesday 1 April: 6 April is off."""
    return challenged().on("2026-04-01").when(LODGE).then()


def accepted(**changes: Any) -> Scene:
    return lodged().on("2026-04-03").when(complain(**changes)).then()


def test_finance_examines_in_five_working_days_from_receipt() -> None:
    """DQ-08: 1 April, due by the 9th; then the complaint is accepted, or not."""
    challenged().on("2026-04-01").when(LODGE).accepted(ComplaintLodged)
    item = lodged().item("dispute.examine.t-1")
    assert (item.due, item.rule, item.who) == (day("2026-04-10T00:00"), "DQ-08", "finance")
    assert "dispute.examine.t-1" not in keys(accepted())
    lodged().when(LODGE).refused("DQ-08")
    challenged().on("2026-04-01").when(LODGE.model_copy(update={"supplier": SUPPLIER_3})).refused("DQ-07")


def test_who_is_not_accepted_is_told_in_three_working_days() -> None:
    """DQ-09: examined on 2 April, told by the 8th; later it warns."""
    told = DeclineComplaint(
        complaint="t-1", examined_on=date(2026, 4, 2), reason="无质疑前置", document_number="1", scan=D
    )
    at = lodged()
    at.on("2026-04-08").when(told).accepted(ComplaintDeclined)
    at.on("2026-04-09").when(told).warned("DQ-09")
    assert "dispute.examine.t-1" not in keys(at.on("2026-04-08").when(told).then())
    at.on("2026-04-08").when(told).then().when(complain()).refused("DQ-07")
    challenged().on("2026-04-08").when(told).refused("DQ-09")
    accepted().when(told).refused("DQ-09")


def test_copies_go_out_in_eight_working_days_and_statements_come_in_five() -> None:
    """DQ-10: received on 1 April, due by the 14th.  DQ-11: sent on 7 April, due by the 14th, from each."""
    at = accepted()
    assert (at.item("dispute.copies.t-1").due, at.item("dispute.copies.t-1").who) == (
        day("2026-04-15T00:00"),
        "finance",
    )
    copies = SendComplaintCopies(complaint="t-1", suppliers=(SUPPLIER,), document_number="2")
    at.when(ReplyToComplaint(complaint="t-1", digest=D)).refused("DQ-11")
    sent = at.on("2026-04-07").when(copies)
    sent.accepted(ComplaintCopiesSent)
    at = sent.then()
    at.when(copies).refused("DQ-10")
    challenged().when(copies).refused("DQ-10")
    assert at.item("dispute.reply.t-1").due == day("2026-04-15T00:00")
    assert at.item(f"dispute.reply.t-1.{SUPPLIER}").who == "supplier"
    for supplier in (None, SUPPLIER):
        replied = at.when(ReplyToComplaint(complaint="t-1", supplier=supplier, digest=D))
        replied.accepted(ComplaintReplied)
        at = replied.then()
        at.when(ReplyToComplaint(complaint="t-1", supplier=supplier, digest=D)).refused("DQ-11")
    at.when(ReplyToComplaint(complaint="t-1", supplier=SUPPLIER_3, digest=D)).refused("DQ-11")
    assert not [k for k in keys(at) if k.startswith("dispute.reply")]


def test_days_of_tests_and_experts_do_not_count_towards_the_decision() -> None:
    """DQ-12: five working days from 13 to 17 April put the last day off by five."""
    at = accepted()
    before = at.item("dispute.decision.t-1").due
    assert before == day("2026-05-19T00:00")  # thirty working days from receipt, not from acceptance
    out = {"complaint": "t-1", "from_on": "2026-04-13", "until_on": "2026-04-19", "document_number": "3"}
    excluded = at.when(ExcludeComplaintDays.model_validate({**out, "ground": "testing"}))
    excluded.accepted(ComplaintDaysExcluded)
    assert excluded.then().item("dispute.decision.t-1").due == day("2026-05-26T00:00")
    at.when(ExcludeComplaintDays.model_validate({**out, "ground": "holiday"})).refused("DQ-12")
    backwards = {**out, "ground": "testing", "until_on": "2026-04-12"}
    at.when(ExcludeComplaintDays.model_validate(backwards)).refused("DQ-12")


def test_a_suspension_ends_by_itself_after_thirty_days() -> None:
    """DQ-13: accepted on 3 April; 3 May is in the holiday, which ends on 5 May."""
    at = accepted()
    item = at.item("dispute.resume.t-1")
    assert (item.does, item.due) == ("take", day("2026-05-07T00:00"))
    lapsed = at.wake("dispute.resume.t-1")
    lapsed.accepted(DeadlineTook)
    assert "dispute.resume.t-1" not in keys(lapsed.then())
    assert "dispute.resume.t-1" not in keys(accepted(suspends=False))


def test_a_decision_is_published_by_finance() -> None:
    """PB-10, HR-DQ-1: decided on 20 April, due by the 27th."""
    at = accepted().on("2026-04-20").when(decide()).then()
    item = at.item("dispute.publish.t-1")
    assert (item.due, item.rule, item.who) == (day("2026-04-28T00:00"), "PB-10", "finance")
    notice = RegisterComplaintNotice(
        complaint="t-1", publisher="吉林省政府采购网", published_on=date(2026, 4, 20), url="https://example.invalid/1"
    )
    shown = at.when(notice)
    assert "dispute.publish.t-1" not in keys(shown.then())


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (accepted(), "no_contract"),
        (running.signed(), "not_performed"),
        (running.performing(), "performed"),
    ],
)
def test_a_decision_says_how_far_the_purchase_had_come(at: Scene, expected: str) -> None:
    """DQ-14."""
    if "t-1" not in at.states[HOME].dispute.complaints:  # type: ignore[union-attr]
        at = at.has(*complained())
    assert one(at.when(decide(upheld=True)), ComplaintDecided).standing == expected


def complained() -> tuple[ChallengeFiled, ComplaintRegistered]:
    filed = ChallengeFiled.model_validate(
        {**file().model_dump(), "supplier": SUPPLIER_2, "on": date(2026, 2, 10), "round": 1}
    )
    return filed, ComplaintRegistered(**complain(suspends=False).model_dump(), on=date(2026, 3, 2))


def test_an_unperformed_contract_is_revoked_by_the_decision() -> None:
    """DQ-14: and only by it."""
    revoke = RevokeContract(complaint="t-1", notice=D, notified_on=date(2026, 3, 1))
    signed = running.signed().has(*complained())
    signed.when(revoke, by="head-1").refused("DQ-14")
    upheld = signed.when(decide(upheld=True)).then()
    assert upheld.item("dispute.remedy.complaint.t-1").rule == "DQ-14"
    damages = RecordRemedy(of="complaint", key="t-1", remedy="damages", facts="赔偿", digest=D)
    upheld.when(damages, by="head-1").refused("DQ-14")
    gone = upheld.when(revoke, by="head-1")
    assert one(gone, ContractDissolved).ground == "complaint_decision"
    assert "dispute.remedy.complaint.t-1" not in keys(gone.then())


def test_a_performed_contract_leaves_damages_alone() -> None:
    """DQ-14."""
    upheld = running.performing().has(*complained()).when(decide(upheld=True)).then()
    damages = RecordRemedy(of="complaint", key="t-1", remedy="damages", facts="协商赔偿", digest=D)
    done = upheld.when(damages, by="head-1")
    done.accepted(RemedyTaken)
    done.then().when(damages, by="head-1").refused("DQ-14")
    changed = RecordRemedy(of="complaint", key="t-1", remedy="change_document", facts="更正", digest=D)
    upheld.when(changed, by="head-1").refused("DQ-14")


def test_review_or_suit_follows_a_decision() -> None:
    """DQ-15."""
    note = NoteReview(complaint="t-1", path="reconsideration", party="同心中心", document_number="4")
    accepted().when(note).refused("DQ-15")
    accepted().on("2026-04-20").when(decide()).then().when(note).accepted(ReviewNoted)


# ---------------------------------------------------------------- who complains without ground


def counted(on: str, *, false: bool = False) -> ComplaintUnfounded:
    return ComplaintUnfounded(project="x", complaint="t-0", false=false, on=date.fromisoformat(on))


def test_the_third_unfounded_complaint_in_twelve_months_is_said_aloud() -> None:
    """R-X05: finance alone lists; here it is counted, in the supplier's own stream."""
    unfounded = decide(outcome="unfounded")
    at = accepted().on("2026-04-20")
    first = at.when(unfounded)
    assert one(first, ComplaintUnfounded).false is False
    assert "R-X05" not in [getattr(e, "clause", "") for _, e in first.accepted().events]
    stream = f"supplier/{SUPPLIER_2}"
    at.has(counted("2025-06-01"), counted("2026-01-10"), stream=stream).when(unfounded).warned("R-X05")
    at.when(decide(outcome="unfounded", unfounded_elsewhere=2)).warned("R-X05")
    old = at.has(counted("2025-04-01"), counted("2026-01-10"), stream=stream).when(unfounded)
    assert "R-X05" not in [getattr(e, "clause", "") for _, e in old.accepted().events]
    dismissed = at.has(counted("2025-06-01"), counted("2026-01-10"), stream=stream).when(decide(outcome="dismissed"))
    assert not [e for _, e in dismissed.accepted().events if isinstance(e, ComplaintUnfounded)]


def test_a_false_complaint_is_said_aloud() -> None:
    """R-X04."""
    at = accepted().on("2026-04-20")
    at.when(decide(outcome="false")).warned("R-X04")
    at.when(decide(upheld=True, outcome="false")).refused("DQ-14")
