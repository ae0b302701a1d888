"""Contract: eight parts, term, signing, announcement, supplements, running contracts that come in.  JL44-4.3.3 … 4.3.6"""

from datetime import date
from decimal import Decimal

from pydantic import Field

from domain.contract.bond.messages import BondEvent, BondReturn
from domain.contract.change.messages import ChangeEvent
from domain.contract.opening.messages import (
    OpenedBond,
    OpenedChallenge,
    OpenedDeduction,
    OpenedEvaluation,
    OpenedSupplement,
    OpeningCorrected,
    OpeningCorrectionProposed,
    OpeningEvent,
)
from domain.contract.periods import ContractPeriod as ContractPeriod  # noqa: PLC0414 - others take it from here
from domain.contract.seals.messages import ContractCopy, Keeper, SealEvent
from domain.contract.subcontract.messages import SubcontractEvent
from domain.contract.succession.messages import ContractSuccessionEvent
from domain.message import Command, Event, Value
from domain.planning.messages import AcceptancePlan, Plan
from domain.values import DocumentNumber, Key, Name, Quantity, Ratio, Sha256, Text, Uscc, Yuan


class ContractItem(Value):
    """One item of the plan as the contract has it: the scope may not differ.  R-C01"""

    code: str
    quantity: Quantity
    unit: Name


class ContractTerms(Value):
    """The contract's text in its eight parts, and the figures that the house must watch.  JL44-4.3.3"""

    number: DocumentNumber
    content: Text | None = None
    term: Text | None = None
    quantity: Text | None = None
    quality: Text | None = None
    price: Text | None = None
    settlement: Text | None = None
    rights_and_duties: Text | None = None
    liability: Text | None = None
    supplier: Uscc
    supplier_name: Name
    amount_yuan: Yuan
    starts_on: date
    ends_on: date
    periods: tuple[ContractPeriod, ...] = Field(min_length=1)
    performance_bond_yuan: Yuan | None = None
    text: Sha256
    joint: tuple[Uscc, ...] = Field(
        default=(), description="of a consortium: the members who sign beside the lead (R-S07)"
    )
    items: tuple[ContractItem, ...] = ()
    acceptance: AcceptancePlan | None = Field(
        default=None, description="how the service is accepted, as planned (N22-11)"
    )
    acceptance_as_planned: bool = Field(
        default=False, description="the contract takes the plan's acceptance arrangements over by reference (N22-11)"
    )
    bond_return: BondReturn | None = None
    bond_forms: tuple[Key, ...] = Field(default=(), description="forms accepted; every lawful one where none is named")
    buyer_guarantees_financing: bool | None = Field(
        default=None, description="false: the contract says that the buyer guarantees no loan (S102-25)"
    )
    pay_within_days: int | None = Field(default=None, ge=1, description="calendar days after condition and invoice")
    late_interest_yearly: Ratio | None = Field(default=None, description="agreed yearly rate on late payment (PY-04)")
    standards: tuple[Text, ...] = Field(
        default=(), description="each technical, service and safety standard that acceptance will judge (R-S16)"
    )
    settled_by_audit: bool = Field(default=False, description="the contract makes an audit's result the basis (PY-05)")


class DraftContract(Command, zh="起草合同", roles=("clerk",), during=("contract",)):
    terms: ContractTerms


class SignContract(Command, zh="签订合同", roles=("head",), during=("contract",)):
    """Signed by both; the contract's date is that of the last seal.  GPL 46"""

    signed_on: date
    scan: Sha256
    copies: tuple[ContractCopy, ...] = ()
    keeper: Keeper | None = None


class FileContract(Command, zh="合同报备", roles=("clerk",), during=("contract", "performance")):
    """The copy of the contract, or of a change of it, reached finance.  GPL 47"""

    receipt: DocumentNumber
    key: Key | None = Field(default=None, description="the supplement, renewal or amendment; the contract where absent")


class SupplementContract(Command, zh="补充合同", roles=("head",), during=("performance",)):
    """More of the same service, other terms unchanged.  GPL 49"""

    key: Key
    amount_yuan: Yuan
    reason: Text
    text: Sha256


