"""A world that listens: webhooks of the cast, and a worker that delivers when it is asked to."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from handrail import catalog
from handrail.core.clock import SECOND, Instant, now
from handrail.features.webhooks.jobs import Courier
from handrail.outbound import private
from handrail.outbound.guard import Resolve, resolved
from handrail.outbound.http import fetch
from handrail.storage import queue
from handrail.storage.database import Db
from handrail.surfaces.worker.loop import Handler
from tests.world import Member, World

EVERY = ["record.created", "record.updated", "record.linked", "record.deleted"]


@dataclass
class Ears:
    """Does the jobs of webhooks, on a clock of its own, when it is told to."""

    world: World
    skipped: int = 0
    tries: int = 10
    timeout: float = 5.0
    allow_private: bool = True
    resolve: Resolve = resolved
    name: str = "ears"
    around: Callable[[Handler], Handler] = field(default=lambda handler: handler)

    def clock(self) -> Instant:
        return now() + self.skipped

    def skip(self, seconds: float) -> None:
        """Let time pass."""
        self.skipped += int(seconds * SECOND)

    async def hear(self) -> None:
        """Do everything that is due now, and what comes of it."""
        while jobs := await self._claim():
            await asyncio.gather(*(self._run(job) for job in jobs))

    async def _claim(self) -> list[queue.Job]:
        claim = partial(
            queue.claim,
            worker=self.name,
            at=self.clock(),
            queues=("default", "webhooks"),
            limit=4,
        )
        return await self.world.database.write(0, claim)

    async def _run(self, job: queue.Job) -> None:
        handler = self.courier().jobs()[job.kind]
        await self.around(handler)(job, self.world.database)
        if not job.finished:
            await self.world.database.write(job.workspace, lambda db: queue.finish(db, job))

    def courier(self) -> Courier:
        post: Any = partial(
            fetch, method="POST", timeout=self.timeout, limit=4096,
            allow_private=self.allow_private, resolve=self.resolve,
        )  # fmt: skip
        shapes = {each.name: each for each in catalog.SHAPES}

        async def send(url: str, body: bytes, headers: Any) -> Any:
            return await post(url, body=body, headers=headers)

        return Courier(shapes, send, tries=self.tries, clock=self.clock)


def relaxed(world: World) -> World:
    """The world where private addresses are allowed."""
    private.allow(world.database.cache, True)
    return world


async def listening(who: Member, url: str, **said: Any) -> dict[str, Any]:
    """A webhook of somebody; all of a record's events unless others are said."""
    return await who("create_webhook", url=url, **({"events": EVERY} | said))


async def log_of(who: Member, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    """Its deliveries, oldest first."""
    page = await who("list_webhook_deliveries", webhook_id=webhook["id"], limit=100)
    return page["deliveries"][::-1]


async def changes(who: Member) -> list[dict[str, Any]]:
    """All of the journal that somebody may read."""
    found: list[dict[str, Any]] = []
    after, more = 0, True
    while more:
        page = await who("list_changes", after_seq=after, limit=100)
        found += page["changes"]
        after, more = page["last_seq"], page["has_more"]
    return found


async def statements(world: World, work: Callable[[], Awaitable[Any]]) -> list[str]:
    """What is said to the database while something is done."""
    said: list[str] = []
    originals = Db.run, Db.all, Db.many

    async def run(db: Db, query: Any, **bound: Any) -> Any:
        said.append(query.on(db.dialect).sql)
        return await originals[0](db, query, **bound)

    async def every(db: Db, query: Any, **bound: Any) -> Any:
        said.append(query.on(db.dialect).sql)
        return await originals[1](db, query, **bound)

    async def many(db: Db, query: Any, rows: Any) -> Any:
        said.append(query.on(db.dialect).sql)
        return await originals[2](db, query, rows)

    Db.run, Db.all, Db.many = run, every, many  # type: ignore[method-assign]
    try:
        await work()
    finally:
        Db.run, Db.all, Db.many = originals  # type: ignore[method-assign]
    return said
