"""Where guidance stands: the county's last word on the plan in force, whether it is answered, and since when it is silent.

An opinion may come by GiveGuidance, or as the approval kind `county_guidance` (a no is an objection).  JL44-1.2, HR-GD-1
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.calendar import Deadline
from domain.planning.guidance.messages import Opinion
from domain.project import Project
from domain.rulebook import RuleBook

LIMITS: Final = "HR-GD-1"


@dataclass(frozen=True, slots=True)
class Word:
    """The county's last word, from whichever act; `about` is the plan's version, None where the record doesn't say."""

    opinion: Opinion
    text: str
    on: date
    about: int | None


@dataclass(frozen=True, slots=True)
class Wanting:
    """Why guidance stands in the way; `silent` where the county let its time pass, which only warns."""

    reason: str
    remedy: str = ""
    silent: bool = False


def guided(project: Project) -> bool:
    """Whether the plan is under the county's guidance: a township's, or one that the county coordinates."""
    return project.plan.buyer.level == "township" or project.plan.county_coordinated


def word(project: Project) -> Word | None:
    """The county's last word on any version of the plan."""
    given = project.planning.guidance.given
    approval = project.approval.approvals.get("county_guidance")
    if approval is not None and (given is None or approval.on > given.on):
        opinion: Opinion = "agree" if approval.agrees else "object"
        return Word(opinion, approval.opinion, approval.on, approval.plan_version)
    return None if given is None else Word(given.opinion, given.text, given.on, given.plan_version)


def answered(project: Project, last: Word) -> bool:
    """Whether the last word has been answered in writing since."""
    answer = project.planning.guidance.answered
    return answer is not None and answer.on >= last.on


def of_this_plan(project: Project, last: Word) -> bool:
    """Whether the word, or the written answer to it, is about the plan in force."""
    planning = project.planning
    if last.opinion != "agree" and answered(project, last):
        return True  # the amendment that was asked for needs no second opinion
    if last.about is not None:
        return last.about >= planning.version
    return planning.revised_on is None or last.on >= planning.revised_on


def due(project: Project, rules: RuleBook) -> Deadline | None:
    """The last day of the county's time; None without a limit."""
    return _after(project.planning.submitted_on, "answer_within", rules)


def silent_after(project: Project, rules: RuleBook) -> Deadline | None:
    """The last day of the time in which its head has to see to it; afterwards silence no longer stands in the way."""
    first = due(project, rules)
    return _after(first.on, "escalated_within", rules) if first is not None else None


def _after(start: date | None, name: str, rules: RuleBook) -> Deadline | None:
    if start is None or not rules.has(LIMITS, name):
        return None
    return rules.calendar.add(start, rules.period(LIMITS, name))


def wanting(project: Project, rules: RuleBook, day: date) -> Wanting | None:
    """What is missing of the county's guidance; None where the buyer may go on."""
    last = word(project)
    veto = rules.has(LIMITS, "veto") and rules.flag(LIMITS, "veto")
    if last is None or not of_this_plan(project, last):
        end = silent_after(project, rules)
        if end is not None and day > end.on and not veto:
            return Wanting(f"县级民政部门逾期未出具指导意见（至{end.on}），已记录并上报，可以继续", silent=True)
        old = "尚未取得" if last is None else "指导意见针对修改前的计划，须重新取得"
        return Wanting(
            f"{old}：县级民政部门指导意见", "请县级民政部门出具（GiveGuidance）；逾期未出具的，记录并上报后可以继续"
        )
    if last.opinion != "agree" and not answered(project, last):
        asked = "要求修改" if last.opinion == "amend" else "有异议"
        return Wanting(
            f"县级指导意见{asked}，尚未书面答复：{last.text}",
            "书面答复（AnswerGuidance）；指导不是审批，答复后由购买主体决定",
        )
    if last.opinion != "agree" and veto:
        return Wanting(f"本地细则规定须经县级民政部门同意：{last.text}", "按意见修改后重新报县级民政部门")
    return None
