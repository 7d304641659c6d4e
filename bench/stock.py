"""Databases full of accounts: made once, kept under .data/bench, copied for each run.

The rows are written by the store's own batches, so they are what the write path would keep. They
are not journalled, and they are written with the indexes set aside: what is measured is a database
of this size, not how it came to be. `imports.py` measures that.
"""

import asyncio
import hashlib
import json
import random
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import apsw
import asyncpg
from sqlalchemy import Boolean, Table
from sqlalchemy.schema import CreateTable

from bench import accounts
from bench.accounts import OBJECT, Account
from handrail import app
from handrail.context import Context
from handrail.features.records.model import Schema
from handrail.features.records.rules.values import accepted
from handrail.features.records.store import records as store
from handrail.features.records.store import schema as schema_store
from handrail.features.records.store.records import Batch
from handrail.features.workspaces.actions.founding import acting, found
from handrail.storage import migrating
from handrail.storage.database import Db, Work
from handrail.storage.opening import open_database
from handrail.storage.sqlite_connection import SqliteDb, connect, drive
from handrail.storage.types import metadata

FOLDER = Path(".data/bench")
VERSION = 2
CHUNK = 10_000
SAMPLE = 20_000
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stock:
    """A full database: its file, a key without limit, and some of what is in it."""

    path: Path
    secret: str
    sample: list[tuple[str, Account]]
    members: list[str]


def stock(many: int, say: Say) -> Stock:
    """The database of so many records, made where it is not there yet."""
    path = FOLDER / f"{_mark()}-{many}.db"
    about = path.with_suffix(".json")
    if not about.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        _forget_others(many)
        path.unlink(missing_ok=True)
        began = time.perf_counter()
        about.write_text(json.dumps(asyncio.run(_make(path.absolute(), many))))
        say(f"Made {many:,} records in {time.perf_counter() - began:.0f} s; kept in {path}.")
    said = json.loads(about.read_text())
    sample = [(each[0], Account(**each[1])) for each in said["sample"]]
    return Stock(path, said["secret"], sample, said["members"])


def _mark() -> str:
    """What the kept file depends on: the tables, and how we fill them."""
    assert app, "it imports every room, and so every table is known"
    tables = [str(CreateTable(each)) for each in metadata.sorted_tables]
    indexes = sorted(str(i.name) for each in metadata.sorted_tables for i in each.indexes)
    whole = json.dumps([VERSION, migrating.head(), tables, indexes])
    return hashlib.sha256(whole.encode()).hexdigest()[:10]


def _forget_others(many: int) -> None:
    for old in FOLDER.glob(f"*-{many}.*"):
        old.unlink()


async def _make(path: Path, many: int) -> dict[str, Any]:
    url = f"sqlite:///{path}"
    migrating.migrate(url)
    database = open_database(url)
    secret: list[str] = []

    async def then(ctx: Context) -> None:
        secret.append(await accounts.furnish(ctx))

    await found(database, "Bench", "bench", "bench@bench.example", "Member 00", "x" * 20, then=then)
    actor = await acting(database, "bench")

    async def look(db: Db) -> Schema:
        return await schema_store.load(db, actor.schema_version)

    schema = await database.read(actor.workspace, look)
    await database.close()
    sample = _fill(path, actor.workspace, schema, many)
    members = [each.name for each in schema.members]
    return {
        "secret": secret[0],
        "members": members,
        "sample": [(record_id, asdict(each)) for record_id, each in sample],
    }


# SQLite -----------------------------------------------------------------------------------

RANDOM_KEYS = ("record_value", "unique_key", "token")
"""Tables whose primary key is not in the order of time: filled in its order, at the end."""
TABLES = ("record", "record_ix", *RANDOM_KEYS)


class Filling(SqliteDb):
    """A Db whose inserts into tables with random keys are heaped up, to be sorted in later."""

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        for name in RANDOM_KEYS:
            sql = sql.replace(f'insert into "{name}" ', f"insert into {_heap(name)} ")
        await super().execute_many(sql, rows)


def _fill(path: Path, workspace: int, schema: Schema, many: int) -> list[tuple[str, Account]]:
    """Fill the tables with rows, indexes afterwards; a sample of what is in them."""
    connection = connect(path)
    connection.execute("pragma synchronous=off")
    connection.execute("begin")
    later = _set_indexes_aside(connection)
    for name in RANDOM_KEYS:
        connection.execute(f"create temp table {_heap(name)} as select * from {name} limit 0")
    sample = _insert(Filling(connection, workspace, {}), schema, many)
    for name in RANDOM_KEYS:
        keys = ", ".join(column.name for column in metadata.tables[name].primary_key)
        connection.execute(f"insert into {name} select * from {_heap(name)} order by {keys}")
        connection.execute(f"drop table {_heap(name)}")
    for sql in later:
        connection.execute(sql)
    connection.execute("commit")
    connection.execute("pragma wal_checkpoint(truncate)").fetchall()
    connection.close()
    return sample


