"""Successions: the rules.  One person enters by the document, another compares; bars follow.  HR-SU-1, JL44-4.4.4b, HR-SU-2"""

from collections.abc import Iterator
from typing import assert_never

from domain.forms import finding, require, someone_else
from domain.given import Decision, Given
from domain.message import Command, Event
from domain.register.house.state import Listing
from domain.register.successions.messages import (
    CheckSuccession,
    RecordSuccession,
    SuccessionChecked,
    SuccessionCommand,
    SuccessionRecorded,
    SupplierSucceeding,
)
from domain.register.successions.state import Successions
from domain.register.suppliers.messages import BarEntered, OffenceRecorded
from domain.register.suppliers.state import Supplier
from domain.supervision.messages import Finding

SuccessionsCommand = RecordSuccession | CheckSuccession


def reads(command: Command, home: object) -> tuple[str, ...]:
    """The successors' own streams: they must be registered, and bars go over to them."""
    if isinstance(command, RecordSuccession) and command.party == "supplier":
        return tuple(f"supplier/{s.uscc}" for s in command.successors)
    if isinstance(command, CheckSuccession) and isinstance(home, Supplier):
        entered = home.successions.entered.get(command.key)
        return tuple(f"supplier/{s.uscc}" for s in entered.successors) if entered else ()
    return ()


def decide(command: SuccessionsCommand, given: Given) -> Decision:
    match command:
        case RecordSuccession():
            recorded = SuccessionRecorded(**command.model_dump(), by=given.by)
            return given.settle(command, [*_lawful(command, given)], recorded)
        case CheckSuccession():
            return _check(command, given)
        case _:
            assert_never(command)


def _on_record(command: SuccessionCommand, given: Given) -> Successions:
    if command.party == "supplier":
        return given.state(Supplier, command.stream()).successions
    return given.state(Listing, command.stream()).successions


def _lawful(command: RecordSuccession, given: Given) -> Iterator[Finding | None]:
    """A new entry, as many successors as its kind has, each known.  HR-SU-1"""
    clause, several = "HR-SU-1", "successors"
    fresh = command.key not in _on_record(command, given).entered
    yield require(given, clause, fresh, f"承继“{command.key}”已登记", field="key")
    others = {s.uscc for s in command.successors} - {command.predecessor}
    distinct = len({s.uscc for s in command.successors}) == len(command.successors)
    yield require(given, clause, distinct, "同一承继主体列了两次", field=several)
    match command.kind:
        case "rename":
            same = len(command.successors) == 1
            yield require(given, clause, same, "更名须写明一个新名称（可以沿用原统一社会信用代码）", field=several)
        case "merge":
            merged = len(command.successors) == 1 and bool(others)
            yield require(given, clause, merged, "合并须写明一个承继主体，且不是被合并者本身", field=several)
        case "split":
            split = len(command.successors) > 1
            yield require(given, clause, split, "分立须写明两个以上的承继主体", field=several)
        case "dissolve":
            yield require(given, clause, not command.successors, "注销没有承继主体；有承继的登记为合并", field=several)
        case _:
            assert_never(command.kind)
    if command.party == "supplier":
        for uscc in (command.predecessor, *others):
            known = given.state(Supplier, f"supplier/{uscc}").name != ""
            yield require(given, clause, known, f"供应商 {uscc} 尚未登记（RegisterSupplier）", field=several)


def _check(command: CheckSuccession, given: Given) -> Decision:
    on_record = _on_record(command, given)
    entered = on_record.entered.get(command.key)
    if entered is None or command.key in on_record.checked:
        missing = finding(given, "HR-SU-1", f"没有待核对的承继“{command.key}”", field="key")
        return given.settle(command, [missing])
    checked = SuccessionChecked(**command.model_dump(), by=given.by)
    also = tuple(_follows(entered, given)) if command.matches and command.party == "supplier" else ()
    return given.settle(command, [someone_else(given, "HR-SU-1", entered.by, "承继的核对")], checked, also=also)


def _follows(entered: SuccessionRecorded, given: Given) -> Iterator[tuple[str, Event]]:
    """To each successor: whose place it takes, and the bars and offences that come with it.  JL44-4.4.4b, R-S03"""
    old = given.state(Supplier, f"supplier/{entered.predecessor}")
    for successor in entered.successors:
        if successor.uscc == entered.predecessor:
            continue  # the same legal person under another name: all of it stands there already
        stream = f"supplier/{successor.uscc}"
        link = entered.model_dump(include={"predecessor", "kind", "effective_on", "document_number"})
        yield stream, SupplierSucceeding(**link)
        for bar in old.bars:
            if bar.until_on >= entered.effective_on:
                yield stream, inherited(bar, entered)
        for offence in old.offences:
            yield stream, OffenceRecorded(**offence.model_dump())


def inherited(bar: BarEntered, succession: SuccessionRecorded) -> BarEntered:
    """A predecessor's bar as it binds the successor: from the day of the succession on."""
    return bar.model_copy(update={"from_on": max(bar.from_on, succession.effective_on)})
