"""An offer as its supplier writes it before it is sealed.  It is no message: no ledger and no workflow ever holds it."""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Value
from domain.values import Name, ProjectId, Sha256, Text, Uscc, Yuan


class Attachment(Value):
    """A document of the offer, packed behind it: name, digest, size in bytes."""

    name: Name
    digest: Sha256
    size: int = Field(ge=0)


class SmeDeclaration(Value):
    """中小企业声明函: what the supplier declares of its own size.  N46-08"""

    size: Literal["medium", "small", "micro"]
    industry: Name
    employees: int | None = Field(default=None, ge=0)


class Offer(Value):
    """A supplier's offer in one round: its price in yuan, its declarations, its documents."""

    form: Literal["jieli-offer/1"] = "jieli-offer/1"
    project: ProjectId
    round: int = Field(ge=1)
    supplier: Uscc
    supplier_name: Name
    price_yuan: Yuan = Field(gt=0)
    declarations: tuple[Text, ...] = Field(min_length=1, description="没有重大违法记录等书面声明 (GPL art. 22)")
    sme: SmeDeclaration | None = None
    valid_until: date | None = None
    summary: Text | None = None
    attachments: tuple[Attachment, ...] = ()
