"""四（四）监督管理、四（五）绩效评价, clause by clause: the act that the clause asks for, and its nearest wrong variant.

Each line of TABLE is judged twice: the right act is accepted, the wrong one refused under exactly that clause.  The table with the
refusals' own words is docs/clauses.md: `python -m tests.domain.test_clauses_4_4_and_4_5` writes it anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

import law
from domain.bidding.messages import BidReceived
from domain.breach.messages import BreachFound, ExitNotified, ReferredToFinance
from domain.contract.change.messages import ContractRenewed
from domain.evaluation.messages import IndicatorsSet, PartyEvaluated
from domain.message import Event
from domain.payment.messages import PaymentOrdered
from domain.performance.messages import PerformanceStarted, ServiceReported, StartPerformance
from domain.planning.messages import ProjectDetermined
from domain.register.messages import CreditReportOrdered
from domain.supervision.messages import RecordTip, TipRecorded
from domain.takeover.messages import TakeoverTriggered
from tests.domain import (
    test_bidding,
    test_breach,
    test_contract_change,
    test_evaluation,
    test_payment,
    test_penalties,
    test_performance,
    test_planning,
    test_takeover,
)
from tests.domain.running import SUPPLIER_NAME, performing, reported
from tests.domain.scene import BARRED, DIVISION, SUPPLIER, D, Scene, day

PAGE: Final = Path(__file__).parents[2] / "docs" / "clauses.md"


@dataclass(frozen=True)
class Line:
    """One clause: what it has people do, what comes of it, and what is refused under it."""

    clause: str
    asks: str
    right: Callable[[], Scene]
    becomes: type[Event]
    but: str
    wrong: Callable[[], Scene]


def _determined(by: str) -> Scene:
    return test_planning.planned_until_determination().when(test_planning.determine(), by=by, role="head")


def _tip(told_before: bool) -> Scene:
    tip = RecordTip(key="t1", channel="12345", about="护理员不上门")
    scene = performing()
    return (scene.when(tip).then() if told_before else scene).when(tip)


def _passed_on(serious: bool) -> Scene:
    return performing().when(test_breach.find(kind="passing_on", serious=serious), by="li")


def _left(leaves_on: date) -> Scene:
    command = test_breach.leave(leaves_on=leaves_on, agreed=D)
    return performing().on("2026-07-06").when(command, role="clerk")


def _started(without: str) -> Scene:
    return test_performance.ready(without=without).when(StartPerformance(), by="wang")


def _triggered(gap_since: str) -> Scene:
    return test_takeover.prepared().when(test_takeover.trigger(gap_since=day(gap_since)))


def _referred(very_bad_effect: bool) -> Scene:
    bad = test_breach.heard(kind="quality", serious=True, very_bad_effect=very_bad_effect)
    return bad.when(test_breach.refer(), by="wang")


def _bid(on: str) -> Scene:
    """The bar's last day is 2 March 2026."""
    running = test_bidding.registered(test_bidding.published(test_bidding.scene()), BARRED)
    barred = running.has(test_bidding.bar(date(2026, 3, 2)), stream=f"supplier/{BARRED}")
    return barred.on(on).when(test_bidding.receive(BARRED))


def _credit(scene: Scene) -> Scene:
    return scene.when(test_penalties.report(), by="li", role="clerk")


def _third_party(evaluator: str) -> Scene:
    return test_evaluation.evaluating().when(test_evaluation.words("third_party", evaluator=evaluator), by="zhao")


def _satisfaction(*scored_by: str) -> Scene:
    changed = {"happy": {"parties": scored_by}}
    if "recipients" not in scored_by:  # they still have something to score
        changed["files"] = {"parties": ("buyer", "recipients")}
    return test_evaluation.set_to(indicators=test_evaluation.indicators(**changed))


def _renewed(score: int) -> Scene:
    return test_contract_change.ready().when(test_contract_change.renew(score=Decimal(score)), by="wang")


def _measured(**beside: int) -> Scene:
    command = test_performance.report(400, **beside)
    return performing().on("2026-06-01").when(command, by="sun", role="supplier", uscc=SUPPLIER)


def _paid(scene: Scene) -> Scene:
    return scene.has(test_payment.registered()).when(test_payment.order(), by="zhao")


def _unaccepted() -> Scene:
    return performing().has(reported("q1", date(2026, 6, 1))).on("2026-06-10")


