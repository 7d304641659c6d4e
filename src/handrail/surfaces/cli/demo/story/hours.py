"""When people work: weekdays, by their own clock; and where the demo's nine months lie."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from handrail.core.clock import DAY, SECOND, Instant, instant_of, iso

WEEKS = 39
HOUR = 3600 * SECOND
MINUTE = 60 * SECOND


class Hours:
    """`start`, a Monday, and `end` are midnights, UTC; nothing happens at or after `end`.

    `days` lie between the two.
    """

    def __init__(self, rng: Random, today: date) -> None:
        self._rng = rng
        self.end: Instant = instant_of(datetime.combine(today, time(), UTC))
        self.days = WEEKS * 7 + today.weekday()
        self.start: Instant = self.end - self.days * DAY

    def on(self, day: int, opens: int) -> Instant:
        """A moment of the working day on or next after a day counted from the start; of the
        last there is, where that would be too late."""
        midnight = self.start + day * DAY
        while self.weekend(midnight):
            midnight += DAY
        while midnight >= self.end or self.weekend(midnight):
            midnight -= DAY
        return self._within(midnight, opens)

    def after(self, at: Instant, days: float, opens: int) -> Instant | None:
        """A working moment some days later; None where that is not over yet."""
        target = at + int(days * DAY)
        if days < 0.7 and not self.weekend(target):
            return target if target < self.end else None
        moment = self._within(target - target % DAY, opens)
        if moment <= at:
            moment = at + self._rng.randint(4, 90) * MINUTE
        return moment if moment < self.end else None

    def _within(self, midnight: Instant, opens: int) -> Instant:
        while self.weekend(midnight):
            midnight += DAY
        # half before lunch, half after it
        hours = self._rng.choice((self._rng.uniform(0, 3.6), self._rng.uniform(4.4, 8.8)))
        return midnight + int((opens + hours) * HOUR)

    @staticmethod
    def weekend(at: Instant) -> bool:
        return _day(at).weekday() >= 5

    def ago(self, at: Instant) -> float:
        """How many days before the end a moment is."""
        return (self.end - at) / DAY


def _day(at: Instant) -> date:
    return date(1970, 1, 1) + timedelta(days=at // DAY)


def day_of(at: Instant) -> str:
    """`2026-11-21`"""
    return _day(at).isoformat()


def month_of(at: Instant) -> str:
    """`November`"""
    return f"{_day(at):%B}"


__all__ = ["DAY", "HOUR", "MINUTE", "Hours", "Instant", "day_of", "iso", "month_of"]
