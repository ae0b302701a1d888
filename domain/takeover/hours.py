"""Moments and hours of a takeover."""

from datetime import datetime, timedelta

from domain.calendar import BEIJING, Period


def beijing(moment: datetime) -> datetime:
    """A moment as people here write it: without a zone it is Beijing time."""
    return moment.replace(tzinfo=BEIJING) if moment.tzinfo is None else moment.astimezone(BEIJING)


def span(period: Period) -> timedelta:
    """Hours by the clock, or calendar days of 24 hours, without regard to days off: care doesn't pause on them."""
    match period.unit:
        case "hour":
            return timedelta(hours=period.count)
        case "CD":
            return timedelta(days=period.count)
        case other:
            raise ValueError(f"a takeover's clock doesn't count in {other}")
