"""What is done later: reading the journal along, and delivering.

A delivery holds no transaction while it talks to the world: what is to be sent is read in one,
sent, and how it went is written down in another. Whoever is killed in between sends again, under
the same delivery id: at least once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import structlog

from handrail.core.clock import DAY, SECOND, Instant, now
from handrail.features.webhooks import rules, store
from handrail.features.webhooks.actions import delivering, owners, planning
from handrail.features.webhooks.actions.delivering import Message
from handrail.features.webhooks.model import Delivery
from handrail.features.webhooks.shapes.base import Shape
from handrail.outbound.guard import OutboundError
from handrail.outbound.http import Fetched
from handrail.storage import journal, queue
from handrail.storage.database import Database, Db
from handrail.storage.queue import Job

TIDY = "webhooks.tidy"
AT_ONCE = 16
"""Deliveries of one webhook under way at a time, each about another record."""
SLICE = 3 * SECOND
"""How long one webhook is served before others of the queue have their turn."""
KEPT_FOR = 30 * DAY
Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[Fetched]]
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Courier:
    """Carries what happened to those who asked for it. `post` asks another machine, within its
    bounds; `first_pause` is in microseconds."""

    shapes: Mapping[str, Shape]
    post: Post
    tries: int = rules.TRIES
    first_pause: int = rules.FIRST_PAUSE
    clock: Callable[[], Instant] = now

    def jobs(self) -> dict[str, Callable[[Job, Database], Awaitable[None]]]:
        return {
            journal.FOLLOW: self.follow,
            planning.DELIVER: self.deliver,
            delivering.REPLAY: self.replay,
            TIDY: self.tidy,
        }

    # reading along ------------------------------------------------------------------------

    async def follow(self, job: Job, database: Database) -> None:
        """Plan for everything new in the journal."""

        async def read(db: Db) -> bool:
            return await planning.read_on(db, self.shapes, self.clock())

        async def rest(db: Db) -> bool:
            if not await planning.is_through(db):
                return False
            await queue.finish(db, job)
            return True

        while True:
            while await database.write(job.workspace, read):
                pass
            if await database.write(job.workspace, rest):
                return

    async def replay(self, job: Job, database: Database) -> None:
        """Plan anew, for one webhook, what stands between two places of the journal."""
        asked = job.payload

        async def page(db: Db) -> None:
            last = await delivering.replay_page(
                db, self.shapes, asked["webhook"], asked["after"], asked["before"], self.clock()
            )
            await queue.finish(db, job)
            if last is not None:
                await queue.enqueue(db, delivering.REPLAY, {**asked, "after": last})

        await database.write(job.workspace, page)

    async def tidy(self, job: Job, database: Database) -> None:
        """Forget what was over a month ago; take up again what was left lying."""

        async def forget(db: Db) -> list[tuple[int, str]]:
            await store.forget(db, self.clock() - KEPT_FOR)
            return await store.left(db)

        for workspace, webhook_id in await database.write(job.workspace, forget):
            await database.write(
                workspace,
                lambda db, webhook_id=webhook_id: delivering.take_up(db, webhook_id, self.clock()),
            )

    # delivering ---------------------------------------------------------------------------

    async def deliver(self, job: Job, database: Database) -> None:
        """Deliver what a webhook is due, record by record in order, for a while."""
        webhook_id: str = job.payload["webhook"]
        until = self.clock() + SLICE
        resting = 0
        while self.clock() < until:
            batch = await database.read(job.workspace, lambda db: self._due(db, webhook_id))
            if not batch:
                break
            tries = [self._attempt(job, database, each) for each in batch]
            taken = await asyncio.gather(*tries, return_exceptions=True)
            for each in taken:
                if isinstance(each, BaseException):
                    raise each
            if not any(taken):
                # nobody is there: the others need not find that out one by one
                resting = self.first_pause
                break

        async def leave(db: Db) -> None:
            await delivering.leave(db, job, webhook_id, self.clock(), resting)

        await database.write(job.workspace, leave)

    async def _due(self, db: Db, webhook_id: str) -> list[Delivery]:
        webhook = await store.get(db, webhook_id)
        if webhook is None or await owners.of(db, webhook, self.clock()) is None:
            return []
        return await store.due(db, webhook_id, self.clock(), AT_ONCE)

    async def _attempt(self, job: Job, database: Database, delivery: Delivery) -> bool:
        """Try once; whether it was taken."""

        async def compose(db: Db) -> Message | None:
            return await delivering.compose(db, self.shapes, delivery, self.clock())

        try:
            message = await database.read(job.workspace, compose, patient=True)
        except Exception as error:  # a shape that fails must not hold up the rest of the record
            log.exception("webhook body could not be made", delivery=delivery.id)
            said = f"The body could not be made: {type(error).__name__}."
            tried = self._over(replace(delivery, response=said))
        else:
            tried = await self._sent(delivery, message)
        await database.write(job.workspace, lambda db: store.tried(db, tried))
        return tried.status == "delivered"

    async def _sent(self, delivery: Delivery, message: Message | None) -> Delivery:
        """The delivery as sending its message left it."""
        if message is None:
            said = "Whoever made the webhook may not see this any more; it was not sent."
            return replace(self._over(replace(delivery, response=said)), status="dead", due_at=None)
        sending = replace(delivery, url=message.url, body=message.body.decode(), status_code=None)
        try:
            answer = await self.post(message.url, message.body, message.headers)
        except OutboundError as error:
            return self._over(replace(sending, response=str(error)[:1000]))
        said = rules.said_back(answer.status, answer.body)
        told = replace(sending, status_code=answer.status, response=said)
        return self._over(told, taken=rules.was_taken(answer.status))

    def _over(self, delivery: Delivery, *, taken: bool = False) -> Delivery:
        """The delivery after a try: taken, to be tried again, or given up."""
        at, attempts = self.clock(), delivery.attempts + 1
        if taken:
            return replace(
                delivery, status="delivered", attempts=attempts, due_at=None, delivered_at=at
            )
        if attempts >= self.tries:
            return replace(delivery, status="dead", attempts=attempts, due_at=None)
        again = at + rules.pause(attempts, self.first_pause)
        return replace(delivery, status="failed", attempts=attempts, due_at=again)


def courier(shapes: Iterable[Shape], post: Post) -> Courier:
    return Courier({each.name: each for each in shapes}, post)
