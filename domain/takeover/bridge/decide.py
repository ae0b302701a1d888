"""The bridge: the rules.  Engage, count who is served again, extend.  JL44-4.4.3c, JL44-5.2, HR-TK-03, HR-TK-05"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import assert_never

from domain.bidding.eligibility import barred
from domain.forms import at_most, finding, require
from domain.funding.ceiling import counts, over_ceiling, still_open
from domain.funding.messages import PoolCharged
from domain.funding.state import Pool
from domain.given import Decision, Given
from domain.ids import key_of
from domain.message import Event
from domain.supervision.messages import Finding
from domain.takeover.asking.decide import ask_next
from domain.takeover.bridge.messages import (
    CoverageRecorded,
    EngageStandby,
    ExtendInterim,
    InterimExtended,
    RecordCoverage,
    StandbyEngaged,
)
from domain.takeover.bridge.urgency import urgent
from domain.takeover.hours import beijing
from domain.takeover.people.decide import covered_now, minors, named
from domain.takeover.plan.messages import Standby
from domain.takeover.routes import approvals_on_record, route_findings, warn
from domain.takeover.running import own, running
from domain.takeover.start.decide import committing
from domain.takeover.state import Takeover, evolve

BridgeCommand = EngageStandby | RecordCoverage | ExtendInterim


def decide(command: BridgeCommand, given: Given) -> Decision:
    match command:
        case EngageStandby():
            return engage(command, given)
        case RecordCoverage():
            return record_coverage(command, given)
        case ExtendInterim():
            return extend(command, given)
        case _:
            assert_never(command)


Elsewhere = tuple[tuple[str, Event], ...]


# ---------------------------------------------------------------- who pays


def pools(takeover: Takeover, first_day: date | None) -> tuple[str, ...]:
    """The pool of the year in which the bridge begins.  The bridge is charged where the project's first money is."""
    if takeover.opened is None or first_day is None or takeover.drill:
        return ()
    division = takeover.opened.pool_division or takeover.opened.project.split("-", 1)[0]
    return (f"pool/{division}-{first_day.year}",)


def extension_starts_on(takeover: Takeover, before: InterimExtended | None = None) -> date | None:
    """The day after the interim's last; or the first day of an extension that was made."""
    if before is not None:
        return before.ends_on - timedelta(days=before.days - 1)
    ends_on = takeover.interim_ends_on
    return ends_on + timedelta(days=1) if ends_on is not None else None


def _charge(amount_yuan: Decimal, first_day: date | None, given: Given) -> tuple[Finding | None, Elsewhere]:
    """The ceiling never blocks bridging: it records a departure.  JL44-5.2"""
    names = pools(given.takeover, first_day)
    if not amount_yuan or not names:
        return None, ()
    source = given.project.plan.funding[0].source
    if not counts(source, given.rules):
        return None, ()
    key, pool = names[0].removeprefix("pool/"), given.state(Pool, names[0])
    over = over_ceiling(given, key, pool, amount_yuan) or still_open(given, key, pool)
    noted = warn(over)
    if noted is not None:
        noted = noted.model_copy(update={"reason": f"{noted.reason}；接管不受上限阻止，作为例外登记"})
    charged = PoolCharged(
        project=given.project.id,
        takeover=key_of(given.home),
        source=source,
        amount_yuan=amount_yuan,
        departed=over is not None,
    )
    return noted, ((names[0], charged),)


# ---------------------------------------------------------------- engage


