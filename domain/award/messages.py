"""Award: the report, the confirmation (also deemed), the result.  GPL Regulation art. 43, 财库〔2014〕214号 arts. 28–29"""

from datetime import date

from domain.award.bonds.messages import BondsEvent
from domain.award.telling.messages import TellingEvent
from domain.award.undoing.messages import UndoingEvent
from domain.message import Command, Event
from domain.values import Name, Sha256, Text, Uscc, Yuan


class SubmitEvaluationReport(Command, zh="送交评审报告", roles=("clerk",), during=("award",)):
    """The evaluation report reaches the buyer: the days for confirming begin."""

    report: Sha256


class ConfirmAward(Command, zh="确定成交供应商", roles=("head",), during=("award",)):
    """The buyer confirms the first-ranked; another only with a lawful reason."""

    supplier: Uscc
    reason: Text


class EvaluationReportSubmitted(Event, zh="评审报告已送交"):
    report: Sha256
    on: date


class AwardConfirmed(Event, zh="成交供应商已确定"):
    supplier: Uscc
    name: Name
    price_yuan: Yuan
    reason: Text
    deemed: bool = False
    on: date


AwardEvent = EvaluationReportSubmitted | AwardConfirmed | TellingEvent | BondsEvent | UndoingEvent
