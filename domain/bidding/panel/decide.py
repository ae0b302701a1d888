"""The committee's persons: the rules of drawing, declaring, leaving and replacing.  E-03, E-04, R-S13"""

from collections.abc import Iterator
from typing import assert_never

from domain.bidding.committee import composition, fit
from domain.bidding.draw import commitment, draw
from domain.bidding.eligibility import method_of
from domain.bidding.panel.conflict import involved
from domain.bidding.panel.messages import (
    CommitDrawSeed,
    DeclareInterests,
    DrawExperts,
    DrawSeedCommitted,
    ExpertDrawRegistered,
    ExpertsDrawn,
    InterestsDeclared,
    MemberRecused,
    MemberReplaced,
    PanelCommand,
    RecuseMember,
    RegisterExpertDraw,
    ReplaceMember,
)
from domain.forms import allowed_kind, finding, require
from domain.given import Decision, Given
from domain.supervision.messages import Finding


def decide(command: PanelCommand, given: Given) -> Decision:
    match command:
        case RegisterExpertDraw():
            return _register(command, given)
        case CommitDrawSeed():
            return _commit(command, given)
        case DrawExperts():
            return _draw(command, given)
        case DeclareInterests():
            return _declare(command, given)
        case RecuseMember():
            return _recuse(command, given)
        case ReplaceMember():
            return _replace(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- draws


def _register(command: RegisterExpertDraw, given: Given) -> Decision:
    """From a pool of the province or above; chosen, not drawn, only with the superior's agreement.  E-04"""
    strangers = [name for name in command.watched_by if name in (given.by, given.actor.name)]
    found = [
        allowed_kind(given, "E-04", "levels", command.level, "评审专家库的级别", field="level"),
        require(given, "E-04", command.drawn_at <= given.at, "抽取时间晚于现在", field="drawn_at"),
        require(given, "E-04", not strangers, "抽取须有登记人以外的人监督", field="watched_by"),
    ]
    if command.self_selected:
        reason = "采购人自行选定专家：技术复杂、专业性强的，经主管预算单位同意并登记文号"
        found.append(require(given, "E-04", command.consent is not None, reason, field="consent"))
    return given.settle(
        command, found, ExpertDrawRegistered(round=given.project.publication.round, **command.model_dump())
    )


def _commit(command: CommitDrawSeed, given: Given) -> Decision:
    committed = given.project.round.panel.committed
    twice = len(set(command.candidates)) != len(command.candidates)
    open_draws = [c.draw for c in committed.values() if c.draw not in given.project.round.panel.revealed]
    found = [
        _local(given) if command.purpose == "experts" else _tied(command, given),
        require(given, "E-04", command.draw not in committed, f"抽签“{command.draw}”已封存种子", field="draw"),
        require(given, "E-04", not open_draws, f"抽签“{'、'.join(open_draws)}”尚未揭示，不得另行封存", field="draw"),
        require(given, "E-04", not twice, "备选名单有重复", field="candidates"),
        require(given, "E-04", command.count <= len(command.candidates), "抽取数多于备选数", field="count"),
    ]
    made = DrawSeedCommitted(round=given.project.publication.round, **command.model_dump(), by=given.by)
    return given.settle(command, found, made)


def _local(given: Given) -> Finding | None:
    """Inside the Procurement Law experts come from the provincial pool alone.  E-04"""
    reason = "政府采购项目的评审专家从省级以上评审专家库抽取，不得自行抽取"
    return finding(given, "E-04", reason, field="purpose") if method_of(given).inside_gpl else None


def _tied(command: CommitDrawSeed, given: Given) -> Finding | None:
    """Among the suppliers of one tie, all of them, and nobody else.  E-18"""
    scored = given.project.round.scored
    ties = scored.ties if scored is not None else ()
    kept = any(set(command.candidates) == set(tie) and command.count == len(tie) for tie in ties)
    return require(given, "E-18", kept, "备选名单须为一组并列供应商的全部，且全部排序", field="candidates")


def _draw(command: DrawExperts, given: Given) -> Decision:
    found = [_local(given), *opened_seed(given, command.draw, "experts", command.seed, command.witness, "E-04")]
    committed = given.project.round.panel.committed.get(command.draw)
    drawn = draw(command.seed, command.lot, committed.candidates, committed.count) if committed else ()
    return given.settle(
        command, found, ExpertsDrawn(round=given.project.publication.round, **command.model_dump(), drawn=drawn)
    )


def opened_seed(
    given: Given, name: str, purpose: str, seed: str, witness: str, clause: str
) -> Iterator[Finding | None]:
    """The seed revealed is the one committed, once, before somebody else.  E-04, E-18"""
    panel = given.project.round.panel
    committed = panel.committed.get(name)
    known = committed is not None and committed.purpose == purpose
    yield require(given, clause, known, f"抽签“{name}”尚未封存种子（CommitDrawSeed）", field="draw")
    yield require(given, clause, name not in panel.revealed, f"抽签“{name}”的种子已揭示，不得重抽", field="draw")
    kept = committed is None or commitment(seed, committed.candidates) == committed.commitment
    yield require(given, clause, kept, "种子与封存的摘要值不符", field="seed")
    alone = witness in (given.by, given.actor.name) or (committed is not None and witness == committed.by)
    yield require(given, clause, not alone, "抽签须有封存人以外的人见证", field="witness")


# ---------------------------------------------------------------- recusal


def _seated(member: str, given: Given) -> Finding | None:
    committee = given.project.round.committee
    seated = committee is not None and member in {m.person for m in committee.members}
    return require(given, "R-S13", seated, f"评审小组中没有“{member}”", field="member")


def _declare(command: DeclareInterests, given: Given) -> Decision:
    """A declared ground recuses the member at once.  R-S13"""
    found: list[Finding | None] = []
    recused: list[MemberRecused] = []
    number = given.project.publication.round
    for place, said in enumerate(command.declarations):
        found.append(_seated(said.member, given))
        for relation in said.relations:
            where = f"declarations[{place}].relations"
            found.append(allowed_kind(given, "R-S13", "relations", relation.kind, "利害关系", field=where))
        ground = next(involved(said.relations, given), None)
        if ground is not None and said.member not in given.project.round.panel.recused:
            reason = ground.note or "本人声明有利害关系"
            recused.append(
                MemberRecused(
                    round=number, member=said.member, ground=ground.kind, supplier=ground.supplier, reason=reason
                )
            )
    declared = InterestsDeclared(round=number, declarations=command.declarations)
    return given.settle(command, found, declared, *recused)


def _recuse(command: RecuseMember, given: Given) -> Decision:
    found = [
        _seated(command.member, given),
        allowed_kind(given, "R-S13", "relations", command.ground, "回避事由", field="ground"),
        require(
            given, "R-S13", command.member not in given.project.round.panel.recused, "该成员已回避", field="member"
        ),
    ]
    return given.settle(command, found, MemberRecused(round=given.project.publication.round, **command.model_dump()))


def _replace(command: ReplaceMember, given: Given) -> Decision:
    """The committee with the new member is as lawful as the first had to be.  E-01 … E-06, R-S13"""
    now = given.project.round
    found = [
        _seated(command.member, given),
        require(given, "R-S13", command.member in now.panel.recused, "该成员没有回避，不得替换", field="member"),
    ]
    if now.committee is not None:
        rest = tuple(m for m in now.committee.members if m.person != command.member)
        members = (*rest, command.replacement)
        found.extend(composition(members, given, field="replacement"))
        found.extend(fit(command.replacement, given, field="replacement"))
    return given.settle(command, found, MemberReplaced(round=given.project.publication.round, **command.model_dump()))
