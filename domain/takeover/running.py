"""What every step of the run rests on: it is open, it was started, and who speaks may.  JL44-4.4.3b, JL44-4.4.3c"""

from domain.forms import finding, require
from domain.given import Given
from domain.supervision.messages import Finding
from domain.takeover.state import Takeover


def running(given: Given, *, started: bool = True) -> list[Finding | None]:
    """The takeover is open, and (for most steps) its start was decided."""
    takeover = given.takeover
    if takeover.opened is None:
        return [finding(given, "JL44-4.4.3c", "没有这一接管")]
    if takeover.ended is not None:
        remedy = "服务再次中断的，在项目中重新启动临时接管（trigger-takeover）"
        return [finding(given, "JL44-4.4.3c", f"接管已于{takeover.ended.on}结束", remedy=remedy)]
    if started and takeover.decided is None:
        remedy = (
            "先由值班决策人或者负责人作出决定（decide-takeover）；联系不上他人的，值班决策人先行启动（break-glass）"
        )
        return [finding(given, "JL44-4.4.3c", "尚未作出启动决定", remedy=remedy)]
    if started and takeover.decided is not None and not takeover.decided.start:
        remedy = "结束这一接管（end-takeover）；情况有变、确须接管的，结束后重新启动"
        return [finding(given, "JL44-4.4.3c", "已决定不启动接管", remedy=remedy)]
    return []


def own(uscc: str | None, given: Given) -> Finding | None:
    """A supplier's people speak for their own organisation only."""
    grants = [g for g in given.actor.grants if g.holds_on(given.at.date())]
    outside = bool(grants) and all(g.role == "supplier" for g in grants)
    speaks = not outside or any(g.uscc == uscc for g in grants)
    return require(given, "HR-WHO", speaks, f"{given.actor.name}只能代表本单位", field="actor")


def on_roster(takeover: Takeover, given: Given, *, above: bool = False) -> Finding | None:
    """A person of the plan's roster, who acts for one of them, who is on duty now, or a head; with `above` the county too."""
    assert takeover.opened is not None
    roster, day = takeover.opened.plan.deciders, given.at.date()
    duty = given.actor.holds("duty_officer", day)
    over = above and bool(given.actor.holds("county", day))
    may = (
        given.by in roster
        or given.by in takeover.roster.on_duty(given.at)
        or bool(given.actor.holds("head", day))
        or any(g.delegated_by in roster for g in duty)
        or over
    )
    reason = f"{given.actor.name}不在预案的值班决策人之列：{'、'.join(roster)}"
    return require(given, "JL44-4.4.3b", may, reason, field="actor", roster=roster)
