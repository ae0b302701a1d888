"""Letters to departments: each names its legal basis and a listed measure; the department decides and replies.

JL44-4.4.4c, CR-05
"""

from datetime import date

from domain.message import Command, Event
from domain.values import DocumentNumber, Key, Name, Sha256, Text, Uscc


class AskDepartment(Command, zh="函告联合惩戒", home="register", roles=("head",)):
    """Ask a department to weigh a measure of its own against a supplier that finance has punished."""

    uscc: Uscc
    letter: Key
    department: Name
    decision: DocumentNumber
    legal_basis: Text
    measure: Text
    file: Sha256

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class RegisterDepartmentReply(Command, zh="登记部门复函", home="register", roles=("clerk",)):
    uscc: Uscc
    letter: Key
    takes_part: bool
    reply: Text
    document_number: DocumentNumber | None = None
    scan: Sha256

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class DepartmentAsked(Event, zh="联合惩戒已函告"):
    """Orders the letter."""

    letter: Key
    department: Name
    supplier: Uscc
    decision: DocumentNumber
    legal_basis: Text
    measure: Text
    file: Sha256
    on: date


class DepartmentReplied(Event, zh="部门复函已登记"):
    letter: Key
    takes_part: bool
    reply: Text
    document_number: DocumentNumber | None = None
    scan: Sha256
    on: date


LetterEvent = DepartmentAsked | DepartmentReplied
