"""The indicator system: every aspect, every party, satisfaction stressed, weights that add up.  JL44-4.5.0, 4.5.1a, PF-06, PF-09, PF-10"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, get_args

from domain.evaluation.messages import Axis, Group, Indicator, IndicatorSystem, Party
from domain.forms import at_least, require, warning
from domain.given import Given
from domain.supervision.messages import Finding

PARTY_TITLES: Final[dict[Party, str]] = {"buyer": "购买主体", "recipients": "服务对象", "third_party": "第三方"}
# the guide's three aspects (law/) and the axis that measures each
_ASPECTS: Final = {"service_effect": "effect", "project_management": "management", "social_impact": "social_impact"}
# the place in the indicator tree of an indicator that names none
_GROUP_OF: Final[dict[Axis, Group]] = {"effect": "effect", "social_impact": "effect", "satisfaction": "satisfaction"}
_GROUP_TITLES: Final[dict[str, str]] = {"output": "产出", "effect": "效益", "satisfaction": "满意度"}


def group_of(indicator: Indicator) -> Group | None:
    """Output, effect or satisfaction; None for the management of the project, which stands outside the tree."""
    return indicator.group or _GROUP_OF.get(indicator.axis)


def system_findings(system: IndicatorSystem, given: Given) -> Iterator[Finding | None]:
    """Every aspect, every party, satisfaction scored by the recipients themselves; the weights add up."""
    evaluation = given.project.evaluation
    newer = evaluation.system is None or system.version > evaluation.system.version
    yield require(given, "JL44-4.4.0", newer, "指标体系版本号须递增", field="system.version")
    under_way = "评价正在进行，形成结果之前不能更换指标体系"
    yield require(given, "JL44-4.4.0", not evaluation.under_way, under_way, field="system")
    yield from _arithmetic(system, given)
    yield from _parties_and_aspects(system, given)
    satisfaction = [i for i in system.indicators if i.axis == "satisfaction"]
    yield require(given, "JL44-4.5.1a", bool(satisfaction), "缺少服务对象满意度指标", field="system.indicators")
    own = all("recipients" in i.parties for i in satisfaction)
    yield require(given, "JL44-4.5.1a", own, "满意度指标须由服务对象评价", field="system.indicators")
    yield from _satisfaction_weight(sum((i.weight for i in satisfaction), start=Decimal(0)), given)
    yield from _tree(system, given)
    yield from _party_weights(system, given)


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


def _parties_and_aspects(system: IndicatorSystem, given: Given) -> Iterator[Finding | None]:
    axes = {i.axis for i in system.indicators}
    for aspect in given.rules.kinds("JL44-4.5.0", "aspects"):
        present = _ASPECTS.get(aspect, aspect) in axes
        yield require(given, "JL44-4.5.0", present, f"缺少“{aspect}”方面的指标", field="system.indicators")
    scoring = {party for i in system.indicators for party in i.parties}
    for party in get_args(Party):
        reason = f"{PARTY_TITLES[party]}没有可评的指标"
        yield require(given, "JL44-4.5.0", party in scoring, reason, field="system.indicators")


def _satisfaction_weight(weight: Decimal, given: Given) -> Iterator[Finding | None]:
    """The minimum is a locality's; unset warns, since 'stressed' has no number then.  What is advised warns too."""
    if given.rules.has("JL44-4.5.1a", "satisfaction_min"):
        least = given.rules.ratio("JL44-4.5.1a", "satisfaction_min")
        yield at_least(given, "JL44-4.5.1a", weight, least, "满意度权重", field="system.indicators")
    else:
        reason = f"本地未规定满意度最低权重，现为 {weight}：请确认已“突出”满意度"
        yield warning(given, "JL44-4.5.1a", reason, field="system.indicators", weight=weight)
    if given.rules.knows("PF-09"):
        advised = given.rules.ratio("PF-09", "satisfaction_low")
        yield at_least(given, "PF-09", weight, advised, "满意度权重", field="system.indicators")


def _tree(system: IndicatorSystem, given: Given) -> Iterator[Finding | None]:
    """Output, effect, satisfaction: each has an indicator.  PF-06"""
    if not given.rules.knows("PF-06"):
        return
    present = {group_of(i) for i in system.indicators}
    for group in given.rules.kinds("PF-06", "indicator_groups"):
        reason = f"指标树缺少“{_GROUP_TITLES.get(group, group)}”指标（indicators 的 group）"
        yield require(given, "PF-06", group in present, reason, field="system.indicators", missing=group)


def _party_weights(system: IndicatorSystem, given: Given) -> Iterator[Finding | None]:
    """The weights of the three parties are the locality's.  PF-10"""
    if not given.rules.knows("PF-10"):
        return
    local = {party: given.rules.ratio("PF-10", party) for party in get_args(Party)}
    same = all(system.party_weights.get(party) == weight for party, weight in local.items())
    words = "、".join(f"{PARTY_TITLES[p]} {w}" for p, w in local.items())
    yield require(given, "PF-10", same, f"评价主体权重与本地规定不同（{words}）", field="system.party_weights")
