"""The shipped law, and a way to spoil a copy of it."""

from collections.abc import Callable

import pytest
from divisions import JILIN_CITY, TODAY

from domain.rulebook import RuleBook
from law import LawBook, load

Change = Callable[[str], str]


@pytest.fixture(scope="session")
def book() -> LawBook:
    return load()


@pytest.fixture(scope="session")
def rules(book: LawBook) -> RuleBook:
    """The law for a division of Jilin outside the example locality, today."""
    return book.rulebook(JILIN_CITY, TODAY)


@pytest.fixture(scope="session")
def spoil(book: LawBook) -> Callable[..., LawBook]:
    """Load the law with one file changed, or with a file added."""

    def load_with(path: str, change: Change | str) -> LawBook:
        files = dict(book.files)
        text = files[path].decode() if path in files else ""
        changed = change if isinstance(change, str) else change(text)
        assert changed != text, "the spoiling changed nothing"
        files[path] = changed.encode()
        return LawBook(files)

    return load_with
