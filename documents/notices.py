"""The notices as papers: their words were fixed when they were ordered, and stay.  财办库〔2020〕50号"""

from datetime import date

from documents.paper import NotOnRecord, Paper, Section, lines
from domain.calendar import beijing_date
from domain.project import Project
from domain.publication.messages import NoticeSection
from domain.publication.sections import complaint_sections, sections
from domain.rulebook import RuleBook


def notice(project: Project, key: str, rules: RuleBook) -> Paper:
    """A notice of a project, by its key.  Raises NotOnRecord.

    One that was ordered before its text was kept whole is put together anew from its fields and the record.
    """
    publication = project.publication
    ordered = publication.ordered.get(key)
    if ordered is None:
        raise NotOnRecord(f"没有公告“{key}”；已有：{'、'.join(publication.ordered) or '无'}")
    shown = publication.published.get(key)
    day = shown.published_on if shown else ordered.on or _last_day(project)
    said = ordered.sections or sections(ordered, project, rules, day)
    return Paper(
        title=ordered.title,
        issuer=project.plan.buyer.name,
        on=day,
        number=f"项目编号：{project.id}",
        sections=_sections(said) or _fields(ordered.fields),
    )


def complaint_notice(project: Project, complaint: str, rules: RuleBook) -> Paper:
    """Finance's notice of its decision on a complaint, as it is registered.  Raises NotOnRecord."""
    registered = project.publication.complaint_notices.get(complaint)
    if registered is None:
        raise NotOnRecord(f"没有登记投诉“{complaint}”的处理结果公告")
    return Paper(
        title="投诉处理结果公告",
        issuer=registered.publisher,
        on=registered.published_on,
        number=f"项目编号：{project.id}",
        sections=_sections(complaint_sections(project, complaint, rules)),
    )


def _sections(said: tuple[NoticeSection, ...]) -> tuple[Section, ...]:
    return tuple(Section(heading=section.heading, paragraphs=lines(section.text)) for section in said)


def _fields(fields: dict[str, str]) -> tuple[Section, ...]:
    """Where no form was in force: the fields as they are."""
    return tuple(Section(heading=name, paragraphs=lines(text)) for name, text in fields.items())


def _last_day(project: Project) -> date:
    assert project.last_at is not None
    return beijing_date(project.last_at)
