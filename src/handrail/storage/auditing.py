"""The journal as an auditor reads it: newest first, by who, what and when; and whether it is whole.

Every filter that may be rare among many has an index that ends in the sequence number, so that a
page is found without looking at what is not on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Table,
    bindparam,
    select,
)
from sqlalchemy.dialects import postgresql as postgresql_dialect
from sqlalchemy.dialects import sqlite as sqlite_dialect

from handrail.core.clock import SECOND, Instant
from handrail.storage import journal as chain
from handrail.storage.database import Database, Db
from handrail.storage.journal import END_OF_TIME, GENESIS, HEAD_NOW, Entry, entry_of, journal
from handrail.storage.query import WORKSPACE, Query
from handrail.storage.types import metadata

checks = Table(
    "journal_check",
    metadata,
    # the last time the whole chain was walked: when, how far, and where it broke
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("broken_at", BigInteger),
)
EXACT = ("member_id", "key_id", "tool", "type", "object", "record_id", "surface")
INDEXED = frozenset({"record_id", "key_id", "tool", "object", "member_id"})
"""Of these columns there is an index that ends in the sequence number."""
STEP = 5000
"""Entries that are looked at in one view of the database."""
SKEW = 120 * SECOND
"""By how much the clocks of the processes that write one journal may differ."""

_INSERT = {"sqlite": sqlite_dialect.insert, "postgresql": postgresql_dialect.insert}
_FIRST_AT = Query(
    select(journal.c.seq)
    .where(journal.c.workspace_id == WORKSPACE, journal.c.at >= bindparam("since"))
    .order_by(journal.c.at, journal.c.seq)
    .limit(1)
)
_LAST_AT = Query(
    select(journal.c.seq)
    .where(journal.c.workspace_id == WORKSPACE, journal.c.at < bindparam("until"))
    .order_by(journal.c.at.desc(), journal.c.seq.desc())
    .limit(1)
)
_CHECKED = Query(
    select(checks.c.at, checks.c.seq, checks.c.broken_at).where(checks.c.workspace_id == WORKSPACE)
)


def _checking(dialect: str) -> Any:
    adding = _INSERT[dialect](checks)
    new = adding.excluded
    return adding.on_conflict_do_update(
        index_elements=[checks.c.workspace_id],
        set_={"at": new.at, "seq": new.seq, "broken_at": new.broken_at},
    )


_CHECK = Query(_checking)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: `exact` by column, and those from `since` until before `until`."""

    exact: Mapping[str, str]
    since: Instant | None = None
    until: Instant | None = None


async def page(db: Db, asked: Asked, limit: int, before_seq: int = END_OF_TIME) -> list[Entry]:
    """The entries that are asked for, newest first, below a sequence number."""
    lowest = await _bound(db, _FIRST_AT, since=asked.since and asked.since - SKEW)
    highest = await _bound(db, _LAST_AT, until=asked.until and asked.until + SKEW)
    if lowest is None or highest is None:
        return []
    query = _page(tuple(sorted(asked.exact)), asked.since is not None, asked.until is not None)
    said: dict[str, Any] = {f"the_{name}": value for name, value in asked.exact.items()}
    rows = await db.all(
        query,
        **said,
        lowest=lowest,
        highest=min(highest, before_seq - 1),
        since=asked.since,
        until=asked.until,
        limit=limit,
    )
    return [entry_of(row) for row in rows]


async def _bound(db: Db, query: Query, **said: Instant | None) -> int | None:
    """A sequence number that no entry asked for can be beyond; None where there is none at all."""
    [(name, instant)] = said.items()
    if instant is None:
        return 0 if name == "since" else END_OF_TIME
    row = await db.first(query, **said)
    return row.seq if row else None


@cache
def _page(names: tuple[str, ...], since: bool, until: bool) -> Query:
    return Query(partial(_statement, names, since, until))


def _statement(names: tuple[str, ...], since: bool, until: bool, dialect: str) -> Any:
    wanted = [journal.c[name] == bindparam(f"the_{name}") for name in names]
    seq: Any = journal.c.seq
    at: Any = journal.c.at
    if dialect == "sqlite" and not INDEXED.isdisjoint(names):
        # it has no statistics here, and would walk the whole journal for the sake of these ranges
        seq, at = seq + 0, at + 0
    wanted += [at >= bindparam("since")] if since else []
    wanted += [at < bindparam("until")] if until else []
    return (
        select(journal)
        .where(
            journal.c.workspace_id == WORKSPACE,
            seq >= bindparam("lowest"),
            seq <= bindparam("highest"),
            *wanted,
        )
        .order_by(journal.c.seq.desc())
        .limit(bindparam("limit"))
    )


# Whether it is whole ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checked:
    """When the chain was walked, to which sequence number, and where it broke."""

    at: Instant
    seq: int
    broken_at: int | None


async def last_check(db: Db) -> Checked | None:
    row = await db.first(_CHECKED)
    return Checked(row.at, row.seq, row.broken_at) if row else None


async def check(database: Database, workspace: int, at: Instant) -> Checked:
    """Walk the whole chain, some thousand entries at a time, and write down how it was found."""
    seq, chained, broken = 0, GENESIS, None
    going = True
    while going and broken is None:
        step = partial(_walk, seq=seq, chained=chained)
        going, seq, chained, broken = await database.read(workspace, step, patient=True)
    found = Checked(at, seq, broken)

    async def keep(db: Db) -> None:
        await db.run(_CHECK, at=at, seq=seq, broken_at=broken)

    await database.write(workspace, keep)
    return found


async def _walk(db: Db, *, seq: int, chained: bytes) -> tuple[bool, int, bytes, int | None]:
    """Whether there is more, where the walk has come to, and where the chain broke."""
    head = await db.first(HEAD_NOW)
    entries = await chain.since(db, seq, STEP)
    for entry in entries:
        chained = chain.link(chained, chain.facts_of(entry))
        if entry.seq != seq + 1 or entry.hash != chained:
            return False, seq, chained, entry.seq
        seq = entry.seq
    if entries:
        return True, seq, chained, None
    # the head was read first: what it names is there, unless something was taken away
    if head is None or head.seq != seq:
        return False, seq, chained, min(seq, head.seq if head else 0) + 1
    return False, seq, chained, None if bytes(head.hash) == chained else seq
