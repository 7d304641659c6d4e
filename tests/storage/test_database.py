"""What a database promises, on both."""

import asyncio
from typing import Any

import pytest

from handrail.core.errors import Conflict, Invalid
from handrail.storage import queue
from handrail.storage.database import Database, Db
from tests.storage.facts import begin, keep, kept, numbers, told


async def test_what_a_write_did_is_there_after_it(database: Database) -> None:
    await begin(database)
    await database.write(1, lambda db: keep(db, 7))
    assert await kept(database) == [7]


async def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    async def half(db: Db) -> None:
        await keep(db, 7)
        raise Invalid("No.")

    await begin(database)
    with pytest.raises(Invalid):
        await database.write(1, half)
    assert await kept(database) == [] == await told(database)


async def test_what_is_recalled_is_never_older_than_the_last_write(database: Database) -> None:
    async def highest(db: Db) -> int | None:
        return max(await numbers(db), default=None)

    async def recalled(number: int) -> None:
        for _ in range(3):
            found = await database.recall("highest", highest)
            assert found is not None and found >= number

    await begin(database)
    assert await database.recall("highest", highest) is None
    asking: list[asyncio.Task[None]] = []
    for number in range(1, 40):
        await database.write(1, lambda db, number=number: keep(db, number))
        asking.append(asyncio.create_task(recalled(number)))
        await recalled(number)
    await asyncio.gather(*asking)


async def test_failing_writes_hurt_nobody_beside_them(database: Database) -> None:
    async def one(number: int) -> int:
        async def work(db: Db) -> int:
            await keep(db, number)
            if number % 3 == 0:
                raise Invalid(f"Not {number}.")
            return number

        return await database.write(1, work)

    await begin(database)
    results = await asyncio.gather(*(one(n) for n in range(60)), return_exceptions=True)
    for number, result in enumerate(results):
        if number % 3 == 0:
            assert isinstance(result, Invalid)
            assert result.message == f"Not {number}."
        else:
            assert result == number
    survivors = [n for n in range(60) if n % 3]
    assert await kept(database) == survivors == sorted(await told(database))


async def test_a_taken_key_is_a_conflict_and_undoes_its_write(database: Database) -> None:
    async def twice(db: Db) -> None:
        await queue.enqueue(db, "kept", {"number": 1})
        await begin_again(db)

    await begin(database)
    with pytest.raises(Conflict):
        await database.write(1, twice)
    assert await kept(database) == []


async def begin_again(db: Db) -> None:
    row = "insert into journal_head (workspace_id, seq, hash, readers) values (1, 0, '', 0)"
    await db.execute(row, ())


async def test_what_follows_a_commit_follows_only_a_commit(database: Database) -> None:
    heard: list[str] = []

    async def good(db: Db) -> None:
        db.after_commit(lambda: heard.append("good"))

    async def bad(db: Db) -> None:
        db.after_commit(lambda: heard.append("bad"))
        raise Invalid("No.")

    with pytest.raises(Invalid):
        await database.write(1, bad)
    await database.write(1, good)
    await database.read(1, queue.count_jobs)
    assert heard == ["good"]


async def test_a_caller_who_goes_away_spoils_nothing(database: Database) -> None:
    await begin(database)
    writes = [
        asyncio.create_task(database.write(1, lambda db, n=n: keep(db, n))) for n in range(40)
    ]
    await asyncio.sleep(0)
    for write in writes[::2]:
        write.cancel()
    results = await asyncio.gather(*writes, return_exceptions=True)
    there = await kept(database)
    for number, result in enumerate(results):
        assert number in there or isinstance(result, asyncio.CancelledError)
    assert sorted(await told(database)) == there
    await database.write(1, lambda db: keep(db, 99))
    assert 99 in await kept(database)


async def test_workspaces_do_not_see_each_other(database: Database) -> None:
    await begin(database, 1)
    await begin(database, 2)
    await database.write(1, lambda db: queue.enqueue(db, "kept", {"number": 1}))
    assert await database.read(1, queue.count_jobs) == {"ready": 1}
    assert await database.read(2, queue.count_jobs) == {}


@pytest.mark.parametrize("text", ["", "naïve", "𝄞 and ‮", "'; drop table job; --", "\\u0000"])
async def test_text_comes_back_as_it_was(database: Database, text: str) -> None:
    payload: dict[str, Any] = {"text": text, "deep": [[[1.5, -0.0, True, None, 2**53]]]}
    await database.write(1, lambda db: queue.enqueue(db, text or "-", payload))
    [job] = await database.read(1, queue.list_jobs)
    assert (job.kind, job.payload) == (text or "-", payload)
