"""Service records: the batches on record, and what they come to.  S102-23"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from domain.performance.records.messages import ServiceBatchRecorded, ServiceCount, ServiceRecordEvent


@dataclass(frozen=True, slots=True)
class ServiceRecords:
    """Batches by their key."""

    batches: Mapping[str, ServiceBatchRecorded] = field(default_factory=dict)

    def of_period(self, period: str) -> tuple[ServiceBatchRecorded, ...]:
        """The batches of a period, in the order of their recording."""
        return tuple(b for b in self.batches.values() if b.period == period)

    def standing(self, period: str) -> Counter[ServiceCount]:
        """Rows that stand (what was corrected is taken off), by item, kind, grade and result; `count` is 1 in each key."""
        total: Counter[ServiceCount] = Counter()
        for batch in self.of_period(period):
            total.update(tallied(batch.counts))
            total.subtract(tallied(batch.corrects))
        return total

    def done(self, period: str, named: Collection[str] | None = None) -> dict[str, Decimal]:
        """Services done by item, over the batches named (over all of the period where none is)."""
        total: Counter[str] = Counter()
        for batch in self.of_period(period):
            if named is not None and batch.batch not in named:
                continue
            total.update({c.item: 0 for c in batch.counts})
            for sign, counts in ((1, batch.counts), (-1, batch.corrects)):
                for c in counts:
                    total[c.item] += sign * c.count if c.result == "done" else 0
        return {item: Decimal(n) for item, n in sorted(total.items())}


def late_rows(batches: Collection[ServiceBatchRecorded]) -> int:
    """Rows keyed in after their time.  HR-SR-1"""
    return sum(batch.late for batch in batches)


def tallied(counts: Collection[ServiceCount]) -> Counter[ServiceCount]:
    """Counts as a tally whose keys have a count of 1."""
    total: Counter[ServiceCount] = Counter()
    for c in counts:
        total[c.model_copy(update={"count": 1})] += c.count
    return total


def evolve_records(state: ServiceRecords, event: ServiceRecordEvent) -> ServiceRecords:
    return replace(state, batches={**state.batches, event.batch: event})
