"""The worker: claims jobs that are due and runs their handlers, several at once.

A handler is `async def handler(job, database)`. It opens its own transactions and holds none
while it talks to the world; to have its effect exactly once it calls `queue.finish(db, job)` in
the transaction of the effect. One that does not is finished after it returns, and may then run
twice: once more when the worker dies in between.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

import structlog

from handrail.core import ids
from handrail.core.clock import SECOND, now
from handrail.storage import queue
from handrail.storage.database import Database, Work
from handrail.storage.queue import GiveUp, Job, LeaseLost, RetryLater
from handrail.surfaces.worker.schedule import Scheduled, plan

T = TypeVar("T")
Handler = Callable[[Job, Database], Awaitable[None]]
log = structlog.get_logger(__name__)

EVERYBODY = 0
"""The workspace of a Db that claims for all of them."""
UPKEEP = 60 * SECOND
"""How often the schedule is planned ahead and dead workers' last attempts are looked for."""
LONGEST = 15 * 60.0
"""Seconds a handler may take before it counts as hung."""


class Worker:
    """One worker of one process. `run` returns after `stop`, with every job done or given back."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        *,
        schedule: Sequence[Scheduled] = (),
        queues: Sequence[str] = ("default",),
        at_once: int = 4,
        poll: float = 1.0,
        lease: int = queue.LEASE,
        grace: float = 10.0,
    ) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{ids.new_id()[-6:]}"
        self._database = database
        self._handlers = handlers
        self._schedule = schedule
        self._queues = tuple(queues)
        self._at_once = at_once
        self._poll = poll
        self._lease = lease
        self._grace = grace
        self._running: dict[asyncio.Task[None], Job] = {}
        self._wake = queue.waker(database.cache)
        self._upkeep_at = 0
        self._more = False
        self._stopping = False

    def stop(self) -> None:
        """Claim nothing more; `run` returns when what runs has ended, or `grace` seconds later."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        heart = asyncio.create_task(self._keep_leases())
        try:
            while not self._stopping:
                self._wake.clear()
                if not await self._start_what_is_due():
                    await self._rest()
        finally:
            await self._wind_down()
            heart.cancel()

    async def _start_what_is_due(self) -> int:
        """Claim as much as there is room for; how many jobs that was."""
        room = self._at_once - len(self._running)
        if not room:
            return 0
        try:
            if now() >= self._upkeep_at:
                await self._keep_up()
            claimed = await self._claim(room)
        except Exception as error:  # whatever it is, the worker outlives it
            log.warning("worker cannot claim", error=str(error))
            return 0
        self._more = len(claimed) == room
        for job in claimed:
            task = asyncio.create_task(self._run(job), name=f"job {job.kind} {job.id}")
            self._running[task] = job
            task.add_done_callback(self._over)
        return len(claimed)

    async def _keep_up(self) -> None:
        await plan(self._database, self._schedule, now())
        await self._database.write(EVERYBODY, lambda db: queue.bury(db, now()))
        self._upkeep_at = now() + UPKEEP

    async def _claim(self, room: int) -> list[Job]:
        """A look costs a read; only where something is due does it cost a write."""
        if not self._more:
            due = await self._database.read(EVERYBODY, partial(queue.next_due, queues=self._queues))
            if due is None or due > now() or self._stopping:
                return []
        return await self._database.write(
            EVERYBODY,
            lambda db: queue.claim(
                db, self.name, now(), queues=self._queues, limit=room, lease=self._lease
            ),
        )

    async def _rest(self) -> None:
        """Until something was committed here, a job has ended, or the poll is due."""
        try:
            async with asyncio.timeout(self._poll):
                await self._wake.wait()
        except TimeoutError:
            pass

    def _over(self, task: "asyncio.Task[None]") -> None:
        del self._running[task]
        self._wake.set()

    async def _run(self, job: Job) -> None:
        """Run one job and write down how it went. Whatever cannot be written down, the end of
        the lease says as well."""
        try:
            try:
                await self._handle(job)
            except asyncio.CancelledError:
                await self._in(job, lambda db: queue.release(db, job, now()))
                raise
            if not job.finished:
                await self._in(job, lambda db: queue.finish(db, job))
        except LeaseLost:
            log.warning("job was claimed again meanwhile", kind=job.kind, job=job.id)
        except Exception as error:
            log.error("job could not be settled", kind=job.kind, job=job.id, error=str(error))

    async def _handle(self, job: Job) -> None:
        """Run the handler; its failure is written down here, and is not raised."""
        fail: dict[str, Any] = {}
        try:
            handler = self._handlers.get(job.kind)
            if handler is None:
                raise RetryLater(f"This worker knows no job of kind {job.kind!r}.", 60)
            async with asyncio.timeout(LONGEST):
                await handler(job, self._database)
            return
        except LeaseLost:
            raise
        except RetryLater as later:
            error, fail = str(later), {"after": int(later.seconds * SECOND)}
        except GiveUp as reason:
            error, fail = str(reason), {"final": True}
        except Exception as problem:
            error = f"{type(problem).__name__}: {problem}"
            log.warning("job failed", kind=job.kind, job=job.id, attempt=job.attempt, error=error)
        await self._in(job, lambda db: queue.fail(db, job, error[:2000], now(), **fail))
        job.finished = True

    async def _in(self, job: Job, work: Work[T]) -> T:
        return await self._database.write(job.workspace, work)

    async def _keep_leases(self) -> None:
        """Renew what runs, three times a lease, so that one lost heartbeat costs nothing."""
        while True:
            await asyncio.sleep(self._lease / SECOND / 3)
            held = sorted((job.workspace, job.id) for job in self._running.values())
            for workspace, pairs in groupby(held, key=lambda pair: pair[0]):
                renewed = [job for _, job in pairs]
                try:
                    await self._database.write(
                        workspace,
                        lambda db, renewed=renewed: queue.renew(
                            db, self.name, renewed, now(), lease=self._lease
                        ),
                    )
                except Exception as error:
                    log.warning("worker cannot renew its leases", error=str(error))

    async def _wind_down(self) -> None:
        """Let what runs end; give back what has not ended in time."""
        if self._running:
            await asyncio.wait(list(self._running), timeout=self._grace)
        left = list(self._running)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
