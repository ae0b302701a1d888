"""The people of a takeover: the rules.  HR-TK-03, HR-TK-19, JL44-4.4.3c, EX-14"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from domain.forms import at_most, require
from domain.given import Decision, Given
from domain.message import Event
from domain.supervision.messages import Finding
from domain.takeover.bridge.messages import CoverageRecorded, EngageStandby, RecipientsCovered
from domain.takeover.hours import beijing
from domain.takeover.people.messages import (
    EndNeed,
    GovernmentInformed,
    InformGovernment,
    ListRecipients,
    NeedEnded,
    RecipientsListed,
)
from domain.takeover.running import running
from domain.takeover.state import Takeover, evolve

RULE = "HR-TK-19"
PeopleCommand = ListRecipients | EndNeed | InformGovernment


def decide(command: PeopleCommand, given: Given) -> Decision:
    match command:
        case ListRecipients():
            return list_recipients(command, given)
        case EndNeed():
            return end_need(command, given)
        case InformGovernment():
            return inform(command, given)
        case _:
            assert_never(command)


def list_recipients(command: ListRecipients, given: Given) -> Decision:
    """By pseudonym and grade, no more of a grade than are without provider."""
    takeover = given.takeover
    if blocked := running(given, started=False):
        return given.settle(command, blocked)
    assert takeover.opened is not None
    twice = [key for key, n in Counter(r.recipient for r in command.recipients).items() if n > 1]
    after = {**takeover.people.listed, **{r.recipient: r for r in command.recipients}}
    found: list[Finding | None] = [
        require(given, RULE, not twice, f"名单中编号重复：{'、'.join(twice[:5])}", field="recipients")
    ]
    for grade, count in Counter(r.grade for r in after.values()).items():
        most = takeover.opened.without_provider.get(grade, 0)
        found.append(at_most(given, RULE, Decimal(count), Decimal(most), f"{grade}级名单人数", field="recipients"))
    later = [r.recipient for r in command.recipients if r.since is not None and r.since > given.at]
    found.append(require(given, RULE, not later, f"中断时间晚于现在：{'、'.join(later[:5])}", field="recipients"))
    event = RecipientsListed(recipients=command.recipients, digest=command.digest, by=given.by, on=given.on)
    return given.settle(command, found, event)


def end_need(command: EndNeed, given: Given) -> Decision:
    """Who needs no service any more waits for nobody; the last of them may end the gap."""
    takeover = given.takeover
    if blocked := running(given, started=False):
        return given.settle(command, blocked)
    assert takeover.opened is not None
    at = beijing(command.ended_at)
    left = takeover.without_provider.get(command.grade, 0)
    listed = takeover.people.listed
    strangers = [r for r in command.recipients if r not in listed or listed[r].grade != command.grade]
    counted = not command.recipients or len(set(command.recipients)) == command.count == len(command.recipients)
    before = sorted(takeover.people.ended_names & set(command.recipients))
    served = _served(command, takeover)
    counts = takeover.serving(command.grade)
    over = {key: n for key, n in served.items() if not 0 <= n <= counts.get(key, 0)}
    found = [
        at_most(
            given, RULE, Decimal(command.count), Decimal(left), f"不再需要服务的{command.grade}级对象", field="count"
        ),
        require(
            given, RULE, not strangers, f"不在{command.grade}级名单上：{'、'.join(strangers[:5])}", field="recipients"
        ),
        require(given, RULE, counted, "编号个数与人数不一致", field="recipients"),
        require(given, RULE, not before, f"已登记不再需要服务：{'、'.join(before[:5])}", field="recipients"),
        require(
            given,
            RULE,
            not over and sum(served.values()) <= command.count,
            "所写接管单位服务的人数有误",
            field="served",
        ),
        require(
            given, RULE, takeover.opened.gap_since <= at <= given.at, "时间须在中断之后、现在之前", field="ended_at"
        ),
    ]
    event = NeedEnded(**{**command.model_dump(), "ended_at": at, "served": served})
    after = evolve(takeover, event)
    return given.settle(command, found, event, *covered_now(takeover, after, given))


def _served(command: EndNeed, takeover: Takeover) -> dict[str, int]:
    """Of those who need it no more, how many each provider was serving: else their places would hide others who wait.

    Named ones are found on the providers' lists.  Of unnamed ones those who waited are taken first, unless the command says
    who served them: a count can't say more.
    """
    if command.served:
        return dict(command.served)
    if command.recipients:
        lists = {c.standby: set(c.recipients) for c in takeover.coverage if c.grade == command.grade}
        found = {key: len(on_list & set(command.recipients)) for key, on_list in lists.items()}
        return {key: n for key, n in found.items() if n}
    rest = command.count - takeover.uncovered.get(command.grade, 0)
    served: dict[str, int] = {}
    for key, n in takeover.serving(command.grade).items():
        if rest > 0 and n > 0:
            served[key] = min(rest, n)
            rest -= served[key]
    return served


def covered_now(before: Takeover, after: Takeover, given: Given) -> tuple[Event, ...]:
    """What is said once the last who waited is served, or waits no more."""
    if before.uncovered and not after.uncovered:
        return (RecipientsCovered(hours=after.hours, at=given.at),)
    return ()


def inform(command: InformGovernment, given: Given) -> Decision:
    if blocked := running(given, started=False):
        return given.settle(command, blocked)
    event = GovernmentInformed(**command.model_dump(), on=given.on)
    return given.settle(command, [], event)


def named(record: CoverageRecorded, given: Given) -> Iterator[Finding | None]:
    """Who is named as served is on the list of that grade, as many as are counted, and by one provider alone."""
    takeover = given.takeover
    if not record.recipients:
        return
    listed = takeover.people.listed
    strangers = [r for r in record.recipients if r not in listed or listed[r].grade != record.grade]
    reason = f"不在{record.grade}级名单上（ListRecipients）：{'、'.join(strangers[:5])}"
    yield require(given, RULE, not strangers, reason, field="recipients")
    gone = sorted(takeover.people.ended_names & set(record.recipients))
    yield require(given, RULE, not gone, f"已登记不再需要服务：{'、'.join(gone[:5])}", field="recipients")
    same = len(set(record.recipients)) == record.covered
    yield require(given, RULE, same, "编号个数与人数不一致", field="recipients")
    last = {c.standby: set(c.recipients) for c in takeover.coverage if c.grade == record.grade}
    others = {r for key, served in last.items() if key != record.standby for r in served}
    twice = sorted(others & set(record.recipients))
    reason = f"已由其他单位服务：{'、'.join(twice[:5])}"
    yield require(given, RULE, not twice, reason, field="recipients")


def minors(command: EngageStandby, given: Given) -> Finding | None:
    """Who works closely with minors is checked first.  EX-14"""
    opened = given.takeover.opened
    needed = opened is not None and opened.minors > 0 and not opened.drill
    kept = not needed or command.staff_check is not None
    return require(given, "EX-14", kept, "服务对象有未成年人：须先查询工作人员的违法犯罪记录", field="staff_check")
