"""What holds a recipient, computed afresh from the ledger each time: the projects on whose rosters, lists or rows it stands.  HR-VH-1"""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commandline.connection import Connection
    from commandline.vaulting import Desk
    from domain.performance.roster.holds import Hold

# by pseudonym on the ledger (who was enrolled, who was listed in a takeover), in the rows, and by the vault's own note of projects
_STREAMS: Final = """
SELECT DISTINCT stream FROM ledger.event
WHERE type IN ('RecipientsEnrolled', 'RecipientsListed') AND position($1 IN payload) > 0
UNION SELECT b.stream FROM records.record r JOIN records.batch b ON b.number = r.batch WHERE r.recipient = $1
UNION SELECT stream FROM readmodel.project WHERE id = ANY($2)
"""


async def holding(connection: "Connection", id: str, projects: "Sequence[str]") -> "tuple[Hold, ...]":
    """All holds of all projects that the recipient has to do with, now."""
    from activities.judging import Standings
    from commandline.records_import import now_of, rules_of
    from domain.calendar import beijing_date
    from domain.ids import bare, key_of, project_of_takeover, sibling
    from domain.performance.roster.holds import holds
    from domain.project import Project

    rows = await connection.held.pool.fetch(_STREAMS, id, list(projects))
    streams = {
        sibling(s, f"project/{project_of_takeover(key_of(s))}") if bare(s).startswith("takeover/") else s
        for s in (row["stream"] for row in rows)
    }
    standings = await Standings().read(connection.held.pool, sorted(streams))
    found: list[Hold] = []
    for stream, standing in standings.items():
        project = standing.state
        if isinstance(project, Project):
            today = beijing_date(now_of(project, stream))
            found += holds(project, id, today, rules_of(project, stream))
    return tuple(found)


async def refuse_if_held(desk: "Desk", told: dict[str, Any]) -> None:
    """Raises Refused: by which project, for what reason, until when."""
    from vault.identity import HOLD_KINDS
    from vault.store import Refused

    found = await holding(desk.connection, str(told["id"]), told.get("projects") or ())
    if found:
        reasons = "；".join(
            f"{HOLD_KINDS[hold.kind]}（{hold.project}：{hold.reason}，{_until(hold)}）" for hold in found
        )
        raise Refused(f"不能删除 {told['id']}：{reasons}", "事由消除、期间届满后再申请（HR-VH-1）")


def _until(hold: "Hold") -> str:
    return "至事由消除为止" if hold.until is None else f"至 {hold.until}"


async def without_held(desk: "Desk", rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those whom no project holds."""
    return [row for row in rows if not await holding(desk.connection, row["id"], row["projects"])]
