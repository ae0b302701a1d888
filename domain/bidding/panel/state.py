"""The committee's persons in a round: draws, declarations, who left and isn't replaced yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.bidding.panel.messages import (
    Declaration,
    DrawSeedCommitted,
    ExpertDrawRegistered,
    ExpertsDrawn,
    InterestsDeclared,
    MemberRecused,
    MemberReplaced,
    PanelEvent,
)


@dataclass(frozen=True, slots=True)
class Panel:
    registered: tuple[ExpertDrawRegistered, ...] = ()
    committed: Mapping[str, DrawSeedCommitted] = field(default_factory=dict)
    revealed: frozenset[str] = frozenset()  # draws whose seed is known: never drawn from again
    drawn: frozenset[str] = frozenset()  # the persons of the local draws
    declared: Mapping[str, Declaration] = field(default_factory=dict)
    recused: Mapping[str, MemberRecused] = field(default_factory=dict)

    @property
    def experts(self) -> frozenset[str]:
        """Whom the draws on record name, from the pool or by the local lot."""
        return self.drawn | {person for act in self.registered for person in act.experts}


def evolve(state: Panel, event: PanelEvent) -> Panel:
    match event:
        case ExpertDrawRegistered():
            return replace(state, registered=(*state.registered, event))
        case DrawSeedCommitted():
            return replace(state, committed={**state.committed, event.draw: event})
        case ExpertsDrawn():
            return replace(state, revealed=state.revealed | {event.draw}, drawn=state.drawn | set(event.drawn))
        case InterestsDeclared():
            return replace(state, declared={**state.declared, **{d.member: d for d in event.declarations}})
        case MemberRecused():
            return replace(state, recused={**state.recused, event.member: event})
        case MemberReplaced():
            return replace(state, recused={k: v for k, v in state.recused.items() if k != event.member})
        case _:
            assert_never(event)
