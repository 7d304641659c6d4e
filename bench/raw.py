"""The raw driver doing the same statements: recorded from the operation itself, then replayed.

A process of its own, as bench.client is. The statements are the operation's, with its parameters;
what is left out is everything else: HTTP, JSON-RPC, who is calling, validation, results.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TypeVar

import apsw
import uvloop

from bench.client import PLACE, figures
from handrail import catalog
from handrail.core.actor import Via
from handrail.dispatch import Call, dispatch
from handrail.features.workspaces.actions.founding import acting
from handrail.storage.database import Database, Db, Work
from handrail.storage.opening import open_database, sqlite_path
from handrail.storage.postgres import PostgresDatabase
from handrail.storage.sqlite_connection import connect

T = TypeVar("T")
OPERATIONS = {each.name: each for each in catalog.operations()}
Statement = tuple[str, str, Any]
"""(select | execute | many, SQL, parameters or rows of them)"""
HEADS = """
update journal_head set seq = (
    select max(seq) from journal where journal.workspace_id = journal_head.workspace_id
)
"""
"""Where writes are replayed at once they end in any order: the head of the journal is put right,
for whatever is recorded next."""


class Recording(Db):
    """A Db that keeps what it is asked."""

    def __init__(self, inner: Db) -> None:
        self.inner = inner
        self.dialect, self.workspace, self.cache = inner.dialect, inner.workspace, inner.cache
        self.afterwards = inner.afterwards
        self.kept: list[Statement] = []

    async def select(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        self.kept.append(("select", sql, tuple(params)))
        return await self.inner.select(sql, params)

    async def execute(self, sql: str, params: Sequence[Any]) -> int:
        self.kept.append(("execute", sql, tuple(params)))
        return await self.inner.execute(sql, params)

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        self.kept.append(("many", sql, [tuple(row) for row in rows]))
        await self.inner.execute_many(sql, rows)

    def placeholder(self, position: int) -> str:
        return self.inner.placeholder(position)

    def key(self, identifier: str) -> Any:
        return self.inner.key(identifier)

    def identifier(self, raw: Any) -> str:
        return self.inner.identifier(raw)


class Inside(Database):
    """A database that is one open transaction."""

    def __init__(self, db: Recording) -> None:
        self.db, self.dialect, self.cache = db, db.dialect, db.cache

    async def read(self, workspace: int, work: Work[T], *, patient: bool = False) -> T:
        return await work(self.db)

    async def write(self, workspace: int, work: Work[T]) -> T:
        return await work(self.db)

    async def close(self) -> None:
        """The transaction is another's to end."""


class Undo(Exception):
    pass


async def record(database: Database, calls: list[Any]) -> list[list[Statement]]:
    """The statements of each call; whatever they changed is undone."""
    actor = await acting(database, "bench")
    kept: list[list[Statement]] = []

    async def work(db: Db) -> None:
        kept.clear()
        recording = Recording(db)
        for number, (name, said) in enumerate(calls):
            text = json.dumps(said).replace(PLACE.decode(), f"raw{os.getpid()}-{number}")
            call = Call(OPERATIONS[name], json.loads(text), actor, Via("bench", "raw"))
            await dispatch(call, Inside(recording))
            kept.append(recording.kept)
            recording.kept = []
        raise Undo

    with suppress(Undo):
        await database.write(actor.workspace, work)
    return kept


def replay_sqlite(
    url: str, calls: list[list[Statement]], *, writes: bool, together: int, seconds: float
) -> dict[str, Any]:
    """One thread; `together` writes share a commit."""
    path = sqlite_path(url)
    assert path is not None
    connection = connect(path)
    latencies: list[float] = []
    began = time.perf_counter()
    for place in range(0, len(calls), together):
        start = time.perf_counter()
        _one(connection, calls[place : place + together], writes)
        latencies += [time.perf_counter() - start] * len(calls[place : place + together])
        if time.perf_counter() - began > seconds:
            break
    took = time.perf_counter() - began
    connection.close()
    return figures(latencies, took)


def _one(connection: apsw.Connection, calls: list[list[Statement]], writes: bool) -> None:
    connection.execute("begin immediate" if writes else "begin")
    for statements in calls:
        for how, sql, params in statements:
            if how == "many":
                connection.executemany(sql, params)
            else:
                connection.execute(sql, params).fetchall()
    connection.execute("commit")


async def replay_postgres(
    url: str, calls: list[list[Statement]], *, writes: bool, connections: int, seconds: float
) -> dict[str, Any]:
    """So many connections at once, each with a call of its own."""
    database = PostgresDatabase(url, most=connections)
    pool = await database.pool()
    waiting = iter(calls)
    latencies: list[float] = []
    began = time.perf_counter()

    async def work() -> None:
        async with pool.acquire() as connection:
            for statements in waiting:
                start = time.perf_counter()
                await _other(connection, statements, writes)
                latencies.append(time.perf_counter() - start)
                if time.perf_counter() - began > seconds:
                    return

    await asyncio.gather(*(work() for _ in range(connections)))
    took = time.perf_counter() - began
    if writes:
        await pool.execute(HEADS)
    await database.close()
    return figures(latencies, took)


async def _other(connection: Any, statements: list[Statement], writes: bool) -> None:
    if not writes:
        for _, sql, params in statements:
            await connection.fetch(sql, *params)
        return
    async with connection.transaction():
        for how, sql, params in statements:
            match how:
                case "select":
                    await connection.fetch(sql, *params)
                case "many" if len(params) > 1:
                    await connection.executemany(sql, params)
                case "many":
                    await connection.execute(sql, *params[0])
                case _:
                    await connection.execute(sql, *params)


async def measure(said: dict[str, Any]) -> dict[str, Any]:
    """`{url, calls, writes, connections, seconds}` → figures, and how many statements a call is."""
    url, writes = said["url"], said["writes"]
    database = open_database(url)
    calls = await record(database, said["calls"])
    dialect = database.dialect
    await database.close()
    many = said["connections"]
    if not writes:
        calls = calls * 200
    if dialect == "sqlite":
        together = many if writes else 1
        seen = replay_sqlite(url, calls, writes=writes, together=together, seconds=said["seconds"])
    else:
        seen = await replay_postgres(
            url, calls, writes=writes, connections=many, seconds=said["seconds"]
        )
    return {**seen, "statements": sum(map(len, calls)) / len(calls)}


if __name__ == "__main__":
    print(json.dumps(uvloop.run(measure(json.load(sys.stdin)))))
