"""Leaving a mail with a link to be sent, in the transaction of what it tells of."""

from handrail.storage import queue
from handrail.storage.database import Db

SEND = "mail.send"
"""The kind of job that sends one."""


async def leave(
    db: Db, to: str, subject: str, before: str, link: str, after: str, *, unique: str | None = None
) -> None:
    """`link` is a path of the web app with a secret in it, and stands between the two texts. Who
    reads the database finds all of the mail but that."""
    said = {"to": to, "subject": subject, "before": before, "after": after}
    await queue.enqueue(db, SEND, said, secret={"link": link}, unique_key=unique)
