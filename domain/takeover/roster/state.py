"""The duty roster: who is on duty at a moment, and where nobody is."""

from dataclasses import dataclass
from datetime import datetime

from domain.takeover.roster.messages import Shift


@dataclass(frozen=True, slots=True)
class Roster:
    shifts: tuple[Shift, ...] = ()  # by beginning

    def on_duty(self, at: datetime) -> tuple[str, ...]:
        """The persons who answer at a moment."""
        return tuple(s.person for s in self.shifts if s.from_at <= at < s.until_at)

    @property
    def gaps(self) -> tuple[tuple[datetime, datetime], ...]:
        """The spans between the first shift and the last in which nobody answers."""
        gaps: list[tuple[datetime, datetime]] = []
        reached: datetime | None = None
        for shift in self.shifts:
            if reached is not None and shift.from_at > reached:
                gaps.append((reached, shift.from_at))
            reached = max(reached or shift.until_at, shift.until_at)
        return tuple(gaps)

    @property
    def ends_at(self) -> datetime | None:
        """From here on nobody answers until a further roster is set."""
        return max((s.until_at for s in self.shifts), default=None)


def ordered(shifts: tuple[Shift, ...]) -> tuple[Shift, ...]:
    return tuple(sorted(shifts, key=lambda s: (s.from_at, s.person)))


def followed(before: tuple[Shift, ...], new: tuple[Shift, ...]) -> tuple[Shift, ...]:
    """The new shifts, after what of the old ones lies before the first of them."""
    first = min(s.from_at for s in new)
    kept = (s.model_copy(update={"until_at": min(s.until_at, first)}) for s in before if s.from_at < first)
    return ordered((*kept, *new))


def handed(shifts: tuple[Shift, ...], giver: str, to: Shift) -> tuple[Shift, ...]:
    """The giver's shift ends where `to` begins; `to` has the rest of it."""
    at = to.from_at
    cut = (
        s.model_copy(update={"until_at": at}) if s.person == giver and s.from_at <= at < s.until_at else s
        for s in shifts
    )
    return ordered((*(s for s in cut if s.from_at < s.until_at), to))
