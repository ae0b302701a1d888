"""Inquiry: the rules.  Asked and answered once each; grievances where the law knows no challenge.  R-S18, R-M06"""

from typing import assert_never

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
from domain.forms import finding, inside_gpl, require
from domain.given import Decision, Given

InquiryCommand = AskInquiry | AnswerInquiry | RecordGrievance | AnswerGrievance


def decide(command: InquiryCommand, given: Given) -> Decision:
    dispute = given.project.dispute
    match command:
        case AskInquiry():
            new = command.inquiry not in dispute.inquiries
            found = [require(given, "R-S18", new, "询问编号已用", field="inquiry")]
            return given.settle(command, found, InquiryAsked(**command.model_dump(), on=given.on))
        case AnswerInquiry():
            return _answer(command, given)
        case RecordGrievance():
            new, outside = command.grievance not in dispute.grievances, not inside_gpl(given.project.plan, given.rules)
            reason = "达到限额标准的采购，依法提出质疑（FileChallenge）"
            found = [
                require(given, "R-M06", outside, reason, field="grievance"),
                require(given, "R-M06", new, "反映编号已用", field="grievance"),
            ]
            return given.settle(command, found, GrievanceRecorded(**command.model_dump(), on=given.on))
        case AnswerGrievance():
            return _answer_grievance(command, given)
        case _:
            assert_never(command)


def _answer(command: AnswerInquiry, given: Given) -> Decision:
    asked = given.project.dispute.inquiries.get(command.inquiry)
    if asked is None:
        return given.settle(command, [finding(given, "R-S18", f"没有询问“{command.inquiry}”", field="inquiry")])
    answered = command.inquiry in given.project.dispute.inquiries_answered
    found = [require(given, "R-S18", not answered, "该询问已答复", field="inquiry")]
    event = InquiryAnswered(**command.model_dump(), supplier=asked.supplier, on=given.on)
    return given.settle(command, found, event)


def _answer_grievance(command: AnswerGrievance, given: Given) -> Decision:
    made = given.project.dispute.grievances.get(command.grievance)
    if made is None:
        return given.settle(command, [finding(given, "R-M06", f"没有反映“{command.grievance}”", field="grievance")])
    answered = command.grievance in given.project.dispute.grievances_answered
    found = [require(given, "R-M06", not answered, "该反映已答复", field="grievance")]
    event = GrievanceAnswered(**command.model_dump(), supplier=made.supplier, on=given.on)
    return given.settle(command, found, event)
