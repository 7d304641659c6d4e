"""`handrail worker`: a process that does what is done later, and answers nobody."""

import asyncio
import signal

from handrail.settings import Settings
from handrail.surfaces.cli.home import opened, place, settings_for
from handrail.surfaces.cli.options import Data
from handrail.surfaces.cli.voice import remark


def worker(data: Data = None) -> None:
    """Deliver webhooks, send mails and do what else is due, apart from the server.

    `handrail serve` does all this by itself. Where that is to be left to processes of their own,
    start it with HANDRAIL_WORKER=off, and as many workers as you like: each job is one worker's at
    a time. SIGTERM and Ctrl-C let what has begun end.

    Examples:

        handrail worker --data ./acme

        HANDRAIL_DATABASE_URL=postgresql://… handrail worker
    """
    asyncio.run(_work(settings_for(data)))


async def _work(settings: Settings) -> None:
    from handrail.surfaces.worker.crew import crew_of

    async with opened(settings) as database:
        crew = crew_of(settings, database)
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, crew.stop)
        remark(f"Working for {place(settings)}. Ctrl-C stops it.")
        await crew.run()
