"""The limits of any number of processes and machines, in PostgreSQL: one upsert a call.

The row's lock makes callers of one key take turns. The table is unlogged: nothing is flushed, and
a crash of the server empties it, which costs nobody more than a minute's counting. It is made
here, not by a migration, for no other database has it.
"""

import asyncio
import time
from contextlib import suppress
from typing import Any

import asyncpg

from handrail.core.errors import Unavailable
from handrail.storage.postgres import GONE
from handrail.storage.rate_limit.base import SWEEP_EVERY, WINDOW, RateLimit, Verdict, refused

MAKE = """
create unlogged table if not exists rate_limit (key text primary key, hits bigint[] not null)
with (fillfactor = 50)
"""
CLOCK = "(extract(epoch from clock_timestamp()) * 1000000)::bigint"
# instants lie in the window of the call, those included that came while it waited for the row
KNOWN = "hit > excluded.hits[1] - $2 and hit <= excluded.hits[1] + $2"
HIT = f"""
insert into rate_limit as kept (key, hits) values ($1, array[{CLOCK}])
on conflict (key) do update set hits = (
    select array_agg(hit order by hit) from unnest(kept.hits || excluded.hits) hit where {KNOWN}
)
where (select count(*) from unnest(kept.hits) hit where {KNOWN}) < $3
returning cardinality(hits)
"""
LOOK = f"select hits, {CLOCK} as at from rate_limit where key = $1"
SWEEP = f"delete from rate_limit where hits[cardinality(hits)] < {CLOCK} - $1"
MOST = 4
"""Connections that one process keeps for this."""


class PostgresRateLimit(RateLimit):
    def __init__(self, url: str) -> None:
        self._url = url.replace("postgresql+asyncpg://", "postgresql://")
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()
        self._swept = time.monotonic()

    async def _hit(self, key: str, per_minute: int) -> Verdict:
        try:
            return await self._count(key, per_minute)
        except asyncpg.InsufficientPrivilegeError as error:
            # a role that may not make tables: let one that may do it once, and grant
            raise Unavailable("The table rate_limit is missing.", hint=MAKE.strip()) from error
        except (*GONE, asyncpg.InterfaceError, TimeoutError) as error:
            raise Unavailable(
                "The rate limits cannot be counted now.", hint="Try again.", retry_after=1
            ) from error

    async def _count(self, key: str, per_minute: int) -> Verdict:
        pool = self._pool or await self._open()
        if time.monotonic() - self._swept > SWEEP_EVERY / 1e6:
            self._swept = time.monotonic()
            await pool.execute(SWEEP, WINDOW)
        used = await pool.fetchval(HIT, key, WINDOW, per_minute)
        if used is not None:
            return Verdict(True, max(per_minute - used, 0), 0)
        row = await pool.fetchrow(LOOK, key)
        if row is None:
            return Verdict(False, 0, 1)
        known = sorted(hit for hit in row["hits"] if hit > row["at"] - WINDOW)
        return refused(known, row["at"], per_minute)

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=1,
                    max_size=MOST,
                    command_timeout=10,
                    init=_prepare,
                    reset=_leave,
                    server_settings={"application_name": "handrail limits"},
                )
            return self._pool

    async def close(self) -> None:
        if self._pool is not None:
            self._pool.terminate()


async def _prepare(connection: Any) -> None:
    if await connection.fetchval("select to_regclass('rate_limit')") is None:
        # another process may be a moment earlier
        with suppress(asyncpg.UniqueViolationError, asyncpg.DuplicateTableError):
            await connection.execute(MAKE)


async def _leave(connection: Any) -> None:
    """Nothing to reset: no session state is ever set."""
