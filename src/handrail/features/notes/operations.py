"""The verbs of notes."""

from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, WriteParams, Written, at_most
from handrail.features.notes import actions, store
from handrail.features.notes.model import Content, NoteId, NotePage, WrittenNote
from handrail.features.records.actions import reading as records
from handrail.features.records.model import Cursor, ObjectName, RecordId

READ, WRITE = Scope.READ_DATA, Scope.WRITE_DATA


class CreateNote(WriteParams):
    object: ObjectName
    record_id: RecordId
    content: Content


@operation("POST /records/{object}/{record_id}/notes", effect=Effect.CREATE, scope=WRITE)
async def create_note(ctx: Context, params: CreateNote) -> WrittenNote:
    """Add a dated note to a record."""
    note = await actions.write(ctx, params.object, params.record_id, params.content)
    return WrittenNote(**dict(note), change_id=ctx.change_id, replayed=False)


class ListNotes(Params):
    object: ObjectName
    record_id: RecordId
    limit: Annotated[int, Field(description="Page size, at most 100.", ge=1), at_most(100)] = 25
    cursor: Cursor | None = None


@operation("GET /records/{object}/{record_id}/notes", effect=Effect.READ, scope=READ)
async def list_notes(ctx: Context, params: ListNotes) -> NotePage:
    """List a record's notes, newest first."""
    owner, _ = await records.identify(ctx, params.object, params.record_id)
    before = records.id_cursor(params.cursor) or store.LAST
    found = await store.of(ctx.db, params.record_id, owner, params.limit + 1, before)
    more = len(found) > params.limit
    page = found[: params.limit]
    return NotePage(notes=page, has_more=more, next_cursor=page[-1].id if more else None)


class UpdateNote(WriteParams):
    note_id: NoteId
    content: Content


@operation("PATCH /notes/{note_id}", effect=Effect.UPDATE, scope=WRITE)
async def update_note(ctx: Context, params: UpdateNote) -> WrittenNote:
    """Rewrite a note."""
    note = await actions.rewrite(ctx, params.note_id, params.content)
    return WrittenNote(**dict(note), change_id=ctx.change_id, replayed=False)


class DeleteNote(WriteParams):
    note_id: NoteId


class DeletedNote(Written):
    deleted: bool
    id: str


@operation("DELETE /notes/{note_id}", effect=Effect.DELETE, scope=WRITE)
async def delete_note(ctx: Context, params: DeleteNote) -> DeletedNote:
    """Delete a note."""
    await actions.remove(ctx, params.note_id)
    return DeletedNote(deleted=True, id=params.note_id, change_id=ctx.change_id, replayed=False)
