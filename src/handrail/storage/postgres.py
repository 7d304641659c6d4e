"""PostgreSQL by asyncpg: prepared statements, no reset query, one transaction a call."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any, TypeVar

import asyncpg

from handrail.core import ids
from handrail.core.errors import Conflict, TooSlow, Unavailable
from handrail.storage.database import Database, Db, Work

T = TypeVar("T")

CALL_BUDGET = 25.0
TRIES = 4
"""How often a transaction that lost a deadlock is begun again."""


class PostgresDb(Db):
    dialect = "postgresql"

    def __init__(self, connection: Any, workspace: int, cache: dict[Any, Any]) -> None:
        self.connection = connection
        self.workspace = workspace
        self.cache = cache

    async def select(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        return await self.connection.fetch(sql, *params)

    async def execute(self, sql: str, params: Sequence[Any]) -> int:
        status = await self.connection.execute(sql, *params)
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        if len(rows) == 1:
            await self.connection.execute(sql, *rows[0])
        else:
            await self.connection.executemany(sql, rows)

    def placeholder(self, position: int) -> str:
        return f"${position}"

    def key(self, identifier: str) -> str:
        return identifier

    def identifier(self, raw: Any) -> str:
        return raw


class PostgresDatabase(Database):
    dialect = "postgresql"

    def __init__(self, url: str, *, most: int = 10) -> None:
        self.url = url.replace("postgresql+asyncpg://", "postgresql://")
        self.cache: dict[Any, Any] = {}
        self._most = most
        self._pool: asyncpg.Pool[Any] | None = None
        self._opening = asyncio.Lock()

    async def pool(self) -> "asyncpg.Pool[Any]":
        if self._pool is None:
            async with self._opening:
                if self._pool is None:
                    self._pool = await self._open()
        return self._pool

    async def _open(self) -> "asyncpg.Pool[Any]":
        try:
            return await asyncpg.create_pool(
                self.url,
                min_size=1,
                max_size=self._most,
                statement_cache_size=400,
                command_timeout=CALL_BUDGET,
                init=_prepare,
                reset=_leave,
                server_settings={"application_name": "handrail", "jit": "off"},
            )
        except (OSError, asyncpg.PostgresError) as error:
            raise Unavailable("The database does not answer.", hint="Try again.") from error

    async def read(self, workspace: int, work: Work[T], *, patient: bool = False) -> T:
        pool = await self.pool()
        try:
            async with pool.acquire() as connection:
                return await work(PostgresDb(connection, workspace, self.cache))
        except (TimeoutError, asyncpg.QueryCanceledError) as error:
            raise TooSlow(
                "This question takes too long.",
                hint="Narrow it with a filter, ask for fewer records, or leave out the sort.",
            ) from error
        except (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError) as error:
            raise Unavailable("The database does not answer.", hint="Try again.") from error

    async def write(self, workspace: int, work: Work[T]) -> T:
        pool = await self.pool()
        for attempt in range(1, TRIES + 1):
            try:
                async with pool.acquire() as connection, connection.transaction():
                    return await work(PostgresDb(connection, workspace, self.cache))
            except asyncpg.UniqueViolationError as error:
                raise Conflict(
                    "Another record already has this value.",
                    hint="Read the record that has it, and update that one.",
                ) from error
            except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError) as error:
                if attempt == TRIES:
                    raise Unavailable("The database is busy.", hint="Try again.") from error
                await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))
            except (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError) as error:
                raise Unavailable("The database does not answer.", hint="Try again.") from error
        raise AssertionError("unreachable")

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()


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
