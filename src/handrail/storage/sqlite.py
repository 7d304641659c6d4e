"""SQLite by apsw: reads where they are cheapest, writes on one thread with group commit."""

import asyncio
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import apsw

from handrail.core.errors import Unavailable
from handrail.storage.database import Database, Work
from handrail.storage.sqlite_connection import SqliteDb, connect_to_read, drive, plainly
from handrail.storage.sqlite_writer import Writer

T = TypeVar("T")

LOOP_BUDGET = 0.003
"""Seconds a read may hold the event loop before it is started again on a thread."""
CALL_BUDGET = 25.0
"""Seconds any read may take, its wait for a thread included; a call has 29."""
READERS = 3
MOST_RECALLED = 10_000

_open: Counter[Path] = Counter()


def is_open(path: Path) -> bool:
    """Whether a SqliteDatabase of this process has the file open."""
    return _open[path.resolve()] > 0


@dataclass(slots=True, eq=False)
class _Patience:
    """How long a read on a thread may go on; asked by SQLite every few thousand steps."""

    deadline: float
    abandoned: bool = False

    def over(self) -> bool:
        return self.abandoned or time.perf_counter() > self.deadline


class SqliteDatabase(Database):
    dialect = "sqlite"

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path).resolve()
        self.cache: dict[Any, Any] = {}
        self._writer = Writer(self.path, self.cache)
        self._home: int | None = None
        self._here = connect_to_read(self.path)
        self._here.set_busy_timeout(0)  # the event loop waits for nobody: a thread may
        self._deadline = 0.0
        self._reading_here = False
        self._recalled: dict[Hashable, Any] = {}
        self._recalled_at = 0
        self._local = threading.local()
        self._theirs: list[apsw.Connection] = []
        self._reads: set[_Patience] = set()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._closed = False
        _open[self.path] += 1

    async def read(self, workspace: int, work: Work[T], *, patient: bool = False) -> T:
        if self._closed:
            raise Unavailable("The database is closed.", hint="Try again.")
        if not patient and not self._reading_here and self._at_home():
            try:
                return self._read_here(workspace, work)
            except (apsw.InterruptError, apsw.BusyError, apsw.IOError):
                pass  # too long for the loop, or a bad moment: once more, on a thread
        return await self._read_elsewhere(workspace, work)

    async def recall(self, what: Hashable, work: Work[T | None]) -> T | None:
        """Remembered until any connection, of any process, has committed anything."""
        if self._closed or self._reading_here or not self._at_home():
            return await self.read(0, work)
        try:
            # told apart by SQLite for this connection, which itself never writes
            at = self._here.execute("pragma data_version").get
        except (apsw.BusyError, apsw.IOError):
            return await self.read(0, work)
        if at != self._recalled_at or len(self._recalled) >= MOST_RECALLED:
            self._recalled, self._recalled_at = {}, at
        elif (kept := self._recalled.get(what)) is not None:
            return kept
        recalled = self._recalled
        found = await self.read(0, work)
        # meanwhile there may have been a commit: then this went into what is no longer asked
        if found is not None:
            recalled[what] = found
        return found

    async def write(self, workspace: int, work: Work[T]) -> T:
        return await self._writer.write(workspace, work)

    def _at_home(self) -> bool:
        """Whether this is the thread that the loop's connection belongs to: the first that asks."""
        here = threading.get_ident()
        if self._home is None:
            self._home = here
        return self._home == here

    def _read_here(self, workspace: int, work: Work[T]) -> T:
        self._deadline = time.perf_counter() + LOOP_BUDGET
        self._reading_here = True
        try:
            db = SqliteDb(self._here, workspace, self.cache)
            return _read_at_once(db, work, self._over_budget, 2000)
        finally:
            self._reading_here = False

    def _over_budget(self) -> bool:
        return time.perf_counter() > self._deadline

    async def _read_elsewhere(self, workspace: int, work: Work[T]) -> T:
        patience = _Patience(time.perf_counter() + CALL_BUDGET)
        self._reads.add(patience)
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._readers, self._read_there, workspace, work, patience
            )
        finally:
            patience.abandoned = True  # the caller may have gone away: then so does the read
            self._reads.discard(patience)

    def _read_there(self, workspace: int, work: Work[T], patience: _Patience) -> T:
        connection = self._own_connection()
        try:
            if patience.over():
                raise apsw.InterruptError
            db = SqliteDb(connection, workspace, self.cache)
            return _read_at_once(db, work, patience.over, 10_000)
        except (apsw.InterruptError, apsw.BusyError, apsw.IOError) as error:
            raise plainly(error) from error

    def _own_connection(self) -> apsw.Connection:
        if (connection := getattr(self._local, "connection", None)) is None:
            connection = self._local.connection = connect_to_read(self.path)
            self._theirs.append(connection)
        return connection

    async def close(self) -> None:
        """Finish the writes, abandon the reads."""
        if self._closed:
            return
        self._closed = True
        for patience in self._reads:
            patience.abandoned = True
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._writer.close)
        await loop.run_in_executor(None, self._readers.shutdown)
        for connection in (*self._theirs, self._here):
            connection.close()
        _open[self.path] -= 1


def _read_at_once(db: SqliteDb, work: Work[T], over: Callable[[], bool], steps: int) -> T:
    """All of the work sees one moment of the database; `over` is asked every so many steps."""
    connection = db.connection
    connection.execute("begin")
    connection.set_progress_handler(over, steps)
    try:
        return drive(work, db)
    finally:
        # DANGER: once over, it would now and then stop the rollback too
        connection.set_progress_handler(None)
        if connection.in_transaction:
            connection.execute("rollback")
