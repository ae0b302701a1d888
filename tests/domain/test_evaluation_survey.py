"""The survey of recipients and the evaluation by year: a committed draw, answers once, results that renewals rest on.

JL44-4.5.0, HR-EV-1, HR-EV-4, HR-EV-5, PF-01, PF-05, PF-06, PF-09, PF-10, G-14, G-15
"""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from typing import Any, get_args

import pytest
from rich.console import Console

from commandline.exits import Stop
from commandline.scoring import score_document, score_page
from domain.bidding.draw import commitment, draw
from domain.evaluation.messages import (
    ConcludeEvaluation,
    EvaluationConcluded,
    IndicatorsSet,
    Party,
    PartyEvaluated,
    RecordPartyEvaluation,
    SetIndicators,
)
from domain.evaluation.scoring import pro_rata
from domain.evaluation.survey.decide import list_digest, token_of
from domain.evaluation.survey.messages import (
    AnswerSurvey,
    Attempt,
    CloseSurvey,
    CommitSurvey,
    DrawSurvey,
    IssueSurveyTokens,
    RecipientUnreached,
    RecordUnreached,
    SurveyAnswered,
    SurveyClosed,
    SurveyCommitted,
    SurveyDrawn,
    SurveyTokensIssued,
)
from domain.performance.messages import PerformanceCompleted
from domain.performance.roster.messages import Enrolment, RecipientsEnrolled
from domain.project import Project
from domain.register.suppliers.messages import PrincipalRecorded, RelationRecorded
from tests.domain.running import notice, performing, plan, reported, signed, system, terms
from tests.domain.scene import BUYER, HOME, SUPPLIER, Scene, code
from tests.domain.test_evaluation import ASSESSED, evaluating, heard, words

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
PEOPLE = tuple(f"r-220122-{'a' * 8}{x}{y}" for x in "ab" for y in sorted(LETTERS, key=ord))[:40]
PEOPLE = tuple(sorted(PEOPLE))
SEED, LOT = "一粒种子", "证人给出的号码 7331"
EVALUATOR = code("52220122MJ1A00007")


def proof(n: int) -> str:
    return sha256(f"token-{n}".encode()).hexdigest()


def commit(**changes: Any) -> CommitSurvey:
    values: dict[str, Any] = {
        "survey": "s1",
        "who": "接受服务满三个月的特困人员",
        "listed": 40,
        "size": 30,
        "commitment": commitment(SEED, PEOPLE),
        "list_digest": list_digest(PEOPLE),
    }
    return CommitSurvey(**{**values, **changes})


def drawing(**changes: Any) -> DrawSurvey:
    return DrawSurvey(
        **{"survey": "s1", "seed": SEED, "lot": LOT, "witness": "村民代表", "recipients": PEOPLE, **changes}
    )


def committed() -> Scene:
    return evaluating().when(commit(), by="zhao").then()


def drawn() -> Scene:
    return committed().when(drawing(), by="qian").then()


def issued() -> Scene:
    tokens = tuple(sorted(token_of(proof(n)) for n in range(30)))
    return drawn().when(IssueSurveyTokens(survey="s1", tokens=tokens), by="zhao").then()


def answer(n: int, points: int = 90, **changes: Any) -> AnswerSurvey:
    values: dict[str, Any] = {"survey": "s1", "proof": proof(n), "manner": "link", "scores": {"happy": points}}
    return AnswerSurvey(**{**values, **changes})


def sample(at: Scene) -> tuple[str, ...]:
    project = at.states[HOME]
    assert isinstance(project, Project)
    made = project.evaluation.surveys.by_key["s1"].drawn
    assert made is not None
    return made.sample


def answered() -> Scene:
    """Twenty-eight answers, seven of them by family; two were not reached."""
    at = issued()
    for n in range(28):
        at = at.when(answer(n, 80 + n % 3, proxy="family" if n < 7 else None), by="zhao").then()
    for who in islice(sample(at), 2):
        at = at.when(unreached(who), by="zhao").then()
    return at


def unreached(who: str, days: tuple[int, ...] = (4, 6, 8), **changes: Any) -> RecordUnreached:
    tried = tuple(Attempt(on=date(2027, 1, n), how="visit") for n in days)
    return RecordUnreached(**{"survey": "s1", "recipient": who, "reason": "not_reached", "attempts": tried, **changes})


# ---------------------------------------------------------------- the draw


def test_a_sample_is_drawn_from_the_committed_list_and_anyone_can_draw_it_again() -> None:
    """HR-EV-4"""
    made = committed().when(drawing(), by="qian").accepted(SurveyDrawn).events[0][1]
    assert isinstance(made, SurveyDrawn)
    assert made.sample == tuple(sorted(draw(made.seed, made.lot, PEOPLE, 30)))
    assert len(set(made.sample)) == 30


