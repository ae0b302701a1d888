"""Outside systems by HTTP: one way for all of them, asked with an effect's id, so that twice asked is once done.

    POST {url}/{kind}      Idempotency-Key: {id}      Authorization: Bearer {token}
    {"id": …, "kind": …, "body": …}

| answer | means |
|---|---|
| 2xx with `{"receipt": …}` | done; what else it says (`published_at`, `url` …) goes to the command that records it |
| 202 | received, not done yet: asked again later under the same key |
| 2xx that names another `id`, amount or payee | an answer to something else: no answer to this |
| 409 with a receipt | done already, by an earlier try whose answer was lost: the same receipt |
| 4xx with `{"reason": …}` | that system refuses, in its own words: people are told, nothing is tried again by itself |
| all else | no answer: 5xx, a wrong token or address, redirects, silence, words that are no JSON.  Tried again, a few times |
"""

import json
import ssl
from asyncio import timeout
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import httpx

from activities.performing import SYSTEMS, Adapter, SystemRefuses, Unanswered, local_adapters
from domain.effect import Effect, EffectKind
from domain.ids import REAL, world_of
from domain.values import without_personal_data

LARGEST_ORDER: Final = 1_000_000  # bytes that are sent
LARGEST_ANSWER: Final = 64_000  # bytes that are read
PATIENCE: Final = 10.0  # seconds for one try, from the first byte to the last, unless the settings say less
_BUSY: Final = (401, 408, 425, 429)  # a wrong token heals as a busy server does: not by another notice
_LONGEST_REASON: Final = 400
_SAME: Final = ("payment", "amount_yuan", "payee", "notice", "check", "supplier", "report", "platform", "party")
PLATFORM: Final = "credit_"  # before the platform's own key in the names of the settings (JL44-4.4.4c)


