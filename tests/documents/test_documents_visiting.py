"""The visit sheet: every recipient due in the month, by pseudonym, with room to write; none where none is due.  JL44-4.5.2a"""

import io
from datetime import date

import docx
import pytest

from documents.paper import NotOnRecord, Paper
from documents.visiting import visit_sheet
from documents.word import word
from domain.performance.roster.messages import Enrolment, RecipientsEnrolled, RosterChanged
from domain.project import Project
from tests.domain.running import performing
from tests.domain.scene import HOME, D, rulebook

A, B = (f"r-220122-{letter * 10}" for letter in "ab")


def of() -> Project:
    """A is served from 1 March, B until 10 April."""
    entries = tuple(
        Enrolment(recipient=who, grade="A", township="220122100", from_on=date(2026, 3, 1)) for who in (A, B)
    )
    scene = performing().has(
        RecipientsEnrolled(ground="initial", entries=entries, document=D, by="tian", on=date(2026, 3, 1)),
        RosterChanged(
            recipient=B,
            ground="moved_away",
            effective_on=date(2026, 4, 10),
            document=D,
            by="tian",
            on=date(2026, 4, 10),
        ),
    )
    project = scene.states[HOME]
    assert isinstance(project, Project)
    return project


def sheet(month: str) -> Paper:
    return visit_sheet(of(), month, rulebook("220122", date(2026, 4, 1)))


def rows(paper: Paper) -> list[tuple[str, str]]:
    return [(row[0], row[3]) for section in paper.sections if section.table is not None for row in section.table.rows]


def test_a_line_for_each_recipient_who_is_due_and_for_as_many_days() -> None:
    """JL44-4.5.2a: half a month after a move, nothing the month after"""
    assert rows(sheet("2026-04")) == [(A, "30"), (B, "10")]
    assert rows(sheet("2026-05")) == [(A, "31")]


@pytest.mark.parametrize("month", ["2026-02", "2026-13", "四月"])
def test_no_sheet_where_nobody_is_due_or_there_is_no_such_month(month: str) -> None:
    with pytest.raises(NotOnRecord):
        sheet(month)


def test_the_printed_sheet_names_pseudonyms_and_leaves_room_to_write() -> None:
    document = docx.Document(io.BytesIO(word(sheet("2026-04"))))
    (table,) = [t for t in document.tables if len(t.columns) == 10]
    cells = [[cell.text.strip() for cell in row.cells] for row in table.rows]
    assert [row[0] for row in cells[1:]] == [A, B]
    assert all(row[6:] == [""] * 4 for row in cells[1:])
