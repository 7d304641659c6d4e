"""The worker's part, done at once; and the mails that came of it, as they are read on a console."""

import re
from io import StringIO

from handrail.core.clock import now
from handrail.features.workspaces.jobs import Postman
from handrail.outbound.mail import Console, Post
from handrail.storage import queue
from handrail.storage.database import Database
from handrail.surfaces.worker.crew import handlers

ORIGIN = "http://localhost:8400"


async def work_off(database: Database, post: Post) -> None:
    """Do every job that is due, and those that come of them."""
    does = handlers(mail=Postman(post, ORIGIN))
    while True:
        jobs = await database.write(
            0,
            lambda db: queue.claim(
                db, "test", now(), queues=("default",), limit=20, lease=queue.LEASE
            ),
        )
        if not jobs:
            return
        for job in jobs:
            await does[job.kind](job, database)
            if not job.finished:
                await database.write(job.workspace, lambda db, job=job: queue.finish(db, job))


async def mailed(database: Database) -> str:
    """All that was mailed since the last time, as text."""
    console = StringIO()
    await work_off(database, Console(console))
    return console.getvalue()


async def link_in_mail(database: Database) -> str:
    """The path of the one link that was mailed."""
    [link] = re.findall(rf"{ORIGIN}(/\S+)", await mailed(database))
    return link
