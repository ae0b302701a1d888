"""The survey of recipients: the rules.  Drawn openly, answered once, nobody silently left out.  JL44-4.5.0, HR-EV-4, HR-EV-1"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING, Final, assert_never

from domain.bidding.draw import commitment, draw
from domain.evaluation.respondents import listed_findings, proxy_findings
from domain.evaluation.scoring import rounded
from domain.evaluation.survey.messages import (
    AnswerSurvey,
    CloseSurvey,
    CommitSurvey,
    DrawSurvey,
    IssueSurveyTokens,
    RecipientUnreached,
    RecordUnreached,
    SurveyAnswered,
    SurveyClosed,
    SurveyCommand,
    SurveyCommitted,
    SurveyDrawn,
    SurveyTokensIssued,
)
from domain.evaluation.survey.state import Survey
from domain.forms import at_least, at_most, finding, require, someone_else, warning
from domain.given import Decision, Given
from domain.supervision.messages import Finding

if TYPE_CHECKING:
    from domain.evaluation.messages import IndicatorSystem

RULE: Final = "HR-EV-4"
PARTIES: Final = "JL44-4.5.0"


def list_digest(recipients: tuple[str, ...]) -> str:
    """The SHA-256 that a list of recipients is known by."""
    return sha256("\n".join(recipients).encode()).hexdigest()


def token_of(proof: str) -> str:
    """What the ledger knows a proof by."""
    return sha256(proof.encode()).hexdigest()


def decide(command: SurveyCommand, given: Given) -> Decision:
    surveys = given.project.evaluation.surveys.by_key
    system = given.project.evaluation.system
    if system is None:
        return given.settle(command, [finding(given, "JL44-4.5.1a", "尚未制定绩效指标体系", field="survey")])
    if isinstance(command, CommitSurvey):
        return _commit(command, system, given)
    survey = surveys.get(command.survey)
    if survey is None:
        known = "、".join(surveys) or "无"
        reason = f"没有抽样“{command.survey}”；有：{known}"
        return given.settle(command, [finding(given, RULE, reason, field="survey")])
    if survey.closed is not None:
        return given.settle(command, [finding(given, RULE, "问卷已汇总", field="survey")])
    match command:
        case DrawSurvey():
            return _draw(command, survey, given)
        case IssueSurveyTokens():
            return _issue(command, survey, given)
        case AnswerSurvey():
            return _answer(command, survey, system, given)
        case RecordUnreached():
            return _unreached(command, survey, given)
        case CloseSurvey():
            return _close(command, survey, given)
        case _:
            assert_never(command)


def _commit(command: CommitSurvey, system: "IndicatorSystem", given: Given) -> Decision:
    free = command.survey not in given.project.evaluation.surveys.by_key
    least = min(command.listed, given.rules.count(RULE, "size_min"))
    found = [
        require(given, RULE, free, "抽样编号已使用", field="survey"),
        at_most(given, RULE, Decimal(command.size), Decimal(command.listed), "样本数", field="size"),
        at_least(given, RULE, Decimal(command.size), Decimal(least), "样本数", field="size"),
        *listed_findings(command.who, system, given),
    ]
    who = command.who or system.who_are_recipients
    if who is None:
        return given.settle(command, found)
    event = SurveyCommitted(**command.model_dump(exclude={"who"}), who=who, by=given.by, on=given.on)
    return given.settle(command, found, event)


def _draw(command: DrawSurvey, survey: Survey, given: Given) -> Decision:
    """The seed and the list are those that were bound; another person than the one who bound them draws."""
    bound, people = survey.committed, command.recipients
    ordered = people == tuple(sorted(set(people)))
    seed_kept = commitment(command.seed, people) == bound.commitment
    list_kept = list_digest(people) == bound.list_digest and len(people) == bound.listed
    found = [
        require(given, RULE, survey.drawn is None, "样本已抽取", field="survey"),
        someone_else(given, RULE, bound.by, "抽取样本"),
        require(given, RULE, ordered, "名单须按代号升序，不得重复", field="recipients"),
        require(given, RULE, list_kept, "名单与事先确定的名单不符", field="recipients"),
        require(given, RULE, not list_kept or seed_kept, "种子与事先确定的不符", field="seed"),
        *_of_roster(people, bound, given),
    ]
    sample = tuple(sorted(draw(command.seed, command.lot, people, bound.size)))
    event = SurveyDrawn(**command.model_dump(exclude={"recipients"}), sample=sample, by=given.by, on=given.on)
    return given.settle(command, found, event)


def _of_roster(people: tuple[str, ...], bound: SurveyCommitted, given: Given) -> Iterator[Finding | None]:
    """Where a roster is kept, the list comes from it: no strangers; whoever is served and left out is said.  HR-RO-1"""
    places = given.project.performance.roster.places
    if not places:
        return
    strangers = sorted(set(people) - set(places))
    reason = f"名单中有 {len(strangers)} 人不在服务对象名册上：{'、'.join(strangers[:5])}"
    yield require(given, RULE, not strangers, reason, field="recipients", strangers=len(strangers))
    served = {who for who, place in places.items() if place.due_on(bound.on)}
    out = sorted(served - set(people))
    if out:
        reason = f"名册上有 {len(out)} 名正在接受服务的对象不在名单中：核对“{bound.who}”"
        yield warning(given, RULE, reason, field="recipients", left_out=len(out))


def _issue(command: IssueSurveyTokens, survey: Survey, given: Given) -> Decision:
    many, distinct = len(command.tokens), tuple(sorted(set(command.tokens)))
    found = [
        require(given, RULE, survey.drawn is not None, "尚未抽取样本", field="survey"),
        require(given, RULE, not survey.tokens, "一次性问卷已发放", field="survey"),
        require(given, RULE, command.tokens == distinct, "问卷代码须按升序，不得重复", field="tokens"),
        require(given, RULE, many == survey.sampled, f"样本{survey.sampled}人，问卷{many}份", field="tokens"),
    ]
    return given.settle(command, found, SurveyTokensIssued(**command.model_dump(), on=given.on))


def _answer(command: AnswerSurvey, survey: Survey, system: "IndicatorSystem", given: Given) -> Decision:
    token = token_of(command.proof)
    wanted = {i.key for i in system.indicators if "recipients" in i.parties}
    asked = token in survey.tokens
    found = [
        require(given, RULE, asked, "不是本次发放的问卷", field="proof"),
        require(given, RULE, token not in survey.answers, "该份问卷已作答，每份只能作答一次", field="proof"),
        require(given, RULE, not asked or survey.silent > 0, "答复与未访到的合计已达样本数", field="proof"),
        require(
            given,
            PARTIES,
            set(command.scores) == wanted,
            "答复与服务对象评价的指标不符",
            field="scores",
            missing=sorted(wanted - set(command.scores)),
            surplus=sorted(set(command.scores) - wanted),
        ),
        *proxy_findings(command.proxy, given),
    ]
    return given.settle(
        command, found, SurveyAnswered(**command.model_dump(exclude={"proof"}), token=token, on=given.on)
    )


def _unreached(command: RecordUnreached, survey: Survey, given: Given) -> Decision:
    """One who can't be reached is recorded with every attempt; one who declines need be asked only once."""
    sample = survey.drawn.sample if survey.drawn is not None else ()
    days = {a.on for a in command.attempts}
    needed = given.rules.count("HR-EV-1", "contact_attempts")
    enough = command.reason == "declined" or len(days) >= needed
    reason = f"未能联系上的，须有不同日期的{needed}次联系经过，现为{len(days)}次"
    found = [
        require(given, RULE, command.recipient in sample, "不在样本之中", field="recipient"),
        require(given, RULE, command.recipient not in survey.unreached, "已登记", field="recipient"),
        require(given, RULE, survey.silent > 0, "答复与未访到的合计已达样本数", field="recipient"),
        require(given, "HR-EV-1", enough, reason, field="attempts"),
        require(given, "HR-EV-1", max(days) <= given.on, "联系日期晚于今天", field="attempts"),
    ]
    return given.settle(command, found, RecipientUnreached(**command.model_dump(), on=given.on))


