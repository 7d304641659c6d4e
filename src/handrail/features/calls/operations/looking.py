"""What the eight do not tell of one call: some lines of its transcript, and its patterns."""

from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params
from handrail.features.calls.actions import patterns, transcripts
from handrail.features.calls.model import CallId, LinePage, LineSeen, PatternList


class ListCallLines(Params):
    callId: CallId
    query: Annotated[str, Field(description="Only lines that say this.", max_length=200)] | None = (
        None
    )
    fromLine: Annotated[int, Field(description="The first, from 1.", ge=1, le=1_000_000)] = 1
    limit: Annotated[int, Field(description="1 to 500.", ge=1, le=500)] = 100


@operation("GET /calls/{callId}/transcript/lines", effect=Effect.READ, scope=Scope.READ_DATA)
async def list_call_lines(ctx: Context, params: ListCallLines) -> LinePage:
    """A page of a transcript: number, speaker, words and seconds of each line."""
    words = (params.query or "").strip() or None
    found, total = await transcripts.page(
        ctx, params.callId, params.fromLine, params.limit + 1, words
    )
    page, more = found[: params.limit], len(found) > params.limit
    return LinePage(
        data=[
            LineSeen(line=no, speaker=each.speaker, text=each.text, start=each.start, end=each.end)
            for no, each in page
        ],
        total=total,
        hasMore=more,
        nextLine=found[params.limit][0] if more else None,
    )


class ListCallPatterns(Params):
    callId: CallId


@operation("GET /calls/{callId}/patterns", effect=Effect.READ, scope=Scope.READ_DATA)
async def list_call_patterns(ctx: Context, params: ListCallPatterns) -> PatternList:
    """The signals that were detected in one call, as they were said."""
    return PatternList(data=await patterns.of_call(ctx, params.callId))
