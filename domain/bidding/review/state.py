"""The price reviews of a round, by supplier: the latest of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.bidding.review.messages import (
    PriceExplained,
    PriceExplanationAsked,
    PriceReviewDecided,
    ReviewEvent,
)


@dataclass(frozen=True, slots=True)
class Reviews:
    asked: Mapping[str, PriceExplanationAsked] = field(default_factory=dict)
    explained: Mapping[str, PriceExplained] = field(default_factory=dict)
    decided: Mapping[str, PriceReviewDecided] = field(default_factory=dict)

    @property
    def open(self) -> tuple[PriceExplanationAsked, ...]:
        """Asked and not yet decided."""
        return tuple(asked for uscc, asked in self.asked.items() if uscc not in self.decided)


def evolve(state: Reviews, event: ReviewEvent) -> Reviews:
    match event:
        case PriceExplanationAsked():  # another price is another review
            return Reviews(
                asked={**state.asked, event.supplier: event},
                explained={k: v for k, v in state.explained.items() if k != event.supplier},
                decided={k: v for k, v in state.decided.items() if k != event.supplier},
            )
        case PriceExplained():
            return replace(state, explained={**state.explained, event.supplier: event})
        case PriceReviewDecided():
            return replace(state, decided={**state.decided, event.supplier: event})
        case _:
            assert_never(event)
