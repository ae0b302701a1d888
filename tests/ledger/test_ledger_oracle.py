"""Any sequence of appends against an oracle in memory: the same answers, the same ledger."""

from itertools import count
from typing import Any
from uuid import UUID, uuid5

from asking import ask, happened
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.append import CommandReused, MalformedAppend, Request, VersionConflict, append
from ledger.chain import verify_database
from ledger.pool import Pool
from ledger.read import read_command, read_streams

STREAMS = ["a", "b", "c"]
SPACE = UUID(int=0)


class Oracle:
    """What the ledger should do, in a few lines: heads, commands, and nothing else."""

    def __init__(self) -> None:
        self.streams: dict[str, list[Any]] = {}
        self.commands: dict[UUID, tuple[str, list[tuple[str, int, str]]]] = {}

    def append(self, request: Request) -> Any:
        if request.command_id in self.commands:
            text, events = self.commands[request.command_id]
            return ("replayed", events) if text == request.request_text else CommandReused
        for stream, version in request.reads.items():
            if len(self.streams.get(stream, [])) != version:
                return VersionConflict
        events = []
        for event in request.events:
            kept = self.streams.setdefault(event.stream, [])
            kept.append(event.payload)
            events.append((event.stream, len(kept), event.type))
        self.commands[request.command_id] = (request.request_text, events)
        return "appended", events


steps = st.lists(
    st.tuples(
        st.integers(0, 7),  # which command id
        st.integers(0, 1),  # which of two requests
        st.lists(st.sampled_from(STREAMS), min_size=1, unique=True),  # what is read
        st.lists(st.integers(0, 9).flatmap(lambda n: st.tuples(st.sampled_from(STREAMS), st.just(n))), max_size=4),
        st.sampled_from([0, 0, 0, 0, 1, -1]),  # how wrong the first version is
    ),
    max_size=12,
)
_stories = count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
async def test_the_ledger_does_what_the_oracle_does(pool: Pool, story: Any) -> None:
    prefix, oracle = f"sim.{next(_stories)}.project/", Oracle()
    for command, request_number, read, events, error in story:
        reads = {prefix + name: len(oracle.streams.get(prefix + name, [])) for name in read}
        first = next(iter(reads))
        reads[first] = max(0, reads[first] + error)
        request = ask(
            reads,
            *(happened(prefix + name, n=n) for name, n in events if prefix + name in reads),
            command_id=uuid5(SPACE, f"{prefix}{command}"),
            request={"do": request_number},
        )
        expected = oracle.append(request)
        try:
            appended = await append(pool, request)
            got: Any = (appended.outcome, [(e.stream, e.version, e.type) for e in appended.events])
        except (VersionConflict, CommandReused, MalformedAppend) as refused:
            got = type(refused)
        assert got == expected
    for stream, payloads in oracle.streams.items():
        assert len(await read_streams(pool, {stream: 0})) == len(payloads)
    for command_id, (text, events) in oracle.commands.items():
        found = await read_command(pool, command_id)
        assert found is not None
        assert (found[0].request, len(found[1])) == (text, len(events))
    assert (await verify_database(pool)).good
