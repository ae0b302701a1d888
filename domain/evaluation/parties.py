"""What one party says: its own indicators, measured where they can be, by somebody independent.  JL44-4.5.0, PF-05, PF-07"""

from collections.abc import Iterator
from decimal import Decimal

from domain.evaluation.indicators import PARTY_TITLES
from domain.evaluation.messages import Indicator, IndicatorSystem, PartyEvaluated, RecordPartyEvaluation
from domain.evaluation.respondents import count_findings
from domain.evaluation.scoring import pro_rata
from domain.evaluation.survey.decide import as_surveyed
from domain.evaluation.years import RULE, evaluable_from, years
from domain.forms import finding, require, warning
from domain.given import Decision, Given
from domain.message import Command
from domain.project import Project
from domain.register.state import Supplier
from domain.supervision.messages import Finding


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """Whether a third party is related to who delivers stands in their own streams."""
    if not isinstance(command, RecordPartyEvaluation) or command.party != "third_party":
        return ()
    terms = project.contract.terms
    if command.evaluator_uscc is None or terms is None:
        return ()
    return tuple(f"supplier/{uscc}" for uscc in dict.fromkeys((command.evaluator_uscc, terms.supplier, *terms.joint)))


def record(command: RecordPartyEvaluation, given: Given) -> Decision:
    evaluation = given.project.evaluation
    system = evaluation.system
    if system is None:
        return given.settle(command, [finding(given, "JL44-4.5.1a", "尚未制定绩效指标体系", field="party")])
    wanted = {i.key for i in system.indicators if command.party in i.parties}
    unreached = command.party == "recipients" and not command.scores and command.attempts is not None
    exact = unreached or set(command.scores) == wanted
    found = [
        *when(command.year, given),
        require(
            given,
            "JL44-4.5.0",
            exact,
            f"{PARTY_TITLES[command.party]}的评分与指标体系不符",
            field="scores",
            missing=sorted(wanted - set(command.scores)),
            surplus=sorted(set(command.scores) - wanted),
        ),
        *_independent(command, given),
        *_sample(command, given, unreached=unreached),
        *_surveyed(command, given),
        *_measured(command, system, given),
    ]
    return given.settle(command, found, PartyEvaluated(**command.model_dump(), on=given.on))


def when(year: int | None, given: Given) -> Iterator[Finding | None]:
    """The whole contract after performance; a year of it towards that year's end; nothing that has a result already."""
    project = given.project
    concluded = project.evaluation.part(year).concluded
    yield require(given, "JL44-4.0", concluded is None, "评价结果已形成", field="year")
    if year is None:
        over = project.stage == "evaluation"
        yield require(given, "JL44-4.0", over, "履约尚未完成，只能作年度评价：写明 year（第几年）", field="year")
        return
    spans = years(project, given.rules)
    if year > len(spans):
        yield finding(given, RULE, f"合同只有{len(spans)}个服务年度", field="year")
        return
    opens = evaluable_from(spans[year - 1][1], given.rules)
    reason = f"第{year}年至{spans[year - 1][1]}，自{opens}起可以评价"
    yield require(given, RULE, given.on >= opens, reason, field="year", opens=opens)


def _independent(command: RecordPartyEvaluation, given: Given) -> Iterator[Finding | None]:
    """The third party is neither the buyer nor anyone who delivers the service; nor does it pass the work on.

    JL44-A.9 is bought as a service of its own, so its provider is not this project's.
    """
    if command.party != "third_party":
        return
    project = given.project
    terms = project.contract.terms
    names = {project.plan.buyer.name, terms.supplier_name if terms else ""}
    reason = "第三方不能是购买主体或承接主体本身"
    yield require(given, "JL44-4.5.0", command.evaluator not in names, reason, field="evaluator")
    if command.evaluator_uscc is not None:
        plan = project.takeover.in_force
        serving = {terms.supplier, *terms.joint} if terms is not None else set()
        standbys = {s.uscc for s in plan.standbys} if plan is not None else set()
        own = command.evaluator_uscc in {project.plan.buyer.uscc, *serving, *standbys}
        reason = "第三方（A.9 绩效评价）不能是本项目的购买主体、承接主体、联合体成员或者备选单位"
        yield require(given, "JL44-4.5.0", not own, reason, field="evaluator_uscc", evaluator=command.evaluator_uscc)
        yield from _no_affiliate(command.evaluator_uscc, sorted(serving - {command.evaluator_uscc}), given)
    to = "、".join(command.subcontracted)
    reason = f"第三方评价不得转包、分包：{to}"
    yield require(given, "PF-07", not command.subcontracted, reason, field="subcontracted")


