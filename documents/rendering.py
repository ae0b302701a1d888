"""The forms a paper can have: by the ending of its file's name."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from documents.paper import Paper
from documents.pdf import pdf
from documents.word import word

FORMS: Final[Mapping[str, Callable[[Paper, Path | None], bytes]]] = {
    ".docx": lambda paper, _fonts: word(paper),
    ".pdf": pdf,
}
