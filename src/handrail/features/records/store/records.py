"""The truth rows: read by id, written in batches, with everything that finds them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from handrail.features.records import projection
from handrail.features.records.model import Object, Row
from handrail.features.records.tables import (
    record_ix,
    record_values,
    records,
    tokens,
    unique_keys,
)
from handrail.storage.database import Db
from handrail.storage.inserting import Into, insert, into
from handrail.storage.query import WORKSPACE, Query, among

_GET = Query(
    select(
        records.c.id,
        records.c.object_no,
        records.c.created_at,
        records.c.updated_at,
        records.c.version,
        records.c.name,
        records.c["values"],
    ).where(
        records.c.workspace_id == WORKSPACE,
        records.c.id == bindparam("record"),
        records.c.object_no == bindparam("object"),
    )
)
# Held for a change a record may still be linked to by others; held for its end it may not.
_HOLD = Query(_GET.statement("").with_for_update(key_share=True))
_HOLD_LAST = Query(_GET.statement("").with_for_update())
_GET_MANY = Query(
    select(
        records.c.id,
        records.c.object_no,
        records.c.created_at,
        records.c.updated_at,
        records.c.version,
        records.c.name,
        records.c["values"],
    ).where(records.c.workspace_id == WORKSPACE, among(records.c.id, "ids"))
)
_NAMES = Query(
    select(records.c.id, records.c.object_no, records.c.name).where(
        records.c.workspace_id == WORKSPACE, among(records.c.id, "ids")
    )
)
_THERE = (
    select(records.c.id)
    .where(records.c.workspace_id == WORKSPACE, among(records.c.id, "ids"))
    .order_by(records.c.id)
)
_HOLD_SHARED = Query(_THERE.with_for_update(read=True, key_share=True))
_HOLD_ALONE = Query(_THERE.with_for_update(key_share=True))
_SET = Query(
    update(records)
    .where(records.c.workspace_id == WORKSPACE, records.c.id == bindparam("which"))
    .values(
        updated_at=bindparam("now"),
        version=bindparam("next_version"),
        name=bindparam("new_name"),
        values=bindparam("new_values", type_=records.c["values"].type),
    )
)
_DROP = Query(
    delete(records).where(records.c.workspace_id == WORKSPACE, records.c.id == bindparam("which"))
)
_DROP_IX = Query(
    delete(record_ix).where(
        record_ix.c.workspace_id == WORKSPACE, record_ix.c.id == bindparam("which")
    )
)
_DROP_VALUES = Query(
    delete(record_values).where(
        record_values.c.workspace_id == WORKSPACE,
        record_values.c.attribute_no == bindparam("attribute"),
        record_values.c.record_id == bindparam("which"),
    )
)
_DROP_KEY = Query(
    delete(unique_keys).where(
        unique_keys.c.workspace_id == WORKSPACE,
        unique_keys.c.attribute_no == bindparam("attribute"),
        unique_keys.c.key == bindparam("said"),
        unique_keys.c.record_id == bindparam("which"),
    )
)
_DROP_TOKEN = Query(
    delete(tokens).where(
        tokens.c.workspace_id == WORKSPACE,
        tokens.c.token == bindparam("word"),
        tokens.c.object_no == bindparam("object"),
        tokens.c.record_id == bindparam("which"),
    )
)
_HOLDERS = Query(
    select(unique_keys.c.key, unique_keys.c.record_id).where(
        unique_keys.c.workspace_id == WORKSPACE,
        unique_keys.c.attribute_no == bindparam("attribute"),
        among(unique_keys.c.key, "keys_list"),
    )
)


async def get(
    db: Db, object_no: int, record_id: str, *, hold: bool = False, last: bool = False
) -> Row | None:
    """One record; held, no other transaction changes it before this one ends, nor links to it
    where that is the `last` of it."""
    query = _HOLD_LAST if last else _HOLD if hold else _GET
    found = await db.first(query, record=record_id, object=object_no)
    return Row(*found) if found else None


async def get_many(db: Db, ids: Sequence[str]) -> dict[str, Row]:
    return {row.id: Row(*row) for row in await db.all(_GET_MANY, ids=list(ids))} if ids else {}


async def hold(db: Db, shared: Collection[str], alone: Collection[str]) -> set[str]:
    """Keep records from being deleted before this write ends, those held `alone` from being held
    by others too; the ids of those that are there."""
    if db.dialect == "sqlite":  # one writer at a time holds everything
        return {*shared, *alone}
    held: set[str] = set()
    for query, ids in ((_HOLD_ALONE, alone), (_HOLD_SHARED, set(shared) - set(alone))):
        if ids:
            held |= {row.id for row in await db.all(query, ids=sorted(ids))}
    return held


async def names(db: Db, ids: Iterable[str]) -> dict[str, tuple[int, str]]:
    """id → (object number, name) of the records there are among some ids."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    rows = await db.all(_NAMES, ids=wanted)
    return {row.id: (row.object_no, row.name) for row in rows}


