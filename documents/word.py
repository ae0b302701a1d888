"""A paper as a Word file: the official faces by name, A4 with the margins of GB/T 9704, the same bytes each time."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from documents.paper import Paper, Section, Table, check
from domain.publication.sections import day_words

TITLE: Final = "方正小标宋简体"
HEADING: Final = "黑体"
BODY: Final = "仿宋_GB2312"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip knows


def word(paper: Paper) -> bytes:
    """The paper as a .docx file.  Raises Unprintable for control characters."""
    check(paper)
    document = docx.Document()
    _page(document)
    _about(document, paper)
    _line(document, paper.title, TITLE, 22, centred=True)
    if paper.number is not None:
        _line(document, paper.number, BODY, 16, centred=True)
    document.add_paragraph()
    if paper.addressee is not None:
        _line(document, f"{paper.addressee}：", BODY, 16)
    for section in paper.sections:
        _section(document, section)
    document.add_paragraph()
    _signed(document, paper)
    if paper.appendix:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        for section in paper.appendix:
            _section(document, section)
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_bytes(buffer.getvalue())


def _page(document: Document) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = footer.add_run()
    _face(run, BODY, 14)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _about(document: Document, paper: Paper) -> None:
    """The file's own properties are the paper's, not this machine's."""
    about = document.core_properties
    moment = datetime(paper.on.year, paper.on.month, paper.on.day, tzinfo=UTC)
    about.title, about.author, about.last_modified_by = paper.title[:255], paper.issuer[:255], paper.issuer[:255]
    about.created = about.modified = moment
    about.comments, about.revision, about.language = "", 1, "zh-CN"


def _section(document: Document, section: Section) -> None:
    if section.heading is not None:
        _line(document, section.heading, HEADING, 16, indented=True)
    for text in section.paragraphs:
        _line(document, text, BODY, 16, indented=True)
    if section.table is not None:
        _table(document, section.table)


def _signed(document: Document, paper: Paper) -> None:
    for signature in paper.signatures:
        for text in (signature.party, *signature.lines):
            _line(document, text, BODY, 16)
        document.add_paragraph()
    if not paper.signatures:
        for text in (paper.issuer, day_words(paper.on)):
            _line(document, text, BODY, 16).alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _table(document: Document, table: Table) -> None:
    made = document.add_table(rows=0, cols=len(table.header))
    made.style = "Table Grid"
    for number, row in enumerate((table.header, *table.rows)):
        cells = made.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            _face(cell.paragraphs[0].add_run(text), HEADING if number == 0 else BODY, 12)
    document.add_paragraph()


def _line(
    document: Document, text: str, face: str, size: int, *, centred: bool = False, indented: bool = False
) -> Paragraph:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28 if size <= 16 else 36)
    if indented:
        form.first_line_indent = Pt(2 * size)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _face(paragraph.add_run(text), face, size)
    return paragraph


def _face(run: Run, face: str, size: int) -> None:
    run.font.size = Pt(size)
    run.font.name = face
    fonts: Any = run._r.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:eastAsia", "w:hAnsi", "w:cs"):
        fonts.set(qn(kind), face)


def _same_bytes(content: bytes) -> bytes:
    """The archive without the moment at which it was packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in packed.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, packed.read(name))
    return buffer.getvalue()
