"""After the end: measures by breach, charges, the settlement, the duties told."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never

from domain.breach.aftermath.messages import (
    AftermathEvent,
    EndDutiesCalled,
    EndingSettled,
    MitigationNoted,
    SubstituteCharged,
)


@dataclass(frozen=True, slots=True)
class Aftermath:
    mitigated: Mapping[str, MitigationNoted] = field(default_factory=dict)
    charged: Mapping[str, SubstituteCharged] = field(default_factory=dict)
    settled: EndingSettled | None = None
    duties: EndDutiesCalled | None = None

    @property
    def substitute_yuan(self) -> Decimal:
        """What the defaulter bears of what others cost in its stead."""
        return sum((c.owed_yuan for c in self.charged.values()), start=Decimal("0.00"))


def evolve(state: Aftermath, event: AftermathEvent) -> Aftermath:
    match event:
        case MitigationNoted():
            return replace(state, mitigated={**state.mitigated, event.key: event})
        case SubstituteCharged():
            return replace(state, charged={**state.charged, event.charge: event})
        case EndingSettled():
            return replace(state, settled=event)
        case EndDutiesCalled():
            return replace(state, duties=event)
        case _:
            assert_never(event)
