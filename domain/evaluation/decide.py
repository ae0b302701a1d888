"""Evaluation: the rules.  Indicators that stress satisfaction, three parties, a result anyone can recompute.  JL44-4.5.0, 4.5.1a"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, assert_never, get_args

from domain.evaluation.messages import (
    ConcludeEvaluation,
    EvaluationConcluded,
    IndicatorsSet,
    IndicatorSystem,
    Party,
    PartyEvaluated,
    RecordPartyEvaluation,
    SetIndicators,
)
from domain.evaluation.scoring import band, by_axis, score, unscored
from domain.forms import at_least, finding, require
from domain.given import Decision, Given
from domain.message import Command
from domain.project import Project
from domain.supervision.messages import Finding

EvaluationCommand = SetIndicators | RecordPartyEvaluation | ConcludeEvaluation
PARTY_TITLES: Final[dict[Party, str]] = {"buyer": "购买主体", "recipients": "服务对象", "third_party": "第三方"}
# the guide's three aspects (law/) and the axis that measures each
_ASPECTS: Final = {"service_effect": "effect", "project_management": "management", "social_impact": "social_impact"}


def reads(_command: Command, _project: Project) -> tuple[str, ...]:
    """Nothing beside the project itself."""
    return ()


def decide(command: EvaluationCommand, given: Given) -> Decision:
    match command:
        case SetIndicators():
            found = list(_system(command.system, given))
            return given.settle(command, found, IndicatorsSet(system=command.system, on=given.on))
        case RecordPartyEvaluation():
            return _record(command, given)
        case ConcludeEvaluation():
            return _conclude(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- indicators


def _system(system: IndicatorSystem, given: Given) -> Iterator[Finding | None]:
    """Every aspect, every party, satisfaction scored by the recipients themselves; the weights add up."""
    before = given.project.evaluation.system
    newer = before is None or system.version > before.version
    yield require(given, "JL44-4.4.0", newer, "指标体系版本号须递增", field="system.version")
    yield from _arithmetic(system, given)
    rules = given.rules
    axes = {i.axis for i in system.indicators}
    for aspect in rules.kinds("JL44-4.5.0", "aspects"):
        present = _ASPECTS.get(aspect, aspect) in axes
        yield require(given, "JL44-4.5.0", present, f"缺少“{aspect}”方面的指标", field="system.indicators")
    scoring = {party for i in system.indicators for party in i.parties}
    for party in get_args(Party):
        reason = f"{PARTY_TITLES[party]}没有可评的指标"
        yield require(given, "JL44-4.5.0", party in scoring, reason, field="system.indicators")
    satisfaction = [i for i in system.indicators if i.axis == "satisfaction"]
    yield require(given, "JL44-4.5.1a", bool(satisfaction), "缺少服务对象满意度指标", field="system.indicators")
    own = all("recipients" in i.parties for i in satisfaction)
    yield require(given, "JL44-4.5.1a", own, "满意度指标须由服务对象评价", field="system.indicators")
    yield _satisfaction_weight(sum((i.weight for i in satisfaction), start=Decimal(0)), given)


def _arithmetic(system: IndicatorSystem, given: Given) -> Iterator[Finding | None]:
    keys = [i.key for i in system.indicators]
    total = sum((i.weight for i in system.indicators), start=Decimal(0))
    parties = sum(system.party_weights.values(), start=Decimal(0))
    field = "system.party_weights"
    yield require(given, "HR-EV-2", len(set(keys)) == len(keys), "指标编号重复", field="system.indicators")
    yield require(
        given, "HR-EV-2", total == 1, f"指标权重合计为 {total}，应为 1", field="system.indicators", total=total
    )
    yield require(given, "HR-EV-2", parties == 1, f"评价主体权重合计为 {parties}，应为 1", field=field, total=parties)
    for party in get_args(Party):
        weighed = system.party_weights.get(party, Decimal(0)) > 0
        yield require(given, "JL44-4.5.0", weighed, f"{PARTY_TITLES[party]}没有权重", field=field)


def _satisfaction_weight(weight: Decimal, given: Given) -> Finding | None:
    """The minimum is a locality's; unset warns, since 'stressed' has no number then."""
    if given.rules.has("JL44-4.5.1a", "satisfaction_min"):
        least = given.rules.ratio("JL44-4.5.1a", "satisfaction_min")
        return at_least(given, "JL44-4.5.1a", weight, least, "满意度权重", field="system.indicators")
    reason = f"本地未规定满意度最低权重，现为 {weight}：请确认已“突出”满意度"
    unset = finding(given, "JL44-4.5.1a", reason, field="system.indicators", weight=weight)
    return unset.model_copy(update={"blocks": False}) if unset else None


