"""Notes on leads."""

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, WriteParams
from handrail.features.leads.actions import notes
from handrail.features.leads.model import Content, Gone, LeadId, Note, NoteId, NoteList
from handrail.features.leads.operations.said import Deleting, confirmed

READ, WRITE = Scope.READ_DATA, Scope.WRITE_DATA


class CreateNote(WriteParams):
    lead_id: LeadId
    content: Content


@operation("POST /leads/{lead_id}/notes", effect=Effect.CREATE, scope=WRITE)
async def create_note(ctx: Context, params: CreateNote) -> Note:
    """Add a note to a lead."""
    return await notes.write(ctx, params.lead_id, params.content)


class ListNotes(Params):
    lead_id: LeadId


@operation("GET /leads/{lead_id}/notes", effect=Effect.READ, scope=READ)
async def list_notes(ctx: Context, params: ListNotes) -> NoteList:
    """List a lead's notes, newest first."""
    return NoteList(notes=await notes.of(ctx, params.lead_id))


class UpdateNote(WriteParams):
    note_id: NoteId
    content: Content


@operation("PUT /notes/{note_id}", effect=Effect.UPDATE, scope=WRITE)
async def update_note(ctx: Context, params: UpdateNote) -> Note:
    """Rewrite a note."""
    return await notes.rewrite(ctx, params.note_id, params.content)


class DeleteNote(Deleting):
    note_id: NoteId


@operation("DELETE /notes/{note_id}", effect=Effect.DELETE, scope=WRITE)
async def delete_note(ctx: Context, params: DeleteNote) -> Gone:
    """Delete a note."""
    confirmed(ctx, params)
    await notes.remove(ctx, params.note_id)
    return Gone(id=params.note_id)
