"""Giving an approval: its role, its place in the chain, its parts, and who took part.  HR-AC, N22-06, N22-07, AD-05"""

from collections.abc import Iterator

from domain import chains
from domain.approval.messages import ApprovalGiven, GiveApproval
from domain.forms import chain, finding, parts, require, someone_else
from domain.given import Decision, Given
from domain.reach import reaches
from domain.rulebook import ApprovalKind
from domain.supervision.messages import Finding
from domain.values import ROLE_TITLES

OWN_COMMAND = {"takeover_plan_approval": "ApproveTakeoverPlan", "takeover_decision": "DecideTakeover"}


def known(kind: str, given: Given) -> bool:
    return any(a.kind == kind for a in given.rules.approvals())


def give(command: GiveApproval, given: Given) -> Decision:
    if not known(command.kind, given):
        kinds = "、".join(a.kind for a in given.rules.approvals())
        return given.settle(
            command, [finding(given, "JL44-4.0", f"没有审批事项“{command.kind}”；有：{kinds}", field="kind")]
        )
    kind = given.rules.approval(command.kind)
    if command.kind in OWN_COMMAND:
        reason = f"“{kind.title}”由专门的指令作出：{OWN_COMMAND[command.kind]}"
        return given.settle(command, [finding(given, "JL44-4.0", reason, field="kind")])
    role, found = _role(kind, given)
    found += [*_in_order(command.kind, given), *_own_seat(command.kind, given)]
    if command.agrees:
        found += [*_answered(command, kind, given), *_wrote(command, given), *_decided(command, kind, given)]
    event = ApprovalGiven(
        **command.model_dump(), by=given.by, role=role, on=given.on, plan_version=given.project.planning.version
    )
    return given.settle(command, found, event)


def _role(kind: ApprovalKind, given: Given) -> tuple[str, list[Finding | None]]:
    held = [g for g in given.actor.grants if g.role in kind.roles and g.holds_on(given.at.date())]
    role = next(
        (r for r in kind.roles if any(g.role == r and reaches(g, given.project.plan.buyer) for g in held)), None
    )
    titles = "、".join(ROLE_TITLES.get(r, r) for r in kind.roles)  # type: ignore[call-overload]
    opened = given.project.contract.opened
    author = opened.author if opened is not None else given.project.planning.author
    elsewhere = bool(held) and role is None
    found = [
        require(given, "HR-WHO", not elsewhere, f"{given.actor.name}的角色不及于本项目的地区或单位", field="actor"),
        require(given, kind.clause, role is not None, f"“{kind.title}”由{titles or '外部机关文书'}作出", field="kind"),
        someone_else(given, kind.clause, author, f"“{kind.title}”") if "author" in kind.other_than else None,
    ]
    return role or "", found


# ---------------------------------------------------------------- the chain


def _chains_of(kind: str, given: Given) -> Iterator[tuple[chains.Step, ...]]:
    for point in chains.points(given.rules):
        steps = chain(given.project, point, given.rules)
        if any(kind in step.kinds for step in steps):
            yield steps


def _in_order(kind: str, given: Given) -> Iterator[Finding | None]:
    """No step before those that come first; an objection there stops the chain until that step agrees."""
    for steps in _chains_of(kind, given):
        before = list(steps[: next(n for n, s in enumerate(steps) if kind in s.kinds)])
        for waiting in (k for step in before for k in chains.open_kinds(given.project, step)):
            word = chains.standing(given.project, waiting)
            title = given.rules.approval(waiting).title
            state = f"“{title}”有异议：{word.opinion}" if word is not None else f"“{title}”尚未作出"
            yield finding(given, chains.RULE, f"审批链须依次办理，{state}", field="kind", waits_for=waiting)


def _own_seat(kind: str, given: Given) -> Iterator[Finding | None]:
    """Nobody sits in two steps of one chain."""
    for steps in _chains_of(kind, given):
        for other in (k for step in steps for k in step.kinds if k != kind):
            word = chains.standing(given.project, other)
            if word is not None and word.act is None and word.by == given.by:
                title = given.rules.approval(other).title
                yield finding(
                    given, chains.RULE, f"{given.by}已作出“{title}”，同一人不得在一条审批链中作出两项", field="actor"
                )


def chain_order_of_documents(kind: str, given: Given) -> list[Finding | None]:
    """An outside body's document takes its place in the chain as an approval in the system does."""
    return [*_in_order(kind, given)]


# ---------------------------------------------------------------- what it says, and who took part


def _answered(command: GiveApproval, kind: ApprovalKind, given: Given) -> list[Finding | None]:
    if kind.parts is None or not given.rules.has(*kind.parts):
        return []
    return parts(given, *kind.parts, command.contents, kind.title)


def _wrote(command: GiveApproval, given: Given) -> Iterator[Finding | None]:
    """Experts and third parties who wrote the need don't review it; for the buyer's own staff it is good practice."""
    if command.kind not in ("general_review", "key_review"):
        return
    prepared = given.project.approval.preparations.values()
    outside = {name for p in prepared for name in p.outside_authors}
    own = {name for p in prepared for name in p.authors} - outside
    reviewers = {given.actor.name, given.actor.organisation, *(p.name for p in command.participants)}
    if named := sorted(outside & reviewers):
        yield finding(given, "AD-05", f"{'、'.join(named)}参与确定采购需求，不得参与审查", field="participants")
    if named := sorted(own & reviewers):
        noted = finding(given, "N22-07", f"{'、'.join(named)}参与编写需求，宜由他人审查", field="participants")
        yield noted.model_copy(update={"blocks": False}) if noted else None


def _decided(command: GiveApproval, kind: ApprovalKind, given: Given) -> Iterator[Finding | None]:
    """The units that take part, and a collective decision: minutes, participants enough, most of them for it."""
    rules = given.rules
    if kind.units is not None and rules.has(*kind.units):
        there = {p.unit for p in command.participants}
        missing = [unit for unit in rules.kinds(*kind.units) if unit not in there]
        reason = f"“{kind.title}”缺少机构：{'、'.join(missing)}"
        yield require(given, kind.units[0], not missing, reason, field="participants", missing=missing)
    if kind.quorum is not None and rules.has(*kind.quorum):
        clause, least = kind.quorum[0], rules.count(*kind.quorum)
        people = {p.name: p.vote for p in command.participants}
        agreed = sum(vote == "agree" for vote in people.values())
        few = f"“{kind.title}”须有会议纪要和不少于{least}名参会人，现为{len(people)}名"
        whole = command.digest is not None and len(people) >= least
        yield require(given, clause, whole, few, field="participants")
        most = f"“{kind.title}”须过半数同意：{len(people)}人中{agreed}人同意"
        yield require(given, clause, 2 * agreed > len(people), most, field="participants", agreed=agreed)