def _heap(name: str) -> str:
    return f"heap_{name}"


def _set_indexes_aside(connection: apsw.Connection) -> list[str]:
    """Drop the indexes of the tables to be filled; the statements that make them again."""
    found = connection.execute(
        "select name, sql from sqlite_master where type = 'index' and sql is not null"
        f" and tbl_name in ({', '.join(repr(name) for name in TABLES)})"
    ).fetchall()
    for name, _ in found:
        connection.execute(f"drop index {name}")
    return [str(sql) for _, sql in found]


def _insert(db: SqliteDb, schema: Schema, many: int) -> list[tuple[str, Account]]:
    """Every row, by the store's own batches; some accounts with their ids, for questions."""
    owner = schema.by_name[OBJECT]
    names = {each.id: each.name for each in schema.members}
    keep = set(random.Random(2).sample(range(many), min(many, SAMPLE)))
    sample: list[tuple[str, Account]] = []
    batch = Batch(owner)
    for number, (account, row) in enumerate(accounts.rows(owner, schema, many)):
        if number < 100:
            assert accepted(owner, account.said(), schema).stored == row.values, row.values
        if number in keep:
            sample.append((row.id, replace(account, owner=names[account.owner])))
        store.put(batch, row)
        if len(batch.records) == CHUNK:
            drive(_writing(batch), db)
            batch = Batch(owner)
    drive(_writing(batch), db)
    return sample


def _writing(batch: Batch) -> Work[None]:
    async def work(db: Db) -> None:
        await store.write(db, batch)

    return work


def copied(source: Path, folder: Path) -> str:
    """A copy for one run, in a folder of its own; its URL."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "handrail.db"
    shutil.copyfile(source, target)
    return f"sqlite:///{target.absolute()}"


# PostgreSQL -------------------------------------------------------------------------------


async def poured(source: Path, url: str, schema: str) -> str:
    """The same rows in a new schema of a PostgreSQL; its URL."""
    own = f"{url}{'&' if '?' in url else '?'}search_path={schema}"
    maker = await asyncpg.connect(url)
    await maker.execute(f"create schema {schema}")
    await maker.close()
    await asyncio.to_thread(migrating.migrate, own)
    there = await asyncpg.connect(own)
    await there.set_type_codec(
        "uuid", schema="pg_catalog", encoder=_same, decoder=_same, format="binary"
    )
    here = connect(source)
    await there.execute("set synchronous_commit = off; set maintenance_work_mem = '512MB'")
    for table in metadata.sorted_tables:
        await _pour(here, there, table)
    here.close()
    await there.execute("vacuum analyze")
    await there.close()
    return own


def _same(value: Any) -> Any:
    return value


async def _pour(here: apsw.Connection, there: asyncpg.Connection, table: Table) -> None:
    """Copy one table, its keys and indexes set aside meanwhile."""
    names = [column.name for column in table.columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    if not here.execute(f'select 1 from "{table.name}" limit 1').fetchall():
        return
    later = await _set_aside(there, table.name)
    for rows in _chunks(here, f'select {quoted} from "{table.name}"', table):
        await there.copy_records_to_table(table.name, records=rows, columns=names)
    for sql in later:
        await there.execute(sql)


async def _set_aside(there: asyncpg.Connection, table: str) -> list[str]:
    keys = await there.fetch(
        "select conname, pg_get_constraintdef(oid) as what from pg_constraint"
        " where conrelid = $1::regclass and contype in ('p', 'u')",
        table,
    )
    for key in keys:
        await there.execute(f'alter table "{table}" drop constraint "{key["conname"]}"')
    indexes = await there.fetch(
        "select indexname, indexdef from pg_indexes"
        " where schemaname = current_schema() and tablename = $1",
        table,
    )
    for index in indexes:
        await there.execute(f'drop index "{index["indexname"]}"')
    again = [f'alter table "{table}" add constraint "{k["conname"]}" {k["what"]}' for k in keys]
    return [*again, *(index["indexdef"] for index in indexes)]


def _chunks(here: apsw.Connection, sql: str, table: Table) -> Iterator[list[Sequence[Any]]]:
    """Rows as asyncpg takes them: SQLite's 0 and 1 are booleans there."""
    flags = [i for i, column in enumerate(table.columns) if isinstance(column.type, Boolean)]
    cursor = here.execute(sql)
    while rows := list(_next(cursor, CHUNK)):
        yield [_with_flags(row, flags) for row in rows] if flags else rows


def _next(cursor: Any, many: int) -> Iterator[Sequence[Any]]:
    for row in cursor:
        yield row
        many -= 1
        if not many:
            return


def _with_flags(row: Sequence[Any], flags: list[int]) -> list[Any]:
    made = list(row)
    for place in flags:
        made[place] = None if made[place] is None else bool(made[place])
    return made


async def emptied(url: str, schema: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(f"drop schema if exists {schema} cascade")
    await connection.close()
