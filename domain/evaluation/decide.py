"""Evaluation: the rules.  Indicators that stress satisfaction, three parties, a result anyone can recompute.  JL44-4.5.0, 4.5.1a, PF-01"""

from collections.abc import Iterator
from typing import Final, assert_never, get_args

from domain.evaluation import parties as party_rules
from domain.evaluation import respondents
from domain.evaluation.indicators import PARTY_TITLES, system_findings
from domain.evaluation.messages import (
    ConcludeEvaluation,
    EvaluationConcluded,
    IndicatorsSet,
    Party,
    RecordPartyEvaluation,
    SetIndicators,
)
from domain.evaluation.scoring import band, by_axis, score, unscored
from domain.evaluation.survey import decide as survey
from domain.evaluation.survey.messages import (
    AnswerSurvey,
    CloseSurvey,
    CommitSurvey,
    DrawSurvey,
    IssueSurveyTokens,
    RecordUnreached,
)
from domain.forms import require, warning
from domain.given import Decision, Given
from domain.message import Command
from domain.planning.messages import EMERGENCY
from domain.project import Project
from domain.supervision.messages import Finding

EvaluationCommand = (
    SetIndicators
    | RecordPartyEvaluation
    | ConcludeEvaluation
    | CommitSurvey
    | DrawSurvey
    | IssueSurveyTokens
    | AnswerSurvey
    | RecordUnreached
    | CloseSurvey
)


_STEPS: Final = {
    "prior_assessment": "事前评估",
    "targets": "绩效目标",
    "monitoring": "绩效监控",
    "evaluation": "绩效评价",
    "use_of_result": "结果应用",
}


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """Beside the project itself: whether a third party is anybody's affiliate."""
    return party_rules.reads(command, project)


def decide(command: EvaluationCommand, given: Given) -> Decision:
    match command:
        case SetIndicators():
            found = [*system_findings(command.system, given), *respondents.system_findings(command.system, given)]
            system = respondents.defined(command.system, given)
            return given.settle(command, found, IndicatorsSet(system=system, on=given.on))
        case RecordPartyEvaluation():
            return party_rules.record(command, given)
        case ConcludeEvaluation():
            return _conclude(command, given)
        case CommitSurvey() | DrawSurvey() | IssueSurveyTokens() | AnswerSurvey() | RecordUnreached() | CloseSurvey():
            return survey.decide(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- the result


def _conclude(command: ConcludeEvaluation, given: Given) -> Decision:
    """The score over all three parties; what nobody could score is said and left out, never guessed."""
    evaluation = given.project.evaluation
    system, parties = evaluation.system, evaluation.part(command.year).parties
    missing = [PARTY_TITLES[p] for p in get_args(Party) if p not in parties]
    found = [
        *party_rules.when(command.year, given),
        require(given, "JL44-4.5.0", not missing, f"尚缺评价：{'、'.join(missing)}", field="party", missing=missing),
        *_five_steps(command, given),
    ]
    if system is None or missing:
        return given.settle(command, found)
    left_out = unscored(system, parties)
    if left_out:
        titles = "、".join(i.title for i in left_out)
        reason = f"无人评分、未计入的指标：{titles}"
        found.append(warning(given, "JL44-4.5.0", reason, keys=[i.key for i in left_out]))
    total = score(system, parties)
    concluded = EvaluationConcluded(
        score=total,
        band=band(total, given.rules),
        by_axis=by_axis(system, parties),
        opinion=command.opinion,
        on=given.on,
        year=command.year,
        system_version=system.version,
    )
    return given.settle(command, found, concluded)


def _five_steps(command: ConcludeEvaluation, given: Given) -> Iterator[Finding | None]:
    """Assessed beforehand, with targets, monitored, evaluated, used.  PF-01

    How the result is used follows later: its publication is a gate of closing (JL44-4.5.1b).  Of what came in while running, the steps
    before that day are not judged.
    """
    project = given.project
    if not given.rules.knows("PF-01") or project.contract.opened is not None:
        return
    performance = project.performance
    present = {
        "prior_assessment": project.approval.preparations.get("prior_evaluation") or _excused(given),
        "targets": project.evaluation.system,
        "monitoring": performance.reports or performance.inspections or performance.accepted,
        "evaluation": project.evaluation.part(command.year).parties,
        "use_of_result": command.opinion,
    }
    for step in given.rules.kinds("PF-01", "steps"):
        reason = f"绩效管理缺少“{_STEPS.get(step, step)}”"
        yield require(given, "PF-01", bool(present.get(step)), reason, field=step)


def _excused(given: Given) -> bool:
    """An emergency, or the urgency that N22-13 lists, excuses what is prepared beforehand."""
    plan, rules = given.project.plan, given.rules
    if plan.method in EMERGENCY:
        return True
    listed = rules.has("N22-13", "grounds") and plan.method_ground in rules.kinds("N22-13", "grounds")
    return listed and "prior_evaluation" in rules.kinds("N22-13", "simplifies")
