"""What must have been so when a contract was signed: read from the events alone, with the law's numbers written out here anew.

The rules themselves are not asked: this is the second opinion.  Each line names the clause that a signed contract would break.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from domain.approval.messages import ApprovalGiven, PreparationRecorded
from domain.award.bonds.messages import BidBondReceived
from domain.award.messages import AwardConfirmed
from domain.award.undoing.messages import AwardVoided, RefusalToSignRecorded
from domain.bidding.framework.messages import AgreementSigned, CalledOff, ProviderLeft, ProviderRemoved
from domain.bidding.messages import (
    BiddingClosed,
    BidReceived,
    BidsOpened,
    BidsScored,
    CommitteeAppointed,
    QualificationChecked,
)
from domain.bidding.parties.messages import ConflictRecorded
from domain.bidding.results.messages import EvaluationCorrected, TieBroken
from domain.bidding.review.messages import PriceReviewDecided
from domain.contract.messages import ContractDrafted, ContractSigned
from domain.dispute.challenge.messages import ChallengeAnswered, ChallengeFiled
from domain.dispute.complaint.messages import ComplaintDecided, ComplaintRegistered
from domain.funding.messages import AllocationRecorded, FundsCommitted, FundsReserved, PoolCharged, PoolReleased
from domain.message import Event
from domain.planning.guidance.messages import GuidanceAnswered, GuidanceGiven
from domain.planning.messages import MethodChanged, Plan, PlanRevised, ProjectDetermined, ProjectStarted
from domain.publication.messages import NoticeOrdered, NoticePublished, SolicitationPrepared
from domain.register.messages import BarEntered
from scenarios.rehearsal import Recorded

E = TypeVar("E", bound=Event)
PARTS = ("content", "term", "quantity", "quality", "price", "settlement", "rights_and_duties", "liability")
SIX = ("content", "term", "quantity", "quality", "price", "supplier_qualifications")
SERVICE = {f"A.{n}" for n in range(10, 21)}
RESPONSE_DAYS = {"open_tender": 20, "invited_tender": 20, "competitive_consultation": 10}
CLARIFICATION_DAYS = {"open_tender": 15, "invited_tender": 15}
COLLECTIVE = Decimal(2_000_000)
SILENCE = 10  # days at the least: five working days, three more
EXCUSED = ("unforeseeable_urgency", "unforeseeable_emergency")
COMMITTEE = {
    "open_tender": 5,
    "invited_tender": 5,
    "competitive_negotiation": 3,
    "competitive_consultation": 3,
    "below_limit": 3,
}


@dataclass
class File:
    """One project's file up to a signature."""

    project: str
    events: list[Event]
    signed: ContractSigned
    everywhere: list[Recorded] = field(default_factory=list)

    def all(self, kind: type[E]) -> list[E]:
        return [e for e in self.events if isinstance(e, kind)]

    def last(self, kind: type[E]) -> E | None:
        return next(iter(reversed(self.all(kind))), None)

    @property
    def plan(self) -> Plan:
        started = [e for e in self.events if isinstance(e, ProjectStarted | PlanRevised)]
        plan = started[-1].plan
        changed = self.last(MethodChanged)
        if changed is not None:
            plan = plan.model_copy(update={"method": changed.method, "method_ground": changed.method_ground})
        return plan

    @property
    def author(self) -> str:
        return [e for e in self.events if isinstance(e, ProjectStarted | PlanRevised)][-1].author

    @property
    def round(self) -> int:
        return len(self.all(SolicitationPrepared))

    @property
    def inside(self) -> bool:
        return self.plan.budget_yuan >= (500_000 if self.plan.buyer.level in ("province", "city") else 300_000)

    @property
    def service(self) -> bool:
        return any(item.code in SERVICE for item in self.plan.items)

    def agreed(self, kind: str) -> ApprovalGiven | None:
        given = [a for a in self.all(ApprovalGiven) if a.kind == kind]
        return given[-1] if given and given[-1].agrees else None

    def shown(self, *kinds: str) -> NoticePublished | None:
        return next((n for n in reversed(self.all(NoticePublished)) if n.kind in kinds), None)

    def place(self, kind: type[Event]) -> int:
        """Where the last such event stands in the file; -1 where there is none."""
        return max((n for n, e in enumerate(self.events) if isinstance(e, kind)), default=-1)


def signatures(told: Iterable[Recorded]) -> Iterator[File]:
    """The file of each contract that was signed."""
    everything = list(told)
    for number, recorded in enumerate(everything):
        if isinstance(recorded.event, ContractSigned):
            before = everything[:number]
            own = [r.event for r in before if r.stream == recorded.stream]
            yield File(recorded.stream, own, recorded.event, before)


