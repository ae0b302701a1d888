"""A project's notices on its page: where each stands, and which corrects which, both ways.  JL44-4.2.1, PB-05"""

from typing import TYPE_CHECKING

from commandline.output import table

if TYPE_CHECKING:
    from rich.console import Console

    from domain.project import Project


def corrections(project: "Project") -> dict[str, list[str]]:
    """Of each notice that was corrected: the corrections that show."""
    publication = project.publication
    found = {key: [c.notice for c in publication.corrections(key)] for key in publication.ordered}
    return {key: by for key, by in found.items() if by}


def notices(out: "Console", project: "Project") -> None:
    """One line for each notice, in the order in which they were handed in."""
    publication = project.publication
    if not publication.ordered:
        return
    corrected = corrections(project)
    made = table("公告", "编号", "标题", "情况", "回执", "更正")
    for key, ordered in publication.ordered.items():
        shown = publication.published.get(key)
        links = [f"更正 {ordered.corrects}"] if ordered.corrects else []
        links += [f"见 {by}" for by in corrected.get(key, ())]
        made.add_row(key, ordered.title, _standing(project, key), shown.receipt if shown else "", "；".join(links))
    out.print(made)


def _standing(project: "Project", key: str) -> str:
    publication = project.publication
    shown = publication.published.get(key)
    if shown is not None:
        return f"{shown.published_on} 发布" + ("（文本以网站为准）" if shown.differs else "")
    if key in publication.withdrawn:
        return "未发布，已撤回"
    effects = [e for e in project.watch.effects.values() if e.kind == "publish" and e.body["notice"] == key]
    refused = next((e.refused for e in effects if e.refused is not None), None)
    return f"网站拒绝：{refused}" if refused is not None else "待发布"
