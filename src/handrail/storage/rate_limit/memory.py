"""The limits of one process, in its memory."""

from collections.abc import Callable

from handrail.core.clock import Instant
from handrail.core.clock import now as wall_clock
from handrail.storage.rate_limit.base import SWEEP_EVERY, WINDOW, RateLimit, Verdict, count


class MemoryRateLimit(RateLimit):
    def __init__(self, clock: Callable[[], Instant] = wall_clock) -> None:
        self._clock = clock
        self._logs: dict[str, list[Instant]] = {}
        self._swept = clock()

    async def _hit(self, key: str, per_minute: int) -> Verdict:
        now = self._clock()
        if now - self._swept > SWEEP_EVERY:
            self._sweep(now)
        return count(self._logs.setdefault(key, []), now, per_minute)

    def _sweep(self, now: Instant) -> None:
        self._swept = now
        self._logs = {key: log for key, log in self._logs.items() if log[-1] > now - WINDOW}

    async def close(self) -> None:
        self._logs.clear()
