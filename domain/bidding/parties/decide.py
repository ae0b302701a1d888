"""Parties: the rules, each in the file of its matter: proofs, credit, conflicts, consortium, agency."""

from typing import assert_never

from domain.bidding.messages import CheckQualification, ReceiveBid
from domain.bidding.parties import agency, conflicts, credit, proofs
from domain.bidding.parties.messages import (
    AppointAgency,
    EndAgency,
    FileProofs,
    PartiesCommand,
    RecordConflict,
    RecordProjectService,
    RegisterCreditCheck,
    RequestCreditCheck,
)
from domain.given import Decision, Given
from domain.message import Command
from domain.project import Project


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """Every bidder's stream, a consortium's members' too: bars, heads and relations may be entered at any time."""
    match command:
        case ReceiveBid():
            members = command.consortium.codes if command.consortium is not None else ()
            given_to = [s.uscc for s in command.subcontracts]
            return streams(command.supplier, *members, *given_to, *conflicts.bidders(project))
        case CheckQualification():
            return streams(command.supplier, *conflicts.bidders(project))
        case RequestCreditCheck():
            return streams(command.supplier)
        case _:
            return ()


def streams(*codes: str) -> tuple[str, ...]:
    """The suppliers' streams, each once."""
    return tuple(f"supplier/{code}" for code in dict.fromkeys(codes))


def decide(command: PartiesCommand, given: Given) -> Decision:
    match command:
        case FileProofs():
            return proofs.file(command, given)
        case RequestCreditCheck():
            return credit.request(command, given)
        case RegisterCreditCheck():
            return credit.register(command, given)
        case RecordProjectService():
            return conflicts.serve(command, given)
        case RecordConflict():
            return conflicts.record(command, given)
        case AppointAgency():
            return agency.appoint(command, given)
        case EndAgency():
            return agency.end(command, given)
        case _:
            assert_never(command)
