"""Breach: findings, statements, dissolution, exit, referral."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.breach.aftermath.messages import EndDutiesCalled, EndingSettled, MitigationNoted, SubstituteCharged
from domain.breach.aftermath.state import Aftermath
from domain.breach.aftermath.state import evolve as evolve_aftermath
from domain.breach.cure.messages import BreachCured, CureNoticed
from domain.breach.cure.state import Cure
from domain.breach.cure.state import evolve as evolve_cure
from domain.breach.messages import (
    BreachEvent,
    BreachFound,
    BreachStatementHeard,
    ContractDissolved,
    ExitNotified,
    ReferralDelivered,
    ReferredToFinance,
)


@dataclass(frozen=True, slots=True)
class Breach:
    found: Mapping[str, BreachFound] = field(default_factory=dict)
    heard: Mapping[str, BreachStatementHeard] = field(default_factory=dict)
    dissolved: ContractDissolved | None = None
    exit: ExitNotified | None = None
    referred: Mapping[str, ReferredToFinance] = field(default_factory=dict)
    delivered: frozenset[str] = frozenset()
    cure: Cure = Cure()
    aftermath: Aftermath = Aftermath()


def evolve(state: Breach, event: BreachEvent) -> Breach:
    match event:
        case BreachFound():
            return replace(state, found={**state.found, event.key: event})
        case BreachStatementHeard():
            return replace(state, heard={**state.heard, event.key: event})
        case ContractDissolved():
            return replace(state, dissolved=event)
        case ExitNotified():
            return replace(state, exit=event)
        case ReferredToFinance():
            return replace(state, referred={**state.referred, event.key: event})
        case ReferralDelivered():
            return replace(state, delivered=state.delivered | {event.key})
        case CureNoticed() | BreachCured():
            return replace(state, cure=evolve_cure(state.cure, event))
        case MitigationNoted() | SubstituteCharged() | EndingSettled() | EndDutiesCalled():
            return replace(state, aftermath=evolve_aftermath(state.aftermath, event))
        case _:
            assert_never(event)
