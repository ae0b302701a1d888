"""A supplier's bar or lost licence reaches its running projects: each gets a review of its own.  HR-TK-18, AD-08

Ordered by the register's event, inside this house: no outside system is asked.  Which projects run stands in the read model; each
one judges its own `OpenReview`, whose id follows from the order and the project, so that twice asked is once done.
"""

from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from activities.sending import Sender, envelope
from domain.effect import Effect
from domain.ids import REAL, world_of
from ledger.pool import Pool

_NAMESPACE: Final = uuid5(NAMESPACE_URL, "jieli:supplier-review")  # fixed for ever: the reviews' ids derive from it
_RUNNING: Final = """
SELECT stream FROM readmodel.project
WHERE world = $1 AND supplier = ANY($2) AND stage = 'performance' ORDER BY stream
"""


def opening(effect: Effect) -> dict[str, Any]:
    """The body of `OpenReview` that an order asks of each running project."""
    return {key: effect.body[key] for key in ("sign", "facts", "evidence")}


def review_id(effect: Effect, stream: str) -> UUID:
    """The id of one project's review: the same however often the order is performed."""
    return uuid5(_NAMESPACE, f"{effect.id}\n{stream}")


class Reviewer:
    """Performs orders of the kind `review`."""

    def __init__(self, pool: Pool, sender: Sender) -> None:
        self._pool = pool
        self._sender = sender

    async def __call__(self, effect: Effect, at: datetime) -> dict[str, Any]:
        """Open a review in each running project; the receipt says in how many.  A refusal is that project's own answer."""
        world = world_of(effect.id)
        rows = await self._pool.fetch(_RUNNING, world, list(effect.body["suppliers"]))
        opened = 0
        for row in rows:
            sent = envelope(
                str(row["stream"]),
                "OpenReview",
                opening(effect),
                actor="adapter",
                command_id=review_id(effect, str(row["stream"])),
                asked_at=at,  # of the order: the same act again is the same bytes
                story_at=at if world != REAL else None,
            )
            outcome = await self._sender.send(sent)
            opened += outcome.refusal is None
        return {"receipt": f"复核-{len(rows)}个在执行项目，{opened}个新开启"}
