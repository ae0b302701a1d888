"""A stored event, and the receipt of it that others keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

FIRST_PREV_HASH = bytes(32)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One row of ``ledger.event``: exactly what was hashed, and its hash.

    ``pos`` counts from 0 without gaps over the whole ledger, ``version`` from 1 within the stream. ``recorded_at`` is
    the database's clock (UTC). ``meta`` and ``payload`` are the canonical JSON texts, byte for byte.
    """

    pos: int
    stream: str
    version: int
    type: str
    schema_version: int
    recorded_at: datetime
    command_id: UUID
    prev_hash: bytes
    hash: bytes
    meta: str
    payload: str

    @property
    def name(self) -> str:
        """``stream@version``: what identifies this event outside (CloudEvents id, problem reports)."""
        return f"{self.stream}@{self.version}"

    def receipt(self) -> dict[str, Any]:
        """Everything that was hashed, and the hash, ready for JSON: from it the row can be restored and proven."""
        return {
            "pos": self.pos,
            "stream": self.stream,
            "version": self.version,
            "type": self.type,
            "schema_version": self.schema_version,
            "recorded_at": utc_text(self.recorded_at),
            "command_id": str(self.command_id),
            "prev_hash": self.prev_hash.hex(),
            "hash": self.hash.hex(),
            "meta": self.meta,
            "payload": self.payload,
        }

    @classmethod
    def from_receipt(cls, receipt: Mapping[str, Any]) -> "StoredEvent":
        """The event that a receipt describes. It is not checked here: ``ledger.chain.event_hash`` tells if it is
        true."""
        return cls(
            pos=receipt["pos"],
            stream=receipt["stream"],
            version=receipt["version"],
            type=receipt["type"],
            schema_version=receipt["schema_version"],
            recorded_at=datetime.fromisoformat(receipt["recorded_at"]),
            command_id=UUID(receipt["command_id"]),
            prev_hash=bytes.fromhex(receipt["prev_hash"]),
            hash=bytes.fromhex(receipt["hash"]),
            meta=receipt["meta"],
            payload=receipt["payload"],
        )


def utc_text(moment: datetime) -> str:
    """``moment``, which is in UTC, as it is hashed: microseconds always, and Z. ``2026-03-01T01:02:03.000004Z``"""
    return moment.isoformat(timespec="microseconds")[:26] + "Z"