def _close(command: CloseSurvey, survey: Survey, given: Given) -> Decision:
    """Everyone drawn has answered or is accounted for."""
    answers = survey.answers.values()
    reason = f"样本中尚有{survey.silent}人既无答复，也无联系经过"
    found = [
        require(given, RULE, survey.drawn is not None, "尚未抽取样本", field="survey"),
        require(given, PARTIES, survey.silent <= 0, reason, field="survey", silent=survey.silent),
    ]
    why = [u.reason for u in survey.unreached.values()]
    closed = SurveyClosed(
        survey=command.survey,
        year=survey.committed.year,
        scores=dict(averages(survey)),
        sampled=survey.sampled,
        answered=len(answers),
        proxies=sum(1 for a in answers if a.proxy is not None),
        not_reached=why.count("not_reached"),
        declined=why.count("declined"),
        on=given.on,
    )
    return given.settle(command, found, closed)


def averages(survey: Survey) -> Iterator[tuple[str, Decimal]]:
    """The mean of all answers by indicator, half-up to two places; proxies' answers count, and are told beside."""
    answers = tuple(survey.answers.values())
    for key in sorted({key for a in answers for key in a.scores}):
        points = [Fraction(a.scores[key]) for a in answers if key in a.scores]
        yield key, rounded(sum(points, start=Fraction(0)) / len(points))


def as_surveyed(
    year: int | None, told: tuple[dict[str, Decimal], int, int, int], given: Given
) -> Iterator[Finding | None]:
    """Where a survey was drawn, the recipients' evaluation is what it came to: scores, drawn, answered, proxies."""
    survey = given.project.evaluation.surveys.of_year(year)
    if survey is None or survey.drawn is None:
        return
    if survey.closed is None:
        yield finding(given, RULE, f"抽样“{survey.committed.survey}”尚未汇总", field="scores")
        return
    done = survey.closed
    same = told == (done.scores, done.sampled, done.answered, done.proxies)
    scores = "、".join(f"{k} {v}" for k, v in done.scores.items())
    reason = f"与问卷汇总不符：{scores}；抽样{done.sampled}人，答复{done.answered}份，代答{done.proxies}份"
    yield require(given, RULE, same, reason, field="scores")
