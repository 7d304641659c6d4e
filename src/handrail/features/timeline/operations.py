"""The verbs that read the journal."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import iso
from handrail.core.errors import Invalid
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, at_most
from handrail.features.records.actions import hearing
from handrail.features.records.actions import reading as records
from handrail.features.records.actions.hearing import Fact
from handrail.features.records.model import ObjectName, RecordId
from handrail.features.timeline.model import Change, ChangePage, Timeline
from handrail.storage import journal

READ = Scope.READ_DATA
Limit = Annotated[int, Field(description="Page size, at most 100.", ge=1), at_most(100)]


class GetTimeline(Params):
    object: ObjectName
    record_id: RecordId
    limit: Limit = 25
    cursor: (
        Annotated[str, Field(description="next_cursor of the page before.", max_length=20)] | None
    ) = None


@operation("GET /records/{object}/{record_id}/timeline", effect=Effect.READ, scope=READ)
async def get_timeline(ctx: Context, params: GetTimeline) -> Timeline:
    """What happened to a record: who, through what, before and after."""
    await records.identify(ctx, params.object, params.record_id)
    before = _sequence(params.cursor)
    entries = await journal.of_record(ctx.db, params.record_id, params.limit + 1, before)
    more = len(entries) > params.limit
    page = entries[: params.limit]
    return Timeline(
        changes=await told(ctx, page),
        has_more=more,
        next_cursor=str(page[-1].seq) if more else None,
    )


def _sequence(cursor: str | None) -> int:
    if cursor is None:
        return journal.END_OF_TIME
    if not cursor.isdecimal():
        raise Invalid(
            "This is no cursor.", field="cursor", hint="Send next_cursor of the page before."
        )
    return min(int(cursor), journal.END_OF_TIME)


async def told(ctx: Context, entries: Sequence[journal.Entry]) -> list[Change]:
    """What this caller may hear of some entries."""
    facts = [Fact(e.type, e.object, e.record_id, e.before, e.after) for e in entries]
    heard = zip(entries, await hearing.told(ctx, facts), strict=True)
    return [_change(entry, fact) for entry, fact in heard if fact is not None]


def _change(entry: journal.Entry, fact: Fact) -> Change:
    return Change(
        seq=entry.seq,
        change_id=entry.change_id,
        at=iso(entry.at),
        type=entry.type,
        object=entry.object,
        record_id=entry.record_id,
        actor=entry.member_name,
        agent=entry.key_id is not None,
        key=entry.key_name,
        client=entry.client,
        tool=entry.tool,
        surface=entry.surface,
        before=fact.before,
        after=fact.after,
        version_from=entry.version_from,
        version_to=entry.version_to,
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
    entries = await journal.since(ctx.db, after, params.limit + 1)
    page = entries[: params.limit]
    asked = [each for each in page if wanted is None or each.object == wanted]
    return ChangePage(
        changes=await told(ctx, asked),
        last_seq=page[-1].seq if page else after,
        has_more=len(entries) > params.limit,
    )
