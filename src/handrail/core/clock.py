"""Instants as whole microseconds since 1970, UTC; and how people write them."""

import time
from datetime import UTC, datetime, timedelta

Instant = int
SECOND = 1_000_000
DAY = 86_400 * SECOND
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1)


def now() -> Instant:
    return time.time_ns() // 1000


def iso(instant: Instant) -> str:
    """`2026-11-21T10:52:00.123Z`: milliseconds, always UTC, always `Z`."""
    moment = _EPOCH + timedelta(microseconds=instant)
    return f"{moment.isoformat(timespec='milliseconds')}Z"


def instant_of(moment: datetime) -> Instant:
    """The instant of a moment; one without a zone is taken as UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - EPOCH) // timedelta(microseconds=1)


def parse_iso(text: str) -> Instant:
    """ISO 8601 to an instant; raises ValueError. A bare date is its midnight, UTC."""
    return instant_of(datetime.fromisoformat(text))
