"""Whether what finds records says what the records say: asked of a whole workspace."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import orjson

from handrail.features.records import projection
from handrail.features.records.model import Row, Schema
from handrail.features.records.rules.values import holds_many
from handrail.features.records.store import schema as schema_store
from handrail.features.records.tables import EVERY_SLOT
from handrail.storage import journal
from handrail.storage.database import Db
from tests.world import Member


async def check(member: Member) -> int:
    """Assert that a workspace is sound; how many records it has."""
    actor = await member.now()

    async def look(db: Db) -> int:
        schema = await schema_store.load(db, actor.schema_version)
        rows = [Row(*each) for each in await _records(db)]
        await _projections(db, schema, rows)
        await _beside(db, schema, rows)
        await _links(db, schema, {row.id: row for row in rows})
        assert await journal.first_broken(db) is None
        return len(rows)

    return await member.database.read(actor.workspace, look)


async def _records(db: Db) -> list[tuple[Any, ...]]:
    columns = 'id, object_no, created_at, updated_at, version, name, "values"'
    rows = await _rows(db, f"select {columns} from record")
    return [(db.identifier(row[0]), *row[1:6], _json(row[6])) for row in rows]


def _json(kept: Any) -> Any:
    return orjson.loads(kept) if isinstance(kept, (str, bytes)) else kept


async def _rows(db: Db, sql: str) -> Sequence[tuple[Any, ...]]:
    return [tuple(row) for row in await db.select(f"{sql} where workspace_id = {db.workspace}", ())]


async def _projections(db: Db, schema: Schema, rows: list[Row]) -> None:
    slots = ", ".join(EVERY_SLOT)
    kept = await _rows(db, f"select id, object_no, created_at, updated_at, {slots} from record_ix")
    found = {db.identifier(row[0]): row[1:] for row in kept}
    assert found.keys() == {row.id for row in rows}
    for row in rows:
        own = projection.slots(schema.by_no[row.object_no], row.values)
        object_no, created_at, updated_at, *kept = found[row.id]
        assert (object_no, created_at, updated_at) == (
            row.object_no,
            row.created_at,
            row.updated_at,
        )
        # a slot that nobody uses may keep the mark of emptiness
        slotted = dict(zip(EVERY_SLOT, kept, strict=True))
        assert {slot: slotted[slot] for slot in own} == own, row


async def _beside(db: Db, schema: Schema, rows: list[Row]) -> None:
    values, keys, words = Counter[Any](), Counter[Any](), Counter[Any]()
    for row in rows:
        owner = schema.by_no[row.object_no]
        values.update(
            (row.id, v.attribute_no, v.position) for v in projection.values(owner, row.values)
        )
        keys.update((row.id, *key) for key in projection.keys(owner, row.values))
        words.update((row.id, owner.no, word) for word in projection.words(owner, row.values))
    for table, columns, expected in (
        ("record_value", "record_id, attribute_no, position", values),
        ("unique_key", "record_id, attribute_no, key", keys),
        ("token", "record_id, object_no, token", words),
    ):
        kept = await _rows(db, f"select {columns} from {table}")
        assert Counter((db.identifier(row[0]), *row[1:]) for row in kept) == expected, table


async def _links(db: Db, schema: Schema, rows: dict[str, Row]) -> None:
    """Both ends are there, of the right objects, and no end has more than fit."""
    mine, theirs = Counter[Any](), Counter[Any]()
    for no, one, other in await _rows(db, "select attribute_no, from_id, to_id from link"):
        attribute = schema.attribute_by_no[no]
        here, there = rows.get(db.identifier(one)), rows.get(db.identifier(other))
        assert here and there, f"{attribute.slug} leads to a record that is not there"
        assert here.object_no == attribute.object_no
        assert there.object_no == attribute.config["target_object_no"]
        mine[no, here.id] += 1
        theirs[attribute.config["inverse_no"], there.id] += 1
    for (no, _), many in (*mine.items(), *theirs.items()):
        attribute = schema.attribute_by_no[no]
        assert many == 1 or holds_many(attribute), f"{attribute.slug} links to {many}"
