"""The activity record (采购活动记录): what was bought, for how much, how and why, computed from what is on record.  GPL 42, DP-04

Part by part, each in the lines that say it; a part without lines is missing.  A part that the purchase never came to, because
it was called off, says so: that is no gap.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from domain.award.undoing.messages import AwardVoided
from domain.bidding.state import Round
from domain.forms import inside_gpl
from domain.planning.messages import FUND_SOURCE_TITLES
from domain.project import Project
from domain.publication.sections import NOTHING, day_words, money
from domain.rulebook import RuleBook

RULE: Final = "DP-04"
OPEN_TENDER: Final = "open_tender"
_NEVER: Final = "采购终止，未进行到这一环节"


def kept(project: Project, rules: RuleBook) -> bool:
    """Whether the law asks this purchase for its record: inside the Procurement Law, and not begun before Jieli."""
    return inside_gpl(project.plan, rules) and project.contract.opened is None and rules.has(RULE, "record_parts")


def activity_record(project: Project, rules: RuleBook) -> Mapping[str, tuple[str, ...]]:
    """The record's parts by their names in law, each in lines; empty where the project says nothing of it."""
    made = {
        "category_and_name": tuple(_category(project)),
        "budget_funding_price": tuple(_money(project)),
        "method_and_reason": tuple(_method(project, rules)),
        "supplier_choice": tuple(_choice(project)),
        "criteria_and_reason": tuple(_reason(project)),
        "voiding_reason": tuple(_voided(project)),
        "non_tender_record": tuple(_other_method(project, rules)),
    }
    return {part: lines or _not_come_to(project) for part, lines in made.items()}


def headings(rules: RuleBook) -> Mapping[str, str]:
    """The parts that the law names, in its order, under its own words."""
    return dict(entry.split(" ", 1) for entry in rules.kinds(RULE, "headings"))


def _not_come_to(project: Project) -> tuple[str, ...]:
    return (_NEVER,) if project.bidding.cancelled_on is not None else ()


def _category(project: Project) -> Iterator[str]:
    plan = project.plan
    yield f"项目名称：{plan.title}；项目编号：{project.id}；采购人：{plan.buyer.name}"
    yield "采购类别：服务；采购内容：" + "；".join(f"{item.code} {item.description}" for item in plan.items)


def _money(project: Project) -> Iterator[str]:
    plan, framework = project.plan, project.bidding.framework
    price: tuple[str, ...] = ()
    if project.contract.signed is not None:
        price = (f"合同价格：{money(project.contract.original_yuan)}",)
        if project.contract.amount_yuan != project.contract.original_yuan:
            price += (f"连同补充、续签：{money(project.contract.amount_yuan)}",)
    elif framework.selected is not None:
        price = ("入围价格：" + "；".join(f"{p.name} {p.price_yuan:f}元" for p in framework.selected.providers),)
    elif framework.providers:
        price = ("入围价格：" + "；".join(f"{p.name} {p.price_yuan:f}元" for p in framework.providers.values()),)
    elif project.bidding.cancelled_on is not None:
        price = ("采购终止，没有合同",)
    if not price:  # without its price the part is not there
        return
    yield f"预算：{money(plan.budget_yuan)}；最高限价：{money(plan.highest_price_yuan)}"
    lines = (f"{FUND_SOURCE_TITLES[line.source]}（{line.pool}）{line.amount_yuan:.2f}元" for line in plan.funding)
    yield "资金构成：" + "；".join(lines)
    yield from price


def _method(project: Project, rules: RuleBook) -> Iterator[str]:
    """Another method than the open tender is there with its lawful ground or not at all."""
    plan = project.plan
    method = rules.method(plan.method)
    ground = plan.method_ground or method.assumed_ground
    if plan.method == OPEN_TENDER:
        yield f"采购方式：{method.title}"
    elif ground is not None or not method.preconditions:
        named = f"（{ground}）" if ground is not None else ""
        yield f"采购方式：{method.title}；采用公开招标以外方式的原因{named}：{plan.method_reason}"


def _choice(project: Project) -> Iterator[str]:
    """By which notice suppliers came, or who was asked and why; and the conditions they had to meet."""
    called = project.bidding.framework.called_off
    if called is not None:
        yield f"在框架协议 {called.framework} 的入围供应商中按“{called.way}”确定：{called.supplier}"
    for number, terms in enumerate(project.publication.rounds, start=1):
        shown, now = project.publication.offered(round=number), project.bidding.round(number)
        if shown is not None and shown.kind == "solicitation":
            yield f"第{number}轮：{day_words(shown.published_on)}公告征集，参加的供应商{len(now.bids)}家"
        elif now.invited:
            yield f"第{number}轮：邀请{'、'.join(now.invited)}，原因：{'；'.join(now.invited_because)}"
        else:
            continue
        yield f"第{number}轮供应商条件：{'；'.join(terms.qualification)}"


def _reason(project: Project) -> Iterator[str]:
    award, framework = project.award.confirmed, project.bidding.framework
    terms = project.publication.solicitation
    if award is not None:
        if terms is not None:
            yield "评审标准：" + "；".join(f"{c.title}（权重{c.weight:%}）" for c in terms.criteria)
        yield f"{day_words(award.on)}确定{award.name}（{award.supplier}）为成交供应商，原因：{award.reason}"
    elif framework.selected is not None:
        yield f"确定{len(framework.selected.providers)}家入围供应商，原因：{framework.selected.reason}"
    elif framework.reviewed:
        yield f"开放式框架协议：审核{len(framework.reviewed)}家申请，符合条件的即入围"


def _voided(project: Project) -> Iterator[str]:
    """Why rounds failed and awards were undone; that nothing was is said too."""
    said = []
    for number, now in sorted(project.bidding.rounds.items()):
        if now.failed is not None:
            said.append(f"第{number}轮于{day_words(now.failed.on)}废标（失败）：{now.failed.reason}")
        said.extend(_put_out(number, now))
    for uscc, undone in project.award.displaced.items():
        why = undone.reason if isinstance(undone, AwardVoided) else f"拒绝签订合同，{undone.facts}"
        said.append(f"{uscc} 的成交结果不再成立：{why}")
    if project.bidding.cancelled_on is not None:
        said.append(f"{day_words(project.bidding.cancelled_on)}终止采购：{project.bidding.cancelled_because}")
    yield from said or (NOTHING,)


def _put_out(number: int, now: Round) -> Iterator[str]:
    for uscc, checked in now.qualified.items():
        if not checked.passes:
            yield f"第{number}轮 {uscc} 资格审查不通过：{checked.reason}"
    for uscc, clause in now.out.items():
        yield f"第{number}轮 {uscc} 响应无效（{clause}）"


def _other_method(project: Project, rules: RuleBook) -> Iterator[str]:
    """What else the law wants on record of a method that is no tender: talks, final offers, the report."""
    plan = project.plan
    if plan.method in (OPEN_TENDER, "invited_tender"):
        yield NOTHING
        return
    now, called = project.round, project.bidding.framework.called_off
    if called is not None:
        yield f"第二阶段：{called.way}，单价{called.unit_price_yuan:f}元，数量{called.quantity.normalize():f}"
    if project.bidding.framework.reviewed:
        yield "入围申请随到随审，见申请和审核记录"
    if now.talks.heard:
        yield f"{rules.method(plan.method).title}{len(now.talks.heard)}次，最后报价{len(now.talks.offers)}家"
    if now.scored is not None:
        yield f"评审（协商）报告：{now.scored.report}"