@pytest.mark.parametrize(
    "wrong",
    [
        {"seed": "另一粒种子"},
        {"recipients": PEOPLE[:-1]},
        {"recipients": PEOPLE[::-1]},
        {"recipients": (*PEOPLE[:-1], f"r-220122-{'z' * 10}")},
    ],
)
def test_another_seed_or_list_than_was_committed_is_refused(wrong: dict[str, Any]) -> None:
    """HR-EV-4"""
    committed().when(drawing(**wrong), by="qian").refused("HR-EV-4")


def test_who_committed_the_list_does_not_draw_and_nobody_draws_twice() -> None:
    """HR-EV-4: neither alone chooses who is asked"""
    committed().when(drawing(), by="zhao").refused("HR-EV-4")
    drawn().when(drawing(lot="再抽一次"), by="qian").refused("HR-EV-4")


@pytest.mark.parametrize("size", [29, 41])
def test_a_sample_has_its_least_size_and_no_more_than_the_list(size: int) -> None:
    """HR-EV-4, PF-09: a sample of stated size"""
    evaluating().when(commit(), by="zhao").accepted(SurveyCommitted)
    evaluating().when(commit(size=size), by="zhao").refused("HR-EV-4")
    evaluating().when(commit(listed=20, size=20), by="zhao").accepted(SurveyCommitted)


# ---------------------------------------------------------------- answers


def test_each_recipient_drawn_has_one_sheet() -> None:
    """HR-EV-4"""
    tokens = tuple(sorted(token_of(proof(n)) for n in range(30)))
    drawn().when(IssueSurveyTokens(survey="s1", tokens=tokens), by="zhao").accepted(SurveyTokensIssued)
    drawn().when(IssueSurveyTokens(survey="s1", tokens=tokens[1:]), by="zhao").refused("HR-EV-4")
    drawn().when(IssueSurveyTokens(survey="s1", tokens=tokens[::-1]), by="zhao").refused("HR-EV-4")


def test_an_answer_counts_once_names_nobody_and_shows_no_proof() -> None:
    """HR-EV-4"""
    at = issued().when(answer(1), by="zhao")
    event = at.accepted(SurveyAnswered).events[0][1]
    assert isinstance(event, SurveyAnswered)
    assert (event.token, proof(1) in event.payload()) == (token_of(proof(1)), False)
    again = at.then().when(answer(1, 100, manner="paper"), by="zhao")
    assert "只能作答一次" in again.refused("HR-EV-4").findings[0].reason
    at.then().when(answer(99), by="zhao").refused("HR-EV-4")  # not of this survey
    at.then().when(answer(2, scores={"files": 90}), by="zhao").refused("JL44-4.5.0")
    at.then().when(answer(2).model_copy(update={"proof": token_of(proof(2))}), by="zhao").refused("HR-EV-4")


def test_who_cannot_be_reached_is_recorded_with_attempts_on_three_days() -> None:
    """HR-EV-1, JL44-4.5.0"""
    at = issued()
    who = sample(at)[0]
    at.when(unreached(who), by="zhao").accepted(RecipientUnreached)
    at.when(unreached(who, (4, 4, 8)), by="zhao").refused("HR-EV-1")
    at.when(unreached(who, (4,), reason="declined"), by="zhao").accepted(RecipientUnreached)
    stranger = next(p for p in PEOPLE if p not in sample(at))
    at.when(unreached(stranger), by="zhao").refused("HR-EV-4")


def test_nobody_drawn_is_silently_left_out() -> None:
    """JL44-4.5.0"""
    close = CloseSurvey(survey="s1")
    issued().when(answer(1), by="zhao").then().when(close, by="zhao").refused("JL44-4.5.0")
    event = answered().when(close, by="zhao").accepted(SurveyClosed).events[0][1]
    assert isinstance(event, SurveyClosed)
    # 28 answers of 80, 81, 82 in turn: 10 × 80 + 9 × 81 + 9 × 82 = 2267; 2267 ÷ 28 = 80.964…
    assert event.scores == {"happy": Decimal("80.96")}
    assert (event.sampled, event.answered, event.proxies, event.not_reached) == (30, 28, 7, 2)
    answered().when(answer(29), by="zhao").refused("HR-EV-4")  # more than were drawn


def test_the_recipients_evaluation_is_what_the_survey_came_to() -> None:
    """HR-EV-4, G-15"""
    told: dict[str, Any] = {"scores": {"happy": "80.96"}, "sampled": 30, "answered": 28, "proxies": 7}
    answered().when(words("recipients", **told), by="zhao").refused("HR-EV-4")  # not summed up yet
    closed = answered().when(CloseSurvey(survey="s1"), by="zhao").then()
    closed.when(words("recipients", **told), by="zhao").accepted(PartyEvaluated)
    for better in ({"scores": {"happy": 95}}, {"answered": 30}, {"proxies": 0}):
        closed.when(words("recipients", **{**told, **better}), by="zhao").refused("HR-EV-4")


