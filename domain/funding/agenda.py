"""Funding: a promised year is reserved, a source is checked, a fallen ceiling is answered for.  JL44-5.2, FD-02, HR-FD-1, HR-FD-3"""

from collections.abc import Iterator
from datetime import date

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.funding.ceiling import ceiling_yuan
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
