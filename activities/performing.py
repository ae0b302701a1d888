"""Performing effects: what the world is asked to do because an event says so.  Idempotent by the event that ordered it.

Each kind of effect goes to one outside system, which is reached by an adapter.  The local adapters keep, below the data
folder, what a notice site, a treasury or a messenger would have been sent; a story never reaches beyond them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from pydantic import ValidationError
from temporalio import activity

from activities.interface import PERFORM, EffectAnswer, Performing
from domain.calendar import beijing_date
from domain.canonical import canonical
from domain.effect import Effect, EffectKind
from domain.messages import COMMANDS


@dataclass(frozen=True, slots=True)
class System:
    """An outside system: its Chinese name, its stand-in's folder, and the name of its settings, if it can be reached."""

    title: str
    folder: str
    setting: str | None = None


# which outside system each kind of effect goes to; a new kind is a line here and one of _ANSWERS
SYSTEMS: Final[Mapping[EffectKind, System]] = {
    "publish": System("公告网站", "公告", "notice"),
    "pay": System("国库集中支付系统", "国库", "treasury"),
    "message": System("消息系统", "消息"),
    "letter": System("函件系统", "函件"),
    "check": System("信用平台", "信用查询", "credit"),
    "seal": System("电子签章系统", "签章", "seal"),
    "review": System("履约能力复核", "复核"),  # opened in this house, see activities/reviewing.py
    "credit": System("信用公示平台", "信用公示"),  # one door for each platform, see activities/outside.py
}

# what a stand-in says beside its receipt; a real credit platform must name the listings itself, if only as none
STAND_IN_SAYS: Final[Mapping[EffectKind, Mapping[str, Any]]] = {"check": {"listings": []}}


class SystemRefuses(Exception):  # noqa: N818 - an answer in that system's own words, no fault of ours
    """The outside system will not do it.  To ask again by ourselves would not help."""


class Unanswered(Exception):  # noqa: N818 - says what is the case
    """No answer, or none that can be understood.  Temporal asks again, a few times; then the agenda does."""


class Adapter(Protocol):
    """An outside system: asked with an effect, it answers with at least a `receipt`.

    Asked twice with one id, it does the thing once.
    """

    async def __call__(self, effect: Effect) -> Mapping[str, Any]: ...


class Reviews(Protocol):
    """Opens reviews in the running projects of suppliers, for an order of the kind `review`."""

    async def __call__(self, effect: Effect, at: datetime) -> Mapping[str, Any]: ...


class Outbox:
    """A local stand-in of an outside system: one file per effect, named by its id, written once.

    The receipt is the file's own number, so that the same effect always has the same receipt.
    """

    def __init__(self, folder: Path, system: str) -> None:
        self._folder = folder / system
        self._system = system

    async def __call__(self, effect: Effect) -> Mapping[str, Any]:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = effect.id.replace("/", "_").replace("@", "_")
        target = self._folder / f"{name}.json"
        if not target.exists():
            attempt = activity.info().attempt if activity.in_activity() else 0
            partial = self._folder / f".{name}.{attempt}.part"
            partial.write_text(canonical({"id": effect.id, "kind": effect.kind, "body": effect.body}), encoding="utf-8")
            partial.rename(target)  # whole or not at all
        return {"receipt": f"本地{self._system}回执-{name}", **STAND_IN_SAYS.get(effect.kind, {})}


def local_adapters(folder: Path) -> Mapping[EffectKind, Adapter]:
    """Stand-ins for every outside system."""
    return {kind: Outbox(folder, system.folder) for kind, system in SYSTEMS.items()}


