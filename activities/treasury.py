"""The treasury's statement, and what differs between it and the ledger.  Comparing changes nothing.  HR-PY-6

    GET {url}/payments?since=YYYY-MM-DD      Authorization: Bearer {token}
    {"payments": [{"id": …, "receipt": …, "amount_yuan": "150000.00", "payee": …, "paid_on": "2026-06-10"}, …]}

`id` is the effect's, by which the treasury was asked; a statement on paper may lack it: then the receipt is compared.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import httpx
from pydantic import TypeAdapter, ValidationError

from activities.performing import Unanswered
from domain.message import Value
from domain.payment.reconciliation.messages import DifferenceKind
from domain.project import Project
from domain.values import DocumentNumber, Name, Yuan

COLUMNS: Final = ("id", "receipt", "amount_yuan", "payee", "paid_on")
PATIENCE: Final = 30.0  # seconds
LARGEST: Final = 20_000_000  # bytes that are read


class Entry(Value):
    """One payment in the treasury's statement."""

    id: str | None = None
    receipt: DocumentNumber
    amount_yuan: Yuan
    payee: Name
    paid_on: date


_ENTRIES: Final = TypeAdapter(tuple[Entry, ...])


class BadStatement(ValueError):  # noqa: N818 - says what is the case
    """A statement that cannot be read: where, and why."""


@dataclass(frozen=True, slots=True)
class Ours:
    """A payment by our record: approved, and paid unless `receipt` is None."""

    project: str
    payment: str
    effect: str | None
    amount_yuan: Decimal
    payee: str
    receipt: str | None
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: ours, theirs, or both."""

    kind: DifferenceKind
    ours: Ours | None
    theirs: Entry | None


async def fetch(url: str, token: str | None, since: date) -> tuple[Entry, ...]:
    """The statement by HTTP.  Unanswered says what was wrong; no error names the token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client:
            answer = await client.get(
                f"{url.rstrip('/')}/payments", params={"since": since.isoformat()}, headers=headers
            )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unanswered(f"国库集中支付系统无法连接或中断：{type(error).__name__}") from None
    if answer.status_code != 200 or len(answer.content) > LARGEST:
        raise Unanswered(f"国库集中支付系统答复 {answer.status_code}，没有对账单")
    try:
        said = json.loads(answer.content)
        return _ENTRIES.validate_python(said["payments"], strict=False)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unanswered("国库集中支付系统的对账单不合格式") from None


def read_csv(content: bytes) -> tuple[Entry, ...]:
    """The statement as a table with a head line; BadStatement names line and column."""
    try:
        lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True)
        missing = [c for c in COLUMNS[1:] if c not in (lines.fieldnames or ())]
        if missing:
            raise BadStatement(f"第 1 行缺少列：{'、'.join(missing)}")
        return tuple(_entry(line, number) for number, line in enumerate(lines, start=2))
    except UnicodeDecodeError:
        raise BadStatement("不是 UTF-8 文本：请另存为 UTF-8") from None
    except csv.Error as error:
        raise BadStatement(f"不是 CSV：{error}") from None


def _entry(line: dict[str, str], number: int) -> Entry:
    try:
        return Entry.model_validate({c: line.get(c) for c in COLUMNS if line.get(c)})
    except ValidationError as error:
        where = "、".join(str(e["loc"][0]) for e in error.errors(include_url=False, include_input=False))
        raise BadStatement(f"第 {number} 行不能读取：{where}") from None


def ours_of(project: Project) -> tuple[Ours, ...]:
    """The payments that the treasury was asked for: paid, or without an answer yet."""
    payment = project.payment
    waiting = {e.body["payment"]: e.id for e in project.watch.effects.values() if e.kind == "pay"}
    found = []
    for key, approved in payment.approved.items():
        made = payment.made.get(key) or payment.interest_paid.get(key)
        if made is None and key in payment.ended:
            continue
        effect = made.effect if made is not None else waiting.get(key)
        receipt, paid_on = (made.receipt, made.paid_on) if made is not None else (None, None)
        found.append(Ours(project.id, key, effect, approved.amount_yuan, approved.payee, receipt, paid_on))
    return tuple(found)


def compare(ours: Sequence[Ours], theirs: Iterable[Entry], since: date) -> tuple[Difference, ...]:
    """What differs since a day.  An entry belongs to the payment of its id, or else of its receipt; each is used once."""
    by_id = {o.effect: o for o in ours if o.effect}
    by_receipt = {o.receipt: o for o in ours if o.receipt}
    found: list[Difference] = []
    met: set[tuple[str, str]] = set()
    for entry in theirs:
        own = by_id.get(entry.id) if entry.id else None
        own = own or by_receipt.get(entry.receipt)
        if own is None or (own.project, own.payment) in met:  # never ours, or paid a second time
            found.append(Difference("missing_here", own, entry))
            continue
        met.add((own.project, own.payment))
        if own.receipt is None:
            found.append(Difference("missing_here", own, entry))
        if own.amount_yuan != entry.amount_yuan:
            found.append(Difference("amount", own, entry))
        if own.payee != entry.payee:
            found.append(Difference("payee", own, entry))
    for own in ours:
        paid = own.paid_on is not None and own.paid_on >= since
        if paid and (own.project, own.payment) not in met:
            found.append(Difference("missing_there", own, None))
    return tuple(found)
