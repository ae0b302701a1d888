"""How a workflow asks for an activity: bounds, retries, and a Chinese line for Temporal's timeline."""

from datetime import timedelta
from typing import Final, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.interface import Contract

A = TypeVar("A")
R = TypeVar("R")

# the ledger and our own servers: for ever, they come back
PATIENT: Final = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), backoff_coefficient=2.0, maximum_interval=timedelta(seconds=10)
)
# other people's systems: a few times, then the agenda takes over
BOUNDED: Final = RetryPolicy(
    initial_interval=timedelta(milliseconds=500),
    backoff_coefficient=2.0,
    maximum_interval=timedelta(seconds=30),
    maximum_attempts=4,
)


async def ask(
    contract: Contract[A, R], argument: A, summary: str, *, retry: RetryPolicy = PATIENT, seconds: int = 15
) -> R:
    """Ask for one activity and wait for its answer."""
    answer: R = await workflow.execute_activity(
        contract.name,
        argument,
        result_type=contract.gives,
        start_to_close_timeout=timedelta(seconds=seconds),
        retry_policy=retry,
        summary=summary[:120],
    )
    return answer
