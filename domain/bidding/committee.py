"""Bidding: the committee.  Enough members, an odd number, the experts' share, none in conflict.  E-01, E-05, E-06, R-S13"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from domain.bidding.eligibility import method_of
from domain.bidding.messages import AppointCommittee, CommitteeAppointed
from domain.forms import PREDICATES, at_least, finding, require
from domain.given import Decision, Given
from domain.rulebook import Method
from domain.supervision.messages import Finding

_SHARE: Final = Decimal("0.000001")


def appoint(command: AppointCommittee, given: Given) -> Decision:
    method = method_of(given)
    found = [*_composition(command, method, given)]
    for number, member in enumerate(command.members):
        if member.conflict is not None:
            reason = f"{member.name}有应当回避的情形：{member.conflict}"
            found.append(finding(given, "R-S13", reason, field=f"members[{number}].conflict"))
    appointed = CommitteeAppointed(round=given.project.publication.round, **command.model_dump())
    return given.settle(command, found, appointed)


def _composition(command: AppointCommittee, method: Method, given: Given) -> Iterator[Finding | None]:
    """Enough members, an odd number, distinct persons, the experts' share.  E-01, E-05, E-06, HR-BL-2"""
    clause, size = method.committee_clause, len(command.members)
    yield at_least(given, clause, Decimal(size), Decimal(method.committee_min), "评审小组人数", field="members")
    larger, when = method.committee_larger_min, method.committee_larger_when
    if larger is not None and when is not None and PREDICATES[when](given.project.plan, given.rules):
        why = method.committee_larger_clause or clause
        yield at_least(given, why, Decimal(size), Decimal(larger), "评审小组人数", field="members")
    if method.committee_odd:
        yield require(given, clause, size % 2 == 1, f"评审小组为{size}人，应为单数", field="members")
    distinct = len({member.person for member in command.members}) == size
    yield require(given, clause, distinct, "同一人不得在评审小组中占两席", field="members")
    share = method.committee_expert_share
    if share is not None:
        experts = sum(member.kind == "expert" for member in command.members)
        # a third has no last digit: what is compared is cut to the same places on both sides
        actual = (Decimal(experts) / size).quantize(_SHARE, ROUND_HALF_UP)
        reason = f"评审专家{experts}人，少于{size}人的三分之二"
        yield require(
            given,
            clause,
            actual >= share.quantize(_SHARE, ROUND_HALF_UP),
            reason,
            field="members",
            experts=experts,
            size=size,
        )
