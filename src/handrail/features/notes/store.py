"""How notes are kept and found."""

from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from handrail.core.clock import Instant, iso
from handrail.features.notes.model import Note
from handrail.features.notes.tables import notes
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_ADD = Query(insert(notes))
_GET = Query(
    select(notes).where(notes.c.workspace_id == WORKSPACE, notes.c.id == bindparam("note"))
)
_OF = Query(
    select(notes)
    .where(
        notes.c.workspace_id == WORKSPACE,
        notes.c.record_id == bindparam("record"),
        notes.c.id < bindparam("before", type_=notes.c.id.type),
    )
    .order_by(notes.c.id.desc())
    .limit(bindparam("many"))
)
_SET = Query(
    update(notes)
    .where(notes.c.workspace_id == WORKSPACE, notes.c.id == bindparam("which"))
    .values(content=bindparam("new_content"), updated_at=bindparam("now"))
)
_DROP = Query(
    delete(notes).where(notes.c.workspace_id == WORKSPACE, notes.c.id == bindparam("which"))
)
LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"


def _note(row: Any, object_slug: str) -> Note:
    return Note(
        id=row.id,
        object=object_slug,
        record_id=row.record_id,
        content=row.content,
        author=row.author,
        created_at=iso(row.created_at),
        updated_at=iso(row.updated_at),
    )


async def add(
    db: Db, note_id: str, record_id: str, content: str, member_id: str, author: str, at: Instant
) -> None:
    await db.run(
        _ADD,
        id=note_id,
        record_id=record_id,
        content=content,
        member_id=member_id,
        author=author,
        created_at=at,
        updated_at=at,
    )


async def get(db: Db, note_id: str, object_slug: str = "") -> Note | None:
    row = await db.first(_GET, note=note_id)
    return _note(row, object_slug) if row else None


async def of(db: Db, record_id: str, object_slug: str, many: int, before: str = LAST) -> list[Note]:
    """A record's notes, newest first."""
    rows = await db.all(_OF, record=record_id, before=before, many=many)
    return [_note(row, object_slug) for row in rows]


async def set_content(db: Db, note_id: str, content: str, at: Instant) -> None:
    await db.run(_SET, which=note_id, new_content=content, now=at)


async def drop(db: Db, note_id: str) -> None:
    await db.run(_DROP, which=note_id)
