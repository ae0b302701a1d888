"""Tips by key: how far each is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.register.tips.messages import (
    InformantAllowed,
    InformantAnswered,
    InformantAsked,
    TipAccepted,
    TipConcluded,
    TipEvent,
    TipRegistered,
)


@dataclass(frozen=True, slots=True)
class Tip:
    registered: TipRegistered
    accepted: TipAccepted | None = None
    concluded: TipConcluded | None = None
    answered: InformantAnswered | None = None
    asked: InformantAsked | None = None  # waits for the second person
    opened: tuple[InformantAllowed, ...] = ()

    @property
    def under_way(self) -> bool:
        return self.accepted is not None and self.accepted.decision == "accepted" and self.concluded is None


@dataclass(frozen=True, slots=True)
class Tips:
    by_key: Mapping[str, Tip] = field(default_factory=dict)


def evolve_tips(state: Tips, event: TipEvent) -> Tips:
    if isinstance(event, TipRegistered):
        return Tips({**state.by_key, event.key: Tip(event)})
    return Tips({**state.by_key, event.key: _after(state.by_key[event.key], event)})


def _after(tip: Tip, event: TipAccepted | TipConcluded | InformantAnswered | InformantAsked | InformantAllowed) -> Tip:
    match event:
        case TipAccepted():
            return replace(tip, accepted=event)
        case TipConcluded():
            return replace(tip, concluded=event)
        case InformantAnswered():
            return replace(tip, answered=event)
        case InformantAsked():
            return replace(tip, asked=event)
        case InformantAllowed():
            return replace(tip, asked=None, opened=(*tip.opened, event))
        case _:
            assert_never(event)
