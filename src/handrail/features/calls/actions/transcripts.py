"""Attaching a transcript to a call, and reading it."""

from handrail.context import Context
from handrail.features.calls.events import TranscriptAttached
from handrail.features.calls.formats.every import FormatName, read
from handrail.features.calls.model import CALLS, Line, Transcript
from handrail.features.calls.rules.evidence import text_of
from handrail.features.calls.store import transcripts as store
from handrail.features.records.actions import reading, records


async def attach(
    ctx: Context, call_id: str, text: str, format_name: FormatName | None = None
) -> Transcript:
    """Read a transcript and keep it with its call, instead of one there was.

    The same again changes nothing. Raises NotFound, and Invalid for what cannot be read.
    """
    name, lines = read(text, format_name)
    # the record is held, so that nobody else attaches one, or takes the call away, meanwhile
    await records.hold(ctx, CALLS, call_id)
    known = await store.get(ctx.db, call_id)
    made = Transcript(call_id, name, lines)
    if known is not None and known.lines == lines:
        return known
    await store.put(ctx.db, made, ctx.now)
    ctx.emit(
        TranscriptAttached(
            object=CALLS,
            record_id=call_id,
            before=None if known is None else {"transcript_lines": len(known.lines)},
            after={"transcript_lines": len(lines), "transcript_format": name},
        )
    )
    return made


async def text(ctx: Context, call_id: str) -> str | None:
    """A call's transcript as it is read; None where there is none. Raises NotFound."""
    await reading.identify(ctx, CALLS, call_id)
    found = await store.get(ctx.db, call_id)
    return text_of(found.lines) if found else None


async def lines_of(ctx: Context, call_id: str) -> tuple[Line, ...]:
    """The turns of a call's transcript; none where it has none."""
    found = await store.get(ctx.db, call_id)
    return found.lines if found else ()