def broken(told: Iterable[Recorded]) -> list[str]:
    """The musts that a signed contract breaks."""
    recorded = list(told)
    return [*_ceiling(recorded), *(clause for file in signatures(recorded) for clause in _broken(file))]


def _broken(file: File) -> Iterator[str]:
    yield from _planned(file)
    yield from _approved(file)
    yield from _funded(file)
    yield from _still_chosen(file)
    yield from _undisputed(file)
    if file.plan.calls_off:
        yield from _called_off(file)
        return
    yield from _offered(file)
    yield from _bonds(file)
    yield from _chosen(file)
    yield from _evaluated(file)
    yield from _written(file)


def _planned(file: File) -> Iterator[str]:
    plan = file.plan
    determined = file.last(ProjectDetermined)
    if determined is None:
        yield "JL44-4.1.1"
    answers = {a.clause: a.applies for a in plan.negative_list}
    if any(answers.get(f"JL44-3.2.{n}", True) for n in range(1, 7)):
        yield "JL44-3.2.0"
    years = 3 if len({c.condition for c in plan.long_term if c.met}) == 5 else 1
    last = date(plan.starts_on.year + years, plan.starts_on.month, min(plan.starts_on.day, 28)) + timedelta(days=3)
    if max(plan.ends_on, file.signed.terms.ends_on) > last:
        yield "JL44-4.3.4"


def _approved(file: File) -> Iterator[str]:
    if file.plan.calls_off:  # prepared and reviewed for its framework
        if file.agreed("budget_approval") is None:
            yield "JL44-4.1.2"
        return
    yield from _guided(file)
    done = {p.kind: p for p in file.all(PreparationRecorded)}
    if file.service:
        if "need_survey" not in done or (done["need_survey"].count or 0) < 3:
            yield "N22-01"
        if "public_consultation" not in done:
            yield "R-S14"
        if "risk_study" not in done:
            yield "N22-09"
        review = file.agreed("key_review")
        if review is None or review.by == file.author:
            yield "N22-05"
        if file.agreed("legal_adviser_approval") is None:
            yield "N22-08"
    if file.inside and file.agreed("implementation_plan_filing") is None:
        yield "AD-01"
    if file.agreed("budget_approval") is None:
        yield "JL44-4.1.2"
    above = file.plan.budget_yuan >= 2_000_000 and file.plan.method != "open_tender"
    if above and file.agreed("finance_method_approval") is None:
        yield "R-M02"


def _guided(file: File) -> Iterator[str]:
    """A township's plan has the county's word on that very plan, answered; large ones the leaders' collective decision."""
    if file.plan.buyer.level == "township" or file.plan.county_coordinated:
        yield from _word_of_the_county(file)
    if file.plan.budget_yuan >= COLLECTIVE and file.agreed("collective_decision") is None:
        yield "HR-AC"


def _word_of_the_county(file: File) -> Iterator[str]:
    plans = [e for e in file.events if isinstance(e, ProjectStarted | PlanRevised)]
    word, answered = file.last(GuidanceGiven), file.place(GuidanceAnswered) > file.place(GuidanceGiven)
    by_letter = file.agreed("county_guidance")
    if by_letter is not None or (word is not None and answered):
        return
    if word is not None and word.opinion == "agree" and word.plan_version == len(plans):
        return
    determined = file.last(ProjectDetermined)
    silent = word is None or word.plan_version < len(plans)
    waited = (determined.on - plans[-1].submitted_on).days if determined is not None else 0
    if not (silent and waited > SILENCE):  # its silence stands in nobody's way
        yield "JL44-1.2 JL44-1.3"


def _funded(file: File) -> Iterator[str]:
    held = sum((f.amount_yuan for f in file.all(FundsReserved)), Decimal(0))
    held += sum((f.amount_yuan for f in file.all(FundsCommitted)), Decimal(0))
    if held < file.signed.terms.amount_yuan:
        yield "JL44-4.1.2"
    first_offer = next((n for n, e in enumerate(file.events) if isinstance(e, SolicitationPrepared)), len(file.events))
    before = [e for e in file.events[:first_offer] if isinstance(e, FundsReserved | FundsCommitted)]
    if {line.pool for line in file.plan.funding} - {f.pool for f in before}:
        yield "JL44-4.1.2"


def _ceiling(told: list[Recorded]) -> Iterator[str]:
    """No charge that isn't a departure passes two per cent of what had been handed down by then."""
    base: dict[str, Decimal] = {}
    used: dict[str, Decimal] = {}
    for recorded in told:
        match recorded.event:
            case AllocationRecorded(kind=kind, amount_yuan=amount):
                base[recorded.stream] = (
                    base.get(recorded.stream, Decimal(0)) + (-1 if kind == "withdrawn" else 1) * amount
                )
            case PoolCharged(amount_yuan=amount, departed=departed):
                used[recorded.stream] = used.get(recorded.stream, Decimal(0)) + amount
                if not departed and used[recorded.stream] > base.get(recorded.stream, Decimal(0)) * Decimal("0.02"):
                    yield "JL44-5.2"
            case PoolReleased(amount_yuan=amount):
                used[recorded.stream] = max(Decimal(0), used.get(recorded.stream, Decimal(0)) - amount)
            case _:
                pass


