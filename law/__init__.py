"""The law as data, and its one door: `load()` reads it once, `rulebook(division, on)` gives what is in force."""

from law.book import LawBook, load
from law.reading import LawError

__all__ = ["LawBook", "LawError", "load"]
