"""The one door to the rules: who may act, when, what is read, what is decided, what is due next."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, get_args

from domain.agenda import AgendaItem, duty, taking
from domain.approval import agenda as approval_agenda
from domain.approval import decide as approval
from domain.authority import placed, who
from domain.award import agenda as award_agenda
from domain.award import decide as award
from domain.bidding import agenda as bidding_agenda
from domain.bidding import decide as bidding
from domain.breach import agenda as breach_agenda
from domain.breach import decide as breach
from domain.calendar import beijing_date
from domain.closing import agenda as closing_agenda
from domain.closing import decide as closing
from domain.contract import agenda as contract_agenda
from domain.contract import decide as contract
from domain.dispute import agenda as dispute_agenda
from domain.dispute import decide as dispute
from domain.evaluation import agenda as evaluation_agenda
from domain.evaluation import decide as evaluation
from domain.forms import deadline, finding, require
from domain.funding import agenda as funding_agenda
from domain.funding import decide as funding
from domain.funding.state import Pool
from domain.given import Accepted, Decision, Given, Refusal, State
from domain.ids import kind_of
from domain.message import Command
from domain.payment import agenda as payment_agenda
from domain.payment import decide as payment
from domain.performance import agenda as performance_agenda
from domain.performance import decide as performance
from domain.planning import agenda as planning_agenda
from domain.planning import decide as planning
from domain.planning.messages import StartProject
from domain.project import Project
from domain.publication import agenda as publication_agenda
from domain.publication import decide as publication
from domain.register import decide as register
from domain.register.archive import agenda as archive_agenda
from domain.register.archive import decide as archive
from domain.register.collapses import agenda as collapses_agenda
from domain.register.credit import agenda as credit_agenda
from domain.register.credit import decide as credit
from domain.register.letters import agenda as letters_agenda
from domain.register.penalties import agenda as penalties_agenda
from domain.register.state import Listing, Supplier
from domain.register.tips import agenda as tips_agenda
from domain.rulebook import RuleBook
from domain.supervision import agenda as supervision_agenda
from domain.supervision import decide as supervision
from domain.supervision.messages import (
    DeadlineMissed,
    DeadlineReminded,
    DeadlineTook,
    EffectOrderedAgain,
    Finding,
    WakeAgenda,
)
from domain.supervision.state import Watch
from domain.takeover import agenda as takeover_agenda
from domain.takeover import decide as takeover
from domain.takeover.state import Takeover
from domain.values import STAGE_TITLES

_DECIDERS: Final[Mapping[type[Command], Callable[[Any, Given], Decision]]] = {
    command: decide
    for union, decide in (
        (planning.PlanningCommand, planning.decide),
        (approval.ApprovalCommand, approval.decide),
        (funding.FundingCommand, funding.decide),
        (publication.PublicationCommand, publication.decide),
        (bidding.BiddingCommand, bidding.decide),
        (award.AwardCommand, award.decide),
        (dispute.DisputeCommand, dispute.decide),
        (contract.ContractCommand, contract.decide),
        (performance.PerformanceCommand, performance.decide),
        (payment.PaymentCommand, payment.decide),
        (takeover.TakeoverCommand, takeover.decide),
        (breach.BreachCommand, breach.decide),
        (evaluation.EvaluationCommand, evaluation.decide),
        (supervision.SupervisionCommand, supervision.decide),
        (supervision.EffectCommand, supervision.decide_effect),
        (closing.ClosingCommand, closing.decide),
        (register.RegisterCommand, register.decide),
    )
    for command in get_args(union)
}

_READERS = (
    planning.reads,
    approval.reads,
    funding.reads,
    publication.reads,
    bidding.reads,
    award.reads,
    dispute.reads,
    contract.reads,
    performance.reads,
    payment.reads,
    takeover.reads,
    breach.reads,
    evaluation.reads,
    closing.reads,
)


def reads(command: Command, home: State) -> tuple[str, ...]:
    """The bare names of the streams that a command needs beside its home and its actor, given the home's state."""
    named: list[str] = [*register.reads(command, home)]
    if isinstance(home, Project):
        for read in _READERS:
            named.extend(read(command, home))
    if isinstance(home, Takeover):
        named.extend(takeover.run_reads(command, home))
    return tuple(dict.fromkeys(named))


def judge(command: Command, given: Given) -> Decision:
    """Decide a command: first who and when, then the stage's own rules, in one answer."""
    if isinstance(command, WakeAgenda):
        return _wake(command, given)
    if isinstance(command, get_args(supervision.EffectCommand)):
        return _DECIDERS[type(command)](command, given)
    if (nowhere := placed(given)) is not None:
        return Refusal((nowhere,))
    found = [f for f in (who(command, given), _when(command, given)) if f is not None]
    if found:
        return Refusal(tuple(found))
    return _DECIDERS[type(command)](command, given)


# ---------------------------------------------------------------- when