def engage(command: EngageStandby, given: Given) -> Decision:
    takeover = given.takeover
    if blocked := running(given):
        return given.settle(command, blocked)
    standby = takeover.standby(command.standby)
    if standby is None or standby.key not in takeover.accepted:
        reason = f"“{command.standby}”尚未同意接管"
        return given.settle(command, [finding(given, "JL44-4.4.3c", reason, field="standby")])
    assert takeover.opened is not None
    noted, elsewhere = _charge(command.amount_yuan, command.starts_on, given)
    found = [
        require(given, "JL44-4.4.3c", standby.key not in takeover.engaged, f"{standby.name}已委托", field="standby"),
        require(
            given,
            "JL44-4.4.3c",
            command.starts_on >= takeover.opened.gap_since.date(),
            "接管不能早于服务中断之日",
            field="starts_on",
        ),
        *_days(command, standby, given),
        _amount(command.amount_yuan, standby, given),
        committing(given, command.amount_yuan, "委托需要付费的接管单位"),
        *route_findings(standby, command.amount_yuan, given, "amount_yuan"),
        *urgent(standby, command, takeover.asked[standby.key].asked_at, given),
        barred(standby.uscc, given, field="standby") if standby.uscc else None,
        minors(command, given),
        _hired(command, standby, given),
        noted,
    ]
    engaged = StandbyEngaged(
        standby=standby.key,
        name=standby.name,
        route=standby.route,
        document=command.document,
        amount_yuan=command.amount_yuan,
        starts_on=command.starts_on,
        days=command.days,
        ends_on=command.starts_on + timedelta(days=command.days - 1),
        staff_check=command.staff_check,
        urgency=command.urgency,
        urgency_evidence=command.urgency_evidence,
        former_staff=command.former_staff,
    )
    return given.settle(command, found, engaged, also=elsewhere)


def _hired(command: EngageStandby, standby: Standby, given: Given) -> Finding | None:
    """An interim provider may take on the old supplier's people; the buyer hires nobody by way of a purchase.  HR-TK-23"""
    hired = standby.route == "own_performance" and command.former_staff > 0
    reason = f"{standby.name}自行提供服务，不得招用原承接主体的工作人员（{command.former_staff}人）"
    return require(given, "HR-TK-23", not hired, reason, field="former_staff")


def _days(command: EngageStandby, standby: Standby, given: Given) -> Iterator[Finding | None]:
    days = Decimal(command.days)
    longest = given.rules.period("HR-TK-05", "term").count
    yield at_most(given, "HR-TK-05", days, Decimal(longest), "临时承接天数", field="days")
    if standby.days_of_cover:
        covers = Decimal(standby.days_of_cover)
        yield at_most(given, "JL44-4.4.3b", days, covers, f"{standby.name}的承接天数", field="days")
    first = min((e.starts_on for e in given.takeover.engaged.values()), default=command.starts_on)
    whole = (command.starts_on - first).days + command.days
    reason = f"各单位临时承接自{first}起共{whole}日，超过{longest}日：到期须延长或者另行落实"
    yield warn(require(given, "HR-TK-05", whole <= longest or whole == command.days, reason, field="days"))


def _amount(amount_yuan: Decimal, standby: Standby, given: Given) -> Finding | None:
    """What the plan has for it; more by the approvals that it names.  Those have to be on record."""
    missing = approvals_on_record(standby, given)
    if missing:
        return finding(given, "JL44-4.4.3b", f"尚未取得预案所列批准：{'、'.join(missing)}", field="amount_yuan")
    enough = amount_yuan <= standby.amount_yuan or bool(standby.approvals)
    reason = f"金额 {amount_yuan} 元超过预案所列 {standby.amount_yuan} 元，且预案未列批准"
    return require(given, "JL44-4.4.3b", enough, reason, field="amount_yuan", planned_yuan=standby.amount_yuan)


# ---------------------------------------------------------------- count


def record_coverage(command: RecordCoverage, given: Given) -> Decision:
    takeover = given.takeover
    if blocked := running(given):
        return given.settle(command, blocked)
    standby = takeover.standby(command.standby)
    if standby is None or standby.key not in takeover.engaged:
        engaged = "、".join(f"{e.name}（{k}）" for k, e in takeover.engaged.items()) or "无"
        reason, remedy = (
            f"“{command.standby}”尚未委托；已委托的：{engaged}",
            "先委托该单位（engage-standby），再登记恢复服务",
        )
        return given.settle(command, [finding(given, "JL44-4.4.3c", reason, field="standby", remedy=remedy)])
    at = beijing(command.covered_at)
    record = CoverageRecorded(
        standby=standby.key,
        grade=command.grade,
        covered=command.covered,
        covered_at=at,
        recipients=command.recipients,
    )
    found = [
        own(standby.uscc, given),
        *_possible(record, standby, given),
        *named(record, given),
        _in_time(record, given),
    ]
    after = evolve(takeover, record)
    events = (record, *covered_now(takeover, after, given))
    return given.settle(command, found, *events, *ask_next(after, given.at, given.rules))


