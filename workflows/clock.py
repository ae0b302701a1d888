"""The one clock: durable timers in the real world, story time in a story.

A story's time stands still until someone says `advance(to)`; then everything due until that moment is done in order.  It is
not an accelerated clock: no limit is ever missed because a timer fired late.
"""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from temporalio import workflow

BEIJING = timezone(timedelta(hours=8))


class Clock:
    """`now()` judges; `sleep_until` is the only place where a workflow waits for time."""

    def __init__(self, story_from: datetime | None) -> None:
        self._story_now = story_from
        self.target = story_from

    @property
    def in_story(self) -> bool:
        return self._story_now is not None

    def now(self) -> datetime:
        """The moment, in Beijing's offset."""
        return (self._story_now or workflow.now()).astimezone(BEIJING)

    def reach(self, moment: datetime | None) -> None:
        """A story's time goes on to a moment; never back.  In the real world time goes by itself."""
        if self._story_now is not None and moment is not None:
            self._story_now = max(self._story_now, moment)

    def aim(self, to: datetime) -> None:
        """A story may go on as far as `to`."""
        self.target = max(self.target, to) if self.target is not None else to

    def due(self, wake: datetime) -> bool:
        """Whether a wake's moment has come (a story: may come now)."""
        return wake <= (self.target or self.now()) if self.in_story else wake <= self.now()

    async def sleep_until(self, wake: datetime | None, interrupted: Callable[[], bool], summary: str) -> None:
        """Sleep until `wake` or until something else happened.  `summary` is shown in Temporal's timeline."""
        if self.in_story:
            await workflow.wait_condition(lambda: interrupted() or (wake is not None and self.due(wake)))
            return
        timeout = max(wake - workflow.now(), timedelta(0)) if wake is not None else None
        try:
            await workflow.wait_condition(
                interrupted, timeout=timeout, timeout_summary=summary if timeout is not None else None
            )
        except TimeoutError:
            return  # the wake itself
