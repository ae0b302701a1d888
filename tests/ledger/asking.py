"""Short ways to form a request, for the ledger's tests."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from domain.canonical import JSON
from ledger.append import NewEvent, Request


def happened(stream: str, type: str = "Happened", /, **payload: JSON) -> NewEvent:
    return NewEvent(stream, type, payload)


def ask(
    reads: Mapping[str, int],
    *events: NewEvent,
    command_id: UUID | None = None,
    request: Mapping[str, JSON] | None = None,
    rows: Mapping[str, JSON] | None = None,
) -> Request:
    """A request whose home is the first stream read."""
    return Request(
        command_id=command_id or uuid4(),
        request={"do": "Test"} if request is None else request,
        home=next(iter(reads), "project/none"),
        reads=reads,
        events=events,
        meta={"actor": "person/1", "at": "2026-03-01T09:00:00+08:00", "world": "real"},
        rows=rows,
    )


def one(stream: str, version: int, **payload: JSON) -> Request:
    """A request for one event on one stream that is at ``version``."""
    return ask({stream: version}, happened(stream, **payload))


def several(stream: str, count: int) -> Sequence[NewEvent]:
    return [happened(stream, n=n) for n in range(count)]
