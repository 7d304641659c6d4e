"""The limits of several processes on one machine, in a SQLite file of their own.

Called in the event loop: a hit takes some microseconds, and the lock is held no longer than that.
Nothing here is worth a flush to disk: losing the file costs nobody more than a minute's counting.
"""

import os
import time
from array import array
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import apsw

from handrail.core.clock import Instant
from handrail.core.clock import now as wall_clock
from handrail.core.errors import Unavailable
from handrail.storage.rate_limit.base import SWEEP_EVERY, WINDOW, RateLimit, Verdict, count

MAKE = """
create table if not exists rate_limit (
    key text primary key, last integer not null, hits blob not null
) without rowid
"""
READ = "select hits from rate_limit where key = ?"
WRITE = """
insert into rate_limit (key, last, hits) values (?, ?, ?)
on conflict (key) do update set last = excluded.last, hits = excluded.hits
"""
SWEEP = "delete from rate_limit where last < ?"
PATIENCE = 1.0
"""Seconds to wait for another process's hit."""
NAP = 0.0001


class SqliteRateLimit(RateLimit):
    def __init__(
        self, path: str | os.PathLike[str], clock: Callable[[], Instant] = wall_clock
    ) -> None:
        self._clock = clock
        self._swept = clock()
        self._give_up_at = 0.0
        self._connection = self._open(Path(path))

    def _open(self, path: Path) -> apsw.Connection:
        try:
            return self._connect(path)
        except (apsw.NotADBError, apsw.CorruptError):
            # torn by a power cut: nothing in it is worth keeping
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
            return self._connect(path)

    def _connect(self, path: Path) -> apsw.Connection:
        connection = apsw.Connection(str(path))
        connection.set_busy_handler(self._wait)
        self._write_ahead(connection)
        connection.execute("pragma synchronous=off")
        connection.execute(MAKE)
        return connection

    def _write_ahead(self, connection: apsw.Connection) -> None:
        """Of processes that begin at once on a new file one changes its mode: SQLite has the others
        fail, and asks nobody whether they would wait."""
        give_up_at = time.perf_counter() + PATIENCE
        while True:
            try:
                connection.execute("pragma journal_mode=wal").fetchall()
                return
            except apsw.BusyError:
                if time.perf_counter() > give_up_at:
                    raise
                time.sleep(NAP)

    def _wait(self, attempt: int) -> bool:
        now = time.perf_counter()
        if attempt == 0:
            self._give_up_at = now + PATIENCE
        time.sleep(NAP)
        return now < self._give_up_at

    async def _hit(self, key: str, per_minute: int) -> Verdict:
        try:
            return self._count(key, per_minute)
        except apsw.Error as error:
            with suppress(apsw.Error):
                self._connection.execute("rollback")
            raise Unavailable(
                "The rate limits cannot be counted now.", hint="Try again.", retry_after=1
            ) from error

    def _count(self, key: str, per_minute: int) -> Verdict:
        execute = self._connection.execute
        execute("begin immediate")
        now = self._clock()
        row = execute(READ, (key,)).fetchone()
        hits = array("q", row[0] if row else b"")
        verdict = count(hits, now, per_minute)
        if verdict.allowed:
            execute(WRITE, (key, hits[-1], hits.tobytes()))
        if now - self._swept > SWEEP_EVERY:
            execute(SWEEP, (now - WINDOW,))
            self._swept = now
        execute("commit")
        return verdict

    async def close(self) -> None:
        self._connection.close()
