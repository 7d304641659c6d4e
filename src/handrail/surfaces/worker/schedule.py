"""What is due by the clock: a job that is always planned once ahead."""

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.core.clock import DAY, SECOND, Instant
from handrail.storage import queue
from handrail.storage.database import Database, Db

NOBODY = 0
"""Scheduled jobs belong to no workspace."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A job of `kind` every so many microseconds, `at` microseconds into each period, UTC."""

    kind: str
    every: int = DAY
    at: int = 3 * 3600 * SECOND

    def next_after(self, instant: Instant) -> Instant:
        return (instant - self.at) // self.every * self.every + self.every + self.at


async def plan(database: Database, schedule: Sequence[Scheduled], at: Instant) -> None:
    """See that each scheduled job waits for its next time; costs reads unless one is missing."""
    # many processes may plan at once: the unique key lets one of them in

    async def planned(db: Db) -> set[str]:
        return await queue.open_keys(db)

    if not schedule:
        return
    known = await database.read(NOBODY, planned)
    missing = [each for each in schedule if _key(each) not in known]
    if not missing:
        return

    async def add(db: Db) -> None:
        for each in missing:
            run_at = each.next_after(at)
            await queue.enqueue(db, each.kind, {}, run_at=run_at, unique_key=_key(each))

    await database.write(NOBODY, add)


def _key(scheduled: Scheduled) -> str:
    return f"schedule:{scheduled.kind}"
