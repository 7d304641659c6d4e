"""What a rate limit promises, and the log of instants that it judges by."""

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import MutableSequence
from dataclasses import dataclass

from handrail.core.clock import SECOND, Instant

WINDOW = 60 * SECOND
SWEEP_EVERY = 10 * WINDOW
"""How often a store forgets the keys nobody uses any more."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`remaining` is how many more calls may come now, None without a limit; `retry_after` is in
    whole seconds, at least 1 where the call is refused, else 0."""

    allowed: bool
    remaining: int | None
    retry_after: int


UNLIMITED = Verdict(True, None, 0)


class RateLimit(ABC):
    """At most so many calls of one key within any 60 seconds, by the store's own clock.

    A refused call does not count. A store that fails raises Unavailable.
    """

    async def hit(self, key: str, per_minute: int) -> Verdict:
        """Count one call of a key; `per_minute` 0 is no limit."""
        if per_minute <= 0:
            return UNLIMITED
        return await self._hit(key, per_minute)

    @abstractmethod
    async def _hit(self, key: str, per_minute: int) -> Verdict: ...

    @abstractmethod
    async def close(self) -> None:
        """Let go of the store."""


def count(hits: MutableSequence[Instant], now: Instant, per_minute: int) -> Verdict:
    """Count a call in the log of a key's instants, oldest first, which forgets what is over."""
    if hits and hits[-1] > now:
        if hits[-1] > now + WINDOW:
            del hits[:]  # the clock has been set back: these instants say nothing
        else:
            now = hits[-1]
    del hits[: bisect_right(hits, now - WINDOW)]
    if len(hits) >= per_minute:
        return refused(hits, now, per_minute)
    hits.append(now)
    return Verdict(True, per_minute - len(hits), 0)


def refused(hits: MutableSequence[Instant], now: Instant, per_minute: int) -> Verdict:
    """Refused until the log holds one less than the limit, which may have been lowered since."""
    freed = hits[len(hits) - per_minute] + WINDOW if len(hits) >= per_minute else now
    return Verdict(False, 0, max(1, -((now - freed) // SECOND)))