class Performer:
    """The activity `perform`."""

    def __init__(self, adapters: Mapping[EffectKind, Adapter], reviews: Reviews | None = None) -> None:
        self._adapters = adapters
        self._reviews = reviews

    @activity.defn(name=PERFORM.name)
    async def perform(self, what: Performing) -> EffectAnswer:
        """Ask the outside system; its answer becomes a command.  Errors are Temporal's to retry, a few times."""
        effect = what.effect
        try:
            said = await self._said(what)
        except SystemRefuses as refusal:
            return EffectAnswer(type="ReportRefusal", body={"effect": effect.id, "reason": str(refusal)})
        made = answer(what, said)
        try:
            COMMANDS[made.type].model_validate(made.body)
        except ValidationError as error:
            fields = "、".join(
                ".".join(map(str, e["loc"])) for e in error.errors(include_url=False, include_input=False)
            )
            raise Unanswered(f"{SYSTEMS[effect.kind].title}的答复不合格式：{fields}") from None
        return made

    async def _said(self, what: Performing) -> Mapping[str, Any]:
        """A review is opened in this house; all else is for the outside."""
        if what.effect.kind == "review" and self._reviews is not None:
            return await self._reviews(what.effect, what.at)
        return await self._adapters[what.effect.kind](what.effect)


def answer(what: Performing, said: Mapping[str, Any]) -> EffectAnswer:
    """The command that records what an outside system said."""
    command, body = _ANSWERS[what.effect.kind](what, said)
    return EffectAnswer(type=command, body={**body, "receipt": said["receipt"], "effect": what.effect.id})


_Answer = tuple[str, dict[str, Any]]


def _published(what: Performing, said: Mapping[str, Any]) -> _Answer:
    shown_at = said.get("published_at") or what.at.isoformat()
    return "RegisterPublication", {
        "notice": what.effect.body["notice"],
        "published_at": shown_at,
        "url": said.get("url"),
    }


def _paid(what: Performing, said: Mapping[str, Any]) -> _Answer:
    paid_on = said.get("paid_on") or _today(what)
    return "RegisterPayment", {"payment": what.effect.body["payment"], "result": "paid", "paid_on": paid_on}


def _delivered(what: Performing, _said: Mapping[str, Any]) -> _Answer:
    """A letter that has a key is asked after by it; another asks for no more than that it arrived."""
    key = what.effect.body.get("key")
    return ("RegisterReferralReceipt", {"key": key}) if key is not None else ("AcknowledgeEffect", {})


def _looked_up(what: Performing, said: Mapping[str, Any]) -> _Answer:
    body = what.effect.body
    return "RegisterCreditCheck", {
        "check": body["check"],
        "supplier": body["supplier"],
        "source": said.get("source") or body["source"],
        "looked_at": said.get("looked_at") or what.at.isoformat(),
        "listings": said.get("listings"),  # left out is no word of there being none
    }


def _sealed(what: Performing, said: Mapping[str, Any]) -> _Answer:
    body = what.effect.body
    return "RecordSeal", {
        "party": body["party"],
        "sealed_by": body["signer"],
        "sealed_on": said.get("sealed_on") or _today(what),
        "place": said.get("place") or SYSTEMS["seal"].title,
        "text": said.get("text") or body["text"],
        "medium": "electronic",
        "certificate": said.get("certificate") or said["receipt"],
    }


def _shown(what: Performing, said: Mapping[str, Any]) -> _Answer:
    body = what.effect.body
    return "RegisterCreditReport", {
        "uscc": body["supplier"],
        "report": body["report"],
        "platform": body["platform"],
        "action": body["action"],
        "done_on": said.get("done_on") or _today(what),
    }


def _acknowledged(_what: Performing, _said: Mapping[str, Any]) -> _Answer:
    return "AcknowledgeEffect", {}


def _today(what: Performing) -> str:
    return beijing_date(what.at).isoformat()


_ANSWERS: Final[Mapping[EffectKind, Callable[[Performing, Mapping[str, Any]], _Answer]]] = {
    "publish": _published,
    "pay": _paid,
    "letter": _delivered,
    "check": _looked_up,
    "seal": _sealed,
    "credit": _shown,
    "message": _acknowledged,
    "review": _acknowledged,
}