def _offered(file: File) -> Iterator[str]:
    prepared = file.last(SolicitationPrepared)
    offer = next((n for n in reversed(file.all(NoticeOrdered)) if n.kind in ("solicitation", "invitation")), None)
    shown = file.shown("solicitation", "invitation")
    if prepared is None or offer is None or shown is None:
        yield "JL44-4.2.1"
        return
    if any(not offer.fields.get(part, "").strip() for part in SIX):
        yield "JL44-4.2.1"
    if file.inside and file.plan.method_ground not in EXCUSED:
        intention = file.shown("intention")
        began = file.all(SolicitationPrepared)[0].on
        if intention is None or (began - intention.published_on).days < 30:
            yield "PB-01"
    closed = file.last(BiddingClosed)
    days = RESPONSE_DAYS.get(file.plan.method)
    if days is not None and closed is not None and (closed.closed_at.date() - shown.published_on).days < days:
        yield "R-P01 R-P09"


def _bonds(file: File) -> Iterator[str]:
    """Two per cent of the budget for a bid, ten per cent of the contract for its performance."""
    asked = [p.solicitation.bid_bond_yuan or Decimal(0) for p in file.all(SolicitationPrepared)]
    taken = [b.amount_yuan for b in file.all(BidBondReceived)]
    if max([*asked, *taken], default=Decimal(0)) > file.plan.budget_yuan * Decimal("0.02"):
        yield "R-B01"
    if (file.signed.terms.performance_bond_yuan or Decimal(0)) > file.signed.terms.amount_yuan * Decimal("0.10"):
        yield "R-B02"
    based = next((n for n, e in enumerate(file.events) if isinstance(e, NoticeOrdered) and e.kind == "intention"), None)
    if based is not None:
        notice = file.events[based]
        known = any(
            isinstance(e, ApprovalGiven) and e.kind == "budget_approval" and e.agrees for e in file.events[:based]
        )
        assert isinstance(notice, NoticeOrdered)
        if notice.basis not in (("department_budget" if known else "budget_draft"), "added_in_year"):
            yield "PB-03"
    days = CLARIFICATION_DAYS.get(file.plan.method)
    shown = {n.notice: n.published_on for n in file.all(NoticePublished)}
    for later in file.all(NoticeOrdered):
        if later.response_deadline is None or days is None or later.notice not in shown:
            continue
        if (later.response_deadline.date() - shown[later.notice]).days < days:
            yield "R-P04"


def _still_chosen(file: File) -> Iterator[str]:
    """The award that is signed was not undone since, and its bid stands."""
    undone = max(file.place(RefusalToSignRecorded), file.place(AwardVoided))
    award = file.last(AwardConfirmed)
    if undone > file.place(AwardConfirmed):
        yield "R-S17"
    if award is not None and any(
        c.supplier == award.supplier and c.round == file.round for c in file.all(ConflictRecorded)
    ):
        yield "R-S05"


def _undisputed(file: File) -> Iterator[str]:
    """Nothing that may change the result is open."""
    answered = {a.challenge for a in file.all(ChallengeAnswered)}
    if any(c.may_affect_result and c.challenge not in answered for c in file.all(ChallengeFiled)):
        yield "R-P29"
    decided = {d.complaint for d in file.all(ComplaintDecided)}
    for complaint in file.all(ComplaintRegistered):
        stands = complaint.suspends and complaint.complaint not in decided
        if stands and (file.signed.signed_on - complaint.on).days <= 30:
            yield "DQ-13"


def _evaluated(file: File) -> Iterator[str]:
    """A chair that is not the buyer's, low prices asked about, ties decided, the ranking's own order."""
    award, scored, committee = file.last(AwardConfirmed), file.last(BidsScored), file.last(CommitteeAppointed)
    if award is None or scored is None:
        return
    if file.inside and committee is not None and any(m.chair and m.kind == "buyer" for m in committee.members):
        yield "E-03"
    corrected = file.last(EvaluationCorrected)
    ties = corrected.ties if corrected is not None and corrected.round == scored.round else scored.ties
    broken_ties = [set(t.order) for t in file.all(TieBroken)]
    if any(award.supplier in tie and set(tie) not in broken_ties for tie in ties):
        yield "E-18"
    yield from _low(file, scored)
    yield from _first(file, award, scored)


