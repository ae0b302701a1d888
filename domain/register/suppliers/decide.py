"""Suppliers: the rules for registration, heads, relations, offences and bars.  JL44-2.2.2, JL44-4.4.4b, R-S03, R-S05"""

from typing import assert_never

from domain.forms import allowed_kind, finding, require
from domain.given import Decision, Given
from domain.message import Command
from domain.register.penalties.decide import bar_of_case
from domain.register.successions.decide import inherited
from domain.register.suppliers.messages import (
    BarEntered,
    EndRelation,
    EnterBar,
    OffenceRecorded,
    PrincipalRecorded,
    RecordOffence,
    RecordPrincipal,
    RecordRelation,
    RegisterSupplier,
    RelationEnded,
    RelationRecorded,
    SupplierRegistered,
)
from domain.register.suppliers.state import Supplier
from domain.supervision.messages import Finding

SuppliersCommand = RegisterSupplier | EnterBar | RecordPrincipal | RecordRelation | EndRelation | RecordOffence


def reads(command: Command, home: object) -> tuple[str, ...]:
    """A relation stands in both streams; a bar goes on to those who have taken the supplier's place."""
    match command:
        case RecordRelation() | EndRelation():
            return (f"supplier/{command.other}",)
        case EnterBar() if isinstance(home, Supplier):
            return tuple(f"supplier/{s.uscc}" for held in home.successions.of(home.uscc) for s in held.successors)
        case _:
            return ()


def decide(command: SuppliersCommand, given: Given) -> Decision:
    match command:
        case RegisterSupplier():
            new = given.state(Supplier, command.stream()).name == ""
            whole = command.branch_of != command.uscc
            found = [
                require(given, "JL44-2.2.2", new, f"供应商 {command.uscc} 已登记", field="uscc"),
                require(given, "JL44-2.2.2", whole, "分支机构不能以自己为所属法人", field="branch_of"),
            ]
            return given.settle(command, found, SupplierRegistered(**command.model_dump()))
        case EnterBar():
            return _bar(command, given)
        case RecordPrincipal():
            recorded = PrincipalRecorded(**command.model_dump(exclude={"uscc"}))
            return given.settle(command, [_known(command.uscc, "R-S05", given)], recorded)
        case RecordRelation():
            return _relate(command, given)
        case EndRelation():
            return _separate(command, given)
        case RecordOffence():
            fined = command.kind != "large_fine" or command.fine_yuan is not None
            found = [
                _known(command.uscc, "R-S03", given),
                require(given, "R-S03", fined, "罚款须写明金额", field="fine_yuan"),
                require(given, "R-S03", command.decided_on <= given.at.date(), "决定日期晚于今天", field="decided_on"),
            ]
            lost = command.kind in given.rules.kinds("HR-TK-01", "licence_offences")  # T3
            reviews = (command.uscc,) if lost else ()
            event = OffenceRecorded(**command.model_dump(exclude={"uscc"}), by=given.by, reviews=reviews)
            return given.settle(command, found, event)
        case _:
            assert_never(command)


def _known(uscc: str, clause: str, given: Given, *, field: str = "uscc") -> Finding | None:
    known = given.state(Supplier, f"supplier/{uscc}").name != ""
    return require(given, clause, known, f"供应商 {uscc} 尚未登记（RegisterSupplier）", field=field)


def _relate(command: RecordRelation, given: Given) -> Decision:
    """One head, direct holding or management; recorded once, it stands with both.  R-S05"""
    in_order = command.until_on is None or command.until_on >= command.from_on
    found = [
        require(given, "R-S05", command.uscc != command.other, "供应商与自身没有关系可登记", field="other"),
        _known(command.uscc, "R-S05", given),
        _known(command.other, "R-S05", given, field="other"),
        allowed_kind(given, "R-S05", "forbidden_relations", command.ground, "关系", field="ground"),
        require(given, "R-S05", in_order, "终止日早于起始日", field="until_on"),
    ]
    facts = command.model_dump(exclude={"uscc", "other"})
    mirrored = RelationRecorded(other=command.uscc, **facts)
    recorded = RelationRecorded(other=command.other, **facts)
    return given.settle(command, found, recorded, also=((f"supplier/{command.other}", mirrored),))


def _separate(command: EndRelation, given: Given) -> Decision:
    relations = given.state(Supplier, command.stream()).relations
    held = next((r for r in relations if (r.other, r.ground) == (command.other, command.ground)), None)
    if held is None:
        return given.settle(command, [finding(given, "R-S05", "没有登记这一关系", field="ground")])
    in_order = command.ended_on >= held.from_on
    found = [require(given, "R-S05", in_order, "终止日早于起始日", field="ended_on")]
    facts = command.model_dump(exclude={"uscc", "other"})
    ended, mirrored = RelationEnded(other=command.other, **facts), RelationEnded(other=command.uscc, **facts)
    return given.settle(command, found, ended, also=((f"supplier/{command.other}", mirrored),))


def _bar(command: EnterBar, given: Given) -> Decision:
    """Only a competent authority's decision, by number, scope and dates; successors are bound too.  JL44-4.4.4b, GPL 13, 77"""
    in_order = command.until_on >= command.from_on
    found = [
        require(given, "JL44-4.4.4b", in_order, "禁止期限的终止日早于起始日", field="until_on"),
        _known(command.uscc, "JL44-4.4.4b", given),
        *bar_of_case(command, given),
    ]
    bar = BarEntered(**command.model_dump(exclude={"uscc"}))
    successions = given.state(Supplier, command.stream()).successions.of(command.uscc)
    also = tuple(
        (f"supplier/{s.uscc}", inherited(bar, held))
        for held in successions
        if bar.until_on >= held.effective_on
        for s in held.successors
        if s.uscc != command.uscc
    )
    standing = command.until_on >= given.at.date()  # one that is over says nothing of who serves now
    bound = dict.fromkeys((command.uscc, *(name.removeprefix("supplier/") for name, _ in also)))
    whole = bar.model_copy(update={"reviews": tuple(bound)}) if standing else bar
    return given.settle(command, found, whole, also=also)
