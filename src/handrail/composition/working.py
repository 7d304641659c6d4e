"""The workers of a serving process, from its start to its end."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from handrail.settings import Settings
from handrail.storage.database import Database
from handrail.surfaces.worker.crew import crew_of


@contextlib.asynccontextmanager
async def working(settings: Settings, database: Database) -> AsyncGenerator[None]:
    """They work while this is open, where serving processes do; then end what they have begun."""
    if not settings.worker:
        yield
        return
    # made here: what wakes the workers belongs to the event loop they run in
    crew = crew_of(settings, database)
    work = asyncio.create_task(crew.run(), name="worker")
    yield
    crew.stop()
    await work
