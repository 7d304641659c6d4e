"""A process that writes, for tests that kill it: `python -m tests.storage.child VERB URL …`."""

import asyncio
import logging
import os
import sys
from functools import partial

import structlog

from handrail.storage import queue
from handrail.storage.database import Database, Db
from handrail.storage.opening import open_database
from handrail.storage.queue import Job
from handrail.surfaces.worker.loop import Worker
from tests.databases import SECURED
from tests.storage.facts import keep, tell


async def write_for_ever(database: Database, first: int) -> None:
    """Eight callers write; each number is said once its write is acknowledged."""

    async def caller(number: int) -> None:
        while True:
            await database.write(1, partial(keep, number=number))
            os.write(1, f"{number}\n".encode())
            number += 8

    await asyncio.gather(*(caller(first + i) for i in range(8)))


async def write_some(database: Database, first: int, count: int) -> None:
    async def caller(number: int) -> None:
        for each in range(number, first + count, 4):
            await database.write(1, partial(keep, number=each))

    await asyncio.gather(*(caller(first + i) for i in range(4)))


async def work(database: Database) -> None:
    """Run jobs whose effect is a fact in the journal, until killed."""

    async def handler(job: Job, database: Database) -> None:
        if job.payload["number"] % 7 == 0 and job.attempt == 1:
            raise ValueError("not at the first attempt")

        async def effect(db: Db) -> None:
            await tell(db, job.payload)
            await queue.finish(db, job)

        await database.write(job.workspace, effect)

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    worker = Worker(database, {"kept": handler}, at_once=8, poll=0.02, lease=300_000)
    await worker.run()


async def main(verb: str, url: str, *numbers: int) -> None:
    database = open_database(url, row_security=SECURED)
    os.write(1, b"ready\n")
    match verb:
        case "write":
            await write_for_ever(database, *numbers)
        case "some":
            await write_some(database, *numbers)
        case "work":
            await work(database)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])))
