"""The rows of a stream, as a function of its state and agenda alone: so they can be rebuilt to identical rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from domain.agenda import AgendaItem
from domain.calendar import BEIJING
from domain.funding.state import Pool
from domain.given import State
from domain.ids import key_of, kind_of, project_of_takeover, workflow_of, world_of
from domain.message import Event
from domain.project import Project
from domain.register.state import BuyerYear, Listing, Person, Supplier
from domain.supervision.messages import CommandRefused
from domain.takeover.state import Takeover

Row = dict[str, Any]


@dataclass
class Rows:
    """What `readmodel.write` takes."""

    project: list[Row] = field(default_factory=list)
    takeover: list[Row] = field(default_factory=list)
    register: list[Row] = field(default_factory=list)
    refusal: list[Row] = field(default_factory=list)
    agenda: list[Row] = field(default_factory=list)
    agenda_streams: list[str] = field(default_factory=list)

    def written(self) -> Row:
        """As `readmodel.write` takes it; members without rows are left out."""
        tables = {
            "project": self.project,
            "takeover": self.takeover,
            "register": self.register,
            "refusal": self.refusal,
        }
        rows: Row = {name: table for name, table in tables.items() if table}
        if self.agenda_streams:
            rows["agenda"] = {"streams": self.agenda_streams, "rows": self.agenda}
        return rows

    def add(self, stream: str, state: State, version: int, items: Sequence[AgendaItem]) -> None:
        """The rows of one stream as it stands."""
        match state:
            case Project():
                if state.planning.plan is not None or state.contract.opened is not None:
                    self.project.append(_project(stream, state, version, items))
                else:
                    self.project.append(_bare_project(stream, state, version))
            case Takeover():
                self.takeover.append(_takeover(stream, state, version))
            case Pool() | Person() | Supplier() | BuyerYear() | Listing():
                self.register.append(_register(stream, state, version))
        if isinstance(state, Project | Takeover | Pool | Listing):
            self.agenda_streams.append(stream)
            self.agenda.extend(_item(stream, item) for item in items)

    def add_refusal(self, stream: str, version: int, event: Event, at: datetime) -> None:
        """The row of a refusal, if the event is one."""
        if isinstance(event, CommandRefused):
            row = {
                "stream": stream,
                "version": version,
                "world": world_of(stream),
                "clause": event.clause,
                "command": event.command,
            }
            self.refusal.append({**row, "reason": event.reason, "actor": event.actor, "at": _time(at)})


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(BEIJING).isoformat() if moment else None


def _yuan(value: Decimal | None) -> str | None:
    return f"{value:.2f}" if value is not None else None


def _bare_project(stream: str, state: Project, version: int) -> Row:
    """A project whose first plan was refused: it waits in planning for another."""
    project = key_of(stream)
    return {
        "id": project,
        "stream": stream,
        "world": world_of(stream),
        "division": project.split("-", 1)[0],
        "stage": state.stage,
        "status": "waiting",
        "year": int(project.split("-")[1]),
        "version": version,
        "data": {"refusals": len(state.watch.refusals)},
    }


def _project(stream: str, state: Project, version: int, items: Sequence[AgendaItem]) -> Row:
    plan, terms, awarded = state.plan, state.contract.terms, state.award.confirmed
    supplier = (
        (terms.supplier, terms.supplier_name)
        if terms
        else (awarded.supplier, awarded.name)
        if awarded
        else (None, None)
    )
    takeovers = list(state.takeover.triggered)
    return {
        "id": key_of(stream),
        "stream": stream,
        "world": world_of(stream),
        "division": plan.buyer.division,
        "buyer": plan.buyer.uscc,
        "buyer_name": plan.buyer.name,
        "title": plan.title,
        "method": plan.method,
        "stage": state.stage,
        "budget_yuan": _yuan(plan.budget_yuan),
        "contract_yuan": _yuan(state.contract.amount_yuan) if terms else None,
        "supplier": supplier[0],
        "supplier_name": supplier[1],
        "takeover": takeovers[-1] if takeovers else None,
        "next_due": _time(min((i.due for i in items), default=None)),
        "next_wake": _time(min((i.wake for i in items if i.wake), default=None)),
        "status": "closed" if state.stage == "closed" else "takeover" if state.takeover.active else "open",
        "replaces": plan.replaces,
        "replaced_by": state.planning.replaced_by,
        "year": plan.starts_on.year,
        "version": version,
        "data": {
            "round": state.publication.round,
            "paid_yuan": _yuan(state.payment.paid_yuan),
            "accepted_periods": len(state.performance.accepted),
            "periods": len(terms.periods) if terms else 0,
            "refusals": len(state.watch.refusals),
            "warnings": len(state.watch.warnings),
            "departures": sorted(state.supervision.departures),
            "evaluation": str(state.evaluation.concluded.score) if state.evaluation.concluded else None,
        },
    }


def _takeover(stream: str, state: Takeover, version: int) -> Row:
    opened = state.opened
    engaged = list(state.engaged.values())
    takeover = key_of(stream)
    return {
        "id": takeover,
        "stream": stream,
        "project": project_of_takeover(takeover),
        "world": world_of(stream),
        "status": state.status,
        "trigger": opened.ground if opened else None,
        "provider": engaged[-1].name if engaged else None,
        "route": engaged[-1].route if engaged else None,
        "started_at": _time(opened.opened_at) if opened else None,
        "ended_at": state.ended.on.isoformat() if state.ended else None,
        "version": version,
        "data": {
            "standbys_asked": [asked.name for asked in state.asked.values()],
            "uncovered": state.uncovered,
            "covered_hours": dict(state.covered.hours) if state.covered else {},
            "interim_ends_on": state.interim_ends_on.isoformat() if state.interim_ends_on else None,
            "extended": state.extended is not None,
            "outcome": state.ended.outcome if state.ended else None,
            "replacement": state.ended.replacement if state.ended else None,
        },
    }


def _register(stream: str, state: Pool | Person | Supplier | BuyerYear | Listing, version: int) -> Row:
    title, data = _register_data(stream, state)
    return {
        "stream": stream,
        "world": world_of(stream),
        "kind": kind_of(stream),
        "title": title,
        "version": version,
        "data": data,
    }


def _register_data(stream: str, state: Pool | Person | Supplier | BuyerYear | Listing) -> tuple[str, Mapping[str, Any]]:
    match state:
        case Pool():
            money = {
                "base_yuan": state.base_yuan,
                "used_yuan": state.used_yuan,
                "departed_yuan": state.departed_yuan,
                "carried_out_yuan": state.carried_out_yuan,
                "carried_in_yuan": state.carried_in_yuan,
                "over_yuan": state.fallen.over_yuan if state.fallen is not None and state.answer is None else None,
            }
            closed = {"frozen_on": state.frozen_on.isoformat() if state.frozen_on else None}
            return key_of(stream), {**{k: _yuan(v) for k, v in money.items()}, **closed}
        case Person():
            roles = [
                {"role": g.role, "division": g.division, "until_on": g.until_on.isoformat() if g.until_on else None}
                for g in state.grants
            ]
            return state.name, {"organisation": state.organisation, "roles": roles}
        case Supplier():
            return state.name, {"kind": state.kind, "bars": [b.document_number for b in state.bars]}
        case BuyerYear():
            return key_of(stream), {"projects": [p.project for p in state.purchases]}
        case Listing():
            return key_of(stream), {
                "runs": len(state.runs),
                "editions": sorted(state.editions),
                "limits": [f"{one.clause} {one.division} {one.document_number}" for one in state.limits],
            }


def _item(stream: str, item: AgendaItem) -> Row:
    return {
        "stream": stream,
        "key": item.key,
        "world": world_of(stream),
        "workflow": workflow_of(stream),
        "due": _time(item.due),
        "wake": _time(item.wake),
        "rule": item.rule,
        "who": item.who,
        "does": item.does,
        "title": item.title,
        "estimated": item.estimated,
    }
