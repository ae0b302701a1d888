"""Suppliers: registered with their kind, barred by a competent authority.  JL44-2.1.*, JL44-4.4.4b"""

from datetime import date
from typing import Literal

from domain.message import Command, Event
from domain.values import Division, DocumentNumber, Name, Sha256, Text, Uscc

SupplierKind = Literal[
    "enterprise",  # 企业
    "social_organisation",  # 社会组织
    "mass_organisation_funded",  # 由财政拨款保障的群团组织
    "institution_class_1",  # 公益一类事业单位
    "institution_class_2",  # 公益二类事业单位
    "institution_business",  # 从事生产经营活动的事业单位
    "rural_collective",  # 农村集体经济组织
    "self_governing",  # 基层群众性自治组织
    "individual",  # 个人
]


class RegisterSupplier(Command, zh="登记供应商", home="register", roles=("clerk",)):
    uscc: Uscc
    name: Name
    kind: SupplierKind
    division: Division
    evidence: Sha256

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class EnterBar(Command, zh="登记禁止参加", home="register", roles=("clerk", "finance")):
    """A competent authority's decision that bars a supplier, entered with number, scope and dates.  JL44-4.4.4b"""

    uscc: Uscc
    authority: Name
    document_number: DocumentNumber
    scope: Text
    from_on: date
    until_on: date
    scan: Sha256

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class SupplierRegistered(Event, zh="供应商已登记"):
    uscc: Uscc
    name: Name
    kind: SupplierKind
    division: Division
    evidence: Sha256


class BarEntered(Event, zh="禁止参加已登记"):
    authority: Name
    document_number: DocumentNumber
    scope: Text
    from_on: date
    until_on: date
    scan: Sha256


SupplierEvent = SupplierRegistered | BarEntered
