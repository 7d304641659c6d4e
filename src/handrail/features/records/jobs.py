"""Work on records that is done later: filling the slot of an attribute that came late."""

from handrail.features.records.model import Object
from handrail.features.records.store import schema as schema_store
from handrail.features.records.store import slots as slot_store
from handrail.features.workspaces import store as workspaces
from handrail.storage import queue
from handrail.storage.database import Database, Db
from handrail.storage.queue import Job

BACKFILL = slot_store.BACKFILL


async def backfill(job: Job, database: Database) -> None:
    """Fill a pending slot, a few hundred records a transaction; then read it from there on.

    Begun again from the start it does no harm: each record's slot is made of its values.
    """
    number = job.payload["attribute_no"]
    last: str | None = slot_store.FIRST
    while last is not None:
        begin = last

        async def fill(db: Db, begin: str = begin) -> str | None:
            version = await workspaces.schema_version(db, alone=True)
            schema = await schema_store.load(db, version)
            attribute = schema.attribute_by_no[number]
            if attribute.pending_slot is None:
                return None
            owner: Object = schema.by_no[attribute.object_no]
            after = await slot_store.fill(db, owner, attribute, begin)
            if after is None:
                await slot_store.adopt(db, attribute)
                await workspaces.bump_schema(db)
                await queue.finish(db, job)
            return after

        last = await database.write(job.workspace, fill)
