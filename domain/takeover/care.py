"""Takeover: recipients told, things handed over, weeks reported, the end.  JL44-4.4.3c, HR-TK-04, HR-TK-05, HR-TK-07"""

from collections.abc import Iterator

from domain.forms import finding, require
from domain.given import Decision, Given
from domain.ids import key_of
from domain.message import Event
from domain.project import Project
from domain.supervision.messages import Finding
from domain.takeover.asking import own, running
from domain.takeover.drill import decide as drill
from domain.takeover.messages import (
    EndTakeover,
    HandoverRecorded,
    HearSupplier,
    InterimReported,
    NotifyRecipients,
    RecipientsNotified,
    RecordHandover,
    ReportInterim,
    SupplierHeard,
    TakeoverClosed,
    TakeoverEnded,
)
from domain.takeover.money import decide as money
from domain.takeover.routes import warn

FINAL_ACCOUNT = "final_account"  # the old supplier's final account (HR-TK-08)
DATA_CERTIFICATE = "data_certificate"  # data returned or deleted, certified (PIPL 21)


def hear(command: HearSupplier, given: Given) -> Decision:
    """The failing supplier may answer at any time; it suspends nothing.  HR-TK-12"""
    opened = given.takeover.opened
    if opened is None:
        return given.settle(command, running(given, started=False))
    heard = SupplierHeard(statement=command.statement, digest=command.digest, on=given.on)
    return given.settle(command, [own(opened.supplier, given)], heard)


def notify(command: NotifyRecipients, given: Given) -> Decision:
    takeover = given.takeover
    if blocked := running(given, started=False):
        return given.settle(command, blocked)
    everyone = sum(takeover.without_provider.values())
    told = takeover.told + command.told
    reason = f"共告知{told}人，超过无人服务的{everyone}人"
    found = [require(given, "HR-TK-07", told <= everyone, reason, field="told", told=told, everyone=everyone)]
    event = RecipientsNotified(told=command.told, channel=command.channel, text=command.text, on=given.on)
    return given.settle(command, found, event)


def hand_over(command: RecordHandover, given: Given) -> Decision:
    """One item with its receipt, or the record that it was refused."""
    takeover = given.takeover
    if blocked := running(given):
        return given.settle(command, blocked)
    items = handover_items(given)
    before = takeover.handover.get(command.item)
    found = [
        require(
            given,
            "HR-TK-04",
            command.item in items,
            f"没有交接事项“{command.item}”；有：{'、'.join(items)}",
            field="item",
        ),
        require(given, "HR-TK-04", before is None or before.refused, f"“{command.item}”已交接", field="item"),
    ]
    event = HandoverRecorded(item=command.item, receipt=command.receipt, refused=command.refused, on=given.on)
    return given.settle(command, found, event)


def handover_items(given: Given) -> tuple[str, ...]:
    return (*given.rules.kinds("HR-TK-04", "handover_parts"), DATA_CERTIFICATE, FINAL_ACCOUNT)


def missing_items(given: Given) -> list[str]:
    """What the old supplier has not handed over, or refused to."""
    done = given.takeover.handover
    return [item for item in handover_items(given) if item not in done or done[item].refused]


def report(command: ReportInterim, given: Given) -> Decision:
    """A week of the interim, by whoever serves."""
    takeover = given.takeover
    if blocked := running(given):
        return given.settle(command, blocked)
    if not takeover.engaged:
        return given.settle(command, [finding(given, "HR-TK-05", "尚未委托接管单位")])
    began = min(e.starts_on for e in takeover.engaged.values())
    week = (given.on - began).days // given.rules.period("HR-TK-05", "report_every").count + 1
    providers = [s.uscc for s in map(takeover.standby, takeover.engaged) if s is not None]
    speaks = [own(uscc, given) for uscc in providers]
    without = takeover.without_provider
    over = {g: n for g, n in command.served.items() if not 0 <= n <= without.get(g, 0)}
    found = [
        speaks[0] if all(speaks) else None,
        require(given, "HR-TK-05", command.week <= week, f"现在是第{week}周", field="week"),
        require(given, "HR-TK-05", command.week not in takeover.reports, f"第{command.week}周已报告", field="week"),
        require(given, "HR-TK-05", not over, f"服务人数超出接管人数：{over}", field="served", over=over),
    ]
    event = InterimReported(week=command.week, served=command.served, digest=command.digest, on=given.on)
    return given.settle(command, found, event)


