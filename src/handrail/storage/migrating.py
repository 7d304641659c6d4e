"""Bringing a database's tables up to date: all missing steps in one transaction, or none.

DANGER: POSIX drops every lock a process holds on a file as soon as the process closes any
descriptor of it. Alembic opens SQLite by the standard library, everything else by apsw, and
neither knows of the other's locks: so the two never have one file open at once.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import apsw
import asyncpg

from handrail.core.errors import Unavailable
from handrail.storage import migrations, sqlite
from handrail.storage.database import Db
from handrail.storage.opening import sqlite_path

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")

PATIENCE = 300
"""Seconds to wait for another process that is migrating the same database."""
LOCK = 0x48414E4452
"""Our number among PostgreSQL's advisory locks."""
_one_at_a_time = threading.Lock()


def head() -> str:
    """The revision this version of Handrail works with."""
    return migrations.numbers()[-1]


def current(url: str) -> str | None:
    """The revision a database is at; None when it is new. Raises Unavailable, ValueError."""
    if path := sqlite_path(url):
        with _one_at_a_time:
            return _current_sqlite(path)
    return asked(url, _current_postgres)


async def revision(db: Db) -> str:
    """The revision of an open database; "" when it has none."""
    rows = await db.select("select version_num from alembic_version", ())
    return str(rows[0][0]) if rows else ""


def migrate(url: str) -> list[str]:
    """Apply what is missing; the revisions applied, oldest first.

    Safe to call from many processes at once: one migrates, the others wait and find it done.
    Raises Unavailable when the database does not answer or was written by a newer Handrail,
    RuntimeError when this process has the SQLite file open.
    """
    at = current(url)
    if at == head():
        return []
    if at is not None and at not in migrations.numbers():
        raise Unavailable(
            f"The database is at revision {at}, which this version of Handrail does not know.",
            hint="Start the version that wrote it, or a newer one.",
        )
    if path := sqlite_path(url):
        with _one_at_a_time:
            return _migrate_sqlite(path)
    return _run(lambda: _migrate_postgres(url))


def _current_sqlite(path: Path) -> str | None:
    if not path.exists():
        return None
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        connection.set_busy_timeout(5000)
        known = "select 1 from sqlite_schema where name = 'alembic_version'"
        if not connection.execute(known).fetchall():
            return None
        rows = connection.execute("select version_num from alembic_version").fetchall()
        return str(rows[0][0]) if rows else None
    finally:
        connection.close()


async def _current_postgres(connection: Any) -> str | None:
    if await connection.fetchval("select to_regclass('alembic_version')") is None:
        return None
    return await connection.fetchval("select version_num from alembic_version")


async def _connect(url: str) -> Any:
    try:
        return await asyncpg.connect(url.replace("+asyncpg", "", 1), timeout=10)
    except (OSError, asyncpg.PostgresError) as error:
        raise Unavailable("The database does not answer.", hint="Is it running?") from error


def _migrate_sqlite(path: Path) -> list[str]:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    from handrail.storage.migrations.upgrading import upgrade

    if sqlite.is_open(path):
        raise RuntimeError(f"{path} is open in this process: migrate before opening it.")

    def connect() -> sqlite3.Connection:
        # isolation_level None: we begin the transaction, so that DDL is inside it
        return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("begin immediate")
        applied = upgrade(connection)
        connection.commit()
    return applied


async def _migrate_postgres(url: str) -> list[str]:
    from sqlalchemy import text

    from handrail.storage.migrations.upgrading import upgrade

    async with engine(url).begin() as connection:
        await connection.execute(text(f"set local lock_timeout = '{PATIENCE}s'"))
        await connection.execute(text(f"select pg_advisory_xact_lock({LOCK})"))
        # under row-level security a migration looks at every workspace
        await connection.execute(text("set local handrail.workspace = '0'"))
        return await connection.run_sync(upgrade)


def engine(url: str) -> "AsyncEngine":
    """SQLAlchemy over asyncpg, one connection at a time: for Alembic, and for nothing else."""
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    return create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: _connect(url), poolclass=NullPool
    )


def asked(url: str, ask: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
    """What PostgreSQL answers over a connection of its own."""

    async def on_connection() -> T:
        connection = await _connect(url)
        try:
            return await ask(connection)
        finally:
            await connection.close()

    return _run(on_connection)


def _run(begin: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine to its end on a thread of its own, whether or not a loop runs here."""
    with ThreadPoolExecutor(1, thread_name_prefix="migrating") as thread:
        return thread.submit(lambda: asyncio.run(begin())).result()
