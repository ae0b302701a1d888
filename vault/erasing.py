"""Holds and erasing: two persons, no hold in force, and the row, its key and its ciphertext are gone.  DP-02, PIPL 47"""

from datetime import date, datetime

import asyncpg

from domain.performance.roster.holds import HoldKind
from vault.identity import HOLD_KINDS
from vault.store import Connection, Refused, scrub


async def ask(db: Connection, id: str, by: str, ground: str) -> None:
    """The first person's request. Raises Refused."""
    if not ground.strip():
        raise Refused("申请删除须写明理由", "用 --ground 写明依据，例如 服务已终止且保存期限届满")
    try:
        await db.execute("SELECT vault.ask_erasure($1, $2, $3)", id, by, ground)
    except asyncpg.PostgresError as error:
        raise _told(error, id) from None


async def confirm(db: Connection, id: str, by: str) -> datetime:
    """The second person's confirmation: the recipient is erased now. Raises Refused."""
    try:
        erased_at: datetime = await db.fetchval("SELECT vault.confirm_erasure($1, $2)", id, by)
    except asyncpg.PostgresError as error:
        raise _told(error, id) from None
    await scrub(db)
    return erased_at


async def withdraw(db: Connection, id: str) -> None:
    """The request is taken back. Raises Refused where there is none."""
    if not await db.fetchval("SELECT vault.withdraw_erasure($1)", id):
        raise Refused(f"没有对 {id} 的删除申请")


async def set_hold(
    db: Connection,
    id: str,
    kind: HoldKind,
    reason: str,
    by: str,
    *,
    project: str | None = None,
    until: date | None = None,
) -> int:
    """Forbid erasing for now; the hold's number. Raises Refused."""
    number = await db.fetchval("SELECT vault.set_hold($1, $2, $3, $4, $5, $6)", id, kind, project, until, reason, by)
    if number is None:
        raise _unknown(id)
    return int(number)


async def lift_hold(db: Connection, id: str, number: int, reason: str, by: str) -> None:
    """End a hold. Raises Refused."""
    if not await db.fetchval("SELECT vault.lift_hold($1, $2, $3, $4)", id, number, reason, by):
        raise Refused(f"{id} 没有编号为 {number} 的保留，或者已解除", f"jieli recipient holds {id} 列出全部")


def _unknown(id: str) -> Refused:
    return Refused(f"没有服务对象 {id}，或者已被删除", "jieli recipient list 列出全部编号")


def _told(error: asyncpg.PostgresError, id: str) -> Exception:
    match error.sqlstate:
        case "VT001":
            return _unknown(id)
        case "VT002":
            held = str(error.detail).split(",")
            kinds = "；".join(title for kind, title in HOLD_KINDS.items() if kind in held)
            return Refused(f"不能删除 {id}：{kinds}", f"事由消除后解除保留（jieli recipient holds {id} --lift 编号）")
        case "VT003":
            return Refused("删除须由两人作出：申请的人不能确认", "请另一人运行 jieli recipient confirm-erasure")
        case "VT004":
            return Refused(f"没有对 {id} 的删除申请", f"先由一人申请：jieli recipient erase {id} --ground 理由")
        case "VT005":
            return Refused(f"{id} 仍在服务中（状态不是终止）", "服务终止后，导入状态为“终止”的一行，再申请删除")
        case "VT006":
            return Refused(f"对 {id} 的删除已有人申请", f"由另一人确认：jieli recipient confirm-erasure {id}")
        case _:
            return error
