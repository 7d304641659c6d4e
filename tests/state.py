"""Everything a database holds: copied out, put into another, or compared with what it was."""

import hashlib
from typing import Any

from handrail.storage.database import Database, Db
from handrail.storage.types import metadata

PASSING = {"rate_limit", "job", "session"}
"""Tables that may move without anybody having changed anything."""
TOUCHED = {"api_key": "last_used_at"}
"""Columns that may."""
State = dict[str, list[tuple[Any, ...]]]


async def rows_of(database: Database) -> State:
    """Every row of every table."""

    async def look(db: Db) -> State:
        return {name: await _rows(db, name, "*") for name in sorted(metadata.tables)}

    return await database.read(0, look)


async def put_back(database: Database, rows: State) -> None:
    """Fill an empty database with the rows of another."""

    async def fill(db: Db) -> None:
        for name, each in rows.items():
            if each:
                holes = ", ".join(db.placeholder(i + 1) for i in range(len(each[0])))
                await db.execute_many(f'insert into "{name}" values ({holes})', each)

    await database.write(0, fill)


async def digest(database: Database, workspace: int | None = None) -> str:
    """One text for all that a call may not change by being refused: everybody's, or one's own."""

    async def look(db: Db) -> str:
        made = hashlib.sha256()
        for name in sorted(metadata.tables.keys() - PASSING):
            rows = sorted(map(repr, await _rows(db, name, of=workspace)))
            made.update(repr((name, rows)).encode())
        return made.hexdigest()

    return await database.read(0, look)


async def glance(database: Database) -> tuple[int, ...]:
    """How much there is of everything, and how often it was changed: quick to ask."""
    counts = [
        f'(select count(*) from "{each}")' for each in sorted(metadata.tables.keys() - PASSING)
    ]
    changes = ["(select sum(seq) from journal_head)", "(select sum(schema_version) from workspace)"]

    async def look(db: Db) -> tuple[int, ...]:
        return tuple((await db.select(f"select {', '.join(counts + changes)}", ()))[0])

    return await database.read(0, look)


async def _rows(
    db: Db, name: str, columns: str | None = None, *, of: int | None = None
) -> list[tuple[Any, ...]]:
    if columns is None:
        kept = [c.name for c in metadata.tables[name].columns if c.name != TOUCHED.get(name)]
        columns = ", ".join(f'"{each}"' for each in kept)
    owner = "id" if name == "workspace" else "workspace_id"
    where = "" if of is None else f" where {owner} = {of}"
    return [tuple(row) for row in await db.select(f'select {columns} from "{name}"{where}', ())]