# ---------------------------------------------------------------- independent, measured, five steps


@pytest.mark.parametrize("own", [BUYER, SUPPLIER])
def test_the_third_party_is_nobody_who_buys_or_delivers(own: str) -> None:
    """JL44-4.5.0, JL44-A.9, PF-07"""
    evaluating().when(words("third_party", evaluator_uscc=EVALUATOR), by="zhao").accepted(PartyEvaluated)
    evaluating().when(words("third_party", evaluator_uscc=own), by="zhao").refused("JL44-4.5.0")


def test_the_third_party_is_no_affiliate_of_who_delivers_and_passes_nothing_on() -> None:
    """JL44-4.5.0, PF-07 (from memory: warns)"""
    tied = RelationRecorded(other=SUPPLIER, ground="holding", from_on=date(2026, 1, 1), evidence="a" * 64)
    said = words("third_party", evaluator_uscc=EVALUATOR)
    evaluating().has(tied, stream=f"supplier/{EVALUATOR}").when(said, by="zhao").refused("JL44-4.5.0")
    ended = tied.model_copy(update={"until_on": date(2026, 2, 1)})
    evaluating().has(ended, stream=f"supplier/{EVALUATOR}").when(said, by="zhao").accepted(PartyEvaluated)
    head = PrincipalRecorded(principal="王某", from_on=date(2026, 1, 1), evidence="a" * 64)
    both = evaluating().has(head, stream=f"supplier/{EVALUATOR}").has(head, stream=f"supplier/{SUPPLIER}")
    both.when(said, by="zhao").refused("JL44-4.5.0")
    passed_on = words("third_party", evaluator_uscc=EVALUATOR, subcontracted=("某调查公司",))
    evaluating().when(passed_on, by="zhao").warned("PF-07")


def test_the_list_comes_from_the_roster_where_one_is_kept() -> None:
    """HR-EV-4, HR-RO-1: strangers are refused; whoever is served and left out is said"""

    def rostered(people: tuple[str, ...]) -> Scene:
        entries = tuple(
            Enrolment(recipient=who, grade="C", township="220122003", from_on=date(2026, 3, 1)) for who in people
        )
        return committed().has(
            RecipientsEnrolled(ground="initial", entries=entries, document="a" * 64, by="town", on=date(2026, 3, 1))
        )

    exact = rostered(PEOPLE).when(drawing(), by="qian")
    assert not any(getattr(e, "clause", None) == "HR-EV-4" for _, e in exact.accepted(SurveyDrawn).events)
    rostered(PEOPLE[1:]).when(drawing(), by="qian").refused("HR-EV-4")
    rostered((*PEOPLE, "r-220122-zzzzzzzzzz")).when(drawing(), by="qian").warned("HR-EV-4")


def measured(**changes: Any) -> Any:
    """Visits are quantitative: 1,200 were aimed at."""
    aimed = tuple(
        i.model_copy(update={"target": Decimal(1200), "unit": "人次"}) if i.key == "visits" else i
        for i in system().indicators
    )
    at = evaluating().has(IndicatorsSet(system=system(version=2, indicators=aimed), on=date(2026, 3, 1)))
    return at.when(words("buyer", **changes), by="zhao")


def test_a_quantitative_indicator_is_scored_in_proportion() -> None:
    """PF-05 (from memory: it warns): 1,080 of 1,200 are 90 points; twice as much as planned asks about the target"""
    right: dict[str, Any] = {"scores": {"visits": 90, "files": 80}, "measured": {"visits": 1080}}
    assert [type(e) for _, e in measured(**right).accepted().events] == [PartyEvaluated]
    measured(**{**right, "scores": {"visits": 95, "files": 80}}).warned("PF-05")
    measured(**{**right, "measured": {}}).warned("PF-05")
    measured(scores={"visits": 100, "files": 80}, measured={"visits": 2400}).warned("PF-05")
    measured(**{**right, "measured": {"visits": 1080, "files": 3}}).refused("HR-EV-2")
    assert [pro_rata(Decimal(n), Decimal(1200)) for n in (0, 400, 1199, 1200, 5000)] == [
        Decimal(text) for text in ("0.00", "33.33", "99.92", "100.00", "100")
    ]


