"""Remedy: what follows from what was upheld; what finance is told.  94号令 arts. 16, 31, 32; GPL Regulation arts. 49, 72"""

from datetime import date
from typing import Literal

from domain.dispute.challenge.messages import LONG
from domain.message import Command, Event
from domain.values import Key, Sha256, Text, Uscc

Of = Literal["challenge", "complaint"]
Subject = Literal["result_changed", "refused_to_sign"]


class RecordRemedy(Command, zh="登记质疑投诉成立后的处理", roles=("head",), during=LONG):
    """What was done where no other act shows it: the documents were corrected, damages were settled."""

    of: Of
    key: Key
    remedy: Literal["change_document", "damages"]
    facts: Text
    digest: Sha256


class RevokeContract(Command, zh="撤销合同", roles=("head",), during=("contract",)):
    """A contract that nobody has begun to perform is revoked by finance's decision on a complaint.  94号令 arts. 31, 32"""

    complaint: Key
    notice: Sha256
    notified_on: date


class ReportToFinance(Command, zh="书面报告财政部门", roles=("head",), during=(*LONG,)):
    """Finance is told that a result changed, or that a winner refused to sign; penalties are finance's alone."""

    about: Subject
    key: Key | None = None
    supplier: Uscc | None = None
    facts: Text
    file: Sha256


class RemedyTaken(Event, zh="质疑投诉成立后的处理已作出"):
    of: Of
    key: Key
    remedy: Key
    facts: Text
    digest: Sha256 | None = None
    changes_result: bool = False
    on: date


class FinanceReported(Event, zh="已书面报告财政部门"):
    """Orders the letter to finance."""

    about: Subject
    key: Key | None = None
    supplier: Uscc | None = None
    clause: str
    facts: Text
    file: Sha256
    on: date


RemedyEvent = RemedyTaken | FinanceReported