# ---------------------------------------------------------------- three parties


def _record(command: RecordPartyEvaluation, given: Given) -> Decision:
    evaluation = given.project.evaluation
    if evaluation.system is None:
        return given.settle(command, [finding(given, "JL44-4.5.1a", "尚未制定绩效指标体系", field="party")])
    wanted = {i.key for i in evaluation.system.indicators if command.party in i.parties}
    unreached = command.party == "recipients" and not command.scores and command.attempts is not None
    exact = unreached or set(command.scores) == wanted
    missing, surplus = sorted(wanted - set(command.scores)), sorted(set(command.scores) - wanted)
    found = [
        require(given, "JL44-4.0", evaluation.concluded is None, "评价结果已形成"),
        require(
            given,
            "JL44-4.5.0",
            exact,
            f"{PARTY_TITLES[command.party]}的评分与指标体系不符",
            field="scores",
            missing=missing,
            surplus=surplus,
        ),
        _independent(command, given),
        *_sample(command, given, unreached=unreached),
    ]
    return given.settle(command, found, PartyEvaluated(**command.model_dump(), on=given.on))


def _independent(command: RecordPartyEvaluation, given: Given) -> Finding | None:
    """The third party is neither the supplier nor the buyer."""
    if command.party != "third_party":
        return None
    terms = given.project.contract.terms
    names = {given.project.plan.buyer.name, terms.supplier_name if terms else ""}
    reason = "第三方不能是购买主体或承接主体本身"
    return require(given, "JL44-4.5.0", command.evaluator not in names, reason, field="evaluator")


def _sample(command: RecordPartyEvaluation, given: Given, *, unreached: bool) -> Iterator[Finding | None]:
    """Who was asked, who answered, and for whom another spoke; a thin sample warns."""
    if command.party != "recipients":
        return
    if unreached:
        found = finding(given, "JL44-4.5.0", f"未能取得服务对象评价：{command.attempts}", field="attempts")
        yield found.model_copy(update={"blocks": False}) if found else None
        return
    stated = command.sampled is not None and command.answered is not None
    yield require(given, "JL44-4.5.0", stated, "须写明抽样人数和答复人数", field="sampled")
    sampled, answered, proxies = command.sampled or 0, command.answered or 0, command.proxies or 0
    possible = proxies <= answered <= sampled
    yield require(given, "JL44-4.5.0", possible, "代答不多于答复，答复不多于抽样", field="answered")
    some = not stated or answered > 0
    yield require(given, "JL44-4.5.0", some, "无人答复而有评分：请登记联系经过", field="answered")
    if possible and answered and given.rules.knows("HR-EV-3"):
        enough = Decimal(answered) / sampled >= given.rules.ratio("HR-EV-3", "answered_min")
        yield require(given, "HR-EV-3", enough, f"抽样{sampled}人，仅{answered}人答复", field="answered")
        own = Decimal(proxies) / answered <= given.rules.ratio("HR-EV-3", "proxies_max")
        yield require(given, "HR-EV-3", own, f"{answered}份答复中{proxies}份为代答", field="proxies")


# ---------------------------------------------------------------- the result


def _conclude(command: ConcludeEvaluation, given: Given) -> Decision:
    """The score over all three parties; what nobody could score is said and left out, never guessed."""
    evaluation = given.project.evaluation
    system, parties = evaluation.system, evaluation.parties
    missing = [PARTY_TITLES[p] for p in get_args(Party) if p not in parties]
    found = [
        require(given, "JL44-4.0", evaluation.concluded is None, "评价结果已形成"),
        require(given, "JL44-4.5.0", not missing, f"尚缺评价：{'、'.join(missing)}", field="party", missing=missing),
    ]
    if system is None or missing:
        return given.settle(command, found)
    left_out = unscored(system, parties)
    if left_out:
        titles = "、".join(i.title for i in left_out)
        warned = finding(given, "JL44-4.5.0", f"无人评分、未计入的指标：{titles}", keys=[i.key for i in left_out])
        found.append(warned.model_copy(update={"blocks": False}) if warned else None)
    total = score(system, parties)
    concluded = EvaluationConcluded(
        score=total,
        band=band(total, given.rules),
        by_axis=by_axis(system, parties),
        opinion=command.opinion,
        on=given.on,
    )
    return given.settle(command, found, concluded)
