"""When what ties a member to a supplier is a ground of recusal, and whether the committee may score.  R-S13, E-03"""

from collections.abc import Iterable, Iterator

from domain.bidding.eligibility import method_of
from domain.bidding.panel.messages import Relation
from domain.forms import deadline, finding, require, warning
from domain.given import Given
from domain.supervision.messages import Finding


def involved(relations: Iterable[Relation], given: Given) -> Iterator[Relation]:
    """The relations to suppliers of this round that still count: some for years after they ended.  R-S13"""
    now = given.project.round
    parties = set(now.bids) | set(now.invited)
    for relation in relations:
        if relation.supplier in parties and _counts(relation, given):
            yield relation


def _counts(relation: Relation, given: Given) -> bool:
    """Work, office or control within the years before; kinship and the like as long as they last."""
    if relation.ended_on is None:
        return True
    if relation.kind not in given.rules.kinds("R-S13", "looked_back"):
        return relation.ended_on >= given.on
    return deadline(given.rules, "R-S13", "lookback", relation.ended_on).on >= given.on


def unbiased(given: Given) -> Iterator[Finding | None]:
    """Before scoring: who left is replaced, nobody works for a bidder, everybody has declared, one is the chair."""
    now = given.project.round
    if now.committee is None:
        return
    by_person = {member.person: member for member in now.committee.members}
    for member in by_person.values():
        declared = now.panel.declared.get(member.person)
        tied = declared is not None and next(involved(declared.relations, given), None) is not None
        left = member.person in now.panel.recused or tied
        reason = f"{member.name}有应当回避的情形，尚未替换（ReplaceMember）"
        yield require(given, "R-S13", not left, reason, field="members", member=member.person)
        yield employed_by_bidder(member.employer, member.name, given)
    if not method_of(given).inside_gpl:
        return
    silent = [member.name for person, member in by_person.items() if person not in now.panel.declared]
    if silent:
        yield warning(given, "R-S13", f"尚未登记回避声明（DeclareInterests）：{'、'.join(silent)}", field="members")
    if method_of(given).committee_expert_share is not None and not any(m.chair for m in by_person.values()):
        yield warning(given, "E-03", "评审小组未指明组长", field="members")


def employed_by_bidder(employer: str | None, name: str, given: Given, *, field: str = "members") -> Finding | None:
    """A member who works for a supplier of the round.  R-S13"""
    now = given.project.round
    if employer is None or employer not in {*now.bids, *now.invited}:
        return None
    return finding(given, "R-S13", f"{name}在响应供应商 {employer} 任职，应当回避", field=field, supplier=employer)