TABLE: Final = (
    Line(
        "JL44-4.4.0",
        "编制计划以外的人确定项目",
        lambda: _determined("head-1"),
        ProjectDetermined,
        "编制人自己确定",
        lambda: _determined("clerk-1"),
    ),
    Line(
        "JL44-4.4.1",
        "社会监督的举报登记入账",
        lambda: _tip(told_before=False),
        TipRecorded,
        "以同一编号再登记，盖过前一件",
        lambda: _tip(told_before=True),
    ),
    Line(
        "JL44-4.4.2",
        "转包认定为情节严重的违约",
        lambda: _passed_on(serious=True),
        BreachFound,
        "转包按情节不严重处理",
        lambda: _passed_on(serious=False),
    ),
    Line(
        "JL44-4.4.3a",
        "经同意，通知当日退出",
        lambda: _left(date(2026, 7, 6)),
        ExitNotified,
        "通知之前一日已退出",
        lambda: _left(date(2026, 7, 5)),
    ),
    Line(
        "JL44-4.4.3b",
        "临时接管预案经批准后开始履行",
        lambda: _started(without=""),
        PerformanceStarted,
        "没有预案而开始履行",
        lambda: _started(without="plan"),
    ),
    Line(
        "JL44-4.4.3c",
        "服务中断后立即启动预案",
        lambda: _triggered("2026-07-06T14:00"),
        TakeoverTriggered,
        "中断时间写在未来一分钟",
        lambda: _triggered("2026-07-06T14:01"),
    ),
    Line(
        "JL44-4.4.4a",
        "情节严重且影响恶劣，移送财政部门",
        lambda: _referred(very_bad_effect=True),
        ReferredToFinance,
        "情节严重，没有恶劣影响",
        lambda: _referred(very_bad_effect=False),
    ),
    Line(
        "JL44-4.4.4b",
        "禁止期满次日参加",
        lambda: _bid("2026-03-03"),
        BidReceived,
        "禁止期最后一日参加",
        lambda: _bid("2026-03-02"),
    ),
    Line(
        "JL44-4.4.4c",
        "登记禁止决定后报送省和当地信用平台",
        lambda: _credit(test_penalties.barred()),
        CreditReportOrdered,
        "决定尚未登记为禁止，先报送公示",
        lambda: _credit(test_penalties.decided()),
    ),
    Line(
        "JL44-4.5.0",
        "第三方作第三方评价",
        lambda: _third_party("长春市公正评估中心"),
        PartyEvaluated,
        "承接主体自作第三方",
        lambda: _third_party(SUPPLIER_NAME),
    ),
    Line(
        "JL44-4.5.1a",
        "指标体系突出满意度，由服务对象评价",
        lambda: _satisfaction("recipients"),
        IndicatorsSet,
        "满意度由购买主体代评",
        lambda: _satisfaction("buyer"),
    ),
    Line(
        "JL44-4.5.1b",
        "续签以在案的年度评价得分为据",
        lambda: _renewed(88),
        ContractRenewed,
        "续签写上另一个得分",
        lambda: _renewed(92),
    ),
    Line(
        "JL44-4.5.2a",
        "对照合同的绩效目标报告执行情况",
        _measured,
        ServiceReported,
        "报告合同没有的指标",
        lambda: _measured(meals=3),
    ),
    Line(
        "JL44-4.5.2b",
        "履约期验收后支付",
        lambda: _paid(test_payment.accepted_q1()),
        PaymentOrdered,
        "验收之前支付",
        lambda: _paid(_unaccepted()),
    ),
)
each = pytest.mark.parametrize("line", TABLE, ids=[line.clause for line in TABLE])


@each
def test_the_clauses_own_act_is_accepted(line: Line) -> None:
    line.right().accepted(line.becomes)


@each
def test_its_nearest_wrong_variant_is_refused_under_exactly_that_clause(line: Line) -> None:
    refusal = line.wrong().refused(line.clause)
    assert {finding.clause for finding in refusal.findings} == {line.clause}
    assert refusal.findings[0].reason
    assert refusal.findings[0].remedy


def test_the_table_has_every_clause_of_the_two_parts() -> None:
    rules = law.load().rulebook(DIVISION, date(2026, 6, 1))
    of_the_guide = [rule.id for rule in rules.rules() if rule.id.startswith(("JL44-4.4.", "JL44-4.5."))]
    assert [line.clause for line in TABLE] == of_the_guide


def page() -> str:
    """The table in words: what is done, what is refused, and the refusal's own words."""
    rules = law.load().rulebook(DIVISION, date(2026, 6, 1))
    lines = [
        "# 四（四）监督管理、四（五）绩效评价：逐条的证据",
        "",
        "Written by `python -m tests.domain.test_clauses_4_4_and_4_5` from the table that these tests judge; not by hand.",
        "",
        "| 条款 | 名称 | 办得成 | 被拒绝 | 系统的答复 |",
        "|---|---|---|---|---|",
    ]
    for line in TABLE:
        said = line.wrong().refused(line.clause).findings[0].reason
        title = rules.rule(line.clause).title
        lines.append(f"| {line.clause} | {title} | {line.asks} | {line.but} | {said} |")
    return "\n".join(lines) + "\n"


def test_the_page_is_the_tables() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.domain.test_clauses_4_4_and_4_5"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
