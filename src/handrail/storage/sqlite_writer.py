"""The one thread that writes to a SQLite file: whoever waits shares a commit.

One commit at full sync costs a disk flush, so a batch of writes pays it once; each runs in a
savepoint of its own, and its failure is its own. Other processes write to the same file: each
takes the lock for a batch, and leaves a moment after it when others have been waiting.
"""

import asyncio
import queue
import random
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import apsw

from handrail.core.errors import Unavailable
from handrail.storage.database import Work
from handrail.storage.sqlite_connection import SqliteDb, connect, drive, plainly

T = TypeVar("T")

BATCH = 64
"""Writes that share one commit at the most."""
GATHERING = 0.05
"""Seconds after which a batch takes nobody more in: who wrote first waits for the last."""
WRITE_BUDGET = 25.0
"""Seconds one write may take; the others wait for it."""
LOCK_PATIENCE = 10.0
"""Seconds to wait for another process's batch."""
PAUSE = 0.001
"""Seconds to leave the lock alone after a commit, when other processes want it too."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """A write that waits for its turn, and who waits for it."""

    workspace: int
    work: Work[Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None
    afterwards: list[Any] = field(default_factory=list[Any])

    def settle(self) -> None:
        """In the caller's event loop: tell the caller, who may have gone away meanwhile."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)


class Writer:
    def __init__(self, path: Path, cache: dict[Any, Any]) -> None:
        self._cache = cache
        self._connection = connect(path)
        self._connection.set_busy_handler(self._wait_for_lock)
        self._contended = False
        self._give_up_at = 0.0
        self._deadline = 0.0
        self._closed = False
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_on, name="writer", daemon=True)
        self._thread.start()

    async def write(self, workspace: int, work: Work[T]) -> T:
        if self._closed:
            raise Unavailable("The database is closed.", hint="Try again.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.put(_Waiting(workspace, work, loop, future))
        return await future

    def close(self) -> None:
        """Finish every write that waits, then let go of the file."""
        self._closed = True
        self._waiting.put(None)
        self._thread.join()

    def _write_on(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch = [] if first.future.cancelled() else [first]
            batch += self._come(BATCH - 1)
            try:
                self._commit_together(batch)
            except BaseException as error:
                with suppress(apsw.Error):
                    self._undo()
                for each in batch:
                    each.error, each.afterwards = plainly(error), []
            _tell(batch)
        self._connection.close()

    def _come(self, room: int) -> list[_Waiting]:
        """Who waits by now and has not gone away."""
        come: list[_Waiting] = []
        while len(come) < room and not self._waiting.empty():
            if (each := self._waiting.get()) is None:
                self._waiting.put(None)  # closing: these first
                break
            if not each.future.cancelled():
                come.append(each)
        return come

    def _commit_together(self, batch: list[_Waiting]) -> None:
        """Write for a batch, which grows by who comes meanwhile: a commit costs more than they."""
        if self._contended:
            time.sleep(random.uniform(0, PAUSE))
            self._contended = False
        execute = self._connection.execute
        execute("begin immediate")
        until = time.perf_counter() + GATHERING
        for each in batch:
            self._write_one(each)
            if each is batch[-1] and time.perf_counter() < until:
                batch += self._come(BATCH - len(batch))
        execute("commit")

    def _write_one(self, each: _Waiting) -> None:
        """One write in a savepoint of its own; raises when it has undone the whole batch."""
        execute = self._connection.execute
        execute("savepoint one")
        db = SqliteDb(self._connection, each.workspace, self._cache)
        self._deadline = time.perf_counter() + WRITE_BUDGET
        self._connection.set_progress_handler(self._over_budget, 50_000)
        try:
            each.value = drive(each.work, db)
            each.afterwards = db.afterwards
        except BaseException as error:
            self._within_no_budget()
            if not self._connection.in_transaction:
                raise  # a full disk, an I/O error or an interrupted update
            each.error = plainly(error)
            execute("rollback to one")
        self._within_no_budget()
        execute("release one")

    def _within_no_budget(self) -> None:
        """DANGER: a budget that is over would now and then stop a rollback or a begin too."""
        self._connection.set_progress_handler(None)

    def _undo(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("rollback")

    def _over_budget(self) -> bool:
        return time.perf_counter() > self._deadline

    def _wait_for_lock(self, attempt: int) -> bool:
        """Another process writes: sleep shortly and ask again, so that everyone has a chance."""
        now = time.perf_counter()
        if attempt == 0:
            self._contended = True
            self._give_up_at = now + LOCK_PATIENCE
        time.sleep(random.uniform(0.0002, 0.001))
        return now < self._give_up_at


def _tell(batch: list[_Waiting]) -> None:
    """Wake each loop once for all of its callers."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Waiting]] = defaultdict(list)
    for each in batch:
        by_loop[each.loop].append(each)
    for loop, callers in by_loop.items():
        with suppress(RuntimeError):  # a loop that has been closed has nobody left to tell
            loop.call_soon_threadsafe(_settle, callers)


def _settle(callers: list[_Waiting]) -> None:
    for each in callers:
        each.settle()
    for each in callers:
        for tell in each.afterwards:
            tell()
