"""How many records an object has, where its workspace's plan says how many it may have."""

from sqlalchemy import bindparam, func, select

from handrail.features.records.tables import objects, record_ix
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_ALONE = Query(
    select(objects.c.no)
    .where(objects.c.workspace_id == WORKSPACE, objects.c.no == bindparam("object"))
    .with_for_update(key_share=True)
)
_HELD = Query(
    select(func.count().label("held")).select_from(
        select(record_ix.c.id)
        .where(record_ix.c.workspace_id == WORKSPACE, record_ix.c.object_no == bindparam("object"))
        .limit(bindparam("most"))
        .subquery()
    )
)


async def held(db: Db, object_no: int, most: int) -> int:
    """How many records there are, counted up to `most`; nobody else who asks this creates one
    before this transaction ends."""
    await db.first(_ALONE, object=object_no)
    row = await db.first(_HELD, object=object_no, most=most)
    return row.held if row else 0
