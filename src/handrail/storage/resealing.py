"""Every sealed secret of a workspace, read through: sealed anew under the newest master key, or
only tried."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Column, bindparam, select, update

from handrail.core.errors import HandrailError
from handrail.storage import sealing
from handrail.storage.database import Database, Db
from handrail.storage.query import WORKSPACE, Query

BATCH = 200
BEFORE_ALL = "00000000-0000-0000-0000-000000000000"


@dataclass
class Tally:
    """How many secrets there are by column; how many were sealed anew; which stay shut, by id."""

    found: Counter[str] = field(default_factory=Counter[str])
    resealed: Counter[str] = field(default_factory=Counter[str])
    shut: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @property
    def is_whole(self) -> bool:
        return not self.shut


async def reseal(database: Database, workspaces: list[int]) -> Tally:
    """Seal anew what is sealed under an older key, in small transactions: one that is cut short
    is simply begun again. What does not open is left as it is, and told."""
    return await _walk(database, workspaces, writing=True)


async def try_all(database: Database, workspaces: list[int]) -> Tally:
    """Whether everything opens."""
    return await _walk(database, workspaces, writing=False)


async def _walk(database: Database, workspaces: list[int], *, writing: bool) -> Tally:
    tally = Tally()
    for column in sealing.sealed_columns():
        for workspace in workspaces:
            after: str | None = BEFORE_ALL
            while after is not None:
                after = await _batch(database, workspace, column, after, tally, writing)
    return tally


async def _batch(
    database: Database,
    workspace: int,
    column: Column[Any],
    after: str,
    tally: Tally,
    writing: bool,
) -> str | None:
    """One transaction's worth; the id it came to, None at the end."""

    async def work(db: Db) -> tuple[str | None, Tally]:
        mine = Tally()
        rows = await db.all(_page(column, writing), after=after, limit=BATCH)
        for row in rows:
            fresh = _renewed(db, column, row, mine)
            if writing and fresh is not None:
                await db.run(_set(column), which=row.id, sealed_anew=fresh)
        return (rows[-1].id if len(rows) == BATCH else None), mine

    last, mine = await (database.write if writing else database.read)(workspace, work)
    tally.found += mine.found
    tally.resealed += mine.resealed
    for name, ids in mine.shut.items():
        tally.shut.setdefault(name, []).extend(ids)
    return last


def _renewed(db: Db, column: Column[Any], row: Any, tally: Tally) -> str | None:
    """The secret under the newest key, where it is not already."""
    name = sealing.name_of(column)
    tally.found[name] += 1
    try:
        secret = sealing.unseal(db, name, row.id, row.sealed)
    except HandrailError:
        tally.shut.setdefault(name, []).append(row.id)
        return None
    if sealing.sealer_of(db).is_fresh(row.sealed):
        return None
    tally.resealed[name] += 1
    return sealing.seal(db, name, row.id, secret)


@cache
def _page(column: Column[Any], lock: bool) -> Query:
    table = column.table
    page = (
        select(table.c.id, column.label("sealed"))
        .where(
            table.c.workspace_id == WORKSPACE, table.c.id > bindparam("after"), column.is_not(None)
        )
        .order_by(table.c.id)
        .limit(bindparam("limit"))
    )
    return Query(page.with_for_update() if lock else page)


@cache
def _set(column: Column[Any]) -> Query:
    table: Any = column.table
    return Query(
        update(table)
        .where(table.c.workspace_id == WORKSPACE, table.c.id == bindparam("which"))
        .values({column.name: bindparam("sealed_anew")})
    )
