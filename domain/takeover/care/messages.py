"""Care around the bridge: the supplier heard, recipients told, things handed over, weeks reported.  HR-TK-04, HR-TK-07, HR-TK-12"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.values import Grade, Key, Name, Sha256, Text

Said = Literal[
    "keeps_service",  # 服务不中断
    "no_extra_cost",  # 不增加费用
    "complaints_line",  # 投诉渠道（12345、民政部门）
    "choose_again",  # 框架协议下可以重新选择
]


class HearSupplier(Command, zh="听取承接主体陈述", home="takeover", roles=("clerk", "head", "supplier")):
    """The supplier's answer to the reasons; it suspends nothing."""

    statement: Text
    digest: Sha256


class NotifyRecipients(Command, zh="告知服务对象", home="takeover", roles=("clerk", "township")):
    """Recipients were told in plain words.  law.md §14.4"""

    told: int = Field(ge=0)
    channel: Name
    text: Sha256
    says: tuple[Said, ...] = Field(default=(), description="what the notice tells them, by part (HR-TK-07)")


class RecordHandover(Command, zh="登记交接", home="takeover", roles=("clerk", "supplier")):
    """One item of the handover with its receipt: files, schedule, keys, devices, consents, care plans, data …"""

    item: Key
    receipt: Sha256
    refused: bool = False


class ReportInterim(Command, zh="接管周报", home="takeover", roles=("supplier", "clerk")):
    week: int = Field(ge=1)
    served: dict[Grade, int]
    digest: Sha256


class SupplierHeard(Event, zh="承接主体已陈述"):
    statement: Text
    digest: Sha256
    on: date


class RecipientsNotified(Event, zh="服务对象已告知"):
    told: int
    channel: Name
    text: Sha256
    on: date
    says: tuple[Said, ...] = ()


class HandoverRecorded(Event, zh="交接已登记"):
    item: Key
    receipt: Sha256
    refused: bool
    on: date


class InterimReported(Event, zh="接管周报已提交"):
    week: int
    served: dict[Grade, int]
    digest: Sha256
    on: date


CareEvent = SupplierHeard | RecipientsNotified | HandoverRecorded | InterimReported
