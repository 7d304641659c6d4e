"""Attaching a transcript to a call, and reading it.

Who sees a call sees its transcript, unless a policy keeps `transcript` of calls from them: with
`read` they may not change it; with `mask` they know that there is one; with `none` there is none.
"""

from collections.abc import Sequence
from itertools import islice

from handrail.context import Context
from handrail.core.errors import Forbidden
from handrail.features.calls.actions.naming import by_argument
from handrail.features.calls.events import TranscriptAttached
from handrail.features.calls.formats.every import FormatName, read
from handrail.features.calls.model import CALLS, TRANSCRIPT, Line, Transcript
from handrail.features.calls.rules.evidence import says, text_of
from handrail.features.calls.store import transcripts as store
from handrail.features.records.actions import reading, records
from handrail.features.records.rules import rights


def told(ctx: Context) -> bool:
    """Whether the caller may know what is said in calls."""
    return rights.tells(ctx.actor, CALLS, TRANSCRIPT)


async def attach(
    ctx: Context, call_id: str, text: str, format_name: FormatName | None = None
) -> Transcript:
    """Read a transcript and keep it with its call, instead of one there was.

    The same again changes nothing. Raises NotFound, Forbidden, and Invalid for what cannot be read.
    """
    return await keep(ctx, call_id, *read(text, format_name))


async def keep(ctx: Context, call_id: str, name: str, lines: tuple[Line, ...]) -> Transcript:
    """The same with what was read. Raises NotFound, Forbidden."""
    if rights.beside(ctx.actor, CALLS, TRANSCRIPT) != "write":
        raise Forbidden("You may not change transcripts here.", hint=rights.wider(ctx.actor))
    with by_argument():
        # the record is held, so that nobody else attaches one, or takes the call away, meanwhile
        await records.hold(ctx, CALLS, call_id)
    old = await store.get(ctx.db, call_id)
    made = Transcript(call_id, name, lines)
    if old is not None and old.lines == lines:
        return old
    await store.put(ctx.db, made, ctx.now)
    ctx.emit(
        TranscriptAttached(
            object=CALLS,
            record_id=call_id,
            before=None if old is None else {TRANSCRIPT: _measured(old)},
            after={TRANSCRIPT: _measured(made)},
        )
    )
    return made


def _measured(transcript: Transcript) -> dict[str, object]:
    return {"lines": len(transcript.lines), "format": transcript.format}


async def known(ctx: Context, lines: Sequence[Line]) -> str | None:
    """The id of a call that has these very lines, of those that the caller sees; None for none."""
    if not told(ctx):
        return None
    for call_id in await store.calls_with(ctx.db, lines):
        if await reading.object_of(ctx, call_id) == CALLS:
            return call_id
    return None


async def has(ctx: Context, call_id: str) -> bool:
    """Whether a call that the caller sees has a transcript that they may know of."""
    if rights.beside(ctx.actor, CALLS, TRANSCRIPT) == "none":
        return False
    return bool(await store.having(ctx.db, [call_id]))


async def text(ctx: Context, call_id: str) -> str | None:
    """A call's transcript as it is read; None where there is none. Raises NotFound."""
    await _identify(ctx, call_id)
    lines = await lines_of(ctx, call_id)
    return text_of(lines) if lines else None


async def page(
    ctx: Context, call_id: str, first: int, many: int, words: str | None = None
) -> tuple[Sequence[tuple[int, Line]], int]:
    """So many lines from one on, each with its number, which counts from 1; of those alone that
    say some words, where there are any. And how many lines there are. Raises NotFound."""
    await _identify(ctx, call_id)
    total = await store.total(ctx.db, call_id) if told(ctx) else 0
    if first > total:
        return (), total
    if words is None:
        return list(enumerate(await store.page(ctx.db, call_id, first, many), first)), total
    said = says(words)
    every = enumerate(await lines_of(ctx, call_id), 1)
    found = ((no, each) for no, each in every if no >= first and said(each.text))
    return list(islice(found, many)), total


async def _identify(ctx: Context, call_id: str) -> None:
    with by_argument():
        await reading.identify(ctx, CALLS, call_id)


async def lines_of(ctx: Context, call_id: str) -> tuple[Line, ...]:
    """The turns of a call's transcript; none where it has none, or none for this caller."""
    found = await store.get(ctx.db, call_id) if told(ctx) else None
    return found.lines if found else ()
