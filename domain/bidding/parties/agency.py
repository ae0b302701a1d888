"""Parties: the agency and the platform that act for the buyer.  Their acts come by document, and are judged by the same rules.

An agency acts within the scope and the period of its written agreement, which the buyer itself chose to make (GPL 19, 20);
what it or a platform did (opening, evaluation) is entered by one person, compared by another, before it counts here.  AD-06
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.bidding.parties.messages import AgencyAppointed, AgencyEnded, AppointAgency, EndAgency
from domain.forms import allowed_kind, finding, parts, require
from domain.given import Decision, Given
from domain.publication.messages import Solicitation
from domain.supervision.messages import Finding

# which act of an agency a registered document stands for
_ACTS: Final = {"platform_opening": "opening", "platform_evaluation": "evaluation", "platform_result": "result"}


def appoint(command: AppointAgency, given: Given) -> Decision:
    """By the buyer's own choice and in writing; never one that bids.  GPL 19, 20, 87号令 art. 8"""
    chosen = command.designated_by is None
    reason = f"由{command.designated_by}指定采购代理机构：任何单位和个人不得为采购人指定"
    period = command.from_on is not None and command.until_on is not None
    in_order = command.from_on is None or command.until_on is None or command.from_on <= command.until_on
    said = {"scope": command.scope, "powers": command.powers, "period": "有" if period else ""}
    bids = {code for r in given.project.bidding.rounds.values() for code in r.bids}
    found = [
        require(given, "AD-06", chosen, reason, field="designated_by"),
        *parts(given, "AD-06", "agreement_parts", said, "委托代理协议"),
        *(allowed_kind(given, "AD-06", "acts", act, "委托事项", field="scope") for act in command.scope),
        require(given, "AD-06", in_order, "委托期限的终止日早于起始日", field="until_on"),
        require(given, "AD-06", command.agency not in bids, "该机构已在本项目响应，不得代理", field="agency"),
        require(given, "AD-06", command.agency != given.project.plan.buyer.uscc, "不能委托自己", field="agency"),
    ]
    if any(f is not None and f.blocks for f in found) or command.from_on is None or command.until_on is None:
        return given.settle(command, found)
    facts = command.model_dump(exclude={"designated_by"})
    return given.settle(command, found, AgencyAppointed(**facts, by=given.by, on=given.on))


def end(command: EndAgency, given: Given) -> Decision:
    held = any(a.agency == command.agency for a in given.project.bidding.parties.agencies)
    found = [require(given, "AD-06", held, "本项目没有委托该机构", field="agency")]
    return given.settle(command, found, AgencyEnded(**command.model_dump()))


def not_the_agency(supplier: str, given: Given, *, field: str = "supplier") -> Finding | None:
    """Who acts for the buyer doesn't bid.  87号令 art. 8"""
    agencies = {a.agency for a in given.project.bidding.parties.agencies}
    reason = f"{supplier} 是本项目的采购代理机构，不得参加响应"
    return require(given, "AD-06", supplier not in agencies, reason, field=field)


def conducted(terms: Solicitation, given: Given) -> Iterator[Finding | None]:
    """Who conducts a round, by what right.  AD-06"""
    where = "solicitation.conducted_by"
    if terms.conducted_by == "platform":
        named = terms.platform is not None
        yield require(given, "AD-06", named, "由平台组织的，须写明平台名称", field="solicitation.platform")
    elif terms.conducted_by == "agency":
        yield from _in_force("documents", given.on, given, where)


def _in_force(act: str, day: date, given: Given, field: str) -> Iterator[Finding | None]:
    agency = given.project.bidding.parties.agency_on(day)
    if agency is None:
        yield finding(given, "AD-06", f"{day}没有在有效期内的委托代理协议（AppointAgency）", field=field)
        return
    reason = f"“{act}”不在{agency.name}的委托范围之内：{'、'.join(agency.scope)}"
    yield require(given, "AD-06", act in agency.scope, reason, field=field, agency=agency.agency)


def result_by_document(given: Given) -> Iterator[Finding | None]:
    """What a platform publishes of the award stands checked on record before ours follows; an agency's where that lies in
    its scope, else the buyer announces it itself.  AD-06, R-P17"""
    project = given.project
    terms, award = project.publication.solicitation, project.award.confirmed
    if terms is None or award is None:
        return
    agency = project.bidding.parties.agency_on(given.on)
    own = terms.conducted_by == "agency" and (agency is None or _ACTS["platform_result"] not in agency.scope)
    if not own:
        yield from by_document("platform_result", award.on, given)


def by_document(kind: str, since: date, given: Given) -> Iterator[Finding | None]:
    """Where another conducts the round, its act stands checked on record before ours follows from it.  AD-06"""
    project = given.project
    terms = project.publication.solicitation
    if terms is None or terms.conducted_by == "buyer":
        return
    title = given.rules.approval(kind).title
    act = project.approval.agreed(kind)
    if act is None or act.act is None or act.on < since:
        reason = f"尚未登记并核对：{title}（RegisterOutsideAct、CheckOutsideAct）"
        yield finding(given, "AD-06", reason, field=kind)
        return
    if terms.conducted_by == "platform":
        yield require(given, "AD-06", act.body == terms.platform, f"{title}应由{terms.platform}出具", field=kind)
        return
    yield from _in_force(_ACTS[kind], act.on, given, kind)
    agency = project.bidding.parties.agency_on(act.on)
    own = agency is None or act.body == agency.name
    yield require(given, "AD-06", own, f"{title}应由受托的{agency.name if agency else '机构'}出具", field=kind)
