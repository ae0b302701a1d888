"""Parties: ties between bidders, and those who have served the project itself.  R-S05, R-S06"""

from collections.abc import Iterator

from domain.award.undoing.messages import AwardVoided
from domain.bidding.eligibility import method_of
from domain.bidding.parties.messages import (
    ConflictRecorded,
    ProjectServiceRecorded,
    RecordConflict,
    RecordProjectService,
)
from domain.forms import allowed_kind, finding, require
from domain.given import Decision, Given
from domain.project import Project
from domain.register.state import Supplier
from domain.supervision.messages import Finding


def bidders(project: Project) -> tuple[str, ...]:
    """Everybody behind a bid of the round under way, a consortium's members included."""
    codes = [
        code
        for bid in project.round.bids.values()
        for code in (bid.supplier, *(bid.consortium.codes if bid.consortium else ()))
    ]
    return tuple(dict.fromkeys(codes))


def behind(project: Project, supplier: str) -> tuple[str, ...]:
    """The bidder, and where it bids for a consortium, its members."""
    bid = project.round.bids.get(supplier)
    members = bid.consortium.codes if bid is not None and bid.consortium is not None else ()
    return tuple(dict.fromkeys((supplier, *members)))


def tied(own: tuple[str, ...], given: Given, *, field: str = "supplier") -> Iterator[Finding | None]:
    """One head, direct holding or management between two bids: both are out.  R-S05"""
    others = [uscc for uscc in bidders(given.project) if uscc not in own]
    for uscc in own:
        for other in others:
            ground = relation(uscc, other, given)
            if ground is not None:
                reason = f"{uscc} 与 {other} {ground}，不得参加同一合同项下的采购活动"
                yield finding(given, "R-S05", reason, field=field, other=other)


def relation(uscc: str, other: str, given: Given) -> str | None:
    """In words what ties two suppliers on that day; None where nothing on record does."""
    one, two = (given.state(Supplier, f"supplier/{code}") for code in (uscc, other))
    head = one.principal_on(given.on)
    if head is not None and head == two.principal_on(given.on):
        return f"单位负责人为同一人（{head}）"
    held = one.relation_on(other, given.on)
    if held is None or held.ground not in given.rules.kinds("R-S05", "forbidden_relations"):
        return None
    return "单位负责人为同一人" if held.ground == "same_head" else "存在直接控股、管理关系"


def served(own: tuple[str, ...], name: str, given: Given, *, field: str = "supplier") -> Iterator[Finding | None]:
    """Who designed, wrote or manages the project doesn't bid for it, single source excepted.  R-S06"""
    if not given.rules.has("R-S06", "services") or method_of(given).name in given.rules.kinds(
        "R-S06", "excepted_methods"
    ):
        return
    project = given.project
    for service in project.bidding.parties.services:
        if service.supplier in own:
            reason = f"{service.name}为本项目提供过服务（{service.document}），不得再参加本项目的采购活动"
            yield finding(given, "R-S06", reason, field=field, service=service.service)
    for prepared in project.approval.preparations.values():
        if name in prepared.authors:
            reason = f"{name}是本项目准备材料“{prepared.kind}”的编制人，不得参加本项目的采购活动"
            yield finding(given, "R-S06", reason, field=field, service=prepared.kind)


def serve(command: RecordProjectService, given: Given) -> Decision:
    found = [allowed_kind(given, "R-S06", "services", command.service, "项目服务", field="service")]
    return given.settle(command, found, ProjectServiceRecorded(**command.model_dump(), by=given.by))


def clause_of(ground: str, given: Given) -> str | None:
    """Under which clause a bid with this ground may not stand."""
    for clause, name in (("R-S05", "forbidden_relations"), ("R-S06", "services"), ("CR-01", "lists")):
        if given.rules.has(clause, name) and ground in given.rules.kinds(clause, name):
            return clause
    return None


def record(command: RecordConflict, given: Given) -> Decision:
    """The bid falls out wherever the round stands; an award to it is void, and the next candidate or another round follows."""
    project = given.project
    number = project.publication.round
    clause = clause_of(command.ground, given)
    if clause is None:
        return given.settle(command, [finding(given, "R-S05", f"没有这样的情形：{command.ground}", field="ground")])
    of_two = clause != "R-S05" or (command.other in bidders(project) and command.other != command.supplier)
    excepted = clause == "R-S06" and method_of(given).name in given.rules.kinds("R-S06", "excepted_methods")
    known = command.supplier in project.round.bids
    once = (number, command.supplier) not in project.bidding.parties.conflicts
    unsigned = project.contract.terms is None
    late = "合同已签订，按合同无效或者违约处理，不能再认定响应无效"
    found = [
        require(given, clause, known, f"本轮没有 {command.supplier} 的响应文件", field="supplier"),
        require(given, clause, once, "本轮已认定", field="supplier"),
        require(given, clause, of_two, "须写明本轮另一家有关联的供应商", field="other"),
        require(given, clause, not excepted, "单一来源采购不适用", field="ground"),
        require(given, clause, unsigned, late, field="supplier"),
    ]
    recorded = ConflictRecorded(**command.model_dump(), round=number, clause=clause, by=given.by, on=given.on)
    confirmed = project.award.confirmed
    if confirmed is None or confirmed.supplier != command.supplier:
        return given.settle(command, found, recorded)
    voided = AwardVoided(
        supplier=confirmed.supplier,
        name=confirmed.name,
        ground="conflict",
        key=f"conflict-{number}-{len(project.bidding.parties.conflicts) + 1}",
        reason=command.reason,
        minutes=command.minutes,
        on=given.on,
    )
    return given.settle(command, found, recorded, voided)


def invalid(supplier: str, project: Project) -> ConflictRecorded | None:
    """Why a bid of the round under way doesn't stand any more."""
    return project.bidding.parties.conflicts.get((project.publication.round, supplier))
