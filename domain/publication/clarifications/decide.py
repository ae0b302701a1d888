"""Clarifications: the rules.  Documents while they are offered, answers to all with their days, fees back.  R-P04, R-P08, R-P11, R-P25"""

from collections.abc import Iterator
from typing import assert_never

from domain.bidding.receiving import in_time
from domain.calendar import beijing_date
from domain.forms import finding, not_before, require
from domain.given import Decision, Given
from domain.project import Project
from domain.publication.clarifications.messages import (
    AnswerClarification,
    AskClarification,
    ClarificationAnswered,
    ClarificationAsked,
    ClarificationCommand,
    ClarificationSent,
    DocumentFeesReturned,
    DocumentTaken,
    RecordDocumentTaken,
    ReturnDocumentFees,
    TerminationTold,
)
from domain.publication.messages import Solicitation
from domain.supervision.messages import Finding


def decide(command: ClarificationCommand, given: Given) -> Decision:
    match command:
        case RecordDocumentTaken():
            return _take(command, given)
        case AskClarification():
            return _ask(command, given)
        case AnswerClarification():
            return _answer(command, given)
        case ReturnDocumentFees():
            return _return(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- taken


def _take(command: RecordDocumentTaken, given: Given) -> Decision:
    """Who comes later is told what was clarified before."""
    publication = given.project.publication
    number, state = publication.round, publication.clarifications
    terms = publication.solicitation
    assert terms is not None, "bidding without terms"  # the stage says so
    new = (number, command.supplier) not in state.taken
    found = [
        require(given, "JL44-4.2.1", new, f"{command.name}获取采购文件已登记", field="supplier"),
        *_offered(terms, given),
        in_time(given),
        _fee(command, terms, given),
    ]
    taken = DocumentTaken(**command.model_dump(), round=number, on=given.on)
    earlier = (
        _sent(state.asked[key], answer.answer, command.supplier, command.name, given)
        for key, answer in state.answered.items()
        if answer.round == number
    )
    return given.settle(command, found, taken, *earlier)


def _offered(terms: Solicitation, given: Given) -> Iterator[Finding | None]:
    """Nobody takes them after their last day.  R-P03, R-P10"""
    until = terms.documents_available_until
    if until is None:
        return
    period = given.rules.method(given.project.plan.method).document_period
    clause = period[0] if period is not None else "JL44-4.2.1"
    reason = f"采购文件提供至{until}，已不再提供"
    yield require(given, clause, given.on <= until, reason, field="occurred_on", until=until)


def _fee(command: RecordDocumentTaken, terms: Solicitation, given: Given) -> Finding | None:
    asked = terms.document_price_yuan or 0
    paid = command.fee_yuan or 0
    reason = f"采购文件写明的售价为 {asked} 元，收取 {paid} 元"
    return require(given, "HR-DOC-1", asked == paid, reason, field="fee_yuan")


# ---------------------------------------------------------------- asked and answered


def _ask(command: AskClarification, given: Given) -> Decision:
    publication = given.project.publication
    fresh = command.question not in publication.clarifications.asked
    found = [require(given, "R-S18", fresh, "澄清要求的编号已用", field="question"), in_time(given)]
    asked = ClarificationAsked(**command.model_dump(), round=publication.round, on=given.on)
    return given.settle(command, found, asked)


def _answer(command: AnswerClarification, given: Given) -> Decision:
    """In writing, to all who took the documents and to who asked; it may not favour one.  87号令 art. 27"""
    publication = given.project.publication
    number, state = publication.round, publication.clarifications
    asked = state.asked.get(command.question)
    if asked is None or asked.round != number or command.question in state.answered:
        none = finding(given, "R-S18", f"没有待答复的澄清要求“{command.question}”", field="question")
        return given.settle(command, [none])
    found = [*_days_left(command, given)] if command.affects_bids else []
    answered = ClarificationAnswered(**command.model_dump(), round=number, by=given.by, on=given.on)
    names = {asked.supplier: asked.name, **{t.supplier: t.name for t in state.of(number)}}
    sent = (_sent(asked, command.answer, supplier, name, given) for supplier, name in names.items())
    return given.settle(command, found, answered, *sent)


def _days_left(command: AnswerClarification, given: Given) -> Iterator[Finding | None]:
    """What may affect bids shows as a correction, and leaves the method's days or moves the deadline.  R-P04, R-P08, R-P11"""
    publication = given.project.publication
    terms = publication.solicitation
    assert terms is not None, "bidding without terms"
    yield in_time(given)
    period = given.rules.method(given.project.plan.method).clarification_period
    notice = publication.ordered.get(command.correction) if command.correction is not None else None
    of_round = notice is not None and (notice.kind, notice.round) == ("correction", publication.round)
    standing = of_round and command.correction not in publication.withdrawn
    clause = period[0] if period is not None else "JL44-4.2.1"
    missing = "可能影响响应文件编制的澄清，须在原公告媒体发布更正（澄清）公告，并写明该公告的编号"
    yield require(given, clause, standing, missing, field="correction")
    if period is None:
        return
    moved = notice.response_deadline if notice is not None and standing else None
    last = max(terms.response_deadline, moved or terms.response_deadline)
    what = "自澄清至响应截止（不足的，以更正公告顺延）"
    yield not_before(given, *period, given.on, beijing_date(last), what, field="correction")


def _sent(asked: ClarificationAsked, answer: str, supplier: str, name: str, given: Given) -> ClarificationSent:
    return ClarificationSent(
        round=asked.round,
        question=asked.question,
        supplier=supplier,
        name=name,
        text=asked.text,
        answer=answer,
        on=given.on,
    )


# ---------------------------------------------------------------- when the purchase ends


def _return(command: ReturnDocumentFees, given: Given) -> Decision:
    project = given.project
    held = project.publication.clarifications.fees(command.round)
    ended = project.bidding.round(command.round).failed is not None or project.bidding.cancelled_on is not None
    missing = [uscc for uscc in command.suppliers if uscc not in held]
    found = [
        require(given, "R-P25", ended, f"第{command.round}轮没有终止", field="round"),
        require(given, "R-P25", not missing, f"没有待退还的费用：{'、'.join(missing)}", field="suppliers"),
    ]
    return given.settle(command, found, DocumentFeesReturned(**command.model_dump(), on=given.on))


def kept_fees(project: Project) -> dict[str, int]:
    """Who has paid for documents of a round that ended without a result, and is not paid back.  R-P25"""
    state, rounds = project.publication.clarifications, range(1, project.publication.round + 1)
    cancelled = project.bidding.cancelled_on is not None
    return {
        uscc: number
        for number in rounds
        if cancelled or project.bidding.round(number).failed is not None
        for uscc in state.fees(number)
    }


def told_of_termination(reason: str, given: Given) -> Iterator[TerminationTold]:
    """All who took the documents of the round, were invited or bid are told in writing.  87号令 art. 29"""
    project = given.project
    number = project.publication.round
    if project.publication.offered(round=number) is None:
        return
    now = project.round
    names = dict.fromkeys(now.invited, "")
    names.update({t.supplier: t.name for t in project.publication.clarifications.of(number)})
    names.update({uscc: bid.name for uscc, bid in now.bids.items()})
    for uscc, name in names.items():
        title = project.plan.title
        yield TerminationTold(round=number, supplier=uscc, name=name or uscc, project=title, reason=reason, on=given.on)
