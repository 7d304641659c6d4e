"""Walking the journal's chain: every night, and when somebody asks."""

from handrail.core.clock import now
from handrail.features.audit.model import CHECK
from handrail.features.workspaces.actions.founding import list_workspaces
from handrail.storage import auditing, queue
from handrail.storage.database import Database, Db
from handrail.storage.queue import Job

CHECK_ALL = "audit.check_all"
"""The kind of the nightly job."""


async def check(job: Job, database: Database) -> None:
    """See whether the journal of the job's workspace is whole, and write it down."""
    await auditing.check(database, job.workspace, now())


async def check_all(job: Job, database: Database) -> None:
    """Leave a check of each workspace."""
    for each in await list_workspaces(database):

        async def leave(db: Db) -> None:
            await queue.enqueue(db, CHECK, {}, unique_key=CHECK)

        await database.write(each.number, leave)
