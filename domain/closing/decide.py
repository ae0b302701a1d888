"""Closing: the rules.  Nothing is left to pay, what is left goes back, the file is kept, then the last entry.  GPL 42"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

from domain.award.bonds import agenda as bonds
from domain.award.bonds.holding import held
from domain.breach.aftermath.decide import ended_on
from domain.closing import record
from domain.closing.account import deducted_yuan, paid_yuan, remainders
from domain.closing.keeping import CLASSES, entry, kept_until, sealed, years_after
from domain.closing.messages import (
    ArchiveFiles,
    CloseProject,
    FilesArchived,
    ProjectClosed,
    ProjectSettled,
    SettleProject,
)
from domain.closing.papers import registered
from domain.dispute import agenda as dispute
from domain.forms import finding, gate, require, warning
from domain.funding.messages import FundsReleased, PoolReleased
from domain.given import Decision, Given
from domain.message import Command, Event
from domain.payment import agenda as payment
from domain.payment.due import outstanding_yuan
from domain.payment.repayment.decide import overpaid_yuan
from domain.project import Project
from domain.publication.clarifications.decide import kept_fees
from domain.register.archive.messages import stream_of_archive
from domain.supervision.agenda import undisclosed
from domain.supervision.messages import Finding
from domain.takeover.money.decide import committed_yuan
from domain.takeover.state import Takeover

ClosingCommand = SettleProject | ArchiveFiles | CloseProject
_REASON: Final = "结算余额"


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """The pools to which something goes back; the register in which the archive goes on living."""
    match command:
        case SettleProject():
            pools = (f"pool/{pool}" for pool in remainders(project))
            return (*pools, *(f"takeover/{key}" for key in _takeovers(project)))
        case CloseProject():
            return (stream_of_archive(project.id),)
        case _:
            return ()


def decide(command: ClosingCommand, given: Given) -> Decision:
    match command:
        case SettleProject():
            return _settle(command, given)
        case ArchiveFiles():
            return _archive(command, given)
        case CloseProject():
            return _close(command, given)
        case _:
            assert_never(command)


def _settle(command: SettleProject, given: Given) -> Decision:
    """The account closes when nothing is on its way, unpaid, disputed, owed or paid too much; the rest is released."""
    project = given.project
    money = project.payment
    on_their_way = [p.payment for p in money.waiting]
    unpaid = [i.number for i in money.invoices.values() if outstanding_yuan(project, i) > 0]
    back = remainders(project)
    found = [
        require(given, "JL44-4.0", project.closing.settled is None, "已结算"),
        require(given, "JL44-4.5.2b", not on_their_way, f"尚有支付在途：{'、'.join(on_their_way)}", field="payment"),
        require(
            given, "JL44-4.5.2b", not unpaid, f"付款条件已成就而未付清的发票：{'、'.join(unpaid)}", field="invoice"
        ),
        *_open_money(given),
        *_bridges(given),
        _ending(given),
        _overpaid(given),
    ]
    settled = ProjectSettled(
        contract_yuan=project.contract.amount_yuan,
        paid_yuan=paid_yuan(project),
        deducted_yuan=deducted_yuan(project),
        released_yuan=sum(back.values(), start=Decimal("0.00")),
        statement=command.statement,
        note=command.note,
        on=given.on,
    )
    released = [FundsReleased(pool=p, amount_yuan=y, reason=_REASON, on=given.on) for p, y in back.items()]
    also: list[tuple[str, Event]] = [
        (f"pool/{p}", PoolReleased(project=project.id, amount_yuan=y, reason=_REASON)) for p, y in back.items()
    ]
    return given.settle(command, found, settled, *released, also=tuple(also))


def _open_money(given: Given) -> Iterator[Finding | None]:
    """Whatever of the money is still somebody's duty: interest (PY-04), deductions (HR-PY-3), receivables (PY-08),
    differences (HR-PY-6), complaints (PY-09), money to come back (HR-PY-8), each under its own rule."""
    for item in payment.agenda(given.project, given.rules):
        if not item.key.startswith(("payment.pay.", "payment.reply.")):  # said above; and with the decision
            yield finding(given, item.rule, f"尚未了结：{item.title}", field=item.key)


def _bridges(given: Given) -> Iterator[Finding | None]:
    """The interim providers' accounts are settled, so that what they didn't use is free again.  HR-TK-17"""
    for key in _takeovers(given.project):
        run = given.state(Takeover, f"takeover/{key}")
        for standby, engaged in run.engaged.items():
            settled = standby in run.settled or not committed_yuan(run, standby) or run.drill
            reason = f"临时接管 {key}：{engaged.name}的费用尚未结清（settle-bridge）"
            yield require(given, "HR-TK-17", settled, reason, field="takeover")


def _takeovers(project: Project) -> tuple[str, ...]:
    return tuple(project.takeover.triggered)


def _ending(given: Given) -> Finding | None:
    """Where the contract ended before its term, the two have settled first.  EX-04"""
    project = given.project
    early = ended_on(project) is not None
    reason = "合同提前终止，尚未办理终止结算（SettleEnding）"
    return require(given, "EX-04", not early or project.breach.aftermath.settled is not None, reason, field="ending")


def _overpaid(given: Given) -> Finding | None:
    """What was paid and not earned is demanded back before the account closes; what came back is no longer over.  HR-PY-8"""
    over = overpaid_yuan(given.project)
    reason = f"已付款超过验收金额 {over} 元，预付款应予扣回：尚未要求退款"
    return require(given, "HR-PY-8", over <= 0, reason, field="over_yuan", over_yuan=over)


def _archive(command: ArchiveFiles, given: Given) -> Decision:
    """Kept for the law's years, counted from the day of archiving, the latest that 'the end of the procurement' can be."""
    closing = given.project.closing
    found = [
        require(given, "JL44-4.0", closing.settled is not None, "尚未结算"),
        require(given, "JL44-4.0", closing.archived is None, "已归档"),
        *_record(given),
        _cases_apart(command, given),
        _data_returned(command, given),
        _assessment_kept(command, given),
        *_papers(command, given),
        _listed(command, given),
    ]
    until = kept_until("procurement", given.on, given.rules)
    keep = {kind: kept_until(kind, given.on, given.rules) for kind in sorted({f.kind for f in command.files})}
    archived = FilesArchived(**command.model_dump(), keep_until=until, on=given.on, keep=keep)
    return given.settle(command, found, archived)