async def holders(db: Db, attribute_no: int, keys: Sequence[str]) -> dict[str, str]:
    """Unique key → the record that has it."""
    rows = await db.all(_HOLDERS, attribute=attribute_no, keys_list=list(keys))
    return {row.key: row.record_id for row in rows}


OWN = ("id", "object_no", "created_at", "updated_at")
RECORDS = Into(records, *OWN, "version", "name", "values")
VALUES = Into(record_values, "record_id", *projection.Value._fields)
KEYS = Into(unique_keys, "attribute_no", "key", "record_id")
TOKENS = Into(tokens, "token", "object_no", "record_id")


@dataclass(slots=True)
class Batch:
    """Rows of one object's records, to be written together; in the order of the columns above."""

    owner: Object
    records: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    projections: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    values: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    keys: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    tokens: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])


def put(batch: Batch, row: Row) -> None:
    """Add a new record, with all that finds it, to a batch."""
    owner, stored = batch.owner, row.values
    own = (row.id, row.object_no, row.created_at, row.updated_at)
    batch.records.append((*own, row.version, row.name, stored))
    batch.projections.append((*own, *projection.slots(owner, stored).values()))
    batch.values += [(row.id, *each) for each in projection.values(owner, stored)]
    batch.keys += [(*key, row.id) for key in projection.keys(owner, stored)]
    batch.tokens += [(word, owner.no, row.id) for word in projection.words(owner, stored)]


async def write(db: Db, batch: Batch) -> None:
    """Conflict where a unique key is taken: that table goes first, so little is undone.

    Only the slots the object has are named; the others are NULL and in no index.
    """
    projections = into(record_ix, *OWN, *(slot for slot, _ in batch.owner.slotted))
    await insert(
        db,
        (KEYS, batch.keys),
        (RECORDS, batch.records),
        (projections, batch.projections),
        (VALUES, batch.values),
        (TOKENS, batch.tokens),
    )


async def change(db: Db, owner: Object, before: Row, after: Row) -> None:
    """Write what differs between two states of one record."""
    await _change_keys(db, owner, before, after)
    await db.run(
        _SET,
        which=after.id,
        now=after.updated_at,
        next_version=after.version,
        new_name=after.name,
        new_values=after.values,
    )
    await _change_slots(db, owner, before, after)
    await _change_values(db, owner, before, after)
    await _change_tokens(db, owner, before, after)


async def _change_keys(db: Db, owner: Object, before: Row, after: Row) -> None:
    old, new = projection.keys(owner, before.values), projection.keys(owner, after.values)
    for attribute_no, key in old.keys() - new.keys():
        await db.run(_DROP_KEY, attribute=attribute_no, said=key, which=before.id)
    added = [(*key, after.id) for key in new.keys() - old.keys()]
    await insert(db, (KEYS, added))


async def _change_slots(db: Db, owner: Object, before: Row, after: Row) -> None:
    old, new = projection.slots(owner, before.values), projection.slots(owner, after.values)
    moved = {slot: key for slot, key in new.items() if key != old[slot]}
    params: list[Any] = [after.updated_at, *moved.values(), db.workspace, db.key(after.id)]
    holes = [db.placeholder(i) for i in range(1, len(params) + 1)]
    sets = [f"{slot} = {hole}" for slot, hole in zip(moved, holes[1:], strict=False)]
    await db.execute(
        f"update record_ix set {', '.join([f'updated_at = {holes[0]}', *sets])}"
        f" where workspace_id = {holes[-2]} and id = {holes[-1]}",
        params,
    )


async def _change_values(db: Db, owner: Object, before: Row, after: Row) -> None:
    for attribute in owner.attributes:
        slug = attribute.slug
        if attribute.slot is not None or before.values.get(slug) == after.values.get(slug):
            continue
        if before.values.get(slug) is not None:
            await db.run(_DROP_VALUES, attribute=attribute.no, which=after.id)
        if (kept := after.values.get(slug)) is not None:
            rows = [(after.id, *each) for each in projection.value_rows(attribute, kept)]
            await insert(db, (VALUES, rows))


async def _change_tokens(db: Db, owner: Object, before: Row, after: Row) -> None:
    if not projection.words_differ(owner, before.values, after.values):
        return
    old = set(projection.words(owner, before.values))
    new = set(projection.words(owner, after.values))
    for word in sorted(old - new):
        await db.run(_DROP_TOKEN, word=word, object=owner.no, which=after.id)
    added = [(word, owner.no, after.id) for word in sorted(new - old)]
    await insert(db, (TOKENS, added))


async def remove(db: Db, owner: Object, row: Row) -> None:
    """Take a record and all that finds it away; its links are another verb's."""
    for attribute_no, key in projection.keys(owner, row.values):
        await db.run(_DROP_KEY, attribute=attribute_no, said=key, which=row.id)
    for attribute in owner.attributes:
        if attribute.slot is None and row.values.get(attribute.slug) is not None:
            await db.run(_DROP_VALUES, attribute=attribute.no, which=row.id)
    for word in projection.words(owner, row.values):
        await db.run(_DROP_TOKEN, word=word, object=owner.no, which=row.id)
    await db.run(_DROP_IX, which=row.id)
    await db.run(_DROP, which=row.id)
