"""Reading for a judgement: the streams a command needs, folded, with what was folded before kept at hand."""

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.given import State
from domain.ids import bare, kind_of, project_of_takeover, sibling
from domain.message import EVENTS
from domain.streams import empty, fold
from ledger.event import StoredEvent
from ledger.pool import Database
from ledger.read import read_streams


@dataclass(frozen=True, slots=True)
class Standing:
    """A stream as it stands at a version."""

    state: State
    version: int = 0
    last_at: datetime | None = None

    def after(self, stored: StoredEvent) -> "Standing":
        """The standing after one more event."""
        at = datetime.fromisoformat(json.loads(stored.meta)["at"])
        event = EVENTS[stored.type].restore(stored.payload)
        return Standing(fold(self.state, event, stored.stream, stored.version, at), stored.version, at)


class Standings:
    """Streams folded so far, the most recently used kept.  An append-only stream's past never changes, so that only its
    new events need be read; the append's version check tells when what is kept here has fallen behind."""

    def __init__(self, keep: int = 2000) -> None:
        self._kept: OrderedDict[str, Standing] = OrderedDict()
        self._keep = keep

    async def read(self, db: Database, names: Iterable[str]) -> dict[str, Standing]:
        """The named streams as they stand now, in one query."""
        found = {name: self._kept.get(name) or Standing(empty(name)) for name in dict.fromkeys(names)}
        for stored in await read_streams(db, {name: standing.version for name, standing in found.items()}):
            found[stored.stream] = found[stored.stream].after(stored)
        for name, standing in found.items():
            self.keep(name, standing)
        return found

    def keep(self, name: str, standing: Standing) -> None:
        """Keep a stream at hand as it stands; the one longest unused makes room."""
        if standing.version == 0:
            return
        self._kept[name] = standing
        self._kept.move_to_end(name)
        while len(self._kept) > self._keep:
            self._kept.popitem(last=False)

    def forget(self, names: Iterable[str]) -> None:
        """After a conflict: read these from their beginning."""
        for name in names:
            self._kept.pop(name, None)


def first_reads(stream: str, actor: str, named: str | None) -> list[str]:
    """What every judgement reads: the home, a takeover's project, the person who acts, the register that the command names."""
    names = [stream, sibling(stream, f"person/{actor}")]
    if kind_of(stream) == "takeover":
        names.append(sibling(stream, f"project/{project_of_takeover(bare(stream).split('/', 1)[1])}"))
    if named is not None:
        names.append(sibling(stream, named))
    return names
