"""Break-glass: the rules.  Care is never bound by them, only money is.  HR-TK-14, HR-TK-12"""

from decimal import Decimal
from typing import assert_never

from domain.forms import finding, require, someone_else, warning
from domain.given import Decision, Given
from domain.supervision.messages import Finding
from domain.takeover.asking.decide import ask_next
from domain.takeover.asking.serving import decided as decision_made
from domain.takeover.hours import span
from domain.takeover.running import on_roster, running
from domain.takeover.start.messages import BreakGlass, GlassBroken, RatifyStart, StartRatified
from domain.takeover.state import evolve

RULE = "HR-TK-14"
StartCommand = BreakGlass | RatifyStart


def decide(command: StartCommand, given: Given) -> Decision:
    match command:
        case BreakGlass():
            return break_glass(command, given)
        case RatifyStart():
            return ratify(command, given)
        case _:
            assert_never(command)


def break_glass(command: BreakGlass, given: Given) -> Decision:
    """The start of one person: everything that costs nothing begins at once."""
    takeover = given.takeover
    if blocked := running(given, started=False):
        return given.settle(command, blocked)
    found = [
        require(given, "JL44-4.4.3c", takeover.decided is None, "已作出决定，不必先行启动"),
        on_roster(takeover, given),
    ]
    within = span(given.rules.period(RULE, "ratify_within"))
    glass = GlassBroken(
        by=given.by, reasons=command.reasons, tried=command.tried, at=given.at, ratify_by=given.at + within
    )
    decided = decision_made(True, command.reasons, command.opinion, given)
    after = evolve(evolve(takeover, glass), decided)
    return given.settle(command, found, glass, decided, *ask_next(after, given.at, given.rules))


def ratify(command: RatifyStart, given: Given) -> Decision:
    """Another person than who started; late is better than never, and is noted."""
    takeover = given.takeover
    if blocked := running(given):
        return given.settle(command, blocked)
    start = takeover.start
    if start.glass is None:
        return given.settle(command, [finding(given, RULE, "不是先行启动的接管，无须追认")])
    late = given.at > start.glass.ratify_by
    found = [
        require(given, RULE, start.alone, "先行启动已追认"),
        someone_else(given, RULE, start.glass.by, "先行启动的追认"),
        on_roster(takeover, given, above=True),
        warning(given, RULE, f"追认晚于{start.glass.ratify_by:%Y-%m-%d %H:%M}") if late else None,
    ]
    event = StartRatified(by=given.by, agrees=command.agrees, reasons=command.reasons, late=late, at=given.at)
    return given.settle(command, found, event)


def committing(given: Given, amount_yuan: Decimal, what: str) -> Finding | None:
    """Until a second person stands by the start, nothing is committed anew; what costs nothing goes on."""
    alone = given.takeover.start.alone and amount_yuan > 0
    reason = f"先行启动尚未追认（ratify-start）：不得{what}；乡镇、公办机构自行提供和已安排的服务继续"
    return require(given, RULE, not alone, reason, field="amount_yuan", amount_yuan=amount_yuan)
