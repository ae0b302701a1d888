"""A cure period: the rules.  As long as the house asks; used in time the contract stands, else it ends by itself.  EX-03"""

from typing import assert_never

from domain.agenda import AgendaItem
from domain.breach.cure.messages import BreachCured, CureNoticed, GiveCureNotice, RecordCure
from domain.breach.grounds import lawful_ground, notified, rests_on_breach, signed, standing
from domain.breach.messages import ContractDissolved
from domain.forms import finding, not_before, require
from domain.given import Accepted, Decision, Given

CureCommand = GiveCureNotice | RecordCure


def decide(command: CureCommand, given: Given) -> Decision:
    match command:
        case GiveCureNotice():
            return _notice(command, given)
        case RecordCure():
            return _cured(command, given)
        case _:
            assert_never(command)


def _notice(command: GiveCureNotice, given: Given) -> Decision:
    new = command.key not in given.project.breach.cure.noticed
    found = [
        signed(given),
        standing(given),
        lawful_ground(command.ground, given),
        *rests_on_breach(command.key, command.notified_on, given),
        require(given, "EX-03", new, "该违约已通知限期改正", field="key"),
        *notified(command.notified_on, given),
        not_before(
            given, "HR-EX-2", "cure_min", command.notified_on, command.cure_until, "改正期限", field="cure_until"
        ),
        require(given, "EX-03", command.cure_until >= given.on, "改正期限已过", field="cure_until"),
    ]
    return given.settle(command, found, CureNoticed(**command.model_dump()))


def _cured(command: RecordCure, given: Given) -> Decision:
    breach = given.project.breach
    notice = breach.cure.noticed.get(command.key)
    if notice is None:
        return given.settle(command, [finding(given, "EX-03", "没有通知过限期改正（GiveCureNotice）", field="key")])
    in_time = notice.notified_on <= command.cured_on <= notice.cure_until
    found = [
        standing(given),
        require(given, "EX-03", command.key not in breach.cure.cured, "已登记改正", field="key"),
        require(given, "EX-03", in_time, f"改正期限至{notice.cure_until}", field="cured_on", until=notice.cure_until),
        require(given, "EX-03", command.cured_on <= given.at.date(), "日期晚于今天", field="cured_on"),
    ]
    return given.settle(command, found, BreachCured(**command.model_dump(), by=given.by, on=given.on))


def take(item: AgendaItem, given: Given) -> Accepted:
    """The period is over and nobody performed: the contract is dissolved, as the notice said.  Civil Code 565"""
    notice = given.project.breach.cure.noticed[item.key.removeprefix("breach.dissolution.")]
    dissolved = ContractDissolved(
        key=notice.key,
        ground=notice.ground,
        notice=notice.notice,
        notified_on=notice.notified_on,
        effective_on=notice.cure_until,
    )
    return Accepted(((given.home, dissolved),))
