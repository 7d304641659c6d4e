"""Work on access that is done later: a link for who has forgotten their password."""

from handrail.core.clock import SECOND, now
from handrail.features.access.store import resets
from handrail.features.workspaces import store as workspaces
from handrail.features.workspaces.actions.founding import NOBODY
from handrail.features.workspaces.actions.mails import leave
from handrail.storage import queue
from handrail.storage.database import Database, Db
from handrail.storage.queue import Job
from handrail.vault import hash as hashing
from handrail.vault import tokens

RESET_LIFE = 3600 * SECOND
PAGE = "/reset/"


async def begin_reset(job: Job, database: Database) -> None:
    """A link and its mail, where there is somebody to get it. It is done later so that whoever
    asks cannot tell by the time it takes."""
    email = job.payload["email"]

    async def work(db: Db) -> None:
        if any(row.is_active for row in await workspaces.signing_in(db, email)):
            secret = tokens.mint_session()
            await resets.add(db, hashing.of_secret(secret), email, now(), now() + RESET_LIFE)
            await leave(
                db,
                email,
                "A new password for Handrail",
                "Somebody, you we hope, asked for a new password.\n\n"
                "Open this address to choose one. It works once, and for an hour:",
                f"{PAGE}{secret}",
                "If it was not you, leave it: your password stays as it is.",
            )
        await queue.finish(db, job)

    await database.write(NOBODY, work)
