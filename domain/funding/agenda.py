"""Funding: a promised year, a source, a fallen ceiling, what an early end leaves over.  JL44-5.2, FD-02, HR-FD-1, HR-FD-3, HR-FD-7"""

from collections.abc import Iterator
from datetime import date

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.funding.ceiling import ceiling_yuan
from domain.funding.free import ended_on, remainders
from domain.funding.sources import unchecked
from domain.funding.state import Pool
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if project.stage == "closed":
        return
    for pool in project.funding.committed:
        year = int(pool.rsplit("-", 1)[1])
        due = deadline(rules, "HR-FD-1", "reserve_within", date(year - 1, 12, 31))
        yield duty(
            project.watch,
            f"funding.commitment.{pool}",
            f"落实{year}年度资金",
            due,
            rule="HR-FD-1",
            who="finance",
            rules=rules,
        )
    yield from _sources(project, rules)
    yield from _remainder(project, rules)


def _remainder(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """After an early end finance gives back what the contract no longer needs, to the fen.  HR-FD-7

    By hand and not by the clock: whether what is left over is free, a person answers for.
    """
    end = ended_on(project)
    if end is None or project.closing.settled is not None or not rules.has("HR-FD-7", "release_within"):
        return
    due = deadline(rules, "HR-FD-7", "release_within", end)
    for pool, yuan in remainders(project, end).items():
        key, title = f"funding.release.{pool}", f"合同提前终止：资金池{pool}退回剩余的 {yuan} 元（ReleaseFunds）"
        yield duty(project.watch, key, title, due, rule="HR-FD-7", who="finance", rules=rules)


def _sources(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """Whether this money may pay for this work is asked of a person.  FD-02"""
    determined_on = project.planning.determined_on
    if project.stage != "funding" or determined_on is None or not rules.has("HR-FD-5", "check_within"):
        return
    for source in unchecked(project, rules):
        due = deadline(rules, "HR-FD-5", "check_within", determined_on)
        key, title = f"funding.source.{source}", "核对资金来源与购买内容的搭配"
        yield duty(project.watch, key, title, due, rule="FD-02", who="legal_adviser", rules=rules)


def pool_agenda(pool: Pool, rules: RuleBook) -> Iterator[AgendaItem]:
    """More is charged than the ceiling since money was withdrawn: finance says what is done about it."""
    fallen = pool.fallen
    if fallen is None or pool.answer is not None or not rules.has("HR-FD-3", "answer_within"):
        return
    if pool.used_yuan <= ceiling_yuan(pool, rules):
        return
    due = deadline(rules, "HR-FD-3", "answer_within", fallen.on)
    title = f"已占用 {pool.used_yuan} 元超过下降后的上限，说明处理措施"
    yield duty(pool.watch, f"funding.fallen.{pool.falls}", title, due, rule="JL44-5.2", who="finance", rules=rules)
