"""The nightly sweep: what nobody will ask for again."""

from handrail.core.clock import DAY, now
from handrail.storage import idempotency, queue
from handrail.storage.database import Database, Db
from handrail.storage.queue import Job
from handrail.surfaces.worker.schedule import Scheduled

KIND = "storage.sweep"
NIGHTLY = Scheduled(KIND)
JOBS_KEPT_FOR = 14 * DAY


async def sweep(job: Job, database: Database) -> None:
    """Forget old idempotency keys and jobs that were over two weeks ago."""

    async def forget(db: Db) -> None:
        await idempotency.forget_old(db, now())
        await queue.forget_finished(db, now() - JOBS_KEPT_FOR)
        await queue.finish(db, job)

    await database.write(job.workspace, forget)
