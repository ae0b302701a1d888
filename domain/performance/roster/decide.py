"""The roster of recipients: the rules.  Dated, grounded, agreed by both sides; too much is found.  HR-RO-1 … HR-RO-3, EX-11"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from domain.contract.messages import ContractPeriod
from domain.forms import at_most, finding, gate, require, warning
from domain.given import Decision, Given
from domain.performance.roster.messages import (
    GROUND_TITLES,
    AgreeMonthlyRoster,
    DrawUpMonthlyRoster,
    EnrolRecipients,
    MonthlyRosterAgreed,
    MonthlyRosterDrawnUp,
    OverpaymentFound,
    RecipientsEnrolled,
    RecordRosterChange,
    RosterChanged,
    RosterCommand,
)
from domain.performance.roster.state import Place, bounds, changed, months, thousandths
from domain.supervision.messages import Finding
from domain.values import Grade

CHANGES: Final = "HR-RO-1"
MONTHLY: Final = "HR-RO-2"
BILLED: Final = "HR-RO-3"


def decide(command: RosterCommand, given: Given) -> Decision:
    match command:
        case EnrolRecipients():
            event = RecipientsEnrolled(**command.model_dump(), by=given.by, on=given.on)
            # EX-11: what is entrusted with the roster is assessed first
            return given.settle(command, [*gate(given, "enrol_recipients"), *_enrolled(command, given)], event)
        case RecordRosterChange():
            return _change(command, given)
        case DrawUpMonthlyRoster():
            return _draw_up(command, given)
        case AgreeMonthlyRoster():
            return _agree(command, given)
        case _:
            assert_never(command)


def _enrolled(command: EnrolRecipients, given: Given) -> Iterator[Finding | None]:
    """Each once: nobody is served, or paid for, twice; the dead don't come back."""
    places, terms = given.project.performance.roster.places, given.project.contract.terms
    named = [e.recipient for e in command.entries]
    twice = sorted({who for who in named if named.count(who) > 1}) if len(set(named)) < len(named) else []
    yield require(given, CHANGES, not twice, f"同一服务对象列了两次：{'、'.join(twice)}", field="entries")
    for number, entry in enumerate(command.entries):
        field = f"entries[{number}]"
        place = places.get(entry.recipient)
        overlapping = place is not None and (place.open or place.due_on(entry.from_on))
        yield require(given, CHANGES, not overlapping, f"{entry.recipient}已在名册，不能重复列入", field=field)
        dead = place is not None and place.last is not None and place.last.ground == "death"
        yield require(given, CHANGES, not dead, f"{entry.recipient}已登记死亡", field=field)
        within = terms is None or terms.starts_on <= entry.from_on <= terms.ends_on
        yield require(given, CHANGES, within, f"{entry.from_on}不在合同期内", field=f"{field}.from_on")


# ---------------------------------------------------------------- changes


def _change(command: RecordRosterChange, given: Given) -> Decision:
    """On record with its ground; days counted after it in months already agreed are found and said."""
    place = given.project.performance.roster.places.get(command.recipient)
    if place is None:
        return given.settle(command, [finding(given, CHANGES, "名册中没有该服务对象", field="recipient")])
    found = list(_in_order(command, place, given))
    if any(f is not None and f.blocks for f in found):
        return given.settle(command, found)
    event = RosterChanged(**command.model_dump(), by=given.by, on=given.on)
    over = tuple(_counted_too_much(event, place, given))
    if over:
        total = sum((o.person_months for o in over), start=Decimal(0))
        reason = f"{GROUND_TITLES[command.ground]}以后已计服务 {total} 人月：重新编制这些月份的名册并扣回"
        found.append(warning(given, BILLED, reason, field="effective_on", months=[o.month for o in over]))
    return given.settle(command, found, event, *over)


def _in_order(command: RecordRosterChange, place: Place, given: Given) -> Iterator[Finding | None]:
    day, ground, last = command.effective_on, command.ground, place.last
    yield require(given, CHANGES, day <= given.on, "变动日期晚于今天", field="effective_on")
    ended = last is not None and last.ground in given.rules.kinds(CHANGES, "ends")
    if ground == "returned":
        paused = not place.open and not ended
        yield require(given, CHANGES, paused, "只有暂停服务的才能恢复；已终止的重新列入名册", field="ground")
        later = last is None or day > last.effective_on
        yield require(given, CHANGES, later, "恢复日期须晚于暂停日期", field="effective_on")
        return
    # a death is learnt of late, also of one who had been in hospital
    corrects = ground == "death" and last is not None and last.ground != "death"
    dead = last is not None and last.ground == "death"
    yield require(given, CHANGES, not dead, "已登记死亡", field="recipient")
    yield require(given, CHANGES, dead or place.open or corrects, "该服务对象已停止服务", field="recipient")
    begun = place.spans[0][0] <= day
    yield require(given, CHANGES, begun, f"{day}在列入名册以前", field="effective_on")


