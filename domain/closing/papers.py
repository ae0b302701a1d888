"""The papers that a project has on record by their digests, as the procurement file must hold them.  GPL 42, HR-CL-6

Only of the procurement and its money: what names people served (roster, incidents, surveys) is kept apart (DP-03).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Final

from domain.message import Event, Value
from domain.project import Project

_DIGEST: Final = re.compile(r"^[0-9a-f]{64}$")


def registered(project: Project, no_papers: frozenset[str]) -> Mapping[str, str]:
    """Digest → what it is: the event that names it, and the field.  `no_papers`: fields whose digest is that of no paper."""
    evaluation = project.evaluation
    rooms: tuple[object, ...] = (
        *(project.approval, project.publication, project.bidding, project.award, project.dispute, project.contract),
        *(project.performance.accepted, project.payment.invoices, project.payment.repayments),
        *(evaluation.system, evaluation.parties, evaluation.concluded, evaluation.years, project.closing.settled),
    )
    found: dict[str, str] = {}
    for room in rooms:
        for name, title, value in _walk(room, "", ""):
            if name not in no_papers and _DIGEST.match(value):
                found.setdefault(value, f"{title}·{name}" if title else name)
    return found


def _walk(value: object, name: str, title: str) -> Iterator[tuple[str, str, str]]:
    """Every text in a state, under its field's name and the Chinese name of the event that holds it."""
    match value:
        case str():
            yield name, title, value
        case Value():
            title = type(value).zh if isinstance(value, Event) else title
            for field in type(value).model_fields:
                yield from _walk(getattr(value, field), field, title)
        case Mapping():
            for inner in value.values():
                yield from _walk(inner, name, title)
        case tuple() | list():
            for inner in value:
                yield from _walk(inner, name, title)
        case _ if is_dataclass(value) and not isinstance(value, type):
            for part in fields(value):
                if part.init:
                    yield from _walk(getattr(value, part.name), part.name, title)
        case _:
            return