def _possible(record: CoverageRecorded, standby: Standby, given: Given) -> Iterator[Finding | None]:
    """No more than the provider can serve, and in all no more than are without provider."""
    takeover = given.takeover
    said = takeover.accepted[standby.key].can_serve
    most = max(standby.capacity.get(record.grade, 0), said.get(record.grade, 0))
    what = f"{standby.name}服务的{record.grade}级对象"
    remedy = "按该单位预案所列或者答复的承接能力以内登记；能力有增加的，由其重新答复（answer-standby 的 can_serve）"
    yield at_most(given, "JL44-4.4.3b", Decimal(record.covered), Decimal(most), what, field="covered", remedy=remedy)
    without = takeover.without_provider.get(record.grade, 0)
    in_all = evolve(takeover, record).covered_of(record.grade)
    what = f"已恢复服务的{record.grade}级对象"
    remedy = "写这一等级现在由该单位服务的总人数，不是新增人数；原由他家服务而转来的，先把他家的人数登记少"
    yield at_most(given, "JL44-4.4.3c", Decimal(in_all), Decimal(without), what, field="covered", remedy=remedy)


def _in_time(record: CoverageRecorded, given: Given) -> Finding | None:
    """After the service stopped, not in the future, and in the order in which it happened."""
    takeover = given.takeover
    assert takeover.opened is not None
    earlier = [r.covered_at for r in takeover.coverage if r.standby == record.standby and r.grade == record.grade]
    first = max(earlier, default=takeover.opened.gap_since)
    now = beijing(given.at)
    reason = f"恢复服务的时间须在{first:%Y-%m-%d %H:%M}之后、现在（{now:%Y-%m-%d %H:%M}）之前"
    within, remedy = (
        first <= record.covered_at <= given.at,
        "按实际恢复服务的时间填写（北京时间）；尚未恢复的，恢复后再登记",
    )
    return require(given, "JL44-4.4.3c", within, reason, field="covered_at", remedy=remedy)


# ---------------------------------------------------------------- extend


def extend(command: ExtendInterim, given: Given) -> Decision:
    """Once, by the government's decision.  The care goes on in any case; what is extended is the authority."""
    takeover = given.takeover
    if blocked := running(given):
        return given.settle(command, blocked)
    last = max(takeover.engaged.values(), key=lambda e: e.ends_on, default=None)
    ends_on = takeover.interim_ends_on
    if last is None or ends_on is None:
        return given.settle(command, [finding(given, "HR-TK-05", "尚未委托接管单位，没有可延长的期限")])
    standby = takeover.standby(last.standby)
    assert standby is not None
    longest = Decimal(given.rules.period("HR-TK-05", "extension").count)
    noted, elsewhere = _charge(command.amount_yuan, extension_starts_on(takeover), given)
    found = [
        committing(given, command.amount_yuan, "以新增金额延长"),
        require(given, "HR-TK-05", takeover.extended is None, "临时承接只能延长一次"),
        at_most(given, "HR-TK-05", Decimal(command.days), longest, "延长天数", field="days"),
        *route_findings(standby, last.amount_yuan + command.amount_yuan, given, "amount_yuan"),
        warn(require(given, "HR-TK-05", given.on <= ends_on, f"临时承接已于{ends_on}届满", ends_on=ends_on)),
        noted,
    ]
    extended = InterimExtended(
        days=command.days,
        ends_on=ends_on + timedelta(days=command.days),
        body=command.body,
        document_number=command.document_number,
        scan=command.scan,
        amount_yuan=command.amount_yuan,
        standby=last.standby,
    )
    return given.settle(command, found, extended, also=elsewhere)
