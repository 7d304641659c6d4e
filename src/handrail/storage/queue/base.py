"""The jobs table, its nouns, and which jobs are due.

`due_at` alone says when a job may be claimed: its time while it is ready, the end of its lease
while it runs, and NULL once it is over, so that one small index finds what is due however much
has been done. A lease that has run out makes a job due again: nothing else recovers a dead worker.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    bindparam,
    select,
    text,
)

from handrail.core.clock import SECOND, Instant
from handrail.storage.query import among
from handrail.storage.sealing import Sealed
from handrail.storage.types import Id, Json, metadata

LEASE = 60 * SECOND
"""How long a claim holds without a heartbeat, in microseconds."""
State = Literal["ready", "running", "done", "dead"]

_OPEN = text("due_at IS NOT NULL")
_OPEN_AND_UNIQUE = text("due_at IS NOT NULL AND unique_key IS NOT NULL")
_OVER = text("finished_at IS NOT NULL")

jobs = Table(
    "job",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("queue", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("payload", Json, nullable=False),
    # what of the payload nobody is to read: a mail with an invitation's link
    Column("secret", Sealed("messages that wait to be sent")),
    Column("state", String, nullable=False),
    Column("due_at", BigInteger),
    Column("attempts", Integer, nullable=False),
    Column("max_attempts", Integer, nullable=False),
    Column("worker", String),
    Column("unique_key", String),
    Column("last_error", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Index("ix_job_due", "queue", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_job_over", "finished_at", sqlite_where=_OVER, postgresql_where=_OVER),
    Index(
        "uq_job_unique_key",
        "workspace_id",
        "unique_key",
        unique=True,
        sqlite_where=_OPEN_AND_UNIQUE,
        postgresql_where=_OPEN_AND_UNIQUE,
    ),
)


@dataclass(slots=True)
class Job:
    """A claimed job. `worker` and `attempt` are the fence: only this claim may finish it."""

    workspace: int
    id: str
    queue: str
    kind: str
    payload: dict[str, Any]
    worker: str
    attempt: int
    max_attempts: int
    secret: str | None = None
    """Sealed: `queue.opened` reads it."""
    finished: bool = False


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as people look at it."""

    id: str
    queue: str
    kind: str
    payload: dict[str, Any]
    state: State
    due_at: Instant | None
    attempts: int
    max_attempts: int
    worker: str | None
    unique_key: str | None
    last_error: str | None
    created_at: Instant
    finished_at: Instant | None


class LeaseLost(Exception):
    """The job is no longer this claim's: its transaction must not commit."""


class RetryLater(Exception):
    """Raised by a handler: try again in so many seconds. Counts as an attempt."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class GiveUp(Exception):
    """Raised by a handler: trying again is no use."""


def picked(where: ColumnElement[bool] | None = None) -> Select[int, str]:
    """The jobs to claim next: due at `at`, in one of `queues`, `limit` of them at the most."""
    due = select(jobs.c.workspace_id, jobs.c.id).where(
        among(jobs.c.queue, "queues"),
        jobs.c.due_at <= bindparam("at"),
        jobs.c.attempts < jobs.c.max_attempts,
    )
    if where is not None:
        due = due.where(where)
    return due.order_by(jobs.c.due_at).limit(bindparam("limit"))


TAKEN = {
    "state": "running",
    "due_at": bindparam("lease_end"),
    "worker": bindparam("by"),
    "attempts": jobs.c.attempts + 1,
}
"""What a claim writes."""
CLAIMED = (
    jobs.c.workspace_id,
    jobs.c.id,
    jobs.c.queue,
    jobs.c.kind,
    jobs.c.payload,
    jobs.c.worker,
    jobs.c.attempts,
    jobs.c.max_attempts,
    jobs.c.secret,
)
"""What a claim reads, in the order of Job."""
