"""Jobs: claimed by one, finished once, tried again later, dead in the end."""

import pytest

from handrail.core.clock import DAY, SECOND, Instant, now
from handrail.core.errors import Invalid
from handrail.storage import queue
from handrail.storage.database import Database, Db
from handrail.storage.queue import Job, JobView, LeaseLost
from handrail.storage.queue.verbs import pause

LATER = 10 * DAY


async def add(database: Database, count: int = 1, workspace: int = 1, **said: object) -> None:
    async def work(db: Db) -> None:
        for number in range(count):
            await queue.enqueue(db, "mail", {"number": number}, **said)  # pyright: ignore

    await database.write(workspace, work)


async def claim(
    database: Database, worker: str = "w1", at: Instant | None = None, limit: int = 10
) -> list[Job]:
    return await database.write(
        0, lambda db: queue.claim(db, worker, now() if at is None else at, limit=limit)
    )


async def only(database: Database) -> JobView:
    [job] = await database.read(1, queue.list_jobs)
    return job


async def test_a_job_is_claimed_once(database: Database) -> None:
    await add(database, 3)
    first = await claim(database, "w1", limit=2)
    second = await claim(database, "w2")
    assert [job.payload["number"] for job in first + second] == [0, 1, 2]
    assert await claim(database, "w3") == []
    assert await database.read(1, queue.count_jobs) == {"running": 3}


async def test_a_job_is_not_claimed_before_its_time(database: Database) -> None:
    await add(database, run_at=now() + DAY)
    assert await claim(database) == []
    assert len(await claim(database, at=now() + 2 * DAY)) == 1


async def test_a_job_left_by_a_failed_write_was_never_there(database: Database) -> None:
    async def work(db: Db) -> None:
        await queue.enqueue(db, "mail", {})
        raise Invalid("No.")

    with pytest.raises(Invalid):
        await database.write(1, work)
    assert await claim(database) == []


async def test_a_worker_of_one_workspace_claims_its_own(database: Database) -> None:
    await add(database, workspace=1)
    await add(database, workspace=2)
    [job] = await database.write(2, lambda db: queue.claim(db, "w", now(), limit=10))
    assert job.workspace == 2
    [job] = await claim(database)
    assert job.workspace == 1


async def test_only_the_queues_asked_for_are_claimed(database: Database) -> None:
    await add(database, queue="slow")
    assert await claim(database) == []
    slow = await database.write(0, lambda db: queue.claim(db, "w", now(), queues=("slow", "x")))
    assert len(slow) == 1


async def test_a_lease_that_ran_out_goes_to_the_next_and_fences_off_the_first(
    database: Database,
) -> None:
    await add(database)
    [lost] = await claim(database, "w1")
    [job] = await claim(database, "w2", at=now() + queue.LEASE + SECOND)
    assert (job.id, job.attempt) == (lost.id, 2)

    async def effect(db: Db) -> None:
        await queue.enqueue(db, "effect", {})
        await queue.finish(db, lost)

    with pytest.raises(LeaseLost):
        await database.write(1, effect)
    await database.write(1, lambda db: queue.finish(db, job))
    assert (await only(database)).state == "done"


async def test_a_heartbeat_keeps_a_lease(database: Database) -> None:
    await add(database)
    [job] = await claim(database)
    at = now() + queue.LEASE - SECOND
    assert await database.write(1, lambda db: queue.renew(db, "w1", [job.id], at)) == 1
    assert await claim(database, "w2", at=at + SECOND * 2) == []
    assert await database.write(1, lambda db: queue.renew(db, "w2", [job.id], at)) == 0


async def test_a_failure_is_tried_again_after_a_pause_that_grows(database: Database) -> None:
    await add(database)
    [job] = await claim(database)
    at = now()
    await database.write(1, lambda db: queue.fail(db, job, "no answer", at))
    view = await only(database)
    assert (view.state, view.last_error) == ("ready", "no answer")
    assert view.due_at is not None
    assert 4 * SECOND <= view.due_at - at <= 6 * SECOND
    assert [round(pause(attempt) / pause(1)) > 1 for attempt in (4, 8, 20)] == [True] * 3
    assert pause(50) <= 1.2 * 3600 * SECOND


async def test_the_last_attempt_leaves_a_dead_letter(database: Database) -> None:
    await add(database, max_attempts=2)
    for at in (now(), now() + DAY):
        [job] = await claim(database, at=at)
        await database.write(1, lambda db, job=job, at=at: queue.fail(db, job, "no", at))
    view = await only(database)
    assert (view.state, view.attempts, view.last_error) == ("dead", 2, "no")
    assert await claim(database, at=now() + LATER) == []


async def test_a_worker_that_died_in_the_last_attempt_leaves_a_dead_letter(
    database: Database,
) -> None:
    await add(database, max_attempts=1)
    await claim(database)
    assert await database.write(0, lambda db: queue.bury(db, now())) == 0
    assert await claim(database, at=now() + LATER) == []
    assert await database.write(0, lambda db: queue.bury(db, now() + LATER)) == 1
    assert (await only(database)).state == "dead"


async def test_giving_back_costs_no_attempt(database: Database) -> None:
    await add(database, max_attempts=1)
    [job] = await claim(database)
    await database.write(1, lambda db: queue.release(db, job, now()))
    [again] = await claim(database)
    assert again.attempt == 1


async def test_a_unique_key_holds_while_its_job_is_open(database: Database) -> None:
    async def once(db: Db) -> str | None:
        return await queue.enqueue(db, "mail", {}, unique_key="nightly")

    assert await database.write(1, once)
    assert await database.write(1, once) is None
    assert await database.write(2, once), "another workspace's key is another key"
    jobs = await claim(database)
    assert await database.write(1, once) is None
    [job] = [job for job in jobs if job.workspace == 1]
    await database.write(1, lambda db: queue.finish(db, job))
    assert await database.write(1, once)


async def test_what_was_over_long_ago_is_forgotten(database: Database) -> None:
    await add(database, 2)
    job, _ = await claim(database)
    await database.write(1, lambda db: queue.finish(db, job))
    assert await database.write(0, lambda db: queue.forget_finished(db, now() + DAY)) == 1
    assert await database.read(1, queue.count_jobs) == {"running": 1}
