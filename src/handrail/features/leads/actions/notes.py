"""Notes of leads, by the verbs of the notes room."""

from handrail.context import Context
from handrail.features.leads.model import OBJECT, Note
from handrail.features.leads.rules.fields import unix
from handrail.features.leads.rules.ids import finding, lead_id, missing, note_id, note_of, record_of
from handrail.features.notes import actions, store
from handrail.features.notes.model import Note as Native
from handrail.features.records.actions import reading

MOST = 1000
"""The notes that a list has: the newest of a lead."""


async def write(ctx: Context, said_id: str, content: str) -> Note:
    with finding("Lead"):
        return shown(await actions.write(ctx, OBJECT, record_of(said_id), content))


async def of(ctx: Context, said_id: str) -> list[Note]:
    with finding("Lead"):
        record_id = record_of(said_id)
        owner, _ = await reading.identify(ctx, OBJECT, record_id)
    return [shown(each) for each in await store.of(ctx.db, record_id, owner, MOST)]


async def rewrite(ctx: Context, said_id: str, content: str) -> Note:
    await _found(ctx, said_id)
    return shown(await actions.rewrite(ctx, note_of(said_id), content))


async def remove(ctx: Context, said_id: str) -> None:
    await _found(ctx, said_id)
    await actions.remove(ctx, note_of(said_id))


async def _found(ctx: Context, said_id: str) -> None:
    """NotFound unless it is a note of a lead: those of other objects are not this face's."""
    with finding("Note"):
        note = await actions.found(ctx, note_of(said_id))
    if note.object != OBJECT:
        raise missing("Note")


def shown(note: Native) -> Note:
    return Note(
        id=note_id(note.id),
        lead_id=lead_id(note.record_id),
        content=note.content,
        created_at=unix(note.created_at),
        updated_at=unix(note.updated_at),
    )
