"""PostgreSQL by asyncpg: prepared statements, no reset query, one transaction a call."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg

from handrail.core import ids
from handrail.storage.database import Database, Db, Work
from handrail.storage.refusals import Taken, busy, silent, too_slow

T = TypeVar("T")

CALL_BUDGET = 25.0
"""Seconds one statement may take, and one read altogether."""
CONNECTION_PATIENCE = 10.0
"""Seconds to wait for a free connection."""
TRIES = 4
"""How often a transaction that lost a race is begun again."""
LOST = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    # a migration has changed a table behind a prepared statement
    asyncpg.InvalidCachedStatementError,
)
GONE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,  # a leader that has become a replica
)


class PostgresDb(Db):
    dialect = "postgresql"

    def __init__(self, connection: Any, workspace: int, cache: dict[Any, Any]) -> None:
        self.connection = connection
        self.workspace = workspace
        self.cache = cache
        self.afterwards: list[Callable[[], None]] = []

    async def select(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        try:
            return await self.connection.fetch(sql, *params)
        except asyncpg.UniqueViolationError as error:
            raise Taken() from error

    async def execute(self, sql: str, params: Sequence[Any]) -> int:
        try:
            status = await self.connection.execute(sql, *params)
        except asyncpg.UniqueViolationError as error:
            raise Taken() from error
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        if len(rows) == 1:
            await self.execute(sql, rows[0])
            return
        try:
            await self.connection.executemany(sql, rows)
        except asyncpg.UniqueViolationError as error:
            raise Taken() from error

    def placeholder(self, position: int) -> str:
        return f"${position}"

    def key(self, identifier: str) -> str:
        return identifier

    def identifier(self, raw: Any) -> str:
        return raw


class PostgresDatabase(Database):
    """`row_security` names the workspace to the policies of storage.row_security, by a setting
    in each transaction; it about halves point reads."""

    dialect = "postgresql"

    def __init__(self, url: str, *, most: int = 10, row_security: bool = False) -> None:
        self.url = url.replace("postgresql+asyncpg://", "postgresql://")
        self.cache: dict[Any, Any] = {}
        self._most = most
        self._row_security = row_security
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def pool(self) -> asyncpg.Pool:
        if self._pool is None:
            async with self._opening:
                if self._pool is None:
                    self._pool = await self._open()
        return self._pool

    async def _open(self) -> asyncpg.Pool:
        try:
            return await asyncpg.create_pool(
                self.url,
                min_size=1,
                max_size=self._most,
                timeout=CONNECTION_PATIENCE,
                statement_cache_size=400,
                command_timeout=CALL_BUDGET,
                init=_prepare,
                reset=_leave,
                server_settings={"application_name": "handrail", "jit": "off"},
            )
        except (OSError, asyncpg.PostgresError) as error:
            raise silent() from error

    async def read(self, workspace: int, work: Work[T], *, patient: bool = False) -> T:
        async with self._connection() as connection:
            try:
                async with asyncio.timeout(CALL_BUDGET):
                    if self._row_security:
                        async with connection.transaction(readonly=True):
                            return await self._inside(connection, workspace, work)
                    return await work(PostgresDb(connection, workspace, self.cache))
            except (TimeoutError, asyncpg.QueryCanceledError) as error:
                raise too_slow() from error

    async def write(self, workspace: int, work: Work[T]) -> T:
        for attempt in range(1, TRIES + 1):
            try:
                return await self._write_once(workspace, work)
            except Taken:
                # by a transaction that was quicker: begun again it sees what that one wrote, and
                # says so better than we can
                if attempt == TRIES:
                    raise
            except LOST as error:
                if attempt == TRIES:
                    raise busy() from error
                await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))
        raise AssertionError("unreachable")

    async def _write_once(self, workspace: int, work: Work[T]) -> T:
        afterwards: list[Callable[[], None]] = []
        async with self._connection() as connection, connection.transaction():
            result = await self._inside(connection, workspace, work, afterwards)
        for tell in afterwards:
            tell()
        return result

    async def _inside(
        self,
        connection: Any,
        workspace: int,
        work: Work[T],
        afterwards: list[Callable[[], None]] | None = None,
    ) -> T:
        """Run work in the transaction that is open."""
        if self._row_security:
            await connection.execute(f"set local handrail.workspace = '{int(workspace)}'")
        db = PostgresDb(connection, workspace, self.cache)
        if afterwards is not None:
            db.afterwards = afterwards
        return await work(db)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        """A connection of the pool's; what breaks it is Unavailable to the caller."""
        pool = await self.pool()
        try:
            connection = await pool.acquire(timeout=CONNECTION_PATIENCE)
        except TimeoutError as error:
            raise busy() from error
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise silent() from error
        try:
            yield connection
        except GONE as error:
            raise silent() from error
        except asyncpg.InterfaceError as error:
            if _is_lost(connection):
                raise silent() from error
            raise  # a parameter of the wrong type, say: ours to mend
        finally:
            await pool.release(connection)

    async def close(self) -> None:
        """Wait for what is running, not for ever, and let go of every connection."""
        if self._pool is None:
            return
        try:
            await asyncio.wait_for(self._pool.close(), CALL_BUDGET)
        except TimeoutError:
            self._pool.terminate()


async def _prepare(connection: Any) -> None:
    """Ids travel as sixteen bytes and are text on our side."""
    await connection.set_type_codec(
        "uuid",
        schema="pg_catalog",
        encoder=ids.to_bytes,
        decoder=ids.from_bytes,
        format="binary",
    )


async def _leave(connection: Any) -> None:
    """Nothing to reset: no session state is ever set, and a transaction always ends by itself."""


def _is_lost(connection: Any) -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True  # the pool has taken it back already
