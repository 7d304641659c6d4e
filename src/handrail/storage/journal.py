"""The journal: every change, in commit order, written in the transaction that made it.

Rows are hash-chained: each hash covers the one before it and the row's own text.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    insert,
    select,
    text,
    update,
)

from handrail.core.actor import Actor, Via
from handrail.core.clock import Instant
from handrail.core.event import Event
from handrail.storage import inserting, queue
from handrail.storage.database import Db
from handrail.storage.inserting import Into
from handrail.storage.query import WORKSPACE, Query, among
from handrail.storage.types import Id, Json, metadata

journal = Table(
    "journal",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("change_id", Id, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("type", String, nullable=False),
    Column("tool", String, nullable=False),
    Column("surface", String, nullable=False),
    Column("member_id", Id),
    Column("member_name", String),
    Column("key_id", Id),
    Column("key_name", String),
    Column("client", String),
    Column("run_id", String),
    Column("plan_id", Id),
    Column("request_id", String),
    Column("object", String),
    Column("record_id", Id),
    Column("before", Json),
    Column("after", Json),
    Column("version_from", Integer),
    Column("version_to", Integer),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_journal_record", "workspace_id", "record_id", "seq"),
    Index("ix_journal_change", "workspace_id", "change_id"),
    # what an auditor asks by: storage/auditing.py
    Index("ix_journal_at", "workspace_id", "at", "seq"),
    Index("ix_journal_member", "workspace_id", "member_id", "seq"),
    Index(
        "ix_journal_key",
        "workspace_id",
        "key_id",
        "seq",
        sqlite_where=text("key_id IS NOT NULL"),
        postgresql_where=text("key_id IS NOT NULL"),
    ),
    Index("ix_journal_tool", "workspace_id", "tool", "seq"),
    Index("ix_journal_object", "workspace_id", "object", "seq"),
)
journal_head = Table(
    "journal_head",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    # how many read along: whoever writes holds this row anyway, so that where nobody does, a
    # write costs no statement more
    Column("readers", Integer, nullable=False),
)

_HEAD = Query(
    select(journal_head.c.seq, journal_head.c.hash, journal_head.c.readers)
    .where(journal_head.c.workspace_id == WORKSPACE)
    .with_for_update()
)
_SET_READERS = Query(
    update(journal_head)
    .where(journal_head.c.workspace_id == WORKSPACE)
    .values(readers=bindparam("how_many"))
)
_BEGIN = Query(insert(journal_head))
_MOVE = Query(
    update(journal_head)
    .where(journal_head.c.workspace_id == WORKSPACE)
    .values(seq=bindparam("last"), hash=bindparam("chained"))
)
_APPEND_AND_MOVE = Query(
    # one round trip less while the head is locked: on PostgreSQL that is what writers wait for
    insert(journal).add_cte(
        update(journal_head)
        .where(journal_head.c.workspace_id == WORKSPACE)
        .values(seq=bindparam("last"), hash=bindparam("chained"))
        .cte("moved")
    )
)
_SINCE = Query(
    select(journal)
    .where(journal.c.workspace_id == WORKSPACE, journal.c.seq > bindparam("after"))
    .order_by(journal.c.seq)
    .limit(bindparam("limit"))
)
_SINCE_OF = Query(
    select(journal)
    .where(
        journal.c.workspace_id == WORKSPACE,
        journal.c.object == bindparam("of"),
        journal.c.seq > bindparam("after"),
    )
    .order_by(journal.c.seq)
    .limit(bindparam("limit"))
)
_OF_RECORD = Query(
    select(journal)
    .where(
        journal.c.workspace_id == WORKSPACE,
        journal.c.record_id == bindparam("record"),
        journal.c.seq < bindparam("before_seq"),
    )
    .order_by(journal.c.seq.desc())
    .limit(bindparam("limit"))
)
_OF_RECORD_AFTER = Query(
    select(journal)
    .where(
        journal.c.workspace_id == WORKSPACE,
        journal.c.record_id == bindparam("record"),
        journal.c.seq > bindparam("after"),
    )
    .order_by(journal.c.seq.desc())
)
_FIRST_OF_RECORD = Query(
    select(journal)
    .where(journal.c.workspace_id == WORKSPACE, journal.c.record_id == bindparam("record"))
    .order_by(journal.c.seq)
    .limit(1)
)
_BORN_AFTER = Query(
    select(journal.c.record_id).where(
        journal.c.workspace_id == WORKSPACE,
        among(journal.c.record_id, "ids"),
        journal.c.type == "record.created",
        journal.c.seq > bindparam("after"),
    )
)
_AT = Query(
    select(journal).where(journal.c.workspace_id == WORKSPACE, journal.c.seq == bindparam("which"))
)
GENESIS = bytes(32)
END_OF_TIME = 2**62
FOLLOW = "journal.follow"
"""The kind of the job that is left for those who read along."""
FOREVER = 1_000_000
"""Attempts of a job that must not be given up."""


@dataclass(frozen=True, slots=True)
class Change:
    """What all facts of one call share."""

    change_id: str
    at: Instant
    actor: Actor
    via: Via
    tool: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the journal, as readers get it."""

    seq: int
    change_id: str
    at: Instant
    type: str
    tool: str
    surface: str
    member_id: str | None
    member_name: str | None
    key_id: str | None
    key_name: str | None
    client: str | None
    run_id: str | None
    plan_id: str | None
    request_id: str | None
    object: str | None
    record_id: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    version_from: int | None
    version_to: int | None
    hash: bytes


