"""The archive of a division, project by project: kept until when, held by whom, added to, destroyed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from domain.closing.messages import ArchiveClass
from domain.register.archive.messages import (
    AddendumChecked,
    AddendumRecorded,
    ArchiveDestroyed,
    ArchiveEvent,
    ArchiveKept,
    DestructionDecided,
    DestructionProposed,
    HoldLifted,
    HoldPlaced,
)


@dataclass(frozen=True, slots=True)
class Addendum:
    recorded: AddendumRecorded
    checked: AddendumChecked | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """One closed project's.  `kept` is None where it was closed before the house kept this register."""

    kept: ArchiveKept | None = None
    addenda: Mapping[str, Addendum] = field(default_factory=dict)
    holds: Mapping[str, HoldPlaced] = field(default_factory=dict)  # that stand
    lifted: Mapping[str, HoldLifted] = field(default_factory=dict)
    proposed: Mapping[ArchiveClass, DestructionProposed] = field(default_factory=dict)  # not yet decided, or agreed to
    decided: Mapping[ArchiveClass, DestructionDecided] = field(default_factory=dict)  # agreed to
    extended: Mapping[ArchiveClass, date] = field(default_factory=dict)  # kept longer, until when
    destroyed: Mapping[ArchiveClass, ArchiveDestroyed] = field(default_factory=dict)

    def holding(self, kind: ArchiveClass) -> tuple[HoldPlaced, ...]:
        """The holds that stand upon a class."""
        return tuple(hold for hold in self.holds.values() if not hold.kinds or kind in hold.kinds)

    @property
    def unchecked(self) -> tuple[AddendumRecorded, ...]:
        return tuple(one.recorded for one in self.addenda.values() if one.checked is None)

    def until(self, kind: ArchiveClass) -> date | None:
        """Until when a class is kept; None where this register doesn't know."""
        days = [self.kept.keep[kind]] if self.kept is not None and kind in self.kept.keep else []
        return max([*days, *([self.extended[kind]] if kind in self.extended else [])], default=None)


@dataclass(frozen=True, slots=True)
class Archives:
    by_project: Mapping[str, Archive] = field(default_factory=dict)

    def of(self, project: str) -> Archive:
        return self.by_project.get(project, Archive())


def evolve_archives(state: Archives, event: ArchiveEvent) -> Archives:
    return Archives({**state.by_project, event.project: _after(state.of(event.project), event)})


def _after(one: Archive, event: ArchiveEvent) -> Archive:
    match event:
        case ArchiveKept():
            return replace(one, kept=event)
        case AddendumRecorded():
            return replace(one, addenda={**one.addenda, event.key: Addendum(event)})
        case AddendumChecked():
            checked = replace(one.addenda[event.key], checked=event)
            return replace(one, addenda={**one.addenda, event.key: checked})
        case HoldPlaced():
            return replace(one, holds={**one.holds, event.key: event})
        case HoldLifted():
            standing = {key: hold for key, hold in one.holds.items() if key != event.key}
            return replace(one, holds=standing, lifted={**one.lifted, event.key: event})
        case DestructionProposed():
            return replace(one, proposed={**one.proposed, event.kind: event})
        case DestructionDecided():
            return _decided(one, event)
        case ArchiveDestroyed():
            return replace(one, destroyed={**one.destroyed, event.kind: event})
        case _:
            assert_never(event)


def _decided(one: Archive, event: DestructionDecided) -> Archive:
    if event.agrees:
        return replace(one, decided={**one.decided, event.kind: event})
    proposed = {kind: p for kind, p in one.proposed.items() if kind != event.kind}
    decided = {kind: d for kind, d in one.decided.items() if kind != event.kind}
    extended = {**one.extended, event.kind: event.keep_until} if event.keep_until is not None else one.extended
    return replace(one, proposed=proposed, decided=decided, extended=extended)
