"""What only SQLite has: one writer thread for all, and reads in the event loop."""

import asyncio
import threading
import time
from pathlib import Path
from typing import Any

import apsw
import pytest

from handrail.core.errors import TooSlow, Unavailable
from handrail.storage import queue, sqlite
from handrail.storage.database import Db
from handrail.storage.sqlite import SqliteDatabase, is_open
from handrail.storage.sqlite_connection import connect
from tests.storage.facts import begin, keep, kept, numbers, told

LONG = "with recursive n(i) as (select 1 union all select i + 1 from n limit 3000000) "
LONG += "select count(*) from n"


MANY_JOBS = """
    with recursive n(i) as (select 1 union all select i + 1 from n limit 1000)
    insert into job (workspace_id, id, queue, kind, payload, state, due_at, attempts,
        max_attempts, created_at)
    select 1, randomblob(16), 'q', 'k', ?1, 's', 0, 0, 0, 0 from n"""


async def count_for_long(db: Db) -> tuple[int, str]:
    return (await db.select(LONG, ()))[0][0], threading.current_thread().name


async def where(db: Db) -> str:
    await db.select("select 1", ())
    return threading.current_thread().name


async def test_a_short_read_runs_in_the_loop(opened_sqlite: SqliteDatabase) -> None:
    assert await opened_sqlite.read(1, where) == threading.current_thread().name


async def test_what_is_recalled_is_read_once_until_any_process_commits(
    opened_sqlite: SqliteDatabase,
) -> None:
    asked = 0

    async def look(db: Db) -> list[int]:
        nonlocal asked
        asked += 1
        return [*await numbers(db), -1]

    await begin(opened_sqlite)
    for _ in range(3):
        assert await opened_sqlite.recall("numbers", look) == [-1]
    assert asked == 1
    other = connect(opened_sqlite.path)
    other.execute("delete from journal_head")
    other.close()
    for _ in range(3):
        assert await opened_sqlite.recall("numbers", look) == [-1]
    assert asked == 2


async def test_what_was_overtaken_while_it_was_read_is_not_recalled(
    opened_sqlite: SqliteDatabase,
) -> None:
    async def look(db: Db) -> list[int]:
        found = [*await numbers(db), -1]
        await count_for_long(db)  # so that it is read on a thread
        return found

    await begin(opened_sqlite)
    overtaken = asyncio.create_task(opened_sqlite.recall("numbers", look))
    await asyncio.sleep(0)
    await opened_sqlite.write(1, lambda db: keep(db, 7))
    # somebody else's asking notes the commit before the first answer is there
    await opened_sqlite.recall("another", where)
    assert await overtaken in ([-1], [7, -1])
    assert await opened_sqlite.recall("numbers", look) == [7, -1]


async def test_a_patient_read_runs_on_a_thread(opened_sqlite: SqliteDatabase) -> None:
    assert (await opened_sqlite.read(1, where, patient=True)).startswith("reader")


async def test_a_long_read_moves_to_a_thread_and_the_loop_goes_on(
    opened_sqlite: SqliteDatabase,
) -> None:
    long = asyncio.create_task(opened_sqlite.read(1, count_for_long))
    await asyncio.sleep(0)  # it begins, runs out of its budget, and is on its way to a thread
    began = time.perf_counter()
    assert await opened_sqlite.read(1, where) == threading.current_thread().name
    assert time.perf_counter() - began < 0.1
    assert not long.done()
    count, thread = await long
    assert count == 3_000_000
    assert thread.startswith("reader")


async def test_a_read_that_takes_too_long_says_so(
    opened_sqlite: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "CALL_BUDGET", 0.02)
    with pytest.raises(TooSlow):
        await opened_sqlite.read(1, count_for_long)


