"""The verbs that read the journal."""

from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, at_most
from handrail.features.records.actions import reading as records
from handrail.features.records.model import ObjectName, RecordId
from handrail.features.timeline.actions import before_seq, told
from handrail.features.timeline.model import ChangePage, Cursor, Timeline
from handrail.storage import journal

READ = Scope.READ_DATA
Limit = Annotated[int, Field(description="Page size, at most 100.", ge=1), at_most(100)]


class GetTimeline(Params):
    object: ObjectName
    record_id: RecordId
    limit: Limit = 25
    cursor: Cursor | None = None


@operation("GET /records/{object}/{record_id}/timeline", effect=Effect.READ, scope=READ)
async def get_timeline(ctx: Context, params: GetTimeline) -> Timeline:
    """What happened to a record: who, through what, before and after."""
    await records.identify(ctx, params.object, params.record_id)
    before = before_seq(params.cursor)
    entries = await journal.of_record(ctx.db, params.record_id, params.limit + 1, before)
    more = len(entries) > params.limit
    page = entries[: params.limit]
    return Timeline(
        changes=await told(ctx, page),
        has_more=more,
        next_cursor=str(page[-1].seq) if more else None,
    )


class ListChanges(Params):
    after_seq: Annotated[int, Field(description="The last seq seen; 0 to begin.", ge=0)] = 0
    object: ObjectName | None = None
    limit: Limit = 50


@operation("GET /changes", effect=Effect.READ, scope=READ)
async def list_changes(ctx: Context, params: ListChanges) -> ChangePage:
    """Every change in commit order, after a sequence number: the change feed."""
    wanted = await records.slug_of(ctx, params.object) if params.object else None
    after = min(params.after_seq, journal.END_OF_TIME)
    entries = await journal.since(ctx.db, after, params.limit + 1, of=wanted)
    page = entries[: params.limit]
    return ChangePage(
        changes=await told(ctx, page),
        last_seq=page[-1].seq if page else after,
        has_more=len(entries) > params.limit,
    )
