"""Keeping: until when each class of the archive is kept, and the seal of the list.  GPL 42, R-P27, HR-CL-3"""

from collections import Counter
from datetime import date
from typing import Final

from domain.canonical import canonical, digest
from domain.closing.messages import ArchiveClass, FilesArchived
from domain.register.archive.messages import ArchiveKept
from domain.rulebook import RuleBook

CLASSES: Final[dict[ArchiveClass, str]] = {
    "procurement": "采购文件",
    "accounting": "会计凭证",
    "service_records": "服务记录",
    "personal_data": "个人资料",
}


def clause_of(kind: ArchiveClass) -> tuple[str, str]:
    """The rule and its parameter that say how long a class is kept: by law (R-P27), or by the house's own years (HR-CL-3)."""
    return ("R-P27", "keep_for") if kind == "procurement" else ("HR-CL-3", kind)


def kept_until(kind: ArchiveClass, archived_on: date, rules: RuleBook) -> date:
    """The last day on which a class must be kept, counted from the day of archiving."""
    return years_after(archived_on, rules.period(*clause_of(kind)).count)


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 28 February for the 29th.  Civil Code 202"""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def manifest(archived: FilesArchived) -> str:
    """The seal of the archive: of the index, and of every paper by class, title and digest, in their order."""
    papers = [{"kind": f.kind, "title": f.title, "digest": f.digest} for f in archived.files]
    content = canonical({"index": archived.index, "keeper": archived.keeper, "files": papers})
    return digest(content)


def sealed(archived: FilesArchived) -> str | None:
    """The seal of an archive that has a list; None where its papers were not listed one by one."""
    return manifest(archived) if archived.files else None


def keep_days(archived: FilesArchived) -> dict[ArchiveClass, date]:
    """Until when each class is kept; an archive without a list is kept as a procurement file."""
    days: dict[ArchiveClass, date] = {kind: archived.keep[kind] for kind in CLASSES if kind in archived.keep}
    return days or {"procurement": archived.keep_until}


def entry(project: str, archived: FilesArchived, closed_on: date) -> ArchiveKept:
    """How a closed project's archive stands in the register that goes on after it.  HR-CL-4"""
    return ArchiveKept(
        project=project,
        closed_on=closed_on,
        archived_on=archived.on,
        keeper=archived.keeper,
        manifest=sealed(archived),
        keep=keep_days(archived),
        papers=dict(Counter(f.kind for f in archived.files)),
    )
