"""The worker runs what is due, outlives what fails, and gives back what it cannot end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from handrail.core.clock import DAY, SECOND, iso, now, parse_iso
from handrail.storage import queue
from handrail.storage.database import Database, Db
from handrail.storage.queue import GiveUp, Job, JobView, RetryLater
from handrail.surfaces.worker import housekeeping
from handrail.surfaces.worker.loop import Handler, Worker
from handrail.surfaces.worker.schedule import Scheduled


@asynccontextmanager
async def working(database: Database, handler: Handler, **said: Any) -> AsyncIterator[Worker]:
    worker = Worker(database, {"mail": handler}, poll=0.01, **said)
    running = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        worker.stop()
        await running


async def post(database: Database, **said: Any) -> None:
    await database.write(1, lambda db: queue.enqueue(db, "mail", {"to": "Ada"}, **said))


async def jobs(database: Database) -> list[JobView]:
    return await database.read(1, queue.list_jobs)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(5):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def ended(database: Database, state: str) -> JobView:
    async def holds() -> bool:
        return [job.state for job in await jobs(database)] == [state]

    await until(holds)
    [job] = await jobs(database)
    return job


async def test_a_job_is_run_with_its_payload_and_done(database: Database) -> None:
    seen: list[Any] = []

    async def handler(job: Job, database: Database) -> None:
        seen.append((job.workspace, job.payload))

    await post(database)
    async with working(database, handler):
        done = await ended(database, "done")
    assert seen == [(1, {"to": "Ada"})]
    assert done.attempts == 1
    assert done.finished_at


async def test_a_commit_wakes_the_worker_at_once(database: Database) -> None:
    woken = asyncio.Event()

    async def handler(job: Job, database: Database) -> None:
        woken.set()

    worker = Worker(database, {"mail": handler}, poll=60)
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0.05)  # it has found nothing, and rests
    await post(database)
    async with asyncio.timeout(5):
        await woken.wait()
    worker.stop()
    await running


async def test_an_effect_and_the_end_of_its_job_are_one_transaction(database: Database) -> None:
    async def handler(job: Job, database: Database) -> None:
        async def effect(db: Db) -> None:
            await queue.enqueue(db, "effect", {}, run_at=now() + DAY)
            await queue.finish(db, job)

        await database.write(job.workspace, effect)

    await post(database)
    async with working(database, handler):
        await until(lambda: has(database, {"ready": 1, "done": 1}))


async def has(database: Database, counts: dict[str, int]) -> bool:
    return await database.read(1, queue.count_jobs) == counts


async def test_what_fails_is_written_down_and_tried_later(database: Database) -> None:
    async def handler(job: Job, database: Database) -> None:
        raise ValueError("the server said no")

    await post(database)
    async with working(database, handler):
        await until(lambda: failed(database))
    [job] = await jobs(database)
    assert (job.state, job.last_error) == ("ready", "ValueError: the server said no")
    assert job.due_at
    assert job.due_at > now()


async def failed(database: Database) -> bool:
    return all(job.last_error for job in await jobs(database))


async def test_a_handler_may_say_when_to_try_again_or_to_give_up(database: Database) -> None:
    async def handler(job: Job, database: Database) -> None:
        if job.payload["to"] == "Ada":
            raise RetryLater("busy", 3600)

    await post(database)
    async with working(database, handler):
        await until(lambda: failed(database))
    [job] = await jobs(database)
    assert job.due_at
    assert 3590 * SECOND < job.due_at - now() < 3600 * SECOND


async def test_giving_up_is_final(database: Database) -> None:
    async def handler(job: Job, database: Database) -> None:
        raise GiveUp("no such address")

    await post(database)
    async with working(database, handler):
        dead = await ended(database, "dead")
    assert (dead.attempts, dead.last_error) == (1, "no such address")


async def test_a_kind_nobody_knows_waits_for_a_worker_that_does(database: Database) -> None:
    await database.write(1, lambda db: queue.enqueue(db, "telex", {}))

    async def handler(job: Job, database: Database) -> None: ...

    async with working(database, handler):
        await until(lambda: failed(database))
    [job] = await jobs(database)
    assert job.state == "ready"
    assert "telex" in (job.last_error or "")


async def test_no_more_run_at_once_than_may(database: Database) -> None:
    running = most = 0

    async def handler(job: Job, database: Database) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.002)
        running -= 1

    for _ in range(10):
        await post(database)
    async with working(database, handler, at_once=3):
        await until(lambda: has(database, {"done": 10}))
    assert most == 3


async def test_stopping_lets_what_runs_end(database: Database) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def handler(job: Job, database: Database) -> None:
        begun.set()
        await go.wait()

    await post(database)
    async with working(database, handler, at_once=1) as worker:
        await begun.wait()
        await post(database)
        worker.stop()
        go.set()
    assert sorted(job.state for job in await jobs(database)) == ["done", "ready"]


async def test_stopping_gives_back_what_does_not_end(database: Database) -> None:
    begun = asyncio.Event()

    async def handler(job: Job, database: Database) -> None:
        begun.set()
        await asyncio.sleep(3600)

    await post(database)
    async with working(database, handler, grace=0.01):
        await begun.wait()
    [job] = await jobs(database)
    assert (job.state, job.attempts) == ("ready", 0)
    assert job.due_at
    assert job.due_at <= now()


async def test_a_long_job_keeps_its_lease(database: Database) -> None:
    runs = 0

    async def handler(job: Job, database: Database) -> None:
        nonlocal runs
        runs += 1
        await asyncio.sleep(0.4)

    await post(database)
    async with working(database, handler, lease=SECOND // 10):
        await ended(database, "done")
    assert runs == 1


def test_a_schedule_says_its_next_time() -> None:
    nightly = Scheduled("sweep")
    for said, expected in (
        ("2026-11-21T02:59:59Z", "2026-11-21T03:00:00.000Z"),
        ("2026-11-21T03:00:00Z", "2026-11-22T03:00:00.000Z"),
        ("2026-11-21T23:00:00Z", "2026-11-22T03:00:00.000Z"),
    ):
        assert iso(nightly.next_after(parse_iso(said))) == expected


async def test_a_scheduled_job_is_planned_once_by_however_many_workers(
    database: Database,
) -> None:
    async def handler(job: Job, database: Database) -> None: ...

    schedule = (housekeeping.NIGHTLY,)
    async with (
        working(database, handler, schedule=schedule),
        working(database, handler, schedule=schedule),
    ):
        await until(lambda: planned(database))
    [job] = await database.read(0, queue.list_jobs)
    assert job.kind == housekeeping.KIND
    assert job.due_at == housekeeping.NIGHTLY.next_after(job.created_at)


async def planned(database: Database) -> bool:
    return await database.read(0, queue.open_keys) == {f"schedule:{housekeeping.KIND}"}


async def test_the_nightly_sweep_ends_as_a_job(database: Database) -> None:
    await database.write(0, lambda db: queue.enqueue(db, housekeeping.KIND, {}))
    worker = Worker(database, {housekeeping.KIND: housekeeping.sweep}, poll=0.01)
    running = asyncio.create_task(worker.run())

    async def swept() -> bool:
        return await database.read(0, queue.count_jobs) == {"done": 1}

    await until(swept)
    worker.stop()
    await running
