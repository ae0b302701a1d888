"""Care around the bridge: the rules.  HR-TK-04, HR-TK-05, HR-TK-07, HR-TK-12"""

from collections.abc import Iterator
from typing import assert_never

from domain.forms import finding, require
from domain.given import Decision, Given
from domain.supervision.messages import Finding
from domain.takeover.care.messages import (
    HandoverRecorded,
    HearSupplier,
    InterimReported,
    NotifyRecipients,
    RecipientsNotified,
    RecordHandover,
    ReportInterim,
    SupplierHeard,
)
from domain.takeover.routes import warn
from domain.takeover.running import own, running
from domain.takeover.trigger.decide import in_words

FINAL_ACCOUNT = "final_account"  # the old supplier's final account (HR-TK-08)
DATA_CERTIFICATE = "data_certificate"  # data returned or deleted, certified (PIPL 21)
CareCommand = HearSupplier | NotifyRecipients | RecordHandover | ReportInterim


def decide(command: CareCommand, given: Given) -> Decision:
    match command:
        case HearSupplier():
            return hear(command, given)
        case NotifyRecipients():
            return notify(command, given)
        case RecordHandover():
            return hand_over(command, given)
        case ReportInterim():
            return report(command, given)
        case _:
            assert_never(command)


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
    remedy = f"写这一次新告知的人数，至多{max(0, everyone - takeover.told)}人；重复告知的不再计入"
    fits = told <= everyone
    found = [require(given, "HR-TK-07", fits, reason, field="told", told=told, everyone=everyone, remedy=remedy)]
    found.extend(_plainly(command, given))
    event = RecipientsNotified(
        told=command.told, channel=command.channel, text=command.text, on=given.on, says=command.says
    )
    return given.settle(command, found, event)


def _plainly(command: NotifyRecipients, given: Given) -> Iterator[Finding | None]:
    """The service goes on, at no extra cost, and who to complain to; a new choice where a framework gives one."""
    rules = given.rules
    if not rules.has("HR-TK-07", "notice_parts"):
        return
    chosen = any(standby.route == "framework" for standby in given.takeover.standbys)
    needed = (
        *rules.kinds("HR-TK-07", "notice_parts"),
        *(rules.kinds("HR-TK-07", "where_framework") if chosen else ()),
    )
    missing = [part for part in needed if part not in command.says]
    reason = f"告知未写明：{'、'.join(missing)}"
    yield warn(require(given, "HR-TK-07", not missing, reason, field="says", missing=missing))


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
        require(
            given,
            "HR-TK-05",
            command.week <= week,
            f"现在是第{week}周，不能报第{command.week}周",
            field="week",
            remedy="周次自第一次委托之日起算；到了那一周再报",
        ),
        require(
            given,
            "HR-TK-05",
            command.week not in takeover.reports,
            f"第{command.week}周已报告",
            field="week",
            remedy="不必重报；写下一个尚未报告的周次",
        ),
        require(
            given,
            "HR-TK-05",
            not over,
            f"服务人数（{in_words(over)}）超出接管人数（{in_words(without)}）",
            field="served",
            over=over,
            remedy="按接管人数以内填写",
        ),
    ]
    event = InterimReported(week=command.week, served=command.served, digest=command.digest, on=given.on)
    return given.settle(command, found, event)