async def test_reads_out_of_budget_never_leave_a_transaction_behind(
    opened_sqlite: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite counts a statement's steps on from run to run: one rollback in 666 asks too."""
    monkeypatch.setattr(sqlite, "LOOP_BUDGET", -1)
    for _ in range(1500):
        assert await opened_sqlite.read(1, where)


async def test_a_read_whose_caller_has_gone_stops(opened_sqlite: SqliteDatabase) -> None:
    endless = LONG.replace("limit 3000000", "")
    reads = [
        asyncio.create_task(opened_sqlite.read(1, lambda db: db.select(endless, ()), patient=True))
        for _ in range(sqlite.READERS)
    ]
    await asyncio.sleep(0.01)
    for read in reads:
        read.cancel()
    await asyncio.gather(*reads, return_exceptions=True)
    async with asyncio.timeout(5):
        assert (await opened_sqlite.read(1, where, patient=True)).startswith("reader")


async def test_a_read_cannot_write(opened_sqlite: SqliteDatabase) -> None:
    for patient in (False, True):
        with pytest.raises(apsw.ReadOnlyError):
            await opened_sqlite.read(1, lambda db: keep_anything(db), patient=patient)


async def keep_anything(db: Db) -> None:
    await queue.enqueue(db, "kept", {})


async def test_work_that_awaits_something_else_is_refused(opened_sqlite: SqliteDatabase) -> None:
    async def sleeps(db: Db) -> None:
        await queue.enqueue(db, "kept", {"number": 1})
        await asyncio.sleep(0)

    await begin(opened_sqlite)
    with pytest.raises(RuntimeError, match="besides its database"):
        await opened_sqlite.write(1, sleeps)
    with pytest.raises(RuntimeError, match="besides its database"):
        await opened_sqlite.read(1, lambda _: asyncio.sleep(0))
    assert await kept(opened_sqlite) == []
    await opened_sqlite.write(1, lambda db: keep(db, 2))
    assert await kept(opened_sqlite) == [2]


async def test_writes_that_wait_together_share_a_commit(opened_sqlite: SqliteDatabase) -> None:
    """They are in one transaction: each sees those before it, and nobody else sees any yet."""
    gate = threading.Event()

    async def hold(db: Db) -> None:
        gate.wait(5)

    async def seen(db: Db) -> int:
        await keep(db, 1)
        return (await db.select("select count(*) from job", ()))[0][0]

    await begin(opened_sqlite)
    holding = asyncio.create_task(opened_sqlite.write(1, hold))
    await asyncio.sleep(0)
    writes = [asyncio.create_task(opened_sqlite.write(1, seen)) for _ in range(20)]
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(*writes) == list(range(1, 21))
    await holding


async def test_who_comes_while_a_batch_is_at_work_shares_its_commit(
    opened_sqlite: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handrail.storage.sqlite_writer.GATHERING", 5)
    begun, gate = threading.Event(), threading.Event()

    async def hold(db: Db) -> None:
        await keep(db, 1)
        begun.set()
        gate.wait(5)

    async def committed(db: Db) -> int:
        other = connect(opened_sqlite.path)
        rows: list[Any] = other.execute("select count(*) from job").fetchall()
        other.close()
        return rows[0][0]

    await begin(opened_sqlite)
    holding = asyncio.create_task(opened_sqlite.write(1, hold))
    await asyncio.to_thread(begun.wait, 5)
    later = asyncio.create_task(opened_sqlite.write(1, committed))
    await asyncio.sleep(0)
    gate.set()
    assert await later == 0
    await holding
    assert await kept(opened_sqlite) == [1]


async def test_a_full_disk_undoes_the_batch_and_the_next_one_works(
    sqlite_file: Path,
) -> None:
    database = SqliteDatabase(sqlite_file)
    await begin(database)
    pages = "pragma max_page_count"

    async def fill(db: Db) -> None:
        # a disk that is full now: SQLite may add no page to the file
        await db.select(f"{pages} = 1", ())
        await db.execute(MANY_JOBS, ("x" * 4000,))

    async def grow(db: Db) -> None:
        await db.select(f"{pages} = 1000000", ())

    with pytest.raises(Unavailable) as refused:
        await database.write(1, fill)
    assert refused.value.body()["changed"] is False
    assert await kept(database) == []
    await database.write(1, grow)
    await database.write(1, lambda db: keep(db, 1))
    assert await kept(database) == [1] == await told(database)
    await database.close()


async def test_a_lock_that_is_never_let_go_is_unavailable(
    opened_sqlite: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handrail.storage.sqlite_writer.LOCK_PATIENCE", 0.05)
    await begin(opened_sqlite)
    another = connect(opened_sqlite.path)
    another.execute("begin immediate")
    with pytest.raises(Unavailable) as refused:
        await opened_sqlite.write(1, lambda db: keep(db, 1))
    assert refused.value.retryable
    assert await kept(opened_sqlite) == []  # reading goes on beside it
    another.execute("rollback")
    another.close()
    await opened_sqlite.write(1, lambda db: keep(db, 2))
    assert await kept(opened_sqlite) == [2]


async def test_closing_finishes_what_waits_and_refuses_what_comes_later(sqlite_file: Path) -> None:
    database = SqliteDatabase(sqlite_file)
    await begin(database)
    writes = [
        asyncio.create_task(database.write(1, lambda db, n=n: keep(db, n))) for n in range(200)
    ]
    await asyncio.sleep(0)
    assert is_open(sqlite_file)
    await database.close()
    assert await asyncio.gather(*writes) == list(range(1, 201))
    assert not is_open(sqlite_file)
    with pytest.raises(Unavailable):
        await database.write(1, lambda db: keep(db, 1))
    with pytest.raises(Unavailable):
        await database.read(1, where)
    await database.close()


async def test_closing_waits_for_no_long_read(sqlite_file: Path) -> None:
    database = SqliteDatabase(sqlite_file)
    endless = LONG.replace("limit 3000000", "")
    read = asyncio.create_task(database.read(1, lambda db: db.select(endless, ()), patient=True))
    await asyncio.sleep(0.01)
    async with asyncio.timeout(5):
        await database.close()
    with pytest.raises(TooSlow):
        await read


async def test_a_write_that_takes_too_long_fails_alone_or_with_its_batch(
    opened_sqlite: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handrail.storage.sqlite_writer.WRITE_BUDGET", 0.02)
    await begin(opened_sqlite)
    with pytest.raises(TooSlow):
        await opened_sqlite.write(1, count_for_long)
    monkeypatch.setattr("handrail.storage.sqlite_writer.WRITE_BUDGET", 25)
    await opened_sqlite.write(1, lambda db: keep(db, 1))
    assert await kept(opened_sqlite) == [1]