def _low(file: File, scored: BidsScored) -> Iterator[str]:
    """Below 45 per cent of the ceiling, or half of the second-lowest, only when asked about and found justified."""
    terms = file.all(SolicitationPrepared)[-1].solicitation
    if not file.inside or scored.on < date(2026, 2, 1) or terms.fixed_price_yuan is not None:
        return
    prices = sorted(r.price_yuan for r in scored.ranking)
    second = prices[1] if len(prices) > 1 else Decimal(0)
    justified = {d.supplier for d in file.all(PriceReviewDecided) if d.justified and d.round == scored.round}
    for place in scored.ranking:
        low = place.price_yuan < terms.ceiling_yuan * Decimal("0.45") or place.price_yuan < second / 2
        if low and place.supplier not in justified:
            yield "E-29"


def _first(file: File, award: AwardConfirmed, scored: BidsScored) -> Iterator[str]:
    """Whoever was ranked before the winner refused, was void, in conflict, barred, or displaced by what was upheld."""
    if file.last(EvaluationCorrected) is not None or file.last(TieBroken) is not None:
        return
    gone = {e.supplier for e in file.events if isinstance(e, RefusalToSignRecorded | AwardVoided | ConflictRecorded)}
    gone |= {r.stream.rsplit("/", 1)[-1] for r in file.everywhere if isinstance(r.event, BarEntered)}
    ahead = []
    for place in scored.ranking:
        if place.supplier == award.supplier:
            break
        ahead.append(place.supplier)
    upheld = [a for a in (*file.all(ChallengeAnswered), *file.all(ComplaintDecided)) if a.upheld]
    if set(ahead) - gone and not upheld:
        yield "R-P14"


def _called_off(file: File) -> Iterator[str]:
    """Under an agreement in force, with one who still provides, not above the agreed price."""
    called, award = file.last(CalledOff), file.last(AwardConfirmed)
    if called is None or award is None or file.signed.terms.supplier != award.supplier:
        yield "R-M17"
        return
    of = [r.event for r in file.everywhere if r.stream.endswith(f"project/{called.framework}")]
    agreed = [e for e in of if isinstance(e, AgreementSigned) and e.supplier == award.supplier]
    left = [e for e in of if isinstance(e, ProviderLeft | ProviderRemoved) and e.supplier == award.supplier]
    if not agreed or left:
        yield "R-M17"
        return
    inside = agreed[-1].starts_on <= called.on <= agreed[-1].ends_on
    if not inside or called.unit_price_yuan > agreed[-1].price_yuan:
        yield "R-M17"


def _chosen(file: File) -> Iterator[str]:
    award, scored, opened = file.last(AwardConfirmed), file.last(BidsScored), file.last(BidsOpened)
    if award is None or scored is None or opened is None:
        yield "JL44-1.4b"
        return
    if file.place(BidsOpened) < file.place(BiddingClosed) or file.place(BiddingClosed) < file.place(BidReceived):
        yield "HR-BID-1"
    if opened.witness == opened.opened_by:
        yield "JL44-4.4.0"
    committee = file.last(CommitteeAppointed)
    least = COMMITTEE.get(file.plan.method)
    if least is not None:
        size = len(committee.members) if committee else 0
        experts = sum(m.kind == "expert" for m in committee.members) if committee else 0
        if size < least or size % 2 == 0 or (file.inside and experts * 3 < size * 2):
            yield "E-01 E-05 E-06"
    if committee is not None and any(m.conflict for m in committee.members):
        yield "R-S13"
    checked = {c.supplier: c for c in file.all(QualificationChecked)}
    if award.supplier not in checked or not checked[award.supplier].passes:
        yield "JL44-2.2.1"
    terms = file.all(SolicitationPrepared)[-1].solicitation
    if award.price_yuan > terms.ceiling_yuan or award.supplier not in {r.supplier for r in scored.ranking}:
        yield "R-B08"
    bars = [r.event for r in file.everywhere if r.stream.endswith(f"supplier/{award.supplier}")]
    if any(isinstance(b, BarEntered) and b.from_on <= file.signed.signed_on <= b.until_on for b in bars):
        yield "JL44-4.4.4b"


def _written(file: File) -> Iterator[str]:
    terms, award = file.signed.terms, file.last(AwardConfirmed)
    if any(not (getattr(terms, part) or "").strip() for part in PARTS):
        yield "JL44-4.3.3"
    if award is not None and (terms.supplier != award.supplier or terms.amount_yuan > award.price_yuan):
        yield "R-X02"
    if award is not None and file.signed.signed_on < award.on:
        yield "JL44-4.0"
    if file.inside and file.shown("result") is None:
        yield "R-P17"
    if file.last(ContractDrafted) is None:
        yield "JL44-4.3.3"
