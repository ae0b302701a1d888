"""The archive: the day from which a class may be appraised, what was proposed, what waits for a second look.  HR-CL-4, HR-CL-5"""

from collections.abc import Iterator
from datetime import date

from domain.agenda import AgendaItem, duty, taking
from domain.calendar import end_of_day
from domain.closing.keeping import CLASSES
from domain.closing.messages import ArchiveClass
from domain.forms import deadline
from domain.register.archive.state import Archive
from domain.register.house.state import Listing
from domain.rulebook import RuleBook

RULE, ADDED = "HR-CL-4", "HR-CL-5"


def agenda(listing: Listing, rules: RuleBook) -> Iterator[AgendaItem]:
    for project, archive in listing.archives.by_project.items():
        for one in archive.unchecked:
            due = deadline(rules, ADDED, "check_within", one.on)
            title = f"核对结项后补记：{project} {one.key}"
            key = f"archive.{project}.check.{one.key}"
            yield duty(listing.watch, key, title, due, rule=ADDED, who="reviewer", rules=rules)
        for kind in archive.kept.keep if archive.kept is not None else ():
            until = archive.until(kind)
            if kind not in archive.destroyed and until is not None:
                yield from _class(listing, project, archive, kind, until, rules)


def _class(
    listing: Listing, project: str, archive: Archive, kind: ArchiveClass, until: date, rules: RuleBook
) -> Iterator[AgendaItem]:
    """Nothing is forced: from the first day on the class stands there to be appraised, and no alarm is raised."""
    key, first = f"archive.{project}.{kind}", end_of_day(until)
    called = f"{project} {CLASSES[kind]}"
    coming = taking(listing.watch, key, f"保存期满，可以鉴定：{called}", first, rule=RULE, who="clerk")
    if coming is not None:
        yield coming
        return
    title, who = f"待鉴定（保存至{until}）：{called}", "clerk"
    if kind in archive.decided:
        title = f"监销后登记销毁：{called}"
    elif kind in archive.proposed:
        title, who = f"决定是否销毁：{called}", "head"
    if holds := archive.holding(kind):
        title = f"{title}（保留中：{'、'.join(hold.key for hold in holds)}）"
    due = deadline(rules, RULE, "appraise_within", until)
    yield AgendaItem(
        key=key,
        title=title,
        due=end_of_day(due.on),
        wake=None,
        rule=RULE,
        who=who,
        does="wait",
        estimated=due.estimated,
    )
