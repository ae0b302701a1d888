"""Performing effects: what the world is asked to do because an event says so.  Idempotent by the event that ordered it.

Each kind of effect goes to one outside system, which is reached by an adapter.  The local adapters keep, below the data
folder, what a notice site, a treasury or a messenger would have been sent; a story never reaches beyond them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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


# which outside system each kind of effect goes to; a new kind is a line here and a case of `answer`
SYSTEMS: Final[Mapping[EffectKind, System]] = {
    "publish": System("公告网站", "公告", "notice"),
    "pay": System("国库集中支付系统", "国库", "treasury"),
    "message": System("消息系统", "消息"),
    "letter": System("函件系统", "函件"),
    "check": System("信用平台", "信用查询", "credit"),
    "seal": System("电子签章系统", "签章", "seal"),
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

    def __init__(self, adapters: Mapping[EffectKind, Adapter]) -> None:
        self._adapters = adapters

    @activity.defn(name=PERFORM.name)
    async def perform(self, what: Performing) -> EffectAnswer:
        """Ask the outside system; its answer becomes a command.  Errors are Temporal's to retry, a few times."""
        effect = what.effect
        try:
            said = await self._adapters[effect.kind](effect)
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


def answer(what: Performing, said: Mapping[str, Any]) -> EffectAnswer:
    """The command that records what an outside system said."""
    effect, receipt = what.effect, said["receipt"]
    match effect.kind:
        case "publish":
            shown = {
                "notice": effect.body["notice"],
                "receipt": receipt,
                "effect": effect.id,
                "published_at": said.get("published_at") or what.at.isoformat(),
                "url": said.get("url"),
            }
            return EffectAnswer(type="RegisterPublication", body=shown)
        case "pay":
            paid = {"payment": effect.body["payment"], "result": "paid", "receipt": receipt, "effect": effect.id}
            paid["paid_on"] = said.get("paid_on") or beijing_date(what.at).isoformat()
            return EffectAnswer(type="RegisterPayment", body=paid)
        case "letter" if "key" not in effect.body:  # a letter that asks for no more than that it arrived
            return EffectAnswer(type="AcknowledgeEffect", body={"effect": effect.id, "receipt": receipt})
        case "letter":
            body = {"key": effect.body["key"], "receipt": receipt, "effect": effect.id}
            return EffectAnswer(type="RegisterReferralReceipt", body=body)
        case "check":
            looked_up = {
                "check": effect.body["check"],
                "supplier": effect.body["supplier"],
                "source": said.get("source") or effect.body["source"],
                "looked_at": said.get("looked_at") or what.at.isoformat(),
                "listings": said.get("listings"),  # left out is no word of there being none
                "receipt": receipt,
                "effect": effect.id,
            }
            return EffectAnswer(type="RegisterCreditCheck", body=looked_up)
        case "seal":
            sealed = {
                "party": effect.body["party"],
                "sealed_by": effect.body["signer"],
                "sealed_on": said.get("sealed_on") or beijing_date(what.at).isoformat(),
                "place": said.get("place") or SYSTEMS["seal"].title,
                "text": said.get("text") or effect.body["text"],
                "medium": "electronic",
                "certificate": said.get("certificate") or receipt,
                "receipt": receipt,
                "effect": effect.id,
            }
            return EffectAnswer(type="RecordSeal", body=sealed)
        case "credit":
            told = {
                "uscc": effect.body["supplier"],
                "report": effect.body["report"],
                "platform": effect.body["platform"],
                "action": effect.body["action"],
                "receipt": receipt,
                "done_on": said.get("done_on") or beijing_date(what.at).isoformat(),
                "effect": effect.id,
            }
            return EffectAnswer(type="RegisterCreditReport", body=told)
        case "message":
            return EffectAnswer(type="AcknowledgeEffect", body={"effect": effect.id, "receipt": receipt})
