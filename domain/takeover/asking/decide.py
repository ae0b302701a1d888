"""The decision, and the interim providers asked in order, as many as it takes.  HR-TK-02, HR-TK-09, HR-TK-12, HR-TK-13"""

from datetime import datetime, timedelta
from typing import assert_never

from domain.forms import finding, require
from domain.given import Accepted, Decision, Given
from domain.message import Event
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding
from domain.takeover.asking.messages import (
    AnswerStandby,
    DecideTakeover,
    ProposeStandby,
    StandbyAccepted,
    StandbyAdded,
    StandbyAsked,
    StandbyDeclined,
    StandbyLapsed,
    StandbysExhausted,
)
from domain.takeover.asking.serving import advised
from domain.takeover.asking.serving import decided as decision_made
from domain.takeover.hours import beijing, span
from domain.takeover.plan.decide import standby_findings
from domain.takeover.plan.messages import Standby
from domain.takeover.routes import warn
from domain.takeover.running import on_roster, own, running
from domain.takeover.state import Takeover, evolve

AskingCommand = DecideTakeover | AnswerStandby | ProposeStandby


def decide(command: AskingCommand, given: Given) -> Decision:
    match command:
        case DecideTakeover():
            return decide_start(command, given)
        case AnswerStandby():
            return answer(command, given)
        case ProposeStandby():
            return propose(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- the decision


def decide_start(command: DecideTakeover, given: Given) -> Decision:
    takeover = given.takeover
    if blocked := running(given, started=False):
        return given.settle(command, blocked)
    assert takeover.opened is not None
    found = [
        require(given, "JL44-4.4.3c", takeover.decided is None, "已作出决定"),
        on_roster(takeover, given),
        warn(
            require(
                given,
                "HR-TK-12",
                given.by != takeover.opened.triggered_by,
                f"{given.actor.name}既提出又决定接管",
                actor=given.by,
            )
        ),
    ]
    found.append(advised(command.start, command.opinion, given))
    decided = decision_made(command.start, command.reasons, command.opinion, given)
    asked = ask_next(evolve(takeover, decided), given.at, given.rules) if command.start else ()
    return given.settle(command, found, decided, *asked)


# ---------------------------------------------------------------- as many as it takes, in order


def ask_next(takeover: Takeover, at: datetime, rules: RuleBook) -> tuple[Event, ...]:
    """In the plan's order as many at once as it takes to serve all, should all say yes; or the alarm that nobody is left."""
    if not takeover.short:
        return ()
    asked: list[StandbyAsked] = []
    after = takeover
    for standby in takeover.unasked:
        if _enough_hoped(after):
            break
        asked.append(_asked(standby, at, rules))
        after = evolve(after, asked[-1])
    if asked or takeover.waiting:
        return tuple(asked)
    routes = rules.kinds("HR-TK-11", "routes")  # other ways that stand open
    return (StandbysExhausted.model_validate({"at": at, "routes": routes}),) if takeover.exhausted_at is None else ()


def _enough_hoped(takeover: Takeover) -> bool:
    """Somebody is asked or has accepted, and all together could serve everybody."""
    somebody = bool(takeover.waiting or takeover.accepted)
    return somebody and all(n <= takeover.hoped(grade) for grade, n in takeover.without_provider.items())


def _asked(standby: Standby, at: datetime, rules: RuleBook) -> StandbyAsked:
    house = span(rules.period("HR-TK-09", "answer_within"))
    stands = timedelta(hours=standby.answer_hours) if standby.answer_hours is not None else house
    return StandbyAsked(standby=standby.key, name=standby.name, route=standby.route, asked_at=at, answer_by=at + stands)


def answer(command: AnswerStandby, given: Given) -> Decision:
    takeover = given.takeover
    if blocked := running(given):
        return given.settle(command, blocked)
    standby = takeover.standby(command.standby)
    if standby is None:
        return given.settle(
            command, [finding(given, "JL44-4.4.3b", f"预案中没有接管单位“{command.standby}”", field="standby")]
        )
    said = _accepts(command, standby, given) if command.accepts else _declines(standby, given)
    event: StandbyAccepted | StandbyDeclined
    if command.accepts:
        starts_at = beijing(command.starts_at) if command.starts_at else None
        event = StandbyAccepted(
            standby=standby.key, reason=command.reason, can_serve=command.can_serve, starts_at=starts_at
        )
    else:
        event = StandbyDeclined(standby=standby.key, reason=command.reason)
    return given.settle(
        command, [own(standby.uscc, given), *said], event, *ask_next(evolve(takeover, event), given.at, given.rules)
    )


def _accepts(command: AnswerStandby, standby: Standby, given: Given) -> list[Finding | None]:
    """In time, or late while those who accepted in time don't suffice."""
    takeover = given.takeover
    others = "、".join(key for key in takeover.accepted if key != standby.key)
    late = standby.key in takeover.turned_down
    can = all(count >= 0 for count in command.can_serve.values())
    return [
        require(given, "HR-TK-09", standby.key in takeover.asked, f"尚未询问{standby.name}", field="standby"),
        require(given, "HR-TK-09", standby.key not in takeover.accepted, f"{standby.name}已同意", field="standby"),
        require(
            given,
            "HR-TK-09",
            not late or takeover.short,
            f"{standby.name}的答复期限已过，已由{others}接管",
            field="standby",
        ),
        require(given, "HR-TK-09", can, "可服务人数不能为负", field="can_serve"),
    ]


def _declines(standby: Standby, given: Given) -> list[Finding | None]:
    """Before it is engaged a provider may also take its acceptance back; afterwards its coverage is counted."""
    takeover = given.takeover
    asked = standby.key in takeover.asked and standby.key not in takeover.turned_down
    reason = f"{standby.name}已委托：不能继续服务的，登记其现有服务人数（RecordCoverage）"
    return [
        require(given, "HR-TK-09", asked, f"没有待{standby.name}答复的询问", field="standby"),
        require(given, "HR-TK-09", standby.key not in takeover.engaged, reason, field="standby"),
    ]


def propose(command: ProposeStandby, given: Given) -> Decision:
    """Another way than the plan's: named with its route, judged as the plan's were, asked at once.  HR-TK-13"""
    takeover, standby = given.takeover, command.standby
    if blocked := running(given):
        return given.settle(command, blocked)
    assert takeover.opened is not None
    known = takeover.standby(standby.key) is not None
    found = [
        require(given, "HR-TK-13", not known, f"已有接管单位“{standby.key}”", field="standby.key"),
        require(given, "HR-TK-13", takeover.short, "已同意的接管单位足够，不必增补", field="standby"),
        *standby_findings(standby, "standby", takeover.opened.plan, given),
    ]
    event = StandbyAdded(standby=standby, reasons=command.reasons, by=given.by)
    asked = ask_next(evolve(takeover, event), given.at, given.rules)
    return given.settle(command, found, event, *asked)


def lapse(key: str, given: Given) -> Accepted:
    """Silence: the offer has lapsed, the next is asked at once."""
    takeover = given.takeover
    if takeover.ended is not None or key not in {asked.standby for asked in takeover.waiting}:
        return Accepted()
    lapsed = StandbyLapsed(standby=key)
    events = (lapsed, *ask_next(evolve(takeover, lapsed), given.at, given.rules))
    return Accepted(tuple((given.home, event) for event in events))
