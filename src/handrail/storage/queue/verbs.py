"""What can be done with jobs; each runs in the transaction of the Db it is given.

A Db of workspace 0 claims for every workspace; everything else is about the Db's own.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakSet

import orjson
from sqlalchemy import Update, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql as postgresql_dialect
from sqlalchemy.dialects import sqlite as sqlite_dialect

from handrail.core.clock import SECOND, Instant, now
from handrail.core.ids import new_id
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query, among
from handrail.storage.queue import postgres, sqlite
from handrail.storage.queue.base import LEASE, Job, JobView, LeaseLost, State, jobs, picked
from handrail.storage.sealing import seal, unseal
from handrail.storage.types import dump

FIRST_PAUSE = 5 * SECOND
LONGEST_PAUSE = 3600 * SECOND
WAKERS = "queue.wakers"
NOBODY = 0
SECRET = "job.secret"

_INSERT = {"sqlite": sqlite_dialect.insert, "postgresql": postgresql_dialect.insert}
_CLAIMING = {"sqlite": sqlite.claiming, "postgresql": postgres.claiming}
_EVERYONES = "a worker works for every workspace; each job then runs in its own"

_ENQUEUE = Query(lambda dialect: _INSERT[dialect](jobs).on_conflict_do_nothing())
_CLAIM_ANY = Query(lambda dialect: _CLAIMING[dialect](picked()), across=_EVERYONES)
_OWN = jobs.c.workspace_id == WORKSPACE
_CLAIM_OWN = Query(lambda dialect: _CLAIMING[dialect](picked(_OWN)).where(_OWN))
_NEXT_DUE = Query(
    select(func.min(jobs.c.due_at)).where(
        among(jobs.c.queue, "queues"), jobs.c.due_at.is_not(None)
    ),
    across=_EVERYONES,
)
_BURY = Query(
    update(jobs)
    .where(jobs.c.due_at <= bindparam("at"), jobs.c.attempts >= jobs.c.max_attempts)
    .values(state="dead", due_at=None, finished_at=bindparam("at"), last_error=bindparam("error")),
    across=_EVERYONES,
)


def _mine(statement: Any) -> Any:
    """Only what this very claim holds: a job that was claimed again is somebody else's."""
    return statement.where(
        jobs.c.workspace_id == WORKSPACE,
        jobs.c.id == bindparam("job"),
        jobs.c.worker == bindparam("by"),
        jobs.c.attempts == bindparam("attempt"),
        jobs.c.state == "running",
    )


def _over(state: State) -> Update:
    return _mine(update(jobs)).values(
        state=state, due_at=None, finished_at=bindparam("at"), last_error=bindparam("error")
    )


_DONE = Query(_over("done"))
_DEAD = Query(_over("dead"))
_AGAIN = Query(
    _mine(update(jobs)).values(state="ready", due_at=bindparam("at"), last_error=bindparam("error"))
)
_RELEASE = Query(
    _mine(update(jobs)).values(state="ready", due_at=bindparam("at"), attempts=jobs.c.attempts - 1)
)
_RENEW = Query(
    update(jobs)
    .where(
        jobs.c.workspace_id == WORKSPACE,
        among(jobs.c.id, "ids"),
        jobs.c.worker == bindparam("by"),
        jobs.c.state == "running",
    )
    .values(due_at=bindparam("lease_end"))
)
_HASTEN = Query(
    update(jobs)
    .where(
        jobs.c.workspace_id == WORKSPACE,
        jobs.c.unique_key == bindparam("key"),
        jobs.c.state == "ready",
        jobs.c.due_at > bindparam("at"),
    )
    .values(due_at=bindparam("at"))
)
_LIST = Query(
    select(*(column for column in jobs.c if column.name not in {"workspace_id", "secret"}))
    .where(jobs.c.workspace_id == WORKSPACE)
    .order_by(jobs.c.id.desc())
    .limit(bindparam("limit"))
)
_COUNT = Query(
    select(jobs.c.state, func.count().label("count"))
    .where(jobs.c.workspace_id == WORKSPACE)
    .group_by(jobs.c.state)
)
_OPEN_KEYS = Query(
    select(jobs.c.unique_key).where(
        jobs.c.workspace_id == WORKSPACE,
        jobs.c.unique_key.is_not(None),
        jobs.c.due_at.is_not(None),
    )
)
_FORGET = Query(
    delete(jobs).where(jobs.c.finished_at < bindparam("before")),
    across="old jobs are swept out for everybody at once",
)


async def enqueue(
    db: Db,
    kind: str,
    payload: Mapping[str, Any],
    *,
    run_at: Instant | None = None,
    unique_key: str | None = None,
    max_attempts: int = 8,
    queue: str = "default",
    secret: Mapping[str, Any] | None = None,
) -> str | None:
    """Leave a job in the caller's transaction; its id. `secret` is the part of its payload that
    nobody who reads the database may see: it is kept sealed, and given back by `opened`.

    None when a job of the workspace with the same `unique_key` waits or runs already.
    """
    at, job = now(), new_id()
    made = await db.run(
        _ENQUEUE,
        id=job,
        queue=queue,
        kind=kind,
        payload=payload,
        secret=None if secret is None else seal(db, SECRET, job, dump(secret)),
        state="ready",
        due_at=at if run_at is None else run_at,
        attempts=0,
        max_attempts=max_attempts,
        worker=None,
        unique_key=unique_key,
        last_error=None,
        created_at=at,
        finished_at=None,
    )
    if not made:
        return None
    _wake(db)
    return job


