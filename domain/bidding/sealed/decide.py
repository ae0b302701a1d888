"""Sealed bids: the rules.  The round's key, its replacement, a bid encrypted to it, the opening begun.  HR-SB-1 … HR-SB-5"""

from collections.abc import Iterator
from typing import assert_never

from domain.bidding.messages import BidReceived, ReceiveBid
from domain.bidding.opening import may_open
from domain.bidding.receiving import in_time, receive
from domain.bidding.sealed.messages import (
    BeginSealedOpening,
    Holder,
    RegisterSealingKey,
    ReplaceSealingKey,
    SealedOpeningBegun,
    SealingKeyRegistered,
    SealingKeyReplaced,
    SubmitSealedBid,
)
from domain.forms import allowed_kind, require, someone_else
from domain.given import Accepted, Decision, Given, Refusal
from domain.message import Event
from domain.register.state import Person
from domain.supervision.messages import Finding, WarningNoted

SealedCommand = RegisterSealingKey | ReplaceSealingKey | SubmitSealedBid | BeginSealedOpening


def decide(command: SealedCommand, given: Given) -> Decision:
    match command:
        case RegisterSealingKey():
            return _register(command, given)
        case ReplaceSealingKey():
            return _replace(command, given)
        case SubmitSealedBid():
            return _submit(command, given)
        case BeginSealedOpening():
            return _begin(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- the key


def _register(command: RegisterSealingKey, given: Given) -> Decision:
    number, known = given.project.publication.round, given.project.round.sealed.public_key is not None
    found = [
        *_before_bids(given, "HR-SB-2"),
        require(given, "HR-SB-2", not known, "本轮已登记开标密钥", field="public_key"),
        *_held_by_two(command.holders, given),
    ]
    registered = SealingKeyRegistered(round=number, by=given.by, on=given.on, **command.model_dump())
    return given.settle(command, found, registered)


def _replace(command: ReplaceSealingKey, given: Given) -> Decision:
    number, now = given.project.publication.round, given.project.round.sealed
    known, other = now.public_key is not None, command.public_key != now.public_key
    found = [
        require(given, "HR-SB-3", known, "本轮尚未登记开标密钥，不必更换", field="public_key"),
        require(given, "HR-SB-3", other, "与现有密钥相同", field="public_key"),
        someone_else(given, "HR-SB-3", now.registered_by, "更换开标密钥"),
        *_before_bids(given, "HR-SB-3"),
        *_held_by_two(command.holders, given),
    ]
    replaced = SealingKeyReplaced(round=number, by=given.by, on=given.on, **command.model_dump())
    return given.settle(command, found, replaced)


def _before_bids(given: Given, clause: str) -> Iterator[Finding | None]:
    """Documents are prepared, the round goes on, its deadline lies ahead, and no bid is in."""
    project = given.project
    under_way = project.publication.round > 0 and project.round.failed is None
    yield require(given, clause, under_way, "没有已编制采购文件的轮次")
    yield in_time(given) if under_way else None
    received = "、".join(project.round.bids)
    yield require(given, clause, not project.round.bids, f"本轮已收到响应文件：{received}")


def _held_by_two(holders: tuple[Holder, ...], given: Given) -> Iterator[Finding | None]:
    """So many different persons, registered, none of a supplier's; a procurement that the buyer conducts.  HR-SB-1"""
    terms, wanted = given.project.publication.solicitation, given.rules.count("HR-SB-1", "holders")
    if terms is not None:
        yield allowed_kind(given, "HR-SB-1", "conducted_by", terms.conducted_by, "采购的组织形式", field="conducted_by")
    persons, halves = {h.person for h in holders}, {h.half for h in holders}
    apart = len(holders) == wanted == len(persons)
    reason = f"密钥须由{wanted}名不同的人员各执一半，现为：{'、'.join(h.person for h in holders)}"
    yield require(given, "HR-SB-1", apart, reason, field="holders")
    yield require(given, "HR-SB-1", len(halves) == len(holders), "两半密钥文件的摘要相同", field="holders")
    for number, holder in enumerate(holders):
        field, person = f"holders[{number}].person", given.state(Person, f"person/{holder.person}")
        yield require(given, "HR-SB-1", person.name != "", f"没有登记人员“{holder.person}”", field=field)
        theirs = bool(person.holds("supplier", given.on))
        yield require(given, "HR-SB-1", not theirs, f"{person.name}是承接主体一方的人员，不得持有密钥", field=field)


# ---------------------------------------------------------------- a bid


def _submit(command: SubmitSealedBid, given: Given) -> Decision:
    """As a bid on paper is received, by the same rules; then whether it is encrypted to this round's key.  HR-SB-4"""
    key = given.project.round.sealed.public_key
    found = [
        require(given, "HR-SB-4", key is not None, "本轮未登记开标密钥，只接收纸质响应文件", field="public_key"),
        require(given, "HR-SB-4", key in (None, command.public_key), "不是以本轮公钥加密的", field="public_key"),
    ]
    blocking = tuple(f for f in found if f is not None)
    said = command.model_dump(include={"supplier", "name", "consortium", "subcontracts"})
    answer = receive(ReceiveBid(digest=command.envelope, **said), given)
    match answer:
        case Refusal():
            return Refusal((*answer.findings, *blocking))
        case Accepted() if any(f.blocks for f in blocking):
            return Refusal(blocking)
        case Accepted():
            return Accepted(tuple((stream, _as_sealed(event, command)) for stream, event in answer.events))


def _as_sealed(event: Event, command: SubmitSealedBid) -> Event:
    match event:
        case BidReceived():
            return event.model_copy(update={"sealed": True, "size": command.size})
        case WarningNoted():
            return event.model_copy(update={"command": type(command).__name__})
        case _:
            return event


# ---------------------------------------------------------------- the opening


def _begin(command: BeginSealedOpening, given: Given) -> Decision:
    """On record before anything is decrypted; begun again after an interruption, it is recorded again."""
    project = given.project
    now = project.round
    here = sorted((h.person, h.half) for h in command.holders) == sorted((h.person, h.half) for h in now.sealed.holders)
    sealed = any(bid.sealed for bid in now.bids.values())
    found = [
        *may_open(command.witness, given),
        require(given, "HR-SB-5", sealed, "本轮没有加密响应文件：直接开启（OpenBids）"),
        require(given, "HR-SB-5", here, "须由登记的两名持有人带各自的密钥文件同时到场", field="holders"),
    ]
    begun = SealedOpeningBegun(round=project.publication.round, by=given.by, begun_at=given.at, **command.model_dump())
    return given.settle(command, found, begun)
