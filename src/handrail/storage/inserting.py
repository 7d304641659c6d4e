"""Rows of several tables, inserted with as little talk as each database needs.

SQLite takes them table by table. PostgreSQL takes all of them in one statement, column by column:
there each statement is a round trip, and that costs more than the rows do.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import count, repeat
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql

from handrail.storage.database import Db
from handrail.storage.types import encoder

Encoders = list[tuple[int, Callable[[Any], Any]]]


class Into:
    """A table, and those of its columns that rows say, in their order; the workspace comes by
    itself, and the other columns stay NULL. Made once: a module constant, or by `into`."""

    def __init__(self, table: Table, *columns: str) -> None:
        self.table = table
        self.columns = columns
        quoted = ", ".join(f'"{name}"' for name in columns)
        self.head = f'insert into "{table.name}" (workspace_id, {quoted})'
        self.on_sqlite = f"{self.head} values (?{', ?' * len(columns)})"
        self.encoders = {dialect: self._encoders(dialect) for dialect in ("sqlite", "postgresql")}

    def _encoders(self, dialect: str) -> Encoders:
        every = [encoder(self.table.c[name].type, dialect) for name in self.columns]
        return [(place, encode) for place, encode in enumerate(every) if encode is not None]

    def turned(self, rows: Sequence[Sequence[Any]], dialect: str) -> list[Sequence[Any]]:
        """Rows as columns, their values as the driver binds them."""
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for place, encode in self.encoders[dialect]:
            columns[place] = [encode(value) for value in columns[place]]
        return columns

    def step(self, places: Iterator[int]) -> str:
        """For PostgreSQL: the rows are in parameters that are lists, the workspace in the first."""
        types = [_type(self.table.c[name]) for name in self.columns]
        lists = ", ".join(f"${next(places)}::{each}[]" for each in types)
        return f"{self.head} select $1::bigint, r.* from unnest({lists}) r"


into = lru_cache(1000)(Into)
"""The same Into for the same table and columns: for columns that are known only at run time."""


async def insert(db: Db, *tables: tuple[Into, Sequence[Sequence[Any]]]) -> None:
    """Insert rows into some tables. Conflict on a taken unique key: on SQLite least is undone
    where the table that may refuse comes first."""
    filled = [each for each in tables if each[1]]
    if db.dialect == "sqlite":
        for table, rows in filled:
            said = zip(repeat(db.workspace), *table.turned(rows, db.dialect), strict=False)
            await db.execute_many(table.on_sqlite, list(said))
    elif filled:
        lists = [each for table, rows in filled for each in table.turned(rows, db.dialect)]
        await db.execute(_together(tuple(table for table, _ in filled)), [db.workspace, *lists])


@lru_cache(1000)
def _together(tables: tuple[Into, ...]) -> str:
    """One statement: each table but the last is filled by a step of its own."""
    places = count(2)
    *first, last = [each.step(places) for each in tables]
    before = ", ".join(f"t{number} as ({step})" for number, step in enumerate(first))
    return f"with {before} {last}" if before else last


def _type(column: Column[Any]) -> str:
    return column.type.compile(dialect=_POSTGRESQL).partition(" COLLATE")[0]


_POSTGRESQL = postgresql.asyncpg.dialect()
