"""The floor: a bare workflow whose update runs one activity that inserts one row.  Same servers, same run."""

import asyncio
from datetime import timedelta

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    from ledger.pool import Pool

TABLE = "CREATE TABLE IF NOT EXISTS public.bench_floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL)"
QUEUE = "bench-floor"


class Insert:
    """The floor's one activity."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @activity.defn(name="bench_insert")
    async def insert(self, body: str) -> int:
        """One row, one commit."""
        number: int = await self._pool.fetchval("INSERT INTO public.bench_floor (body) VALUES ($1) RETURNING id", body)
        return number


@workflow.defn(name="BenchFloor")
class BenchFloor:
    """Updates until it is told to end; a wait between each two, as a story has."""

    def __init__(self) -> None:
        self._done = False
        self._lock = asyncio.Lock()
        self._aim = 0

    @workflow.run
    async def run(self) -> None:
        """Until `end`."""
        await workflow.wait_condition(lambda: self._done)

    @workflow.update
    async def act(self, body: str) -> int:
        """One activity that inserts one row."""
        async with self._lock:
            number: int = await workflow.execute_activity(
                "bench_insert", body, start_to_close_timeout=timedelta(seconds=30)
            )
            return number

    @workflow.update
    async def advance(self, to: int) -> int:
        """A story's wait: nothing but the answer."""
        self._aim = to
        return self._aim

    @workflow.signal
    def end(self) -> None:
        """The run ends."""
        self._done = True
