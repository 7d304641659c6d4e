"""SQLite by apsw: reads where they are cheapest, one writer thread with group commit."""

import asyncio
import os
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import apsw

from handrail.core import ids
from handrail.core.errors import Conflict, TooSlow, Unavailable
from handrail.storage.database import Database, Db, Work

T = TypeVar("T")

LOOP_BUDGET = 0.008
"""Seconds a read may hold the event loop before it is started again on a thread."""
CALL_BUDGET = 25.0
"""Seconds any read may take; a call has 29."""
BATCH = 64
"""Writes that share one commit at the most."""
READERS = 3

PRAGMAS = (
    # WAL with FULL: NORMAL loses acknowledged commits on power loss (not on a kill).
    "journal_mode=wal",
    "synchronous=full",
    "cache_size=-65536",
    "mmap_size=8589934592",
    "temp_store=memory",
    "wal_autocheckpoint=4000",
    "foreign_keys=off",
)


def connect(path: str | os.PathLike[str]) -> apsw.Connection:
    """A connection as this product wants it; creates the file."""
    connection = apsw.Connection(str(path), statementcachesize=400)
    # before anything else: the very first pragma may already meet another process's lock
    connection.set_busy_timeout(5000)
    for pragma in PRAGMAS:
        connection.execute(f"pragma {pragma}").fetchall()
    return connection


_open: Counter[Path] = Counter()


def is_open(path: Path) -> bool:
    """Whether a SqliteDatabase of this process has the file open."""
    return _open[path.resolve()] > 0


def drive(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits, to its end, here and now."""
    try:
        work.send(None)
    except StopIteration as done:
        return cast(T, done.value)
    work.close()
    raise RuntimeError("Work inside a transaction awaited something besides its database.")


class SqliteDb(Db):
    dialect = "sqlite"

    def __init__(self, connection: apsw.Connection, workspace: int, cache: dict[Any, Any]) -> None:
        self.connection = connection
        self.workspace = workspace
        self.cache = cache

    async def select(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, params).fetchall()

    async def execute(self, sql: str, params: Sequence[Any]) -> int:
        try:
            self.connection.execute(sql, params)
        except apsw.ConstraintError as error:
            raise _conflict(error) from error
        return self.connection.changes()

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        try:
            self.connection.executemany(sql, rows)
        except apsw.ConstraintError as error:
            raise _conflict(error) from error

    def placeholder(self, position: int) -> str:
        return f"?{position}"

    def key(self, identifier: str) -> bytes:
        return ids.to_bytes(identifier)

    def identifier(self, raw: Any) -> str:
        return ids.from_bytes(raw)


def _conflict(error: apsw.ConstraintError) -> Exception:
    if "UNIQUE" in str(error):
        return Conflict(
            "Another record already has this value.",
            hint="Read the record that has it, and update that one.",
        )
    return error


@dataclass(slots=True)
class _Waiting:
    """A write that waits for its turn, and who waits for it."""

    workspace: int
    work: Work[Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        if self.future.cancelled():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)


class SqliteDatabase(Database):
    dialect = "sqlite"

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.cache: dict[Any, Any] = {}
        self._loop_connection = connect(self.path)
        _open[self.path.resolve()] += 1
        self._deadline = 0.0
        self._loop_connection.set_progress_handler(self._over_budget, 2000)
        self._loop_busy = False
        self._local = threading.local()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_on, name="writer", daemon=True)
        self._writer.start()

    # reads ------------------------------------------------------------------------------

    async def read(self, workspace: int, work: Work[T], *, patient: bool = False) -> T:
        if not patient and not self._loop_busy:
            try:
                return self._read_here(workspace, work)
            except apsw.InterruptError:
                pass  # too long for the loop: once more, on a thread
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._read_there, workspace, work)

    def _over_budget(self) -> bool:
        return time.perf_counter() > self._deadline

    def _read_here(self, workspace: int, work: Work[T]) -> T:
        self._deadline = time.perf_counter() + LOOP_BUDGET
        self._loop_busy = True
        try:
            return drive(cast(Any, work(SqliteDb(self._loop_connection, workspace, self.cache))))
        finally:
            self._loop_busy = False

    def _read_there(self, workspace: int, work: Work[T]) -> T:
        connection = self._own_connection()
        deadline = time.perf_counter() + CALL_BUDGET
        connection.set_progress_handler(lambda: time.perf_counter() > deadline, 10_000)
        try:
            return drive(cast(Any, work(SqliteDb(connection, workspace, self.cache))))
        except apsw.InterruptError as error:
            raise TooSlow(
                "This question takes too long.",
                hint="Narrow it with a filter, ask for fewer records, or leave out the sort.",
            ) from error

    def _own_connection(self) -> apsw.Connection:
        if (connection := getattr(self._local, "connection", None)) is None:
            connection = self._local.connection = connect(self.path)
        return connection

    # writes -----------------------------------------------------------------------------

    async def write(self, workspace: int, work: Work[T]) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.put(_Waiting(workspace, work, loop, future))
        return await future

    def _write_on(self) -> None:
        connection = connect(self.path)
        while (batch := self._next_batch()) is not None:
            try:
                self._commit_together(connection, batch)
            except BaseException as error:
                for each in batch:
                    each.error = _as_unavailable(error)
                if connection.in_transaction:
                    connection.execute("rollback")
            _tell(batch)
        connection.close()

    def _next_batch(self) -> list[_Waiting] | None:
        """Whoever waits now, at least one; None when the database closes."""
        first = self._waiting.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < BATCH:
            try:
                each = self._waiting.get_nowait()
            except queue.Empty:
                break
            if each is None:
                self._waiting.put(None)
                break
            batch.append(each)
        return batch

    def _commit_together(self, connection: apsw.Connection, batch: list[_Waiting]) -> None:
        connection.execute("begin immediate")
        for each in batch:
            self._write_one(connection, each)
        connection.execute("commit")

    def _write_one(self, connection: apsw.Connection, each: _Waiting) -> None:
        """One write in a savepoint of its own: its failure is its own."""
        connection.execute("savepoint one")
        try:
            db = SqliteDb(connection, each.workspace, self.cache)
            each.value = drive(cast(Any, each.work(db)))
        except BaseException as error:
            if not connection.in_transaction:
                raise  # a full disk or an I/O error has undone the whole batch
            each.error = error
            connection.execute("rollback to one")
        connection.execute("release one")

    async def close(self) -> None:
        self._waiting.put(None)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._writer.join)
        self._readers.shutdown(wait=True)
        self._loop_connection.close()
        _open[self.path.resolve()] -= 1


def _as_unavailable(error: BaseException) -> BaseException:
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return Unavailable("The database is busy.", hint="Try again.", retry_after=1)
    if isinstance(error, apsw.FullError | apsw.IOError | apsw.ReadOnlyError):
        return Unavailable("The database cannot be written now.", hint="Check its disk.")
    return error


def _tell(batch: list[_Waiting]) -> None:
    """Wake each loop once for all of its callers."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Callable[[], None]]] = {}
    for each in batch:
        by_loop.setdefault(each.loop, []).append(each.settle)
    for loop, settles in by_loop.items():

        def settle_all(settles: list[Callable[[], None]] = settles) -> None:
            for settle in settles:
                settle()

        loop.call_soon_threadsafe(settle_all)
