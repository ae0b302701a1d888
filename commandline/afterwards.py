"""A closed project's archive on its page: until when each class is kept, what holds it, what was added.  HR-CL-3 … HR-CL-5"""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from commandline.output import table

if TYPE_CHECKING:
    from rich.console import Console

    from commandline.connection import Connection
    from domain.closing.messages import ArchiveClass
    from domain.project import Project
    from domain.register.archive.state import Archive
    from ledger.event import StoredEvent


async def archive_of(
    connection: "Connection", stream: str, project: str, told: "Callable[[StoredEvent], bool]"
) -> "Archive":
    """What the division's archive says of a project, by the events that `told` lets through."""
    from domain.ids import sibling
    from domain.message import EVENTS
    from domain.register.archive.messages import stream_of_archive
    from domain.register.state import Listing
    from domain.streams import empty, fold
    from ledger.read import read_streams

    archive = sibling(stream, stream_of_archive(project))
    state = empty(archive)
    for event in await read_streams(connection.held.pool, {archive: 0}):
        if told(event):
            at = datetime.fromisoformat(json.loads(event.meta)["at"])
            state = fold(state, EVENTS[event.type].restore(event.payload), archive, event.version, at)
    assert isinstance(state, Listing)
    return state.archives.of(project)


def archive_document(project: "Project", archive: "Archive", today: date) -> dict[str, Any] | None:
    """The archive, ready for JSON; None where nothing has been archived and nothing was added."""
    from domain.closing.keeping import CLASSES, keep_days, sealed

    archived = project.closing.archived
    if archived is None and not archive.addenda:
        return None
    classes = []
    for kind, until in keep_days(archived).items() if archived is not None else ():
        last = archive.until(kind) or until
        papers = sum(1 for file in archived.files if file.kind == kind) if archived is not None else 0
        row = {"kind": kind, "title": CLASSES[kind], "papers": papers, "keep_until": last}
        classes.append({**row, "standing": _standing(kind, archive, last, today)})
    return {
        "keeper": archived.keeper if archived is not None else None,
        "manifest": sealed(archived) if archived is not None else None,
        "classes": classes,
        "holds": [hold.model_dump(mode="json") for hold in archive.holds.values()],
        "addenda": [
            {
                **one.recorded.model_dump(mode="json"),
                "checked": one.checked.model_dump(mode="json") if one.checked else None,
            }
            for one in archive.addenda.values()
        ],
    }


def _standing(kind: "ArchiveClass", archive: "Archive", until: date, today: date) -> str:
    """What can be said of a class in a word or two."""
    from domain.register.archive.words import MANNERS

    if (gone := archive.destroyed.get(kind)) is not None:
        return f"已于{gone.done_on}销毁（{MANNERS[gone.manner]}）"
    if holds := archive.holding(kind):
        return f"保留中：{'、'.join(hold.key for hold in holds)}"
    if kind in archive.decided:
        return "已决定销毁，待监销登记"
    if kind in archive.proposed:
        return "已提出销毁，待决定"
    return "保存中" if today <= until else "保存期满，待鉴定"


def show_archive(out: "Console", told: dict[str, Any] | None) -> None:
    """The days of each class, then what was added to the seal."""
    from domain.register.archive.words import ADDENDA, GROUNDS

    if told is None:
        return
    if told["classes"]:
        made = table(f"档案（{told['keeper']}）", "类别", "件数", "保存至", "状态")
        for row in told["classes"]:
            made.add_row(row["title"], str(row["papers"] or "—"), str(row["keep_until"]), row["standing"])
        out.print(made)
    if told["manifest"]:
        out.print(f"封存摘要 {told['manifest'][:16]}…", style="dim")
    for hold in told["holds"]:
        out.print(f"要求保留 {hold['key']}（{GROUNDS[hold['ground']]}）：{hold['about']}", style="yellow")
    if told["addenda"]:
        made = table("结项后补记", "编号", "种类", "内容", "出具单位", "日期", "核对")
        for one in told["addenda"]:
            checked = one["checked"]
            word = "待核对" if checked is None else "一致" if checked["agrees"] else "不一致"
            made.add_row(one["key"], ADDENDA[one["kind"]], one["about"], one["issued_by"], one["issued_on"], word)
        out.print(made)
