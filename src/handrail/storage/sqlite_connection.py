"""One SQLite connection by apsw, as this product wants it, and the Db over it."""

import os
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar, cast

import apsw

from handrail.core import ids
from handrail.core.errors import Unavailable
from handrail.storage.database import Db, Work
from handrail.storage.refusals import Taken, busy, too_slow

T = TypeVar("T")

PRAGMAS = (
    # WAL with FULL: NORMAL loses acknowledged commits on power loss (not on a kill).
    "journal_mode=wal",
    "synchronous=full",
    "cache_size=-65536",
    "mmap_size=8589934592",
    "temp_store=memory",
    "wal_autocheckpoint=16000",
    "foreign_keys=off",
)


def connect(path: str | os.PathLike[str]) -> apsw.Connection:
    """A connection as this product wants it; creates the file."""
    connection = apsw.Connection(str(path), statementcachesize=400)
    # without this, SQLite with STAT4 compiles many a statement anew whenever a parameter is bound
    # (three tables by key: 21 µs instead of 4): sqlite.org/queryplanner-ng.html
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    # before anything else: the very first pragma may already meet another process's lock
    connection.set_busy_timeout(5000)
    for pragma in PRAGMAS:
        connection.execute(f"pragma {pragma}").fetchall()
    return connection


def connect_to_read(path: str | os.PathLike[str]) -> apsw.Connection:
    """A connection that refuses to write: what a read wrote would be lost with its view."""
    connection = connect(path)
    connection.execute("pragma query_only=on")
    return connection


class SqliteDb(Db):
    dialect = "sqlite"

    def __init__(self, connection: apsw.Connection, workspace: int, cache: dict[Any, Any]) -> None:
        self.connection = connection
        self.workspace = workspace
        self.cache = cache
        self.afterwards: list[Callable[[], None]] = []

    async def select(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        try:
            return self.connection.execute(sql, params).fetchall()
        except apsw.ConstraintError as error:
            raise _plain(error) from error

    async def execute(self, sql: str, params: Sequence[Any]) -> int:
        try:
            self.connection.execute(sql, params)
        except apsw.ConstraintError as error:
            raise _plain(error) from error
        return self.connection.changes()

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        try:
            self.connection.executemany(sql, rows)
        except apsw.ConstraintError as error:
            raise _plain(error) from error

    def placeholder(self, position: int) -> str:
        return f"?{position}"

    def key(self, identifier: str) -> bytes:
        return ids.to_bytes(identifier)

    def identifier(self, raw: Any) -> str:
        return ids.from_bytes(raw)


def drive(work: Work[T], db: SqliteDb) -> T:
    """Run work that awaits nothing but its Db to its end, here and now."""
    running = cast(Coroutine[Any, Any, T], work(db))
    try:
        running.send(None)
    except StopIteration as done:
        return cast(T, done.value)
    running.close()
    raise RuntimeError("Work inside a transaction awaited something besides its database.")


def _plain(error: apsw.ConstraintError) -> Exception:
    return Taken() if "UNIQUE" in str(error) else error


def plainly(error: BaseException) -> BaseException:
    """An error of SQLite's in our words; every other error as it is."""
    if isinstance(error, apsw.InterruptError):
        return too_slow()
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return busy()
    if isinstance(error, apsw.FullError | apsw.IOError | apsw.ReadOnlyError | apsw.CantOpenError):
        return Unavailable("The database's file cannot be used now.", hint="Check its disk.")
    return error
