"""What can be done to notes."""

from handrail.context import Context
from handrail.core.clock import iso
from handrail.core.errors import NotFound
from handrail.core.ids import is_id, new_id
from handrail.features.notes import store
from handrail.features.notes.events import NoteCreated, NoteDeleted, NoteUpdated
from handrail.features.notes.model import Note
from handrail.features.records.actions import reading as records


async def write(ctx: Context, object_name: str, record_id: str, content: str) -> Note:
    """Add a note to a record; NotFound where there is no such record."""
    owner, name = await records.identify(ctx, object_name, record_id)
    await records.may_change(ctx, owner)
    note_id = new_id()
    actor = ctx.actor
    author = (
        actor.member_name if actor.key_name is None else f"{actor.key_name} for {actor.member_name}"
    )
    await store.add(ctx.db, note_id, record_id, content, actor.member_id, author, ctx.now)
    ctx.emit(
        NoteCreated(
            object=owner,
            record_id=record_id,
            after={"note_id": note_id, "content": content, "name": name},
        )
    )
    return Note(
        id=note_id,
        object=owner,
        record_id=record_id,
        content=content,
        author=author,
        created_at=iso(ctx.now),
        updated_at=iso(ctx.now),
    )


async def found(ctx: Context, note_id: str) -> Note:
    """A note on a record that this caller may see; NotFound otherwise."""
    note = await store.get(ctx.db, note_id) if is_id(note_id) else None
    owner = await records.object_of(ctx, note.record_id) if note else None
    if note is None or owner is None:
        raise NotFound(
            f"There is no note {note_id[:80]!r}.",
            field="note_id",
            hint="list_notes names the notes of a record.",
        )
    return note.model_copy(update={"object": owner})


async def rewrite(ctx: Context, note_id: str, content: str) -> Note:
    note = await found(ctx, note_id)
    await records.may_change(ctx, note.object)
    if note.content == content:
        return note
    await store.set_content(ctx.db, note_id, content, ctx.now)
    ctx.emit(
        NoteUpdated(
            object=note.object,
            record_id=note.record_id,
            before={"note_id": note_id, "content": note.content},
            after={"note_id": note_id, "content": content},
        )
    )
    return note.model_copy(update={"content": content, "updated_at": iso(ctx.now)})


async def remove(ctx: Context, note_id: str) -> None:
    note = await found(ctx, note_id)
    await records.may_change(ctx, note.object)
    await store.drop(ctx.db, note_id)
    ctx.emit(
        NoteDeleted(
            object=note.object,
            record_id=note.record_id,
            before={"note_id": note_id, "content": note.content},
        )
    )