# ---------------------------------------------------------------- the end


def end(command: EndTakeover, given: Given) -> Decision:
    takeover = given.takeover
    if blocked := running(given, started=False):
        return given.settle(command, blocked)
    found: list[Finding | None] = [
        require(given, "JL44-4.4.3c", takeover.decided is not None, "尚未作出启动决定（DecideTakeover）")
    ]
    match command.outcome:
        case "replaced" if takeover.drill:
            found.append(
                finding(given, "HR-TK-16", "演练以交还（returned）或者终止（terminated）结束", field="outcome")
            )
        case "returned":
            found.extend(_returned(given))
        case "replaced":
            found.extend(_replaced(command, given))
        case "terminated":
            reason = f"尚有服务对象无人服务：{takeover.uncovered}；终止的理由须说明其已无需要"
            found.append(warn(require(given, "JL44-4.4.3c", not takeover.uncovered, reason, field="outcome")))
    if command.outcome != "replaced":
        none = command.replacement is None
        found.append(require(given, "JL44-4.4.3c", none, "只有由接续项目承接的才写明接续项目", field="replacement"))
    if takeover.decided is not None and takeover.decided.start:
        missing = missing_items(given) if not takeover.drill else []
        reason = f"尚未完成交接：{'、'.join(missing)}"
        found.append(warn(require(given, "HR-TK-04", not missing, reason, missing=missing)))
    noted, accounts, back = money.at_the_end(command, given)
    ended = TakeoverEnded(**command.model_dump(exclude={"used_yuan"}), by=given.by, on=given.on)
    closed = (f"project/{given.project.id}", _closed(command, given))
    return given.settle(command, [*found, *noted], *accounts, ended, also=(closed, *back))


def _closed(command: EndTakeover, given: Given) -> Event:
    """What the project keeps of it."""
    key = key_of(given.home)
    if given.takeover.drill:
        return drill.closed(given.takeover, key, command.reasons, given)
    return TakeoverClosed(takeover=key, outcome=command.outcome, replacement=command.replacement, on=given.on)


def _returned(given: Given) -> Iterator[Finding | None]:
    """Handed back to a supplier that can serve: all are served now, and its contract stands."""
    takeover, breach = given.takeover, given.project.breach
    started = takeover.decided is not None and takeover.decided.start
    reason = f"尚有服务对象无人服务：{takeover.uncovered}"
    yield require(given, "JL44-4.4.3c", not (started and takeover.uncovered), reason, field="outcome")
    gone = breach.dissolved is not None and breach.dissolved.effective_on <= given.on
    yield require(given, "EX-04", not gone, "合同已解除，不能交还原承接主体", field="outcome")
    left = breach.exit is not None and breach.exit.leaves_on <= given.on
    yield require(given, "JL44-4.4.3a", not left, "承接主体已退出，不能交还", field="outcome")


def _replaced(command: EndTakeover, given: Given) -> Iterator[Finding | None]:
    """The new purchase names this project as the one it replaces, and its service has begun."""
    if command.replacement is None:
        yield finding(given, "JL44-4.4.3c", "须写明接续项目", field="replacement")
        return
    new = given.state(Project, f"project/{command.replacement}")
    replaces = new.planning.plan is not None and new.planning.plan.replaces == given.project.id
    reason = f"{command.replacement} 不是本项目的接续项目"
    yield require(given, "JL44-4.4.3c", replaces, reason, field="replacement")
    serves = replaces and new.stage == "performance"
    reason = f"接续项目 {command.replacement} 尚未开始履约"
    yield require(given, "JL44-4.4.3c", serves or not replaces, reason, field="replacement", stage=new.stage)
