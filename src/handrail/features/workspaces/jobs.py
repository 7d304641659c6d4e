"""Sending mail: with no transaction held, again and again until somebody takes it."""

from dataclasses import dataclass

from handrail.outbound.mail import Mail, NotSent, Post
from handrail.storage import queue
from handrail.storage.database import Database, Db
from handrail.storage.queue import GiveUp, Job


@dataclass(frozen=True, slots=True)
class Postman:
    """Carries what `actions.mails` left. `public_url` is where its links lead."""

    post: Post
    public_url: str

    async def __call__(self, job: Job, database: Database) -> None:
        async def opened(db: Db) -> str:
            return queue.opened(db, job)["link"]

        link = f"{self.public_url}{await database.read(job.workspace, opened)}"
        said = job.payload
        text = f"{said['before']}\n\n{link}\n\n{said['after']}\n"
        try:
            await self.post.send(Mail(job.id, said["to"], said["subject"], text))
        except NotSent as error:
            if error.final:
                raise GiveUp(str(error)) from error
            raise
