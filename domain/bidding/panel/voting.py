"""What the committee decides, more than half of its members decide: not the buyer, not the clerk.  E-26, E-29, E-22"""

from collections.abc import Iterator

from domain.forms import require
from domain.given import Given
from domain.supervision.messages import Finding


def majority(agreed_by: tuple[str, ...], given: Given, clause: str) -> Iterator[Finding | None]:
    """The members named are members, each once, and more than half of all."""
    committee = given.project.round.committee
    seats = {member.person for member in committee.members} if committee is not None else set()
    strangers = [person for person in agreed_by if person not in seats]
    reason = f"由评审小组认定：{'、'.join(strangers)}不是成员"
    yield require(given, clause, not strangers, reason, field="agreed_by")
    agreeing = len(set(agreed_by) & seats)
    reason = f"评审小组{len(seats)}人，同意的{agreeing}人，不足半数以上"
    yield require(given, clause, 2 * agreeing > len(seats), reason, field="agreed_by")


def unanimous(signed_by: tuple[str, ...], given: Given, clause: str) -> Iterator[Finding | None]:
    """Every member signed, and nobody else."""
    committee = given.project.round.committee
    seats = {member.person for member in committee.members} if committee is not None else set()
    missing, strangers = sorted(seats - set(signed_by)), sorted(set(signed_by) - seats)
    yield require(given, clause, not missing, f"尚未签名：{'、'.join(missing)}", field="signed_by")
    yield require(given, clause, not strangers, f"不是评审小组成员：{'、'.join(strangers)}", field="signed_by")
