"""Publication: the rounds' terms and the notices."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.publication.clarifications.messages import ClarificationEvent
from domain.publication.clarifications.state import Clarifications
from domain.publication.clarifications.state import evolve as evolve_clarifications
from domain.publication.messages import (
    ComplaintNoticeRegistered,
    NoticeOrdered,
    NoticePublished,
    NoticeWithdrawn,
    PublicationEvent,
    Solicitation,
    SolicitationPrepared,
)
from domain.publication.objections.messages import ObjectionEvent
from domain.publication.objections.state import Objections
from domain.publication.objections.state import evolve as evolve_objections


@dataclass(frozen=True, slots=True)
class Publication:
    rounds: tuple[Solicitation, ...] = ()
    ordered: Mapping[str, NoticeOrdered] = field(default_factory=dict)
    published: Mapping[str, NoticePublished] = field(default_factory=dict)
    withdrawn: Mapping[str, NoticeWithdrawn] = field(default_factory=dict)
    objections: Objections = Objections()
    clarifications: Clarifications = Clarifications()
    complaint_notices: Mapping[str, ComplaintNoticeRegistered] = field(default_factory=dict)  # by complaint

    @property
    def round(self) -> int:
        """The number of the round under way; 0 before the first."""
        return len(self.rounds)

    @property
    def solicitation(self) -> Solicitation | None:
        return self.rounds[-1] if self.rounds else None

    def corrections(self, notice: str) -> tuple[NoticeOrdered, ...]:
        """The corrections of a notice that show, in their order: the original itself never changes."""
        return tuple(o for k, o in self.ordered.items() if o.corrects == notice and k in self.published)

    def shown(self, kind: str, *, round: int | None = None) -> NoticePublished | None:
        """The published notice of a kind (of a round), the latest of several; one that announces a change of the contract
        is that change's own, not the contract's."""
        for key, notice in reversed(tuple(self.published.items())):
            if (
                notice.kind == kind
                and self.change_of(key) is None
                and (round is None or self.ordered[key].round == round)
            ):
                return notice
        return None

    def change_of(self, notice: str) -> str | None:
        """Which change of the contract a notice announces; None where it names none."""
        ordered = self.ordered.get(notice)
        return ordered.change if ordered is not None else None

    def offered(self, *, round: int | None = None) -> NoticePublished | None:
        """The published notice by which a round was offered, to all or to those invited, the latest of several."""
        for key, notice in reversed(tuple(self.published.items())):
            if notice.kind in ("solicitation", "invitation") and (round is None or self.ordered[key].round == round):
                return notice
        return None


def evolve(state: Publication, event: PublicationEvent) -> Publication:
    if isinstance(event, ObjectionEvent):
        return replace(state, objections=evolve_objections(state.objections, event))
    if isinstance(event, ClarificationEvent):
        return replace(state, clarifications=evolve_clarifications(state.clarifications, event))
    match event:
        case SolicitationPrepared():
            return replace(state, rounds=(*state.rounds, event.solicitation))
        case NoticeOrdered():
            return replace(state, ordered={**state.ordered, event.notice: event})
        case NoticePublished():
            published = {**state.published, event.notice: event}
            return replace(state, published=published, rounds=_put_off(state, state.ordered.get(event.notice)))
        case NoticeWithdrawn():
            return replace(state, withdrawn={**state.withdrawn, event.notice: event})
        case ComplaintNoticeRegistered():
            return replace(state, complaint_notices={**state.complaint_notices, event.complaint: event})
        case _:
            assert_never(event)


def _put_off(state: Publication, correction: NoticeOrdered | None) -> tuple[Solicitation, ...]:
    """The rounds' terms after a correction shows: its later deadline, and no opening before that."""
    if correction is None or correction.response_deadline is None or correction.round is None:
        return state.rounds
    later, number = correction.response_deadline, correction.round
    terms = state.rounds[number - 1]
    moved = terms.model_copy(update={"response_deadline": later, "opens_at": max(terms.opens_at, later)})
    return (*state.rounds[: number - 1], moved, *state.rounds[number:])
