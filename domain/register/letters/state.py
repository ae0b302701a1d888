"""Letters to departments, and their replies."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.register.letters.messages import DepartmentAsked, DepartmentReplied, LetterEvent


@dataclass(frozen=True, slots=True)
class Letters:
    asked: Mapping[str, DepartmentAsked] = field(default_factory=dict)
    replied: Mapping[str, DepartmentReplied] = field(default_factory=dict)


def evolve(state: Letters, event: LetterEvent) -> Letters:
    match event:
        case DepartmentAsked():
            return replace(state, asked={**state.asked, event.letter: event})
        case DepartmentReplied():
            return replace(state, replied={**state.replied, event.letter: event})
        case _:
            assert_never(event)
