"""A paper as PDF/A-2: the same bytes each time, and no character that the faces can't show."""

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import typst

from documents.fonts import Found, find
from documents.paper import Paper, Unprintable, check
from domain.publication.sections import day_words

STANDARD: Final = "a-2u"  # its text can be copied and searched
_TEMPLATE: Final = Path(__file__).with_name("paper.typ")
_NO_GLYPH: Final = re.compile(r'the text `?(?P<text>"(?:[^"\\]|\\.)*")`? could not be displayed', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def pdf(paper: Paper, font_dir: Path | None = None) -> bytes:
    """The paper as a PDF file.  Raises FontsMissing where there is no face for Chinese, Unprintable for a missing glyph."""
    check(paper)
    found = find(font_dir)
    compiler = typst.Compiler(
        _TEMPLATE, root=_TEMPLATE.parent, font_paths=found.fonts, sys_inputs=_inputs(paper, found)
    )
    moment = datetime(paper.on.year, paper.on.month, paper.on.day, tzinfo=UTC)
    try:
        made = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=moment)
    except typst.TypstError as error:
        characters = missing(f"{error.message}\n{error.diagnostic}")
        if not characters:
            raise
        raise Unprintable(characters, "，请改用其他写法，或用 JIELI_FONT_DIR 提供含有该字的字体") from error
    assert isinstance(made, bytes)
    return made


def _inputs(paper: Paper, found: Found) -> dict[str, str]:
    data: dict[str, Any] = asdict(paper)
    data |= {"on": (paper.on.year, paper.on.month, paper.on.day), "day": day_words(paper.on)}
    return {"paper": json.dumps(data, ensure_ascii=False), "faces": json.dumps(found.families, ensure_ascii=False)}


def missing(message: str) -> str:
    """The characters that the faces lack, as the renderer names them; empty where it speaks of something else."""
    texts = (match["text"][1:-1] for match in _NO_GLYPH.finditer(message))
    named = (_ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), text) for text in texts)
    return "".join(dict.fromkeys("".join(named)))
