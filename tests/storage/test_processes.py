"""Several processes on one database, and processes that are killed in the middle of it."""

import asyncio
import os
import random
import time
from collections import Counter

import pytest

from handrail.core.errors import Unavailable
from handrail.storage import journal, queue
from handrail.storage.database import Database, Db
from handrail.storage.opening import open_database
from handrail.storage.postgres import PostgresDatabase
from tests.databases import SECURED
from tests.storage.facts import begin, child, keep, kept, told

ROUNDS = int(os.environ.get("HANDRAIL_KILL_ROUNDS", "2"))
CHILD = ("-m", "tests.storage.child")


def opened(url: str) -> Database:
    return open_database(url, row_security=SECURED)


async def test_several_processes_write_and_the_journal_is_one_line(database_url: str) -> None:
    database = opened(database_url)
    await begin(database)
    await database.close()
    writers = [child(*CHILD, "some", database_url, str(n * 1000), "200") for n in range(3)]
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    database = opened(database_url)
    everything = [n * 1000 + i for n in range(3) for i in range(200)]
    assert await kept(database) == everything == sorted(await told(database))
    assert await database.read(1, journal.first_broken) is None
    await database.close()


async def test_what_was_acknowledged_before_kill_9_is_there_after_it(database_url: str) -> None:
    database = opened(database_url)
    await begin(database)
    await database.close()
    acknowledged: set[int] = set()
    for number in range(ROUNDS):
        acknowledged |= killed_while_writing(database_url, number * 1_000_000)
        database = opened(database_url)
        assert acknowledged <= set(await kept(database))
        await whole(database)
        assert await database.read(1, journal.first_broken) is None
        await database.close()
    assert acknowledged


async def whole(database: Database) -> None:
    """No transaction is torn; PostgreSQL may still be ending one whose client has died."""
    async with asyncio.timeout(5):
        while await kept(database) != sorted(await told(database)):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def killed_while_writing(url: str, first: int) -> set[int]:
    """What a process said was written before it was killed."""
    writer = child(*CHILD, "write", url, str(first))
    assert writer.stdout
    assert writer.stdout.readline() == b"ready\n"
    writer.stdout.readline()
    time.sleep(random.uniform(0, 0.15))
    writer.kill()
    *lines, torn = writer.stdout.read().split(b"\n")
    writer.wait()
    assert torn == b"" or lines
    return {int(line) for line in lines}


async def test_jobs_of_killed_workers_have_their_effect_once(database_url: str) -> None:
    database = opened(database_url)
    await begin(database)
    count = 100 * ROUNDS

    async def plant(db: Db) -> None:
        for number in range(count):
            # the oldest come first, so that each round kills the same ones
            await queue.enqueue(db, "kept", {"number": number}, max_attempts=10 * ROUNDS)

    await database.write(1, plant)
    for _ in range(ROUNDS):
        kill_while_working(database_url)
    done = await finished(database, database_url, count)
    assert done == {"done": count}
    assert Counter(await told(database)) == Counter(range(count))
    assert await database.read(1, journal.first_broken) is None
    await database.close()


def kill_while_working(url: str) -> None:
    workers = [child(*CHILD, "work", url) for _ in range(2)]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == b"ready\n"
    time.sleep(random.uniform(0.02, 0.12))
    for worker in workers:
        assert worker.poll() is None
        worker.kill()
        worker.communicate()


async def finished(database: Database, url: str, count: int) -> dict[str, int]:
    """Let one worker do what is left; how the jobs ended."""

    async def hurry(db: Db) -> None:
        # the pause after a failed attempt is for the world to recover: nobody waits for it here
        failed = "state = 'ready' and last_error is not null"
        await db.execute(f"update job set due_at = 0 where {failed}", ())

    worker = child(*CHILD, "work", url)
    try:
        async with asyncio.timeout(20 + count / 50):
            while True:
                await database.write(1, hurry)
                counts = await database.read(1, queue.count_jobs)
                if counts == {"done": count}:
                    return counts
                await asyncio.sleep(0.05)
    finally:
        worker.kill()
        worker.communicate()


async def test_journal_order_is_commit_order(database: Database) -> None:
    """Whoever follows the journal by its last sequence number misses nothing."""
    await begin(database)
    seen: list[int] = []
    writing = True

    async def follow() -> None:
        while True:
            last = not writing
            entries = await database.read(1, lambda db: journal.since(db, len(seen), 1000))
            seen.extend(entry.seq for entry in entries)
            if last:
                return
            await asyncio.sleep(0)

    follower = asyncio.create_task(follow())
    await asyncio.gather(*(database.write(1, lambda db, n=n: keep(db, n)) for n in range(160)))
    writing = False
    await follower
    assert seen == list(range(1, 160 + 1))


async def test_a_connection_that_the_server_ends_is_unavailable_once(
    emptied_postgres: PostgresDatabase,
) -> None:
    async def end(db: Db) -> None:
        await db.select("select pg_terminate_backend(pg_backend_pid())", ())

    with pytest.raises(Unavailable):
        await emptied_postgres.write(1, end)
    with pytest.raises(Unavailable):
        await emptied_postgres.read(1, end)
    await begin(emptied_postgres)
    assert await told(emptied_postgres) == []
