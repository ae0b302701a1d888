"""Framework: the providers, their agreements and what was called off."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain.bidding.framework.messages import (
    AgreementFiled,
    AgreementSigned,
    ApplicationReceived,
    ApplicationReviewed,
    CalledOff,
    CallOffRecorded,
    FeedbackRecorded,
    FrameworkEnded,
    FrameworkEvent,
    PerformanceRequested,
    ProviderLeft,
    ProviderRemoved,
    ProvidersSelected,
    TopUpOpened,
)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One provider's life in the framework."""

    name: str
    price_yuan: Decimal
    rank: int
    since: date
    agreement: AgreementSigned | None = None
    filed_on: date | None = None
    requests: tuple[PerformanceRequested, ...] = ()
    feedback: tuple[FeedbackRecorded, ...] = ()
    left_on: date | None = None
    removed_on: date | None = None

    @property
    def remains(self) -> bool:
        """Neither gone by itself nor removed."""
        return self.left_on is None and self.removed_on is None

    def serves_on(self, day: date) -> bool:
        """Whether contracts may be given to it on that day."""
        agreed = self.agreement
        return self.remains and agreed is not None and agreed.starts_on <= day <= agreed.ends_on

    @property
    def rating(self) -> Decimal | None:
        """What those served give it, by how many answered; None before anybody did."""
        answers = sum(f.answers for f in self.feedback)
        whole = sum((f.rating * f.answers for f in self.feedback), start=Decimal(0))
        return (whole / answers).quantize(Decimal("0.01")) if answers else None


@dataclass(frozen=True, slots=True)
class Framework:
    """Of a framework project; of a call-off only `called_off`."""

    selected: ProvidersSelected | None = None
    providers: Mapping[str, Enrolled] = field(default_factory=dict)
    applications: Mapping[str, ApplicationReceived] = field(default_factory=dict)  # not reviewed yet
    reviewed: Mapping[str, ApplicationReviewed] = field(default_factory=dict)
    call_offs: tuple[CallOffRecorded, ...] = ()
    topping_up: bool = False
    ended_on: date | None = None
    called_off: CalledOff | None = None

    @property
    def remaining(self) -> dict[str, Enrolled]:
        return {uscc: p for uscc, p in self.providers.items() if p.remains}

    def serving(self, day: date) -> dict[str, Enrolled]:
        """Those to whom a contract may be given on that day."""
        return {uscc: p for uscc, p in self.providers.items() if p.serves_on(day)}

    def given_to(self, supplier: str) -> tuple[CallOffRecorded, ...]:
        return tuple(c for c in self.call_offs if c.supplier == supplier)

    def free(self, supplier: str) -> Decimal:
        """What a provider can still take."""
        agreed = self.providers[supplier].agreement
        taken = sum((c.quantity for c in self.given_to(supplier)), start=Decimal(0))
        return (agreed.capacity if agreed is not None else Decimal(0)) - taken


def evolve(state: Framework, event: FrameworkEvent) -> Framework:
    match event:
        case ProvidersSelected():
            new = {p.supplier: Enrolled(p.name, p.price_yuan, p.rank, event.on) for p in event.providers}
            return replace(state, selected=event, providers={**state.providers, **new}, topping_up=False)
        case ApplicationReceived():
            return replace(state, applications={**state.applications, event.supplier: event})
        case ApplicationReviewed():
            return _reviewed(state, event)
        case TopUpOpened():
            return replace(state, topping_up=True)
        case FrameworkEnded():
            return replace(state, ended_on=event.on)
        case CallOffRecorded():
            return replace(state, call_offs=(*state.call_offs, event))
        case CalledOff():
            return replace(state, called_off=event)
        case _:
            known = state.providers[event.supplier]
            return replace(state, providers={**state.providers, event.supplier: _provider(known, event)})


def _reviewed(state: Framework, event: ApplicationReviewed) -> Framework:
    waiting = {uscc: a for uscc, a in state.applications.items() if uscc != event.supplier}
    providers = dict(state.providers)
    if event.passes:
        providers[event.supplier] = Enrolled(event.name, event.price_yuan, len(providers) + 1, event.on)
    reviewed = {**state.reviewed, event.supplier: event}
    return replace(state, applications=waiting, reviewed=reviewed, providers=providers)


_OfProvider = (
    AgreementSigned | AgreementFiled | ProviderLeft | PerformanceRequested | ProviderRemoved | FeedbackRecorded
)


def _provider(known: Enrolled, event: _OfProvider) -> Enrolled:
    match event:
        case AgreementSigned():
            return replace(known, agreement=event)
        case AgreementFiled():
            return replace(known, filed_on=event.on)
        case ProviderLeft():
            return replace(known, left_on=event.on)
        case PerformanceRequested():
            return replace(known, requests=(*known.requests, event))
        case ProviderRemoved():
            return replace(known, removed_on=event.on)
        case FeedbackRecorded():
            return replace(known, feedback=(*known.feedback, event))
        case _:
            assert_never(event)