def test_the_tree_has_output_effect_and_satisfaction_and_the_parties_the_localitys_weights() -> None:
    """PF-06, PF-09, PF-10: advised, so they warn"""
    fresh = signed()
    lawful = fresh.when(SetIndicators(system=system(version=2)), by="zhao")
    assert [type(e) for _, e in lawful.accepted().events] == [IndicatorsSet]
    bare = tuple(i.model_copy(update={"group": None}) for i in system().indicators)
    fresh.when(SetIndicators(system=system(version=2, indicators=bare)), by="zhao").warned("PF-06")
    shares = {"buyer": "0.4", "recipients": "0.3", "third_party": "0.3"}
    fresh.when(SetIndicators(system=system(version=2, party_weights=shares)), by="zhao").warned("PF-10")


def test_without_an_evaluation_beforehand_the_five_steps_are_not_complete() -> None:
    """PF-01"""
    parties = [heard(p) for p in get_args(Party)]
    conclude = ConcludeEvaluation(opinion="良好")
    evaluating().has(*parties).when(conclude, by="wang").accepted(EvaluationConcluded)
    without = performing().has(reported("q1", date(2026, 5, 31)), PerformanceCompleted(on=date(2027, 1, 6)), *parties)
    without.on("2027-01-10").when(conclude, by="wang").refused("PF-01")
    unwatched = performing().has(ASSESSED, PerformanceCompleted(on=date(2027, 1, 6)), *parties)
    unwatched.on("2027-01-10").when(conclude, by="wang").refused("PF-01")


# ---------------------------------------------------------------- by year


def long() -> Scene:
    """Served since March 2026 until the end of 2027: two years of service, the second cut off."""
    run = performing(terms(ends_on=date(2027, 12, 31)), the_plan=plan(ends_on=date(2027, 12, 31)))
    return run.has(ASSESSED, reported("q1", date(2026, 5, 31))).on("2027-01-10")


def of_year(n: int) -> Iterator[RecordPartyEvaluation]:
    yield from (words(p, year=n) for p in get_args(Party))


def test_a_year_of_a_long_contract_is_evaluated_towards_its_end() -> None:
    """HR-EV-5: the first year ends on 28 February 2027"""
    early, due = long().on("2026-12-29"), long().on("2026-12-30")
    for command in of_year(1):
        early.when(command, by="zhao").refused("HR-EV-5")
        due = due.when(command, by="zhao").then()
    assert due.item("evaluation.year.1").rule == "HR-EV-5"
    event = due.when(ConcludeEvaluation(opinion="良好", year=1), by="wang").accepted(EvaluationConcluded).events[0][1]
    assert isinstance(event, EvaluationConcluded)
    assert (event.score, event.year, event.system_version) == (Decimal("84.00"), 1, 1)
    long().when(words("buyer", year=3), by="zhao").refused("HR-EV-5")
    long().when(words("buyer"), by="zhao").refused("JL44-4.0")  # the whole contract isn't over


def test_a_yearly_result_is_published_and_leaves_the_contracts_own_to_come() -> None:
    """JL44-4.5.1b"""
    done = long()
    for command in of_year(1):
        done = done.when(command, by="zhao").then()
    under_way = done.when(SetIndicators(system=system(version=2)), by="zhao")
    under_way.refused("JL44-4.4.0")
    done = done.when(ConcludeEvaluation(opinion="良好", year=1), by="wang").then()
    assert "evaluation.publish.1" in {i.key for i in done.agenda()}
    shown = done.has(*notice("evaluation", date(2027, 1, 12)))
    assert not [i for i in shown.agenda() if i.key.startswith("evaluation.")]
    over = shown.has(PerformanceCompleted(on=date(2028, 1, 6)), *(heard(p) for p in get_args(Party))).on("2028-01-10")
    over = over.when(ConcludeEvaluation(opinion="良好"), by="wang").then()
    project = over.states[HOME]
    assert isinstance(project, Project)
    assert project.stage == "evaluation"
    last = over.has(*notice("evaluation", date(2028, 1, 20), "evaluation-2")).states[HOME]
    assert isinstance(last, Project)
    assert last.stage == "closing"


def test_a_score_is_shown_line_by_line() -> None:
    """G-14: what the command shows is what was recorded; tests/docs holds the documentation to the same arithmetic"""
    done = evaluating().has(*(heard(p) for p in get_args(Party)))
    done = done.when(ConcludeEvaluation(opinion="良好"), by="wang").then()
    project = done.states[HOME]
    assert isinstance(project, Project)
    told = score_document(project, None)
    assert [(row["key"], row["points"]) for row in told["rows"]] == [
        ("visits", Decimal("85.00")),
        ("files", Decimal("80.00")),
        ("known", Decimal("70.00")),
        ("happy", Decimal("95.00")),
    ]
    assert (told["score"], told["recorded"], told["band"]) == (Decimal("84.00"), Decimal("84.00"), "良")
    out = Console(record=True, width=140, file=io.StringIO())
    score_page(out, told)
    assert "重算得 84.00；记录为 84.00（良）" in out.export_text()
    with pytest.raises(Stop):
        score_document(project, 1)
