"""Writing down a last use: at most once a minute, after the caller has been let in.

It happens in a task of its own and in a transaction of its own, and a failure of it is no one's
but ours: who may come in never waits for it.
"""

import asyncio
from typing import Any

import structlog

from handrail.core.clock import Instant
from handrail.features.access.model import TOUCH_EVERY
from handrail.storage.database import Database, Work

log = structlog.get_logger(__name__)
_RUNNING = "access.touching"


def touch(
    database: Database,
    workspace: int,
    which: str,
    last: Instant | None,
    at: Instant,
    work: Work[None],
) -> None:
    """Begin the write unless the last one is younger than a minute, or one is under way."""
    if last is not None and at - last < TOUCH_EVERY:
        return
    running: dict[str, asyncio.Task[None]] = database.cache.setdefault(_RUNNING, {})
    if which not in running:
        task = asyncio.get_running_loop().create_task(_write(database, workspace, work))
        running[which] = task
        task.add_done_callback(lambda _: running.pop(which, None))


async def _write(database: Database, workspace: int, work: Work[Any]) -> None:
    try:
        await database.write(workspace, work)
    except Exception as error:
        log.warning("last use not written", why=str(error), workspace=workspace)


async def settled(database: Database) -> None:
    """Wait until every last use that is under way has been written."""
    await asyncio.gather(*database.cache.get(_RUNNING, {}).values())
