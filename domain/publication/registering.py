"""Publication: the site shows a notice, refuses it, or finance shows its own.  PB-05, PB-10, R-P02, R-P12, R-P18"""

from collections.abc import Iterator

from domain.calendar import beijing_date
from domain.forms import finding, require
from domain.given import Accepted, Decision, Given
from domain.publication.messages import (
    ComplaintNoticeRegistered,
    NoticeOrdered,
    NoticePublished,
    NoticeWithdrawn,
    RegisterComplaintNotice,
    RegisterPublication,
    WithdrawNotice,
)
from domain.publication.ordering import put_off, supplier_periods
from domain.supervision.messages import Finding


def register(command: RegisterPublication, given: Given) -> Decision:
    publication = given.project.publication
    ordered = publication.ordered.get(command.notice)
    if ordered is None:
        return given.settle(command, [finding(given, "JL44-4.2.1", f"没有公告“{command.notice}”", field="notice")])
    if command.notice in publication.published:
        if given.by == "adapter":  # the site was asked twice: done is done
            return Accepted()
        return given.settle(command, [finding(given, "JL44-4.2.1", "该公告的发布已登记", field="notice")])
    published_on = beijing_date(command.published_at)
    past = command.published_at <= given.at
    found = [
        require(given, "PB-05", past, "发布时间晚于现在", field="published_at"),
        *_of_this_notice(command, ordered, given),
    ]
    if ordered.kind in ("solicitation", "invitation") and ordered.round == publication.round:
        found.extend(supplier_periods(given, published_on))
    found.extend(put_off(ordered.response_deadline, ordered.kind, published_on, given))
    if command.differs is not None:
        found.append(_prevails(command.differs, given))
    published = NoticePublished(**command.model_dump(), kind=ordered.kind, published_on=published_on)
    return given.settle(command, found, published)


def _of_this_notice(command: RegisterPublication, ordered: NoticeOrdered, given: Given) -> Iterator[Finding | None]:
    """A receipt is of one notice, was not given before the notice was handed in, and none of a notice taken back.  PB-05"""
    publication = given.project.publication
    shown_on = beijing_date(command.published_at)
    early = ordered.on is not None and shown_on < ordered.on
    yield require(given, "PB-05", not early, f"发布日期{shown_on}早于提交日期{ordered.on}", field="published_at")
    other = next((n.notice for n in publication.published.values() if n.receipt == command.receipt), None)
    yield require(given, "PB-05", other is None, f"回执已登记在公告“{other}”", field="receipt")
    gone = command.notice in publication.withdrawn
    yield require(given, "PB-05", not gone, "该公告已撤回，须另行提交", field="notice")


def _prevails(differs: str, given: Given) -> Finding | None:
    """The official site's text prevails: that ours differs is noted, and stands in nobody's way.  PB-05"""
    found = finding(given, "PB-05", f"网站文本与提交文本不一致，以网站为准：{differs}", field="differs")
    remedy = "核对网站文本；需要改动的发布更正公告"
    return found.model_copy(update={"blocks": False, "remedy": remedy}) if found is not None else None


def withdraw(command: WithdrawNotice, given: Given) -> Decision:
    """Only what the site refused: what may have shown can only be corrected.  JL44-4.2.1, HR-EFFECT"""
    publication = given.project.publication
    ordered = publication.ordered.get(command.notice)
    if ordered is None:
        return given.settle(command, [finding(given, "JL44-4.2.1", f"没有公告“{command.notice}”", field="notice")])
    shown = command.notice in publication.published
    effects = given.project.watch.effects.values()
    refused = any(e.kind == "publish" and e.body["notice"] == command.notice and e.refused is not None for e in effects)
    reason = "已发布的公告不能撤回，只能更正" if shown else "只能撤回网站拒绝发布的公告"
    found = [require(given, "JL44-4.2.1", refused and not shown, reason, field="notice")]
    withdrawn = NoticeWithdrawn(**command.model_dump(), by=given.by, on=given.on)
    return given.settle(command, found, withdrawn)


def register_complaint_notice(command: RegisterComplaintNotice, given: Given) -> Decision:
    """Finance publishes its decision; where it stands is on record, once, after the decision.  PB-10"""
    decided = given.project.dispute.decisions.get(command.complaint)
    if decided is None:
        missing = f"投诉“{command.complaint}”没有登记处理决定"
        return given.settle(command, [finding(given, "PB-10", missing, field="complaint")])
    new = command.complaint not in given.project.publication.complaint_notices
    late = decided.on <= command.published_on <= given.on
    found = [
        require(given, "PB-10", new, "该投诉的处理结果公告已登记", field="complaint"),
        require(given, "PB-10", late, "公告日期应在处理决定之后、今天之前", field="published_on"),
    ]
    registered = ComplaintNoticeRegistered(**command.model_dump(), by=given.by)
    return given.settle(command, found, registered)
