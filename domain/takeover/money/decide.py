"""The bridge's money: the rules.  HR-TK-17, JL44-5.2"""

from collections.abc import Iterator
from decimal import Decimal

from domain.forms import at_most, finding, require
from domain.funding.ceiling import counts
from domain.funding.messages import PoolReleased
from domain.given import Decision, Given
from domain.message import Event
from domain.supervision.messages import Finding
from domain.takeover.bridge.decide import extension_starts_on, pools
from domain.takeover.ending.messages import EndTakeover
from domain.takeover.money.messages import BridgeSettled, SettleBridge
from domain.takeover.running import running
from domain.takeover.state import Takeover

RULE = "HR-TK-17"
REASON = "接管结清，未使用的金额退回"
ZERO = Decimal("0.00")
Elsewhere = tuple[tuple[str, Event], ...]


def charges(takeover: Takeover, key: str) -> tuple[tuple[str, Decimal], ...]:
    """The pools that an engagement and its extension were charged to, the first one first."""
    engaged = takeover.engaged[key]
    own = tuple((pool, engaged.amount_yuan) for pool in pools(takeover, engaged.starts_on))
    if takeover.extended is None or takeover.extended_key != key:
        return own
    first = extension_starts_on(takeover, before=takeover.extended)
    return (*own, *((pool, takeover.extended.amount_yuan) for pool in pools(takeover, first)))


def committed_yuan(takeover: Takeover, key: str) -> Decimal:
    """What an engagement and its extension may cost."""
    more = takeover.extended.amount_yuan if takeover.extended is not None and takeover.extended_key == key else ZERO
    return takeover.engaged[key].amount_yuan + more


def settle(command: SettleBridge, given: Given) -> Decision:
    if blocked := running(given):
        return given.settle(command, blocked)
    if command.standby not in given.takeover.engaged:
        return given.settle(command, [finding(given, RULE, f"“{command.standby}”未委托，没有费用", field="standby")])
    found = list(_findings(command.standby, command.used_yuan, given, "used_yuan"))
    event, back = settled(command.standby, command.used_yuan, command.statement, given)
    return given.settle(command, found, event, also=back)


def _findings(key: str, used_yuan: Decimal, given: Given, field: str) -> Iterator[Finding | None]:
    takeover = given.takeover
    name = takeover.engaged[key].name
    yield require(given, RULE, key not in takeover.settled, f"{name}的费用已结清", field="standby")
    yield at_most(given, RULE, used_yuan, committed_yuan(takeover, key), f"{name}使用的金额", field=field)


def settled(key: str, used_yuan: Decimal, statement: str, given: Given) -> tuple[BridgeSettled, Elsewhere]:
    """The account, and what goes back to which pool: the last charge gives back first."""
    takeover = given.takeover
    committed = committed_yuan(takeover, key)
    left = max(ZERO, committed - used_yuan)
    event = BridgeSettled(
        standby=key,
        engaged_yuan=committed,
        used_yuan=used_yuan,
        released_yuan=left,
        statement=statement,
        on=given.on,
    )
    back: list[tuple[str, Event]] = []
    source = given.project.plan.funding[0].source
    for pool, charged in reversed(charges(takeover, key)) if counts(source, given.rules) else ():
        share = min(left, charged)
        left -= share
        if share:
            back.append((pool, PoolReleased(project=given.project.id, amount_yuan=share, reason=REASON)))
    return event, tuple(back)


def at_the_end(command: EndTakeover, given: Given) -> tuple[list[Finding | None], list[Event], Elsewhere]:
    """With the takeover's end come its accounts; one that is missing is noted, its money stays charged."""
    takeover = given.takeover
    found: list[Finding | None] = []
    events: list[Event] = []
    back: list[tuple[str, Event]] = []
    for key, used_yuan in command.used_yuan.items():
        if key not in takeover.engaged:
            found.append(finding(given, RULE, f"“{key}”未委托，没有费用", field="used_yuan"))
            continue
        found.extend(_findings(key, used_yuan, given, "used_yuan"))
        event, more = settled(key, used_yuan, command.confirmation, given)
        events.append(event)
        back.extend(more)
    open_accounts = [
        e.name
        for key, e in takeover.engaged.items()
        if committed_yuan(takeover, key) and key not in takeover.settled and key not in command.used_yuan
    ]
    if open_accounts and not takeover.drill:
        noted = finding(given, RULE, f"尚未结清：{'、'.join(open_accounts)}，未使用的金额仍被占用", field="used_yuan")
        found.append(noted.model_copy(update={"blocks": False}) if noted else None)
    return found, events, tuple(back)
