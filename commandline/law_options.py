"""What the commands of `jieli law` share: for which division, on which day, and a plan as the rules read it."""

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from commandline.exits import wrong_use
from commandline.options import settings_of

if TYPE_CHECKING:
    from domain.given import Given
    from domain.planning.messages import Plan
    from domain.rulebook import RuleBook

PROVINCE: Final = "22"
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN.toml", help="计划文件")]
Division = Annotated[
    str | None,
    typer.Option("--division", metavar="D", help="行政区划代码，或有细则的地方名（changchun）；默认 22"),
]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="适用日期；默认今天")]


def place_of(division: str | None, data: Path | None) -> str:
    """The division that is asked for, that of the settings, or the province."""
    import law

    place = division or settings_of(data).division or PROVINCE
    place = law.load().places().get(place.lower(), place)
    if not (place.isascii() and place.isdigit() and 2 <= len(place) <= 12):
        raise wrong_use(f"--division：“{place}”不是行政区划代码（2–12 位数字，例如 220122）")
    return place


def plan_of(file: Path) -> "Plan":
    """The plan of a file, its form checked as that of any command is."""
    from activities.sending import parse
    from commandline.facts import read_plan
    from domain.planning.messages import StartProject

    command = parse("StartProject", {"plan": read_plan(file)})
    assert isinstance(command, StartProject)
    return command.plan


def as_planned(rules: "RuleBook", on: date) -> "Given":
    """What the rules of planning are given of a plan on paper: no project yet, nothing on record."""
    from domain.calendar import BEIJING
    from domain.given import Given
    from domain.project import Project
    from domain.register.state import Person

    home = "project/000000-2000-000000"
    noon = datetime.combine(on, time(12), BEIJING)
    return Given(at=noon, on=on, actor=Person(id=""), rules=rules, home=home, states={home: Project()})
