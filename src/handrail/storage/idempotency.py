"""What a caller's key has already done, kept in the same transaction as the doing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, Index, String, Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql as postgresql_dialect
from sqlalchemy.dialects import sqlite as sqlite_dialect

from handrail.core.clock import DAY, Instant
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query
from handrail.storage.types import Id, Json, metadata

idempotency = Table(
    "idempotency",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("caller", Id, primary_key=True),
    Column("key", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("operation", String, nullable=False),
    Column("result", Json, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_idempotency_at", "workspace_id", "at"),
)
KEPT_FOR = 7 * DAY

_INSERT = {"sqlite": sqlite_dialect.insert, "postgresql": postgresql_dialect.insert}
_CLAIM = Query(lambda dialect: _INSERT[dialect](idempotency).on_conflict_do_nothing())
_FIND = Query(
    select(idempotency.c.digest, idempotency.c.result).where(
        idempotency.c.workspace_id == WORKSPACE,
        idempotency.c.caller == bindparam("caller"),
        idempotency.c.key == bindparam("key"),
    )
)
_KEEP = Query(
    update(idempotency)
    .where(
        idempotency.c.workspace_id == WORKSPACE,
        idempotency.c.caller == bindparam("who"),
        idempotency.c.key == bindparam("which"),
    )
    .values(result=bindparam("done", type_=idempotency.c.result.type))
)
_FORGET = Query(
    delete(idempotency).where(
        idempotency.c.workspace_id == WORKSPACE, idempotency.c.at < bindparam("before")
    )
)
_FORGET_ALL = Query(
    delete(idempotency).where(idempotency.c.at < bindparam("before")),
    across="old keys are swept out for everybody at once",
)


@dataclass(frozen=True, slots=True)
class Kept:
    digest: str
    result: Any


async def claim(
    db: Db, caller: str, key: str, digest: str, operation: str, at: Instant
) -> Kept | None:
    """Take a key for this transaction, or what was kept under it.

    Whoever comes with the same key meanwhile waits here until this transaction has ended.
    """
    own: dict[str, Any] = {"digest": digest, "operation": operation, "result": {}, "at": at}
    if await db.run(_CLAIM, caller=caller, key=key, **own):
        return None
    row = await db.first(_FIND, caller=caller, key=key)
    return Kept(row.digest, row.result) if row else None


async def keep(db: Db, caller: str, key: str, result: Any, at: Instant) -> None:
    """Keep a result under a claimed key; what is older than a week is forgotten on the way."""
    await db.run(_FORGET, before=at - KEPT_FOR)
    await db.run(_KEEP, who=caller, which=key, done=result)


async def forget_old(db: Db, at: Instant) -> int:
    """Forget what is older than a week in every workspace; how many keys."""
    return await db.run(_FORGET_ALL, before=at - KEPT_FOR)
