"""Award.  四（三）"""

from domain.agenda import AgendaItem
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.award.messages import SubmitEvaluationReport, ConfirmAward, ReturnBidBonds
from domain.project import Project

AwardCommand = SubmitEvaluationReport | ConfirmAward | ReturnBidBonds


def reads(command: Command, project: Project) -> tuple[str, ...]:
    return ()


def decide(command: AwardCommand, given: Given) -> Decision:
    raise NotImplementedError(type(command).__name__)


def take(item: AgendaItem, given: Given) -> Accepted:
    raise NotImplementedError(item.key)