def _counted_too_much(event: RosterChanged, place: Place, given: Given) -> Iterator[OverpaymentFound]:
    """By month that both sides agreed to, or whose period was accepted: the days that fall away."""
    project = given.project
    after = changed(place, event)
    accepted = [p for p in project.contract.periods if p.key in project.performance.accepted and p.targets]
    for month in months(event.effective_on, given.on):
        first, last = bounds(month)
        periods = tuple(p.key for p in accepted if p.starts_on <= last and first <= p.ends_on)
        lost = place.days(first, last) - after.days(first, last)
        if lost > 0 and (month in project.performance.roster.agreed or periods):
            counted = thousandths(Fraction(lost, (last - first).days + 1))
            yield OverpaymentFound(
                recipient=event.recipient,
                ground=event.ground,
                month=month,
                person_months=counted,
                periods=periods,
                on=given.on,
            )


# ---------------------------------------------------------------- by month


def _draw_up(command: DrawUpMonthlyRoster, given: Given) -> Decision:
    """A month that is over; drawn up again where it has changed, and then agreed to anew."""
    roster = given.project.performance.roster
    first, last = bounds(command.month)
    digest, before = roster.digest(command.month), roster.drawn_up.get(command.month)
    found = [
        require(given, MONTHLY, given.on > last, f"{command.month}尚未结束", field="month"),
        require(given, MONTHLY, bool(roster.days(command.month)), "该月没有应服务的对象", field="month"),
        require(given, MONTHLY, before is None or before.digest != digest, "该月名册没有变动", field="month"),
    ]
    grades: dict[Grade, int] = {}
    for who in roster.days(command.month):
        grade = roster.places[who].grade
        grades[grade] = grades.get(grade, 0) + 1
    event = MonthlyRosterDrawnUp(
        month=command.month,
        recipients=dict(sorted(grades.items())),
        person_months=roster.person_months(first, last),
        digest=digest,
        by=given.by,
        on=given.on,
    )
    return given.settle(command, found, event)


def _agree(command: AgreeMonthlyRoster, given: Given) -> Decision:
    """The supplier agrees to what the buyer drew up, and to what still is so."""
    roster = given.project.performance.roster
    drawn = roster.drawn_up.get(command.month)
    if drawn is None:
        return given.settle(command, [finding(given, MONTHLY, f"{command.month}的名册尚未编制", field="month")])
    same = (command.digest, command.person_months) == (drawn.digest, drawn.person_months)
    current = drawn.digest == roster.digest(command.month)
    words = f"与编制的名册不符：{drawn.person_months} 人月，{drawn.digest[:12]}…"
    found = [
        require(given, MONTHLY, same, words, field="digest"),
        require(given, MONTHLY, current, "编制以后名册有变动，须重新编制", field="month"),
        require(given, MONTHLY, command.month not in roster.agreed, "该月名册已确认", field="month"),
    ]
    return given.settle(command, found, MonthlyRosterAgreed(**command.model_dump(), by=given.by, on=given.on))


# ---------------------------------------------------------------- what rests on it


def billable(period: ContractPeriod, figures: Mapping[str, Decimal], given: Given) -> Iterator[Finding | None]:
    """A report's person-months are at most what the roster says was due in the period.  Nobody is billed after death.  HR-RO-3"""
    roster = given.project.performance.roster
    if not roster.places or not given.rules.knows(BILLED):
        return
    due = roster.person_months(period.starts_on, min(period.ends_on, given.on))
    for name in given.rules.kinds(BILLED, "person_months"):
        if name in figures:
            yield at_most(given, BILLED, figures[name], due, f"“{name}”", field=f"figures.{name}")
    over = min(period.ends_on, given.on)
    missing = [m for m in months(period.starts_on, over) if bounds(m)[1] <= over and m not in roster.agreed]
    if missing:
        yield warning(given, MONTHLY, f"月度名册尚未双方确认：{'、'.join(missing)}", field="period")


def served(counts: Mapping[Grade, int], day: date, given: Given) -> Finding | None:
    """Without a provider are at most those whom the roster says are due on the day.  JL44-4.4.3c"""
    roster = given.project.performance.roster
    if not roster.places:
        return None
    due = roster.due_on(day)
    over = {g: n for g, n in counts.items() if n > due.get(g, 0)}
    reason = f"无人服务的人数 {dict(counts)} 多于当日名册应服务的 {due}（死亡、迁出、住院等不计入）"
    return require(given, BILLED, not over, reason, field="without_provider", due=due)
