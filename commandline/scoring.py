"""The arithmetic of a score, for people and for programs.  JL44-4.5.0, PF-04"""

from typing import TYPE_CHECKING, Any

from commandline.exits import wrong_use
from commandline.output import table

if TYPE_CHECKING:
    from rich.console import Console

    from domain.project import Project


def score_document(project: "Project", year: int | None) -> dict[str, Any]:
    """Each indicator's line, the sum computed anew, and the result on record beside it."""
    from domain.evaluation.indicators import PARTY_TITLES
    from domain.evaluation.messages import AXIS_TITLES
    from domain.evaluation.scoring import arithmetic, score

    evaluation = project.evaluation
    part = evaluation.part(year)
    if evaluation.system is None or not part.parties:
        raise wrong_use("尚无评价记录" if year is None else f"第{year}年度尚无评价记录")
    version = part.concluded.system_version if part.concluded is not None else None
    system = evaluation.systems[version] if version is not None else evaluation.system
    rows = [
        {
            "key": row.indicator.key,
            "title": row.indicator.title,
            "axis": AXIS_TITLES[row.indicator.axis],
            "weight": row.indicator.weight,
            "given": [
                {"party": PARTY_TITLES[party], "weight": weight, "points": points}  # type: ignore[index]
                for party, weight, points in row.given
            ],
            "points": row.points,
        }
        for row in arithmetic(system, part.parties)
    ]
    concluded = part.concluded
    return {
        "project": project.id,
        "year": year,
        "system_version": system.version,
        "rows": rows,
        "score": score(system, part.parties),
        "recorded": concluded.score if concluded is not None else None,
        "band": concluded.band if concluded is not None else None,
    }


def score_page(out: "Console", told: dict[str, Any]) -> None:
    shown = table("绩效得分的算式", "指标", "方面", "权重", "各方评分", "得分")
    for row in told["rows"]:
        given = "；".join(f"{g['party']} {g['points']:f}×{g['weight']:f}" for g in row["given"]) or "无人评分，不计入"
        shown.add_row(row["title"], row["axis"], f"{row['weight']:f}", given, str(row["points"] or "—"))
    out.print(shown)
    out.print("得分＝Σ 权重×（Σ 主体权重×评分÷Σ 主体权重）÷Σ 权重，四舍五入到两位")
    recorded = "尚未形成结果" if told["recorded"] is None else f"记录为 {told['recorded']}（{told['band']}）"
    out.print(f"重算得 {told['score']}；{recorded}")