FACTS = tuple(field.name for field in fields(Entry) if field.name != "hash")
JOURNAL = Into(journal, *FACTS, "hash")


async def begin(db: Db) -> None:
    """Give a new workspace its empty journal."""
    await db.run(_BEGIN, seq=0, hash=GENESIS, readers=0)


async def append(db: Db, change: Change, events: Sequence[Event]) -> int:
    """Write what happened, in order; the last sequence number.

    Locks the head of the workspace's journal until the transaction ends, so that sequence
    order is commit order: call it last.
    """
    head = await db.first(_HEAD)
    if head is None:
        raise LookupError("The workspace has no journal.")
    seq, chained = head.seq, bytes(head.hash)
    actor, via = change.actor, change.via
    rows: list[tuple[Any, ...]] = []
    for event in events:
        seq += 1
        facts = (
            seq,
            change.change_id,
            change.at,
            event.type,
            change.tool,
            via.surface,
            actor.member_id,
            actor.member_name,
            actor.key_id,
            actor.key_name,
            via.client,
            via.run_id,
            None,
            via.request_id,
            event.object,
            event.record_id,
            event.before,
            event.after,
            event.version_from,
            event.version_to,
        )
        chained = link(chained, facts)
        rows.append((*facts, chained))
    if db.dialect == "postgresql" and len(rows) == 1:
        said = dict(zip(JOURNAL.columns, rows[0], strict=True))
        await db.run(_APPEND_AND_MOVE, **said, last=seq, chained=chained)
    else:
        await inserting.insert(db, (JOURNAL, rows))
        await db.run(_MOVE, last=seq, chained=chained)
    if head.readers:
        await queue.enqueue(db, FOLLOW, {}, unique_key=FOLLOW, max_attempts=FOREVER)
    return seq


async def hold(db: Db) -> tuple[int, int]:
    """Keep the journal from growing until this transaction ends; its last sequence number, and
    how many read along."""
    head = await db.first(_HEAD)
    return (head.seq, head.readers) if head else (0, 0)


async def set_readers(db: Db, how_many: int) -> None:
    """Say how many read along; the caller holds the journal. While there are any, each change
    leaves a job FOLLOW, unless one waits already. The job reads on from where it was last, and
    holds the journal when it looks for the last time: so nothing is passed over."""
    await db.run(_SET_READERS, how_many=how_many)


def link(previous: bytes, facts: tuple[Any, ...]) -> bytes:
    """The hash of a row: SHA-256 over the one before it and the row's facts as JSON."""
    return hashlib.sha256(previous + orjson.dumps(facts)).digest()


def facts_of(entry: Entry) -> tuple[Any, ...]:
    """What an entry's hash covers beside the hash before it."""
    return tuple(getattr(entry, name) for name in FACTS)


async def since(db: Db, after: int, limit: int, *, of: str | None = None) -> list[Entry]:
    """The next entries after a sequence number, oldest first; with `of` those of one object."""
    if of is None:
        return [entry_of(row) for row in await db.all(_SINCE, after=after, limit=limit)]
    rows = await db.all(_SINCE_OF, of=of, after=after, limit=limit)
    return [entry_of(row) for row in rows]


async def of_record(
    db: Db, record_id: str, limit: int, before_seq: int = END_OF_TIME
) -> list[Entry]:
    """A record's entries, newest first."""
    rows = await db.all(_OF_RECORD, record=record_id, limit=limit, before_seq=before_seq)
    return [entry_of(row) for row in rows]


async def of_record_after(db: Db, record_id: str, after: int) -> list[Entry]:
    """What happened to a record since a sequence number, newest first."""
    rows = await db.all(_OF_RECORD_AFTER, record=record_id, after=after)
    return [entry_of(row) for row in rows]


async def first_of_record(db: Db, record_id: str) -> Entry | None:
    row = await db.first(_FIRST_OF_RECORD, record=record_id)
    return entry_of(row) if row else None


async def born_after(db: Db, ids: Sequence[str], after: int) -> set[str]:
    """Which of some records were made after a sequence number."""
    return {row.record_id for row in await db.all(_BORN_AFTER, ids=list(ids), after=after)}


async def at(db: Db, seq: int) -> Entry | None:
    row = await db.first(_AT, which=seq)
    return entry_of(row) if row else None


async def first_broken(db: Db, *, page: int = 1000) -> int | None:
    """The first sequence number whose hash does not hold, or None where the chain is whole."""
    seq, chained = 0, GENESIS
    while entries := await since(db, seq, page):
        for entry in entries:
            chained = link(chained, facts_of(entry))
            if entry.seq != seq + 1 or entry.hash != chained:
                return entry.seq
            seq = entry.seq
    head = await db.first(HEAD_NOW)
    return None if head is not None and (head.seq, bytes(head.hash)) == (seq, chained) else seq + 1


HEAD_NOW = Query(
    select(journal_head.c.seq, journal_head.c.hash).where(journal_head.c.workspace_id == WORKSPACE)
)


def entry_of(row: Any) -> Entry:
    facts = row._asdict()
    del facts["workspace_id"]
    facts["hash"] = bytes(facts["hash"])
    return Entry(**facts)
