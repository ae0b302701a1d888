"""Parties: those who bid together.  Each meets the law, none bids twice, all are liable for the whole.  R-S07"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from domain.bidding.eligibility import may_take_part
from domain.bidding.messages import CheckQualification, ReceiveBid
from domain.forms import finding
from domain.given import Given
from domain.project import Project
from domain.supervision.messages import Finding

_HERE = "consortium"


def joined(command: ReceiveBid, given: Given) -> Iterator[Finding | None]:
    """What stands against a bid in common, and against a member's bid beside it.  GPL 24, Regulation art. 22, 87号令 art. 19"""
    yield from _once(command, given)
    group = command.consortium
    if group is None:
        return
    terms = given.project.publication.solicitation
    if terms is not None and not terms.consortium_allowed:
        yield finding(given, "R-S07", "采购文件不接受联合体", field=_HERE, option=True)
    yield _broken(given, len(group.members) > 1, "联合体须有两个以上成员", f"{_HERE}.members")
    distinct = max(Counter(group.codes).values()) == 1
    yield _broken(given, distinct, "同一成员列了两次", f"{_HERE}.members")
    led = group.lead in group.codes and group.lead == command.supplier
    yield _broken(given, led, "响应文件由联合体牵头人提交", f"{_HERE}.lead")
    total = sum((m.share for m in group.members), start=Decimal(0))
    yield _broken(given, total == 1, f"各成员份额合计为 {total}，应为 1", f"{_HERE}.members")
    liable = "联合协议须约定各方承担连带责任"
    yield _broken(given, group.joint_liability, liable, f"{_HERE}.joint_liability")
    for number, member in enumerate(group.members):
        if member.uscc != command.supplier:
            yield from may_take_part(member.uscc, given, field=f"{_HERE}.members[{number}]")


def _broken(given: Given, kept: bool, reason: str, field: str) -> Finding | None:
    """The option is used beyond its bounds: that stands in the way as a must does."""
    return None if kept else finding(given, "R-S07", reason, field=field, option=True)


def _once(command: ReceiveBid, given: Given) -> Iterator[Finding | None]:
    """Who has joined a consortium bids neither alone nor in another for the same contract.  Regulation art. 22 ¶2"""
    own = {command.supplier, *(command.consortium.codes if command.consortium else ())}
    for bid in given.project.round.bids.values():
        if bid.supplier == command.supplier:
            continue  # replaced by this one
        theirs = {bid.supplier, *(bid.consortium.codes if bid.consortium else ())}
        in_common = bid.consortium is not None or command.consortium is not None
        if in_common and (twice := sorted(own & theirs)):
            reason = f"{'、'.join(twice)}已参加 {bid.supplier} 的响应，联合体成员不得再单独或者与他人参加"
            yield finding(given, "R-S07", reason, field="supplier", option=True, twice=twice)


def qualifies(command: CheckQualification, given: Given) -> Iterator[Finding | None]:
    """Each member was looked at, and members of one duty count by the lowest grade.  GPL 24, Regulation art. 22"""
    bid = given.project.round.bids.get(command.supplier)
    if bid is None or bid.consortium is None:
        return
    unseen = [m.uscc for m in bid.consortium.members if m.uscc not in (*command.members_checked, command.supplier)]
    reason = f"联合体成员尚未逐一审查：{'、'.join(unseen)}"
    yield _broken(given, not unseen, reason, "members_checked")
    yield from _graded(command, given)


def _graded(command: CheckQualification, given: Given) -> Iterator[Finding | None]:
    """What the documents ask of a duty holds; who checks may not ask for less, nor for what they don't."""
    terms = given.project.publication.solicitation
    asked = terms.lowest_grades if terms is not None else {}
    held = grades(given.project, command.supplier)
    for duty, grade in held.items():
        least = asked.get(duty, command.lowest_grade if not asked else None)
        enough = least is None or grade <= least
        reason = f"联合体“{duty}”按较低等级确定为{grade}级，低于所要求的{least}级"
        yield _broken(given, enough, reason, "lowest_grade")
    bid = given.project.round.bids[command.supplier]
    unsaid = {m.duty for m in bid.consortium.members if m.grade is None} if bid.consortium is not None else set()
    bare = [duty for duty in asked if duty not in held or duty in unsaid]
    reason = f"采购文件要求资质等级，联合体没有逐一写明承担“{'、'.join(bare)}”的成员的等级"
    yield _broken(given, not bare, reason, "consortium.members")


def grades(project: Project, supplier: str) -> dict[str, int]:
    """Duty → the lowest grade among those who do it (the largest number)."""
    bid = project.round.bids.get(supplier)
    lowest: dict[str, int] = {}
    for member in bid.consortium.members if bid is not None and bid.consortium is not None else ():
        if member.grade is not None:
            lowest[member.duty] = max(member.grade, lowest.get(member.duty, member.grade))
    return lowest
