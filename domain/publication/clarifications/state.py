"""Clarifications: who took the documents of which round, what is asked and answered, which fees are back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never

from domain.publication.clarifications.messages import (
    ClarificationAnswered,
    ClarificationAsked,
    ClarificationEvent,
    ClarificationSent,
    DocumentFeesReturned,
    DocumentTaken,
    TerminationTold,
)


@dataclass(frozen=True, slots=True)
class Clarifications:
    taken: Mapping[tuple[int, str], DocumentTaken] = field(default_factory=dict)
    asked: Mapping[str, ClarificationAsked] = field(default_factory=dict)
    answered: Mapping[str, ClarificationAnswered] = field(default_factory=dict)
    returned: frozenset[tuple[int, str]] = frozenset()

    def of(self, round: int) -> tuple[DocumentTaken, ...]:
        """Those who took the documents of a round."""
        return tuple(t for (number, _), t in self.taken.items() if number == round)

    def unanswered(self, round: int) -> tuple[ClarificationAsked, ...]:
        """The questions of a round that wait for their answer."""
        return tuple(a for key, a in self.asked.items() if a.round == round and key not in self.answered)

    def fees(self, round: int) -> dict[str, Decimal]:
        """What was paid for the documents of a round and is not back."""
        return {
            t.supplier: t.fee_yuan for t in self.of(round) if t.fee_yuan and (round, t.supplier) not in self.returned
        }


def evolve(state: Clarifications, event: ClarificationEvent) -> Clarifications:
    match event:
        case DocumentTaken():
            return replace(state, taken={**state.taken, (event.round, event.supplier): event})
        case ClarificationAsked():
            return replace(state, asked={**state.asked, event.question: event})
        case ClarificationAnswered():
            return replace(state, answered={**state.answered, event.question: event})
        case DocumentFeesReturned():
            return replace(state, returned=state.returned | {(event.round, uscc) for uscc in event.suppliers})
        case ClarificationSent() | TerminationTold():  # what they order is the effect's to say
            return state
        case _:
            assert_never(event)