async def ensure(
    db: Db,
    kind: str,
    payload: Mapping[str, Any],
    *,
    unique_key: str,
    run_at: Instant | None = None,
    max_attempts: int = 8,
    queue: str = "default",
) -> None:
    """See that a job with this key is due by then: left if none is open, brought forward if it
    waits for later. One that runs is let be: it must look, under a lock that whoever calls this
    holds too, whether there is more to do before it finishes."""
    at = now() if run_at is None else run_at
    left = await enqueue(
        db,
        kind,
        payload,
        run_at=at,
        unique_key=unique_key,
        max_attempts=max_attempts,
        queue=queue,
    )
    if left is None and await db.run(_HASTEN, key=unique_key, at=at):
        _wake(db)


def _wake(db: Db) -> None:
    for event in db.cache.get(WAKERS, ()):
        db.after_commit(event.set)


def opened(db: Db, job: Job) -> dict[str, Any]:
    """What the job was given as a secret. Raises vault.seal.CannotOpen."""
    return {} if job.secret is None else orjson.loads(unseal(db, SECRET, job.id, job.secret))


def waker(cache: dict[Any, Any]) -> asyncio.Event:
    """An event of the asker's own, set when this process has committed a job; `cache` is the
    database's. Two workers that shared one would clear it for each other."""
    event = asyncio.Event()
    cache.setdefault(WAKERS, WeakSet()).add(event)
    return event


async def next_due(db: Db, queues: Sequence[str]) -> Instant | None:
    """When the next job is due, or was; None when there is none."""
    row = await db.first(_NEXT_DUE, queues=list(queues))
    return row[0] if row else None


async def claim(
    db: Db,
    worker: str,
    at: Instant,
    *,
    queues: Sequence[str] = ("default",),
    limit: int = 1,
    lease: int = LEASE,
) -> list[Job]:
    """Take jobs that are due, for `lease` microseconds, those that have waited longest."""
    query = _CLAIM_ANY if db.workspace == NOBODY else _CLAIM_OWN
    rows = await db.all(
        query, queues=list(queues), at=at, limit=limit, by=worker, lease_end=at + lease
    )
    return sorted((Job(*row) for row in rows), key=lambda job: job.id)


async def bury(db: Db, at: Instant) -> int:
    """Call dead what never came back from its last allowed attempt; how many jobs, of anybody."""
    return await db.run(_BURY, at=at, error="The worker stopped in the middle of the last attempt.")


async def finish(db: Db, job: Job, at: Instant | None = None) -> None:
    """Say that the job is done, in one transaction with what it did; raises LeaseLost."""
    done = await db.run(_DONE, **_fence(job), at=at or now(), error=None)
    if not done:
        raise LeaseLost(job.id)
    job.finished = True


async def fail(
    db: Db, job: Job, error: str, at: Instant, *, after: int | None = None, final: bool = False
) -> None:
    """Say that an attempt failed: again `after` microseconds, or dead after the last one."""
    if final or job.attempt >= job.max_attempts:
        changed = await db.run(_DEAD, **_fence(job), at=at, error=error)
    else:
        again = at + (pause(job.attempt) if after is None else after)
        changed = await db.run(_AGAIN, **_fence(job), at=again, error=error)
    if not changed:
        raise LeaseLost(job.id)


def pause(attempt: int) -> int:
    """Microseconds before the next attempt: doubling from 5 s to an hour, give or take a fifth."""
    return int(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1)) * random.uniform(0.8, 1.2))


async def release(db: Db, job: Job, at: Instant) -> None:
    """Give a job back untried."""
    await db.run(_RELEASE, **_fence(job), at=at)


async def renew(db: Db, worker: str, ids: Sequence[str], at: Instant, *, lease: int = LEASE) -> int:
    """Hold jobs of the Db's workspace for longer; how many are still held."""
    return await db.run(_RENEW, ids=list(ids), by=worker, lease_end=at + lease)


async def list_jobs(db: Db, *, limit: int = 100) -> list[JobView]:
    """The workspace's jobs, newest first."""
    return [JobView(*row) for row in await db.all(_LIST, limit=limit)]


async def count_jobs(db: Db) -> dict[str, int]:
    """How many jobs of the workspace are in each state."""
    return {row.state: row.count for row in await db.all(_COUNT)}


async def open_keys(db: Db) -> set[str]:
    """The unique keys of the workspace's jobs that wait or run."""
    return {row.unique_key for row in await db.all(_OPEN_KEYS)}


async def forget_finished(db: Db, before: Instant) -> int:
    """Drop what was over before an instant, in every workspace."""
    return await db.run(_FORGET, before=before)


def _fence(job: Job) -> dict[str, Any]:
    return {"job": job.id, "by": job.worker, "attempt": job.attempt}
