"""Slots of the projection: marked, filled, moved, renumbered; and the keys that may stand once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from handrail.core.errors import Conflict
from handrail.features.records import projection
from handrail.features.records.model import Attribute, Object
from handrail.features.records.question import Test
from handrail.features.records.store import schema as schema_store
from handrail.features.records.store.search.predicates import holds
from handrail.features.records.store.search.spelling import Spelling
from handrail.features.records.tables import record_values, records, unique_keys
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query
from handrail.storage.queue import enqueue

AT_ONCE = 20_000
"""An object of this many records is marked within the call; a larger one by a job."""
CHUNK = 500
BACKFILL = "records.backfill"

_WALK = Query(
    select(records.c.id, records.c["values"])
    .where(
        records.c.workspace_id == WORKSPACE,
        records.c.object_no == bindparam("object"),
        records.c.id > bindparam("last", type_=records.c.id.type),
    )
    .order_by(records.c.id)
    .limit(bindparam("many"))
)
_ADD_KEY = Query(insert(unique_keys))
_DROP_KEYS = Query(
    delete(unique_keys).where(
        unique_keys.c.workspace_id == WORKSPACE,
        unique_keys.c.attribute_no == bindparam("attribute"),
    )
)
_DROP_VALUES = Query(
    delete(record_values).where(
        record_values.c.workspace_id == WORKSPACE,
        record_values.c.attribute_no == bindparam("attribute"),
    )
)
FIRST = "00000000-0000-0000-0000-000000000000"


async def records_in(db: Db, object_no: int) -> int:
    """How many records an object has, up to just over AT_ONCE."""
    sql = Spelling(db)
    text = (
        "select count(*) from (select 1 as one from record_ix"
        f" where workspace_id = {sql.workspace} and object_no = {object_no} limit {AT_ONCE + 1}) c"
    )
    return (await db.select(text, sql.params))[0][0]


async def mark_empty(db: Db, object_no: int, slot: str) -> None:
    """Mark a slot as empty in every record of an object."""
    sql = Spelling(db)
    empty = sql.bind(projection.EMPTY[slot[0]])
    await db.execute(
        f"update record_ix set {slot} = {empty} where workspace_id = {sql.workspace}"
        f" and object_no = {object_no}",
        sql.params,
    )


async def plan_backfill(db: Db, attribute_no: int) -> None:
    await enqueue(
        db, BACKFILL, {"attribute_no": attribute_no}, unique_key=f"{BACKFILL}:{attribute_no}"
    )


async def fill(db: Db, owner: Object, attribute: Attribute, last: str) -> str | None:
    """Fill the next CHUNK of records' pending slot; the last id, or None when all are filled."""
    slot = attribute.pending_slot
    rows = await db.all(_WALK, object=owner.no, last=last, many=CHUNK)
    if not rows or slot is None:
        return None
    holes = [db.placeholder(i) for i in (1, 2, 3)]
    await db.execute_many(
        f"update record_ix set {slot} = {holes[0]}"
        f" where workspace_id = {holes[1]} and id = {holes[2]}",
        [
            (
                projection.slot_key(slot, attribute, row.values.get(attribute.slug)),
                db.workspace,
                db.key(row.id),
            )
            for row in rows
        ],
    )
    return rows[-1].id


async def adopt(db: Db, attribute: Attribute) -> None:
    """From now on read the slot that has been filled; what stood beside it goes."""
    await schema_store.set_slot(db, attribute.no, attribute.pending_slot, None)
    await db.run(_DROP_VALUES, attribute=attribute.no)


async def has_values(db: Db, owner: Object, attribute: Attribute) -> bool:
    return await _some(db, owner, attribute, empty=False)


async def has_empty(db: Db, owner: Object, attribute: Attribute) -> bool:
    return await _some(db, owner, attribute, empty=True)


async def _some(db: Db, owner: Object, attribute: Attribute, *, empty: bool) -> bool:
    sql = Spelling(db)
    text = (
        f"select 1 from record_ix x where x.workspace_id = {sql.workspace}"
        f" and x.object_no = {owner.no}"
        f" and {holds(sql, Test(attribute, 'is_empty', empty), opaque=False)} limit 1"
    )
    return bool(await db.select(text, sql.params))


async def move_slot(db: Db, owner: Object, old: Attribute, made: Attribute) -> None:
    """An attribute without values begins or ceases to hold several: its slot goes or comes."""
    if made.is_multi_select:
        await schema_store.set_slot(db, made.no, None, None)
    # one that ceases to hold several keeps its values beside the projection: few do


async def renumber(db: Db, owner: Object, attribute: Attribute, places: Mapping[int, int]) -> None:
    """Options have changed places: say so in every record that has one."""
    column, table, which = (
        (attribute.slot, "record_ix", f"object_no = {owner.no}")
        if attribute.slot
        else ("n", "record_value", f"attribute_no = {attribute.no}")
    )
    sql = Spelling(db)
    cases = " ".join(
        f"when {column} = {sql.bind(float(old))} then {sql.bind(float(new))}"
        for old, new in places.items()
    )
    old_places = sql.listed([float(old) for old in places])
    await db.execute(
        f"update {table} set {column} = case {cases} else {column} end"
        f" where workspace_id = {sql.workspace} and {which} and {column} in ({old_places})",
        sql.params,
    )


async def index_unique(db: Db, owner: Object, attribute: Attribute) -> None:
    """Take or drop the unique keys of an attribute that begins or ceases to be unique."""
    await db.run(_DROP_KEYS, attribute=attribute.no)
    if not attribute.is_unique:
        return
    holders: dict[str, str] = {}
    last = FIRST
    while rows := await db.all(_WALK, object=owner.no, last=last, many=CHUNK):
        added = _keys(owner, attribute, rows, holders)
        await db.many(_ADD_KEY, added)
        last = rows[-1].id


def _keys(
    owner: Object, attribute: Attribute, rows: Sequence[Any], holders: dict[str, str]
) -> list[dict[str, Any]]:
    added: list[dict[str, Any]] = []
    alone = Object(
        owner.no,
        owner.id,
        owner.slug,
        owner.singular_noun,
        owner.plural_noun,
        owner.type,
        attributes=(attribute,),
    )
    for row in rows:
        for attribute_no, key in projection.keys(alone, row.values):
            if holders.setdefault(key, row.id) != row.id:
                raise Conflict(
                    f"{attribute.title} cannot be unique: {key[:80]!r} stands twice.",
                    field="is_unique",
                    hint=f"Records {holders[key]} and {row.id} both have it: change one.",
                )
            added.append({"attribute_no": attribute_no, "key": key, "record_id": row.id})
    return added
