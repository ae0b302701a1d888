"""Performing effects: what the world is asked to do because an event says so.  Idempotent by the event that ordered it.

Each kind of effect goes to one outside system, which is reached by an adapter.  The local adapters keep, below the data
folder, what a notice site, a treasury or a messenger would have been sent; a story never reaches beyond them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from temporalio import activity

from activities.interface import PERFORM, EffectAnswer, Performing
from domain.calendar import beijing_date
from domain.canonical import canonical
from domain.effect import Effect, EffectKind


class Adapter(Protocol):
    """An outside system: asked with an effect, it answers with a receipt.  Asked twice with one id, it does the thing once."""

    async def __call__(self, effect: Effect) -> str: ...


class Outbox:
    """A local stand-in of an outside system: one file per effect, named by its id, written once.

    The receipt is the file's own number, so that the same effect always has the same receipt.
    """

    def __init__(self, folder: Path, system: str) -> None:
        self._folder = folder / system
        self._system = system

    async def __call__(self, effect: Effect) -> str:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = effect.id.replace("/", "_").replace("@", "_")
        target = self._folder / f"{name}.json"
        if not target.exists():
            partial = self._folder / f".{name}.{activity.info().attempt}.part"
            partial.write_text(canonical({"id": effect.id, "kind": effect.kind, "body": effect.body}), encoding="utf-8")
            partial.rename(target)  # whole or not at all
        return f"本地{self._system}回执-{name}"


def local_adapters(folder: Path) -> Mapping[EffectKind, Adapter]:
    """Stand-ins for every outside system."""
    return {
        "publish": Outbox(folder, "公告"),
        "pay": Outbox(folder, "国库"),
        "message": Outbox(folder, "消息"),
        "letter": Outbox(folder, "函件"),
    }


class Performer:
    """The activity `perform`."""

    def __init__(self, adapters: Mapping[EffectKind, Adapter]) -> None:
        self._adapters = adapters

    @activity.defn(name=PERFORM.name)
    async def perform(self, what: Performing) -> EffectAnswer:
        """Ask the outside system; its answer becomes a command.  Errors are Temporal's to retry, a few times."""
        receipt = await self._adapters[what.effect.kind](what.effect)
        return answer(what, receipt)


def answer(what: Performing, receipt: str) -> EffectAnswer:
    """The command that records an outside system's receipt."""
    effect = what.effect
    body: dict[str, Any]
    match effect.kind:
        case "publish":
            body = {
                "notice": effect.body["notice"],
                "receipt": receipt,
                "effect": effect.id,
                "published_at": what.at.isoformat(),
            }
            return EffectAnswer(type="RegisterPublication", body=body)
        case "pay":
            body = {"payment": effect.body["payment"], "result": "paid", "receipt": receipt, "effect": effect.id}
            body["paid_on"] = beijing_date(what.at).isoformat()
            return EffectAnswer(type="RegisterPayment", body=body)
        case "letter":
            body = {"key": effect.body["key"], "receipt": receipt, "effect": effect.id}
            return EffectAnswer(type="RegisterReferralReceipt", body=body)
        case "message":
            return EffectAnswer(type="AcknowledgeEffect", body={"effect": effect.id, "receipt": receipt})
