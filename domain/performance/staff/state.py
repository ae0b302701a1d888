"""Staff: the posts, the checks, the reports."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import assert_never

from domain.performance.staff.messages import StaffChecked, StaffEvent, StaffingSet, StaffReported, share


@dataclass(frozen=True, slots=True)
class Staff:
    asked: StaffingSet | None = None
    checks: tuple[StaffChecked, ...] = ()
    reports: tuple[StaffReported, ...] = ()

    @property
    def last(self) -> StaffReported | None:
        """The latest report by the day it speaks of."""
        return max(self.reports, key=lambda r: r.as_of, default=None)

    @property
    def checked(self) -> StaffChecked | None:
        return max(self.checks, key=lambda c: c.checked_on, default=None)

    @property
    def key_share(self) -> Decimal | None:
        """Of the key posts, the share filled at the last report; None where none is known."""
        if self.asked is None or self.last is None:
            return None
        return share(tuple(p for p in self.asked.posts if p.key), self.last.filled)

    @property
    def minors(self) -> bool:
        return self.asked is not None and self.asked.minors > 0


def evolve_staff(state: Staff, event: StaffEvent) -> Staff:
    match event:
        case StaffingSet():
            return replace(state, asked=event)
        case StaffChecked():
            return replace(state, checks=(*state.checks, event))
        case StaffReported():
            return replace(state, reports=(*state.reports, event))
        case _:
            assert_never(event)
