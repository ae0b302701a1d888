"""Guidance: the rules.  JL44-1.2, JL44-1.3"""

from collections.abc import Iterator
from typing import assert_never

from domain.forms import finding, require, someone_else
from domain.given import Decision, Given
from domain.planning.guidance.messages import (
    AnswerGuidance,
    CountyPlanIssued,
    GiveGuidance,
    GuidanceAnswered,
    GuidanceGiven,
    IssueCountyPlan,
)
from domain.planning.guidance.standing import answered, guided, word
from domain.planning.messages import Plan
from domain.register.house.state import Listing
from domain.supervision.messages import Finding

GuidanceCommand = GiveGuidance | AnswerGuidance


def register_of(plan: Plan) -> str | None:
    """Where the county's plans stand that this plan has to cite; None where it needs none."""
    return f"register/county-plans-{plan.buyer.division[:6]}" if plan.buyer.level == "township" else None


def decide_county_plan(command: IssueCountyPlan, given: Given) -> Decision:
    """A county issues for its own division, one document once."""
    issued = given.state(Listing, command.stream()).county_plans
    own = any(g.division == command.division for g in given.actor.holds("county", given.at.date()))
    twice = any(plan.document_number == command.document_number for plan in issued)
    known = {item.code for item in given.rules.items()}
    strangers = [code for code in command.items if known and code not in known]
    found = [
        require(given, "HR-WHO", own, f"{given.actor.name}的角色不及于{command.division}", field="division"),
        require(given, "JL44-1.2", not twice, f"{command.document_number}已登记", field="document_number"),
        require(given, "JL44-1.2", command.issued_on <= given.at.date(), "下达日期晚于今天", field="issued_on"),
        require(given, "JL44-1.2", not strangers, f"目录中没有：{'、'.join(strangers)}", field="items"),
    ]
    return given.settle(command, found, CountyPlanIssued(**command.model_dump(), by=given.by))


def decide(command: GuidanceCommand, given: Given) -> Decision:
    project = given.project
    match command:
        case GiveGuidance():
            wanted = guided(project)
            found = [
                require(given, "JL44-1.2", wanted, "本项目不是乡镇（街道）项目，也未纳入县级统筹，不需指导意见"),
                someone_else(given, "JL44-1.2", project.planning.author, "指导意见"),
            ]
            version = project.planning.version
            event = GuidanceGiven(**command.model_dump(), by=given.by, on=given.on, plan_version=version)
            return given.settle(command, found, event)
        case AnswerGuidance():
            last = word(project)
            open_word = last is not None and last.opinion != "agree" and not answered(project, last)
            asked = require(given, "JL44-1.2", open_word, "没有待答复的指导意见", field="answer")
            version = project.planning.version
            reply = GuidanceAnswered(**command.model_dump(), by=given.by, on=given.on, plan_version=version)
            return given.settle(command, [asked], reply)
        case _:
            assert_never(command)


def citation(plan: Plan, given: Given) -> Iterator[Finding | None]:
    """A township's plan cites the county's; one that is not on record, or does not provide for the items, is noted."""
    name = register_of(plan)
    if name is None:
        return
    cited = plan.county_plan or ""
    yield require(given, "JL44-1.2", bool(cited), "乡镇（街道）的项目须引用县级计划和要求", field="plan.county_plan")
    listing = given.states.get(given.stream(name))
    if not cited or not isinstance(listing, Listing):
        return
    found = next((p for p in listing.county_plans if p.document_number in cited or p.title in cited), None)
    if found is None:
        yield _noted(given, f"所引用的县级计划未登记：{cited}")
    elif found.items and (beyond := [i.code for i in plan.items if i.code not in found.items]):
        yield _noted(given, f"{found.document_number}未列入事项：{'、'.join(beyond)}")


def _noted(given: Given, reason: str) -> Finding | None:
    noted = finding(
        given, "JL44-1.2", reason, field="plan.county_plan", remedy="请县级民政部门登记年度计划，或者改正引用"
    )
    return noted.model_copy(update={"blocks": False}) if noted else None