class HttpSystem:
    """One outside system at one address.  Redirects are never followed: a token must not go to another host."""

    def __init__(self, name: str, url: str, token: str | None, *, patience: float = PATIENCE) -> None:
        self._name = name
        self._url = url.rstrip("/")
        self._token = token
        self._patience = patience

    async def __call__(self, effect: Effect) -> Mapping[str, Any]:
        content = json.dumps(
            {"id": effect.id, "kind": effect.kind, "body": effect.body}, ensure_ascii=False, default=str
        ).encode()
        if len(content) > LARGEST_ORDER:
            raise SystemRefuses(f"内容为 {len(content)} 字节，超过可以提交的 {LARGEST_ORDER} 字节")
        status, said = await self._post(effect, content)
        return self._of_this_order(effect, self._understood(status, said))

    def _of_this_order(self, effect: Effect, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        """A receipt is for what was asked: where the answer names the order, its amount or its payee, they are ours."""
        ours: dict[str, Any] = {"id": effect.id, **{name: effect.body[name] for name in _SAME if name in effect.body}}
        other = sorted(name for name, value in ours.items() if not _same(answer.get(name), value))
        if other:
            raise Unanswered(f"{self._name}的答复与所办事项不符：{'、'.join(other)}。请与该系统核对")
        return answer

    async def _post(self, effect: Effect, content: bytes) -> tuple[int, bytes]:
        """The status and at most so many bytes of the answer.  No error of ours names the token."""
        headers = {"Idempotency-Key": effect.id, "Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            async with (
                timeout(self._patience),
                httpx.AsyncClient(
                    timeout=self._patience, follow_redirects=False, trust_env=False, verify=self._tls
                ) as client,
                client.stream("POST", f"{self._url}/{effect.kind}", content=content, headers=headers) as answer,
            ):
                said = bytearray()
                async for part in answer.aiter_bytes():
                    said += part
                    if len(said) > LARGEST_ANSWER:
                        raise Unanswered(f"{self._name}的答复超过 {LARGEST_ANSWER} 字节")
                return answer.status_code, bytes(said)
        except TimeoutError:
            raise Unanswered(f"{self._name}在 {self._patience:g} 秒内没有答复") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unanswered(f"{self._name}无法连接或中断：{type(error).__name__}") from None

    @cached_property
    def _tls(self) -> ssl.SSLContext | bool:
        """Made once: reading the certificates takes longer than asking.  False (none) where the address is plain http."""
        return httpx.create_ssl_context() if self._url.startswith("https:") else False

    def _understood(self, status: int, said: bytes) -> Mapping[str, Any]:
        answer = _object(said)
        receipt = answer.get("receipt")
        receipted = isinstance(receipt, str) and bool(receipt.strip())
        if status == 202:
            raise Unanswered(f"{self._name}已收到，尚未办理完毕")
        if receipted and (200 <= status < 300 or status == 409):
            return answer
        reason = answer.get("reason")
        if 400 <= status < 500 and status not in _BUSY and isinstance(reason, str) and reason.strip():
            raise SystemRefuses(_one_line(reason))
        raise Unanswered(f"{self._name}答复 {status}{_hint(status)}")


def _same(said: object, ours: object) -> bool:
    """Said alike, or not said; 150000 and 150000.00 are one amount."""
    if said is None or str(said) == str(ours):
        return True
    try:
        return Decimal(str(said)) == Decimal(str(ours))
    except InvalidOperation:
        return False


def _object(said: bytes) -> Mapping[str, Any]:
    """A JSON object, or an empty one where the answer is none."""
    try:
        answer = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _one_line(reason: str) -> str:
    """Somebody else's words as they may stand in our ledger: one line, not long, naming nobody by number."""
    return without_personal_data(" ".join(reason.split()))[:_LONGEST_REASON]


def _hint(status: int) -> str:
    if 200 <= status < 300:
        return "，但没有回执"
    if 300 <= status < 400:
        return "，要求转到别的地址：请改正所设的地址"
    if status in (401, 403):
        return "：请核对所设的口令"
    return "，没有说明理由" if 400 <= status < 500 else ""


@dataclass(frozen=True)
class ByWorld:
    """The real world goes to the outside system; a story or a drill never does, whatever is set."""

    outside: Adapter
    stand_in: Adapter

    async def __call__(self, effect: Effect) -> Mapping[str, Any]:
        adapter = self.outside if world_of(effect.id) == REAL and not effect.drill else self.stand_in
        return await adapter(effect)


@dataclass(frozen=True)
class ByPlatform:
    """Each credit platform has its own door; one without an address stays with the stand-in."""

    platforms: Mapping[str, Adapter]
    stand_in: Adapter

    async def __call__(self, effect: Effect) -> Mapping[str, Any]:
        adapter = self.platforms.get(str(effect.body.get("platform")), self.stand_in)
        return await adapter(effect)


def _platforms(systems: Mapping[str, tuple[str, str | None]], stand_in: Adapter, patience: float) -> Adapter:
    doors: dict[str, Adapter] = {
        platform: ByWorld(HttpSystem(f"{SYSTEMS['credit'].title}（{platform}）", *door, patience=patience), stand_in)
        for name, door in systems.items()
        if (platform := name.removeprefix(PLATFORM)) != name
    }
    return ByPlatform(doors, stand_in)


def adapters(
    outbox: Path, systems: Mapping[str, tuple[str, str | None]], patience: float = PATIENCE
) -> Mapping[EffectKind, Adapter]:
    """An adapter for each kind of effect: by HTTP where an address is set (by the name of the setting), else the stand-in."""
    made: dict[EffectKind, Adapter] = dict(local_adapters(outbox))
    for kind, system in SYSTEMS.items():
        door = systems.get(system.setting) if system.setting else None
        if door is not None:
            url, token = door
            made[kind] = ByWorld(HttpSystem(system.title, url, token, patience=patience), made[kind])
    made["credit"] = _platforms(systems, made["credit"], patience)
    return made