def _when(command: Command, given: Given) -> Finding | None:
    """No stage is entered before what it rests on is recorded.  JL44-4.0"""
    if given.on > given.at.date():
        return finding(given, "JL44-4.4.0", f"发生日期 {given.on} 晚于今天", field="occurred_on")
    if type(command).home != "project" or kind_of(given.home) != "project":
        return None
    project = given.project
    stage = project.stage
    if stage == "closed":
        return finding(given, "JL44-4.0", "项目已结项，不再受理", stage=stage)
    during = type(command).during
    if during and stage not in during:
        lawful = "、".join(STAGE_TITLES[s] for s in during)
        reason = f"项目处于“{STAGE_TITLES[stage]}”，“{type(command).zh}”只能在“{lawful}”阶段作出"
        return finding(given, "JL44-4.0", reason, field="stage", stage=stage, during=during)
    if not isinstance(command, StartProject) and type(command).__name__ != "OpenRunningContract":
        started = project.planning.plan is not None or project.contract.opened is not None
        fresh = started or type(command).__name__ in ("RevisePlan", "AbandonPlan")
        return require(
            given, "JL44-4.0", fresh, "项目尚无有效计划：先修改计划（RevisePlan）或放弃（AbandonPlan）", field="stage"
        )
    return None


# ---------------------------------------------------------------- the clock

_AGENDAS = (
    planning_agenda.agenda,
    approval_agenda.agenda,
    funding_agenda.agenda,
    publication_agenda.agenda,
    bidding_agenda.agenda,
    award_agenda.agenda,
    dispute_agenda.agenda,
    contract_agenda.agenda,
    performance_agenda.agenda,
    payment_agenda.agenda,
    takeover_agenda.agenda,
    breach_agenda.agenda,
    evaluation_agenda.agenda,
    supervision_agenda.agenda,
    closing_agenda.agenda,
)


def agenda(state: State, rules: RuleBook) -> tuple[AgendaItem, ...]:
    """What is due in a stream, by due date.  A function of the state and the law alone, so that it can be rebuilt."""
    items: list[AgendaItem] = [*_delayed(state.watch), *_turned_down(state.watch, rules)]
    if isinstance(state, Project) and state.stage != "closed":
        for of_stage in _AGENDAS:
            items.extend(of_stage(state, rules))
    if isinstance(state, Takeover):
        items.extend(takeover_agenda.run_agenda(state, rules))
    if isinstance(state, Pool):
        items.extend(funding_agenda.pool_agenda(state, rules))
    if isinstance(state, Supplier):
        for of_supplier in (
            collapses_agenda.agenda,
            penalties_agenda.agenda,
            credit_agenda.agenda,
            letters_agenda.agenda,
        ):
            items.extend(of_supplier(state, rules))
    if isinstance(state, Listing):
        items.extend(tips_agenda.agenda(state, rules))
        items.extend(archive_agenda.agenda(state, rules))
    return tuple(sorted(items, key=lambda item: (item.due, item.key)))


_WORDS_SHOWN: Final = 80  # of what an outside system said, in the title of an item


def _delayed(watch: Watch) -> Iterator[AgendaItem]:
    """Effects that the outside system has not done yet: asked again after a while."""
    for effect in watch.effects.values():
        if effect.retry_at is not None:
            item = taking(
                watch,
                f"effect.{effect.id}",
                f"重试：{effect.summary}" + (f"（{effect.said[:_WORDS_SHOWN]}）" if effect.said else ""),
                effect.retry_at,
                rule="HR-EFFECT",
                who="adapter",
            )
            if item is not None:
                yield item.model_copy(update={"does": "retry"})


def _turned_down(watch: Watch, rules: RuleBook) -> Iterator[AgendaItem]:
    """Effects that the outside system refused, in its own words: somebody mends it, and asks again or takes it back."""
    for effect in watch.effects.values():
        if effect.refused is None or effect.refused_at is None:
            continue
        yield duty(
            watch,
            f"refused.{effect.id}.{effect.attempt}",
            f"外部系统拒绝“{effect.summary}”：{effect.refused}",
            deadline(rules, "HR-EFFECT", "mend", beijing_date(effect.refused_at)),
            rule="HR-EFFECT",
            who="clerk",
            rules=rules,
            since=effect.refused_at,
        )


def _wake(command: WakeAgenda, given: Given) -> Decision:
    """The clock's own act.  What is no longer on the agenda has been done meanwhile: nothing happens."""
    state = given.states[given.home]
    item = next((i for i in agenda(state, given.rules) if i.key == command.key and i.wake == command.wake), None)
    if item is None or given.at < command.wake:
        return Accepted()
    struck = {"key": item.key, "wake": command.wake, "rule": item.rule}
    match item.does:
        case "remind":
            return given.settle(command, [], DeadlineReminded(**struck, due=item.due, who=item.who))
        case "alarm":
            return given.settle(command, [], DeadlineMissed(**struck, due=item.due, who=item.who))
        case "retry":
            effect = state.watch.effects[item.key.removeprefix("effect.")]
            again = EffectOrderedAgain(effect=effect.id, attempt=effect.attempt + 1)
            return given.settle(command, [], DeadlineTook(**struck), again)
        case "take":
            taken = _take(item, given)
            return Accepted(((given.home, DeadlineTook(**struck)), *taken.events))
        case "wait":
            return Accepted()


def _take(item: AgendaItem, given: Given) -> Accepted:
    """What a moment does when it comes, by the stage that its key begins with."""
    match item.key.split(".", 1)[0]:
        case "bidding":
            return bidding.take(item, given)
        case "award":
            return award.take(item, given)
        case "dispute":
            return dispute.take(item, given)
        case "takeover":
            return takeover.take(item, given)
        case "credit":
            return credit.take(item, given)
        case "breach":
            return breach.take(item, given)
        case "archive":
            return archive.take(item, given)
        case other:
            raise LookupError(f"no stage takes {other}: {item.key}")