def _no_affiliate(evaluator: str, serving: list[str], given: Given) -> Iterator[Finding | None]:
    """Nor anyone under one head with who delivers, or in whose hands the other is.  JL44-4.5.0, R-S05"""
    own = given.state(Supplier, f"supplier/{evaluator}")
    for uscc in serving:
        other = given.state(Supplier, f"supplier/{uscc}")
        head = own.principal_on(given.on)
        related = own.relation_on(uscc, given.on) is not None
        same_head = head is not None and head == other.principal_on(given.on)
        reason = f"第三方与承接主体 {uscc} 同一负责人，或者有控股、管理关系，不独立"
        yield require(given, "JL44-4.5.0", not (related or same_head), reason, field="evaluator_uscc", related=uscc)


def _sample(command: RecordPartyEvaluation, given: Given, *, unreached: bool) -> Iterator[Finding | None]:
    """Who was asked, who answered, and for whom another spoke; a thin sample warns."""
    if command.party != "recipients":
        return
    if unreached:
        yield warning(given, "JL44-4.5.0", f"未能取得服务对象评价：{command.attempts}", field="attempts")
        return
    stated = command.sampled is not None and command.answered is not None
    yield require(given, "JL44-4.5.0", stated, "须写明抽样人数和答复人数", field="sampled")
    sampled, answered, proxies = command.sampled or 0, command.answered or 0, command.proxies or 0
    possible = proxies <= answered <= sampled
    yield require(given, "JL44-4.5.0", possible, "代答不多于答复，答复不多于抽样", field="answered")
    yield from count_findings(proxies, given)
    some = not stated or answered > 0
    yield require(given, "JL44-4.5.0", some, "无人答复而有评分：请登记联系经过", field="answered")
    if possible and answered and given.rules.knows("HR-EV-3"):
        enough = Decimal(answered) / sampled >= given.rules.ratio("HR-EV-3", "answered_min")
        yield require(given, "HR-EV-3", enough, f"抽样{sampled}人，仅{answered}人答复", field="answered")
        own = Decimal(proxies) / answered <= given.rules.ratio("HR-EV-3", "proxies_max")
        yield require(given, "HR-EV-3", own, f"{answered}份答复中{proxies}份为代答", field="proxies")


def _surveyed(command: RecordPartyEvaluation, given: Given) -> Iterator[Finding | None]:
    if command.party == "recipients":
        told = (dict(command.scores), command.sampled or 0, command.answered or 0, command.proxies or 0)
        yield from as_surveyed(command.year, told, given)


def _measured(command: RecordPartyEvaluation, system: IndicatorSystem, given: Given) -> Iterator[Finding | None]:
    """A quantitative indicator is scored by what was done: in full, or pro rata.  PF-05"""
    by_key = {i.key: i for i in system.indicators}
    strange = sorted(k for k in command.measured if k not in by_key or by_key[k].target is None)
    reason = f"这些指标没有目标值：{'、'.join(strange)}"
    yield require(given, "HR-EV-2", not strange, reason, field="measured")
    if not given.rules.knows("PF-05"):
        return
    for key, score in command.scores.items():
        if key in by_key and by_key[key].target is not None:
            yield from _scored_by_what_was_done(by_key[key], score, command, given)


def _scored_by_what_was_done(
    indicator: Indicator, score: Decimal, command: RecordPartyEvaluation, given: Given
) -> Iterator[Finding | None]:
    done, target, field = command.measured.get(indicator.key), indicator.target, f"scores.{indicator.key}"
    if done is None or target is None:
        yield finding(given, "PF-05", f"“{indicator.title}”是定量指标，没有写完成值（measured）", field=field)
        return
    due = pro_rata(done, target)
    reason = f"“{indicator.title}”完成 {done:f}／目标 {target:f}，按比例应得 {due:f} 分，现为 {score:f} 分"
    yield require(given, "PF-05", score == due, reason, field=field, due=due)
    far = Decimal(given.rules.count("PF-05", "far_over_percent")) / 100
    low = f"“{indicator.title}”完成 {done:f}，远超目标 {target:f}：请核对目标是否偏低"
    yield require(given, "PF-05", done < target * far, low, field=field)
