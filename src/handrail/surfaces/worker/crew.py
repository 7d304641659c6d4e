"""All who work for one database: one for what is ours to do, one for telling other machines."""

import asyncio
from collections.abc import Mapping
from functools import partial

from handrail import catalog
from handrail.core.clock import SECOND
from handrail.features.audit.jobs import CHECK_ALL
from handrail.features.webhooks.actions.planning import QUEUE as WEBHOOKS
from handrail.features.webhooks.jobs import TIDY, courier
from handrail.features.workspaces.actions.mails import SEND
from handrail.features.workspaces.jobs import Postman
from handrail.outbound.http import Fetched, fetch
from handrail.outbound.mail import Console, post_of
from handrail.settings import Settings
from handrail.storage.database import Database
from handrail.surfaces.worker import housekeeping
from handrail.surfaces.worker.loop import Handler, Worker
from handrail.surfaces.worker.schedule import Scheduled

HOURLY = Scheduled(TIDY, every=3600 * SECOND, at=7 * 60 * SECOND)
AUDITED = Scheduled(CHECK_ALL, at=4 * 3600 * SECOND)
SCHEDULE = (housekeeping.NIGHTLY, HOURLY, AUDITED)
TO_ANSWER = 5.0
"""Seconds a webhook's receiver has."""
MOST_ANSWERED = 4096
"""Bytes of its answer that are read."""


def handlers(*, allow_private: bool = False, mail: Handler | None = None) -> dict[str, Handler]:
    """What does each kind of job; `mail` sends what was written, to the console unless said."""
    post = partial(_post, allow_private=allow_private)
    carrier = courier(catalog.SHAPES, post)
    return {
        **catalog.JOBS,
        housekeeping.KIND: housekeeping.sweep,
        SEND: mail or Postman(Console(), ""),
        **carrier.jobs(),
    }


async def _post(
    url: str, body: bytes, headers: Mapping[str, str], *, allow_private: bool
) -> Fetched:
    return await fetch(
        url,
        method="POST",
        headers=headers,
        body=body,
        limit=MOST_ANSWERED,
        timeout=TO_ANSWER,
        allow_private=allow_private,
    )


def crew_of(settings: Settings, database: Database) -> "Crew":
    """Those who work as the settings say."""
    mail = Postman(post_of(settings.smtp_url, settings.mail_sender), settings.public_url)
    return Crew(database, handlers(allow_private=settings.allow_private_addresses, mail=mail))


class Crew:
    """The workers of one process. Whoever receives webhooks slowly holds up other webhooks only,
    and each webhook takes one place of the eight."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self._workers = (
            Worker(database, handlers, schedule=SCHEDULE),
            Worker(database, handlers, queues=(WEBHOOKS,), at_once=8),
        )

    async def run(self) -> None:
        """Work until `stop`; returns with every job done or given back."""
        await asyncio.gather(*(each.run() for each in self._workers))

    def stop(self) -> None:
        for each in self._workers:
            each.stop()
