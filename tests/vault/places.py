"""Where the tests of the vault find their servers."""

from dataclasses import dataclass
from pathlib import Path

from embedded.postgres import Postgres


@dataclass(frozen=True)
class Cluster:
    """A running server and its files."""

    postgres: Postgres
    data: Path


@dataclass(frozen=True)
class Place:
    """The addresses of a database of one test's own."""

    owner: str
    worker: str
    vault: str