class OpenRunningContract(Command, zh="在途合同迁入", roles=("clerk",), during=("planning",)):
    """A contract half-way through comes in, marked 'before Jieli, not judged': its figures need only agree with each other."""

    plan: Plan
    terms: ContractTerms = Field(description="as first signed: supplements stand beside, under `supplements`")
    signed_on: date
    paid_yuan: Yuan = Field(description="all that was paid so far, advances too")
    accepted_periods: tuple[Key, ...] = Field(description="accepted before; supplements under their own keys")
    evidence: Sha256
    advance_outstanding_yuan: Yuan | None = Field(
        default=None, description="of what was paid, the advance that no accepted service has used up yet"
    )
    deductions: tuple[OpenedDeduction, ...] = ()
    supplements: tuple[OpenedSupplement, ...] = ()
    evaluations: tuple[OpenedEvaluation, ...] = ()
    bond: OpenedBond | None = Field(default=None, description="the performance bond that is held")
    challenge: OpenedChallenge | None = Field(default=None, description="a challenge not answered yet")


class CorrectOpening(Command, zh="更正迁入登记", roles=("clerk",), during=("contract", "performance", "evaluation")):
    """The opening entry was wrong: what it ought to say, for another person to agree to.  Only what is named changes."""

    reason: Text
    evidence: Sha256
    plan: Plan | None = None
    terms: ContractTerms | None = None
    signed_on: date | None = None
    paid_yuan: Yuan | None = None
    accepted_periods: tuple[Key, ...] | None = None
    advance_outstanding_yuan: Yuan | None = None
    deductions: tuple[OpenedDeduction, ...] | None = None
    supplements: tuple[OpenedSupplement, ...] | None = None
    evaluations: tuple[OpenedEvaluation, ...] | None = None


class ConfirmOpeningCorrection(
    Command, zh="确认迁入登记的更正", roles=("reviewer", "head"), during=("contract", "performance", "evaluation")
):
    """Another person agrees to the correction, or says why not."""

    agreed: bool
    reason: Text | None = None


class ContractDrafted(Event, zh="合同已起草"):
    terms: ContractTerms
    by: str


class ContractSigned(Event, zh="合同已签订"):
    terms: ContractTerms
    signed_on: date
    scan: Sha256
    copies: tuple[ContractCopy, ...] = ()
    keeper: Keeper | None = None


class ContractFiled(Event, zh="合同已报备"):
    receipt: DocumentNumber
    on: date
    key: Key | None = None


class ContractSupplemented(Event, zh="合同已补充"):
    key: Key
    amount_yuan: Yuan
    reason: Text
    text: Sha256
    on: date


class RunningContractOpened(Event, zh="在途合同已迁入"):
    """Before Jieli, not judged."""

    plan: Plan
    terms: ContractTerms
    signed_on: date
    paid_yuan: Yuan
    accepted_periods: tuple[Key, ...]
    evidence: Sha256
    author: str
    on: date | None = None  # the day it came in
    advance_outstanding_yuan: Yuan | None = None
    deductions: tuple[OpenedDeduction, ...] = ()
    supplements: tuple[OpenedSupplement, ...] = ()
    evaluations: tuple[OpenedEvaluation, ...] = ()

    def worth_yuan(self, key: str) -> Decimal | None:
        """What a period accepted before is worth, less what was deducted; None where it wasn't."""
        listed = {p.key: p.payable_yuan for p in self.terms.periods} | {s.key: s.amount_yuan for s in self.supplements}
        if key not in self.accepted_periods or key not in listed:
            return None
        return listed[key] - sum((d.amount_yuan for d in self.deductions if d.period == key), start=Decimal("0.00"))

    @property
    def accepted_yuan(self) -> Decimal:
        """What all that was accepted before is worth."""
        return sum((self.worth_yuan(k) or Decimal("0.00") for k in self.accepted_periods), start=Decimal("0.00"))


OpeningCorrectionProposed.model_rebuild(_types_namespace={"RunningContractOpened": RunningContractOpened})
OpeningCorrected.model_rebuild(_types_namespace={"RunningContractOpened": RunningContractOpened})


ContractEvent = (
    ContractDrafted
    | ContractSigned
    | ContractFiled
    | ContractSupplemented
    | RunningContractOpened
    | OpeningEvent
    | ContractSuccessionEvent
    | SealEvent
    | BondEvent
    | ChangeEvent
    | SubcontractEvent
)
