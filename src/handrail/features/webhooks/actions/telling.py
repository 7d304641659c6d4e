"""What is told of one fact, to somebody who may hear it."""

from collections.abc import Sequence

from handrail.context import Context
from handrail.core.clock import Instant, iso
from handrail.features.notes import store as note_store
from handrail.features.notes.model import Note
from handrail.features.records.actions import hearing
from handrail.features.records.actions.hearing import Fact
from handrail.features.records.rules import rights
from handrail.features.timeline.actions import told
from handrail.features.webhooks.actions.past import record_at
from handrail.features.webhooks.shapes.base import Heard, Telling
from handrail.storage import journal
from handrail.storage.journal import Entry

NOTES = ("note.created", "note.updated", "note.deleted")


async def heard_of(ctx: Context, pairs: Sequence[tuple[Entry, Heard]]) -> list[bool]:
    """Which of some events the caller may be told now: the fact itself, and the record it is
    told of, where that is another."""
    if rights.who(ctx.actor) is None:
        return [True] * len(pairs)
    facts = await hearing.told(ctx, [fact_of(entry) for entry, _ in pairs])
    abouts = await hearing.told(ctx, [_about(heard) for _, heard in pairs])
    return [
        fact is not None and (about is not None or entry.record_id == heard.record_id)
        for fact, about, (entry, heard) in zip(facts, abouts, pairs, strict=True)
    ]


def fact_of(entry: Entry) -> Fact:
    return Fact(entry.type, entry.object, entry.record_id, entry.before, entry.after)


def _about(heard: Heard) -> Fact:
    return Fact("record.linked", heard.object, heard.record_id, None, None)


async def telling(ctx: Context, entry: Entry, heard: Heard) -> Telling | None:
    """All that a shape needs to tell an event; None where this caller may not hear it."""
    [may_hear] = await heard_of(ctx, [(entry, heard)])
    changes = await told(ctx, [entry]) if may_hear else []
    if not changes:
        return None
    # of what is deleted one tells how it was last
    at = entry.seq - 1 if entry.type == "record.deleted" else entry.seq
    return Telling(
        heard,
        entry,
        changes[0],
        await record_at(ctx, heard.object, heard.record_id, at),
        await _note(ctx, entry) if entry.type in NOTES else None,
    )


async def _note(ctx: Context, entry: Entry) -> Note:
    said = entry.after or entry.before or {}
    note_id = str(said["note_id"])
    born, changed, author = await _history(ctx, entry, note_id)
    return Note(
        id=note_id,
        object=entry.object or "",
        record_id=entry.record_id or "",
        content=said["content"],
        author=author,
        created_at=iso(born),
        updated_at=iso(changed),
    )


async def _history(ctx: Context, entry: Entry, note_id: str) -> tuple[Instant, Instant, str | None]:
    """When the note was written and last changed, as of the fact, and by whom."""
    earlier = [entry]
    if entry.type != "note.created":
        before = await journal.of_record(ctx.db, entry.record_id or "", 1000, entry.seq)
        earlier += [e for e in before if (e.after or {}).get("note_id") == note_id]
    written = [each for each in earlier if each.type != "note.deleted"] or [entry]
    first = written[-1]
    if first.type != "note.created" and (kept := await note_store.get(ctx.db, note_id)):
        return first.at, written[0].at, kept.author
    author = first.member_name
    if first.key_name is not None:
        author = f"{first.key_name} for {first.member_name}"
    return first.at, written[0].at, author
