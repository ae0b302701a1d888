"""Bidding: the committee.  Enough members, an odd number, experts' share, chair, draw, none in conflict.  E-01 … E-06, R-S13"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from domain.bidding.eligibility import method_of
from domain.bidding.messages import AppointCommittee, CommitteeAppointed, Member
from domain.bidding.panel.conflict import employed_by_bidder
from domain.forms import PREDICATES, at_least, finding, require, warning
from domain.given import Decision, Given
from domain.supervision.messages import Finding

_SHARE: Final = Decimal("0.000001")


def appoint(command: AppointCommittee, given: Given) -> Decision:
    found = [*composition(command.members, given), *_answers(command, given)]
    for number, member in enumerate(command.members):
        found.extend(fit(member, given, field=f"members[{number}]"))
    found.extend(_from_the_draw(command.members, given))
    appointed = CommitteeAppointed(round=given.project.publication.round, **command.model_dump())
    return given.settle(command, found, appointed)


def composition(members: tuple[Member, ...], given: Given, *, field: str = "members") -> Iterator[Finding | None]:
    """Enough members, an odd number, distinct persons, the experts' share, one chair at most.  E-01, E-05, E-06, HR-BL-2"""
    method = method_of(given)
    clause, size = method.committee_clause, len(members)
    yield at_least(given, clause, Decimal(size), Decimal(method.committee_min), "评审小组人数", field=field)
    larger, when = method.committee_larger_min, method.committee_larger_when
    if larger is not None and when is not None and PREDICATES[when](given.project.plan, given.rules):
        why = method.committee_larger_clause or clause
        yield at_least(given, why, Decimal(size), Decimal(larger), "评审小组人数", field=field)
    if method.committee_odd:
        yield require(given, clause, size % 2 == 1, f"评审小组为{size}人，应为单数", field=field)
    distinct = len({member.person for member in members}) == size
    yield require(given, clause, distinct, "同一人不得在评审小组中占两席", field=field)
    chairs = sum(member.chair for member in members)
    yield require(given, "E-03", chairs <= 1, f"评审小组只有一名组长，现为{chairs}名", field=field)
    share = method.committee_expert_share
    if share is not None:
        experts = sum(member.kind == "expert" for member in members)
        # a third has no last digit: what is compared is cut to the same places on both sides
        actual = (Decimal(experts) / size).quantize(_SHARE, ROUND_HALF_UP)
        reason = f"评审专家{experts}人，少于{size}人的三分之二"
        kept = actual >= share.quantize(_SHARE, ROUND_HALF_UP)
        yield require(given, clause, kept, reason, field=field, experts=experts, size=size)


def fit(member: Member, given: Given, *, field: str) -> Iterator[Finding | None]:
    """Who may sit, and as what.  E-03, R-S13"""
    if member.conflict is not None:
        reason = f"{member.name}有应当回避的情形：{member.conflict}"
        yield finding(given, "R-S13", reason, field=f"{field}.conflict")
    yield employed_by_bidder(member.employer, member.name, given, field=f"{field}.employer")
    if not method_of(given).inside_gpl:
        return
    chairs_for_buyer = member.chair and member.kind == "buyer"
    yield require(
        given, "E-03", not chairs_for_buyer, f"{member.name}是采购人代表，不得担任组长", field=f"{field}.chair"
    )
    reason = f"{member.name}是采购代理机构工作人员，不得参加评审"
    yield require(given, "E-03", not member.agency_staff, reason, field=f"{field}.agency_staff")
    own = member.kind == "expert" and member.employer == given.project.plan.buyer.uscc
    reason = f"{member.name}是采购人本单位人员，只能以采购人代表的身份参加"
    yield require(given, "E-03", not own, reason, field=f"{field}.kind")


def _answers(command: AppointCommittee, given: Given) -> Iterator[Finding | None]:
    """What only a person can say of the project: complex, or of wide effect.  Of services nobody answers: asked.  E-02, E-05"""
    method, rules = method_of(given), given.rules
    size = Decimal(len(command.members))
    service = PREDICATES["service_items"](given.project.plan, rules)
    if method.committee_larger_clause == "E-02" and method.committee_larger_min is not None:
        least = Decimal(method.committee_larger_min)
        if command.is_complex or command.wide_effect:
            yield at_least(given, "E-02", size, least, "技术复杂或者社会影响较大的，评审小组人数", field="members")
        elif size < least and service and None in (command.is_complex, command.wide_effect):
            reason = f"请回答项目是否技术复杂（is_complex）、社会影响较大（wide_effect）：是的，须{least}人以上"
            yield warning(given, "E-02", reason, field="wide_effect")
    if method.committee_clause == "E-05":
        legal = Decimal(sum(member.kind == "expert" and member.legal for member in command.members))
        if command.is_complex:
            least = Decimal(rules.count("E-05", "legal_experts"))
            yield at_least(given, "E-05", legal, least, "技术复杂、专业性强的，法律专家人数", field="members")
        elif service and command.is_complex is None and not legal:
            reason = "请回答项目是否技术复杂、专业性强（is_complex）：是的，须有1名法律专家"
            yield warning(given, "E-05", reason, field="is_complex")


def _from_the_draw(members: tuple[Member, ...], given: Given) -> Iterator[Finding | None]:
    """The experts are those of the draw on record; inside the law there should be one.  E-04"""
    panel = given.project.round.panel
    method = method_of(given)
    if not method.inside_gpl and not panel.drawn:
        return
    if not panel.experts:
        if method.committee_expert_share is not None:
            yield warning(
                given, "E-04", "尚未登记专家抽取的专家库、文号、时间和监督人（RegisterExpertDraw）", field="members"
            )
        return
    clause = "E-04" if method.inside_gpl else method.committee_clause
    strangers = [m.name for m in members if m.kind == "expert" and m.person not in panel.experts]
    yield require(given, clause, not strangers, f"不在抽取结果之中：{'、'.join(strangers)}", field="members")