def _data_returned(command: ArchiveFiles, given: Given) -> Finding | None:
    """Whose recipients stood on a roster has had their data in trust: it gives them back or deletes them, and certifies it.

    EX-10 (PIPL 21): at the ordinary end as well, not after a takeover alone.
    """
    entrusted = bool(given.project.performance.roster.places)
    certified = not entrusted or command.data_certificate is not None
    reason = "承接主体受托处理过服务对象个人信息：须有其返还或者删除个人信息的证明"
    return require(given, "EX-10", certified, reason, field="data_certificate")


def _assessment_kept(command: ArchiveFiles, given: Given) -> Finding | None:
    """The impact assessment is kept as long as the law asks: in the archive's own years, or its keeping elsewhere is told.

    EX-11 (PIPL 56): three years from the day it was made.
    """
    made = given.project.approval.preparations.get("impact_assessment")
    if made is None or not command.files or not given.rules.has("EX-11", "keep_for"):
        return None
    until = years_after(made.done_on, given.rules.period("EX-11", "keep_for").count)
    filed = [f for f in command.files if f.digest == made.digest]
    if any(kept_until(f.kind, given.on, given.rules) >= until for f in filed):
        return None
    reason = f"个人信息保护影响评估报告须保存至{until}，归档目录中没有它：列入目录，或者另行保存并写明保管人"
    return warning(given, "EX-11", reason, field="files", until=until)


def _papers(command: ArchiveFiles, given: Given) -> Iterator[Finding | None]:
    """A list that is given names every class that this project must have, each paper once; no case paper lies among them."""
    if not command.files or not given.rules.has("HR-CL-3", "needed"):
        return
    digests = [f.digest for f in command.files]
    twice = sorted({f.title for f in command.files if digests.count(f.digest) > 1})
    yield require(given, "HR-CL-3", not twice, f"同一文件重复列入：{'、'.join(twice)}", field="files")
    kinds, titles = {f.kind for f in command.files}, {str(kind): title for kind, title in CLASSES.items()}
    paid = bool(given.project.payment.made)
    for kind in given.rules.kinds("HR-CL-3", "needed"):
        needed = kind != "accounting" or paid
        reason = f"归档目录缺少“{titles.get(kind, kind)}”类文件"
        yield require(given, "HR-CL-3", not needed or kind in kinds, reason, field="files", missing=kind)
    apart = "personal_data" not in kinds
    reason = "服务对象的个人资料保存期限较短，不得列入采购档案：另行保存，以编号代替姓名"
    yield require(given, "DP-03", apart, reason, field="files")


def _listed(command: ArchiveFiles, given: Given) -> Finding | None:
    """What is on record by digest stands in the list that is given; what doesn't is named, for the archivist to look.  HR-CL-6"""
    if not command.files or not given.rules.has("HR-CL-6", "no_papers"):
        return None
    there = {f.digest for f in command.files} | {command.index}
    on_record = registered(given.project, frozenset(given.rules.kinds("HR-CL-6", "no_papers")))
    missing = [f"{title}（{paper[:8]}）" for paper, title in on_record.items() if paper not in there]
    reason = f"归档目录未列入已登记摘要的文件 {len(missing)} 件：{'、'.join(missing)}"
    return require(given, "HR-CL-6", not missing, reason, field="files", missing=missing)


def _record(given: Given) -> Iterator[Finding | None]:
    """The activity record is whole before the file is shut: each missing part by its name.  GPL 42 (DP-04)"""
    project, rules = given.project, given.rules
    if not record.kept(project, rules):
        return
    said, words = record.activity_record(project, rules), record.headings(rules)
    for part in rules.kinds(record.RULE, "record_parts"):
        reason = f"采购活动记录缺少“{words.get(part, part)}”"
        yield require(given, record.RULE, bool(said.get(part)), reason, field=part, missing=part)


