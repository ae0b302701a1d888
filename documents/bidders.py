"""What bidders are handed: the receipt of a bid, the notice of award, the letters to those who did not win.  GPL Regulation art. 43"""

from documents.paper import NotOnRecord, Paper, Section
from domain.calendar import beijing_date
from domain.forms import deadline
from domain.project import Project
from domain.publication.sections import day_words, moment_words, money
from domain.rulebook import RuleBook


def bid_receipt(project: Project, supplier: str, _rules: RuleBook) -> Paper:
    """The receipt (回执) of a bid: when it came, and by which digest it is known again.  Raises NotOnRecord."""
    number = project.publication.round
    bid = project.round.bids.get(supplier)
    if bid is None:
        known = "、".join(project.round.bids) or "无"
        raise NotOnRecord(f"本轮没有收到 {supplier} 的响应文件；已收到：{known}")
    return Paper(
        title="响应文件接收回执",
        issuer=project.plan.buyer.name,
        on=beijing_date(bid.received_at),
        number=f"项目编号：{project.id}",
        addressee=bid.name,
        sections=(
            Section(
                paragraphs=(
                    f"你单位就“{project.plan.title}”（第{number}轮）提交的响应文件已于"
                    f"{moment_words(bid.received_at)}收到，接收时密封完好。",
                    f"统一社会信用代码：{supplier}",
                    f"响应文件摘要（SHA-256）：{bid.digest}",
                    "本回执只证明接收的时间和文件的同一性，不表示响应文件符合要求。",
                )
            ),
        ),
    )


def award(project: Project, rules: RuleBook) -> Paper:
    """The notice of award (成交通知书): price in figures and capitals, until when to sign.  Raises NotOnRecord."""
    confirmed = project.award.confirmed
    if confirmed is None:
        raise NotOnRecord("成交供应商尚未确定")
    period = rules.method(project.plan.method).signing_period
    within = "" if period is None else f"，最迟至{day_words(deadline(rules, *period, confirmed.on).on)}"
    return Paper(
        title="成交通知书" if project.plan.method not in ("open_tender", "invited_tender") else "中标通知书",
        issuer=project.plan.buyer.name,
        on=confirmed.on,
        number=f"项目编号：{project.id}",
        addressee=confirmed.name,
        sections=(
            Section(
                paragraphs=(
                    f"经评审并由我单位于{day_words(confirmed.on)}确定，你单位为“{project.plan.title}”的成交供应商。",
                    f"成交金额：{money(confirmed.price_yuan)}",
                    f"服务期限：{day_words(project.plan.starts_on)}至{day_words(project.plan.ends_on)}",
                    f"请按照采购文件和响应文件与我单位签订书面合同{within}。",
                    "本通知书对双方均具有法律效力。",
                )
            ),
        ),
    )


def to_loser(project: Project, supplier: str, _rules: RuleBook) -> Paper:
    """The letter to one that did not win: the reason of its disqualification, or its own score and place.  Raises NotOnRecord.

    Of others it says no more than who won.  87号令 art. 69
    """
    confirmed = project.award.confirmed
    if confirmed is None:
        raise NotOnRecord("成交供应商尚未确定")
    bid = project.round.bids.get(supplier)
    if bid is None or supplier == confirmed.supplier:
        others = "、".join(s for s in project.round.bids if s != confirmed.supplier) or "无"
        raise NotOnRecord(f"{supplier} 不是未成交的供应商；未成交的：{others}")
    return Paper(
        title="评审结果通知书",
        issuer=project.plan.buyer.name,
        on=confirmed.on,
        number=f"项目编号：{project.id}",
        addressee=bid.name,
        sections=(
            Section(
                paragraphs=(
                    f"“{project.plan.title}”的成交供应商为{confirmed.name}，成交金额{money(confirmed.price_yuan)}。",
                    _why(project, supplier),
                    "对采购过程或者结果有异议的，可以依法在规定期限内提出质疑。",
                    "感谢你单位参与本次采购。",
                )
            ),
        ),
    )


def _why(project: Project, supplier: str) -> str:
    checked, scored = project.round.qualified.get(supplier), project.round.scored
    if checked is not None and not checked.passes:
        return f"你单位未通过资格审查，原因：{checked.reason}。"
    place = next((r for r in scored.ranking if r.supplier == supplier), None) if scored is not None else None
    if place is None:
        return "你单位的响应文件未进入排序。"
    return f"你单位的评审总得分为 {place.total.normalize():f} 分，排序第 {place.rank}。"
