"""All leads scored, a few thousand a transaction, each journalled."""

from handrail.context import Context
from handrail.core.actor import Via
from handrail.core.clock import now
from handrail.core.ids import new_id
from handrail.features.scoring import store
from handrail.features.scoring.actions import scores
from handrail.storage import journal, queue
from handrail.storage.database import Database, Db
from handrail.storage.queue import Job

RESCORE = store.RESCORE
STRETCH = 2_000
"""Leads of one transaction: others who write wait for it."""
TOOL = "update_all_scores"


async def rescore(job: Job, database: Database) -> None:
    """Go on with the run, and from where it was left, if it was. In whose name it is done is
    looked up anew, each time."""
    run_id = str(job.payload["run_id"])
    over = False
    while not over:
        over = await database.write(job.workspace, lambda db: _stretch(db, job, run_id))


async def _stretch(db: Db, job: Job, run_id: str) -> bool:
    """The next stretch; whether it was the last."""
    run, runner = await store.held(db, run_id), await store.runner(db)
    if run is None or runner is None or run.state == "done":
        await queue.finish(db, job)
        return True
    via = Via(runner.surface, job.id, runner.client)
    ctx = Context(runner.actor, via, db, now(), new_id())
    run = await scores.step(ctx, run, STRETCH)
    if run.state == "done":
        await queue.finish(db, job)
    if ctx.events:
        change = journal.Change(ctx.change_id, ctx.now, runner.actor, via, TOOL)
        await journal.append(db, change, ctx.events)
    return run.state == "done"
