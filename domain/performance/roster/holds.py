"""What of a project forbids to erase who its recipients are: computed from its state, so that no hold can be forgotten.  HR-VH-1, DP-02"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from domain.closing.keeping import years_after
from domain.project import Project
from domain.rulebook import RuleBook

RULE: Final = "HR-VH-1"
HoldKind = Literal["retention", "payment", "complaint", "audit", "takeover"]


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a recipient's identity stays.  `until`: the last day; None: until what is said has ended."""

    kind: HoldKind
    project: str
    until: date | None
    reason: str


def holds(project: Project, recipient: str, day: date, rules: RuleBook) -> tuple[Hold, ...]:
    """Of a project on whose roster, list or rows the recipient stands, on a day."""
    return tuple(
        Hold(kind, project.id, until, reason)
        for kind, until, reason in _all(project, recipient, rules)
        if until is None or until >= day
    )


def _all(project: Project, recipient: str, rules: RuleBook) -> Iterator[tuple[HoldKind, date | None, str]]:
    closing, ended = project.closing, project.stage == "closed"
    place = project.performance.roster.places.get(recipient)
    if place is not None and place.open and not ended:
        yield "retention", None, "仍在名册上，服务没有终止：由乡镇登记名册变动"
    if project.contract.signed_on is not None and closing.settled is None and not ended:
        yield "payment", None, f"尚未结算{_money(project, recipient)}"
    for matter in _complaints(project):
        yield "complaint", None, matter
    if project.supervision.findings and not ended:
        yield "audit", None, f"监督检查、审计的发现尚在处理：{'、'.join(f.key for f in project.supervision.findings)}"
    if project.takeover.active is not None:
        yield "takeover", None, f"临时接管 {project.takeover.active.takeover} 未结束"
    end = closing.closed_on or (closing.settled.on if closing.settled is not None else None)
    if project.performance.started_on is None:
        return  # nobody was served: nothing to prove later
    if end is None:
        yield "retention", None, "项目尚未结项，保存期限没有开始"
    elif rules.knows(RULE):
        years = rules.period(RULE, "keep_for").count
        yield "retention", years_after(end, years), f"{end}结项（结算），此后保存{years}年"


def _money(project: Project, recipient: str) -> str:
    payment = project.payment
    open_ = [
        f"在途支付 {len(payment.waiting)} 笔" if payment.waiting else "",
        f"未付清的发票 {len(payment.unpaid_invoices)} 张" if payment.unpaid_invoices else "",
        f"未决定的扣款 {len(payment.deductions.open)} 项" if payment.deductions.open else "",
        "本人有多计的服务" if any(o.recipient == recipient for o in project.performance.roster.overpaid) else "",
    ]
    told = "、".join(part for part in open_ if part)
    return f"（{told}）" if told else ""


def _complaints(project: Project) -> Iterator[str]:
    """Challenges, complaints and grievances without an answer; tips as long as the project is open."""
    dispute = project.dispute
    pending = [k for k in dispute.lodged if k not in dispute.complaints and k not in dispute.complaints_declined]
    pending += [k for k in dispute.complaints if k not in dispute.decisions]
    if pending:
        yield f"投诉未决定：{'、'.join(pending)}"
    challenged = [c.challenge for c in dispute.unanswered if c.challenge not in dispute.declined]
    if challenged:
        yield f"质疑未答复：{'、'.join(challenged)}"
    grievances = [k for k in dispute.grievances if k not in dispute.grievances_answered]
    if grievances:
        yield f"反映未答复：{'、'.join(grievances)}"
    if project.supervision.tips and project.stage != "closed":
        yield f"举报在处理中：{'、'.join(t.key for t in project.supervision.tips)}"
