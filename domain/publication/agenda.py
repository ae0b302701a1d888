"""Publication: a notice that was handed in shows on the official site within its days.  PB-07"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.calendar import end_of_day
from domain.forms import deadline
from domain.project import Project
from domain.publication.clarifications import agenda as clarifications
from domain.publication.objections import agenda as objections
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    yield from objections.agenda(project, rules)
    yield from clarifications.agenda(project, rules)
    publication = project.publication
    for key, ordered in publication.ordered.items():
        if (
            key in publication.published
            or key in publication.withdrawn
            or ordered.on is None
            or not rules.has("PB-07", "publish_within")
        ):
            continue
        overtaken = ordered.kind in ("solicitation", "invitation") and ordered.round != publication.round
        if overtaken:  # the round was prepared anew: this notice is no longer wanted
            continue
        yield duty(
            project.watch,
            f"publication.notice.{key}",
            f"公告“{ordered.title}”发布并登记回执",
            deadline(rules, "PB-07", "publish_within", ordered.on),
            rule="PB-07",
            who="clerk",
            rules=rules,
            since=end_of_day(ordered.on),
        )
