"""Parties: the values that bids and qualification carry: a consortium, a small firm's declaration.  R-S07, N46-08, N46-09"""

from typing import Literal

from pydantic import Field

from domain.message import Value
from domain.values import Key, Name, Ratio, Sha256, Text, Uscc


class ConsortiumMember(Value):
    """One of those who bid together."""

    uscc: Uscc
    name: Name
    share: Ratio = Field(description="of the contract's amount")
    duty: Key = Field(description="what it does; members with one duty are graded by the lowest of them")
    grade: int | None = Field(default=None, ge=1, description="its grade of qualification for that duty, 1 the highest")


class Consortium(Value):
    """Two or more who bid as one, by an agreement.  GPL 24, Regulation art. 22"""

    lead: Uscc
    members: tuple[ConsortiumMember, ...] = Field(min_length=1)
    agreement: Sha256
    joint_liability: bool = Field(description="the agreement says that each is liable for the whole")

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(member.uscc for member in self.members)


class SmeDeclaration(Value):
    """The declaration of a small or medium enterprise (《中小企业声明函》), which alone proves it.  财库〔2020〕46号 arts. 4, 11"""

    letter: Sha256
    proof: Key = Field(default="declaration_letter", description="another kind is named so that it can be refused")
    industry: Name
    size: Literal["medium", "small", "micro"]
    own_people: bool = Field(description="those who serve have labour contracts with the firm (N46-09)")


class CreditListing(Value):
    """One entry of a credit list: which list, and who stands on it."""

    list: Key = Field(description="dishonest_judgment_debtor, major_tax_offender, procurement_offender; others by name")
    subject: Literal["supplier", "representative"] = "supplier"
    reference: Text


class NamedSubcontract(Value):
    """Work that a bid gives to another, by an agreement of intent (分包意向协议).  GPL 48, 87号令 art. 35, 财库〔2020〕46号 art. 9"""

    uscc: Uscc
    name: Name
    work: Name = Field(description="which work; never what the documents call core (主体、关键性工作)")
    share: Ratio = Field(description="of the contract's amount")
    agreement: Sha256
    reserved: bool = Field(default=False, description="fills the share that is reserved for SMEs (N46-02)")
    sme: SmeDeclaration | None = Field(default=None, description="the sub-provider's own declaration")


class TakingPart(Value):
    """Who takes part in a bid beside its bidder, as a members file says it.  R-S07, R-S08"""

    consortium: Consortium | None = None
    subcontracts: tuple[NamedSubcontract, ...] = ()