def _cases_apart(command: ArchiveFiles, given: Given) -> Finding | None:
    """The years of the procurement file are not those of the people served: their papers are kept elsewhere, under a number
    instead of a name.  Where the archivist says that they lie in this file, they come out first.  DP-03"""
    mixed = command.cases_apart is False
    reason = "采购档案中混有个案资料：移出另行保存，在采购档案中以编号代替姓名"
    return require(given, "DP-03", not mixed, reason, field="cases_apart")


def _close(command: CloseProject, given: Given) -> Decision:
    project = given.project
    found = [
        require(given, "JL44-4.0", project.closing.settled is not None, "尚未结算"),
        require(given, "R-P27", project.closing.archived is not None, "采购文件尚未归档"),
        require(given, "JL44-4.4.3c", project.takeover.active is None, "临时接管尚未结束"),
        *_left(given),
        *_unanswered(given),
        *_kept_money(project, given),
        require(given, "R-B04", _bond_returned(project), "履约保证金尚未退还", field="performance_bond"),
        *_still_owed(given),
        *(finding(given, "AD-12", f"{d.clause} 的例外尚未公示", field="departure") for d in undisclosed(project)),
    ]
    if project.bidding.cancelled_on is None:
        found.extend(_gate(given))
    else:
        found.append(_ended_aloud(project.bidding.cancelled_on, given))
    archived = project.closing.archived
    seal = sealed(archived) if archived is not None else None
    closed = ProjectClosed(opinion=command.opinion, on=given.on, manifest=seal)
    kept = ((stream_of_archive(project.id), entry(project.id, archived, given.on)),) if archived is not None else ()
    return given.settle(command, found, closed, also=kept)


def _left(given: Given) -> Iterator[Finding | None]:
    """Whom an ended takeover left without provider is placed, one by one, before anybody stops looking.  JL44-4.4.3c"""
    for takeover, counts in given.project.takeover.left.items():
        told = "、".join(f"{grade}级{n}人" for grade, n in sorted(counts.items()))
        reason = f"{takeover}结束时仍有服务对象无人服务（{told}），尚未落实（PlaceRecipients）"
        yield finding(given, "JL44-4.4.3c", reason, field="takeover", left=counts)


def _ended_aloud(cancelled_on: date, given: Given) -> Finding | None:
    """A purchase that was offered and then called off ends with a notice that gives the reason.  NT-termination"""
    publication = given.project.publication
    if publication.offered() is None:
        return None
    shown = publication.shown("termination")
    told = shown is not None and shown.published_on >= cancelled_on
    return require(given, "NT-termination", told, "采购终止后尚未发布终止公告并说明原因", field="termination")


def _kept_money(project: Project, given: Given) -> Iterator[Finding | None]:
    """What suppliers paid into a round that ended without a result is theirs.  R-P25"""
    for bond in held(project):
        if bond.ref is not None and bond.ref[0] == "R-P25":
            yield finding(given, "R-P25", f"{bond.supplier} 第{bond.round}轮的保证金尚未退还", field="bid_bond")
    for supplier, number in kept_fees(project).items():
        yield finding(given, "R-P25", f"{supplier} 第{number}轮的采购文件费用尚未退还", field="document_fee")


def _still_owed(given: Given) -> Iterator[Finding | None]:
    """What suppliers are owed outlives the purchase, called off or done: bid bonds, answers, decisions and what follows.

    R-P23, R-S18, DQ-04, DQ-06, DQ-12, DQ-14
    """
    project, rules = given.project, given.rules
    for item in (*bonds.agenda(project, rules), *dispute.agenda(project, rules)):
        if item.does != "take" and item.rule != "R-P25":  # money of a round that failed is named one by one above
            yield finding(given, item.rule, f"尚未了结：{item.title}", field=item.key)


def _bond_returned(project: Project) -> bool:
    return project.contract.bond is None or project.contract.bond_returned is not None


def _unanswered(given: Given) -> Iterator[Finding | None]:
    """After the last entry nothing is answered any more: what was sent out must have come back."""
    for effect in given.project.watch.effects.values():
        if effect.kind != "message":
            yield finding(given, "JL44-4.0", f"尚无回执：{effect.summary}", field=effect.id)


def _gate(given: Given) -> list[Finding | None]:
    """What must be on record before a project is closed, by the rules' own list, so far as it applies: a contract that
    came in running was announced before Jieli; where nothing was accepted there is no acceptance to publish, and where no
    service began there is nothing to evaluate."""
    project = given.project
    exempt = set()
    if project.bidding.framework.ended_on is not None:  # its call-offs announce their own contracts
        exempt.add("contract")
    if project.contract.opened is not None:
        exempt.add("contract")
    if not project.performance.accepted:
        exempt.add("acceptance")
    if project.performance.started_on is None:
        exempt.add("evaluation")
    return [f for f in gate(given, "close_project") if f is not None and f.field not in exempt]
