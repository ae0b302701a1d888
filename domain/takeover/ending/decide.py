"""The end of a takeover: the rules.  JL44-4.4.3c, EX-04, HR-TK-16"""

from collections.abc import Iterator

from domain.forms import finding, require
from domain.given import Decision, Given
from domain.ids import key_of
from domain.message import Event
from domain.project import Project
from domain.supervision.messages import Finding
from domain.takeover.care.decide import missing_items
from domain.takeover.drill import decide as drill
from domain.takeover.ending.messages import EndTakeover, TakeoverClosed, TakeoverEnded
from domain.takeover.money import decide as money
from domain.takeover.routes import warn
from domain.takeover.running import running


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
    found.append(_still_missed(given))
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
    left = given.takeover.uncovered if command.outcome == "terminated" else {}
    return TakeoverClosed(
        takeover=key,
        outcome=command.outcome,
        replacement=command.replacement,
        on=given.on,
        at=given.at if left else None,
        uncovered=left,
    )


def _still_missed(given: Given) -> Finding | None:
    """A gap reported during the takeover, and never reported as over, goes on after its end."""
    watching, active = given.project.takeover.watching, given.project.takeover.active
    since = watching.gap is not None and active is not None and watching.gap.at > active.at
    missed = watching.without_provider if since and not given.takeover.drill else {}
    reason = f"最近一次缺口报告仍有人未得到服务：{missed}；已恢复的，先报告（ReportGap）"
    return warn(require(given, "HR-TK-18", not missed, reason, field="outcome", missed=missed))


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
