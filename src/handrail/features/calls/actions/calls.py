"""Calls as they are shown: records of the object `calls`, with what belongs to them."""

from collections.abc import Collection
from typing import Any

from handrail.context import Context
from handrail.core.errors import Invalid
from handrail.features.calls.actions import people, transcripts
from handrail.features.calls.actions.naming import by_argument
from handrail.features.calls.actions.people import People
from handrail.features.calls.model import CALLS, CallPage, CallSeen, CallWhole, Named
from handrail.features.records.actions import reading, sight
from handrail.features.records.model import Record, RecordPage
from handrail.features.records.rules.asked import Asked
from handrail.features.records.rules.names import object_named

NEWEST_FIRST, LATEST_ADDED = "-called_at", "-created_at"


async def open_to(ctx: Context) -> frozenset[str]:
    """Which attributes of calls the caller may know: what stands beside the record and tells the
    same is theirs or not with it."""
    owner = object_named(await sight.of(ctx), CALLS)
    return frozenset(each.slug for each in owner.open)


async def search(
    ctx: Context, conditions: dict[str, Any], limit: int, cursor: str | None
) -> CallPage:
    """A page of the calls that meet native conditions, newest first."""
    page = await newest(ctx, conditions, limit, cursor)
    known = await people.of(ctx)
    return CallPage(
        data=[CallSeen(**_seen(each, known)) for each in page.records],
        hasMore=page.has_more,
        nextCursor=page.next_cursor,
    )


async def newest(
    ctx: Context,
    conditions: dict[str, Any],
    limit: int,
    cursor: str | None,
    fields: Collection[str] | None = None,
) -> RecordPage:
    """Their records, with all attributes or with those of these that are open to the caller."""
    known = await open_to(ctx)
    order = NEWEST_FIRST if "called_at" in known else LATEST_ADDED
    shown = None if fields is None else [each for each in fields if each in known]
    asked = Asked(
        CALLS, filter=conditions, sort=order, limit=limit, cursor=cursor or None, fields=shown
    )
    try:
        return await reading.search(ctx, asked)
    except Invalid as error:
        if error.field == "cursor":
            raise not_a_cursor() from error
        raise


def not_a_cursor() -> Invalid:
    return Invalid("This is no cursor.", field="cursor", hint="Send nextCursor of the page before.")


async def get(ctx: Context, call_id: str) -> CallWhole:
    """One call; NotFound where there is none that this caller may see."""
    with by_argument():
        record = await reading.get(ctx, CALLS, call_id)
    said = record.open
    return CallWhole(
        **_seen(record, await people.of(ctx)),
        statusReason=said.get("status_reason"),
        summary=said.get("summary"),
        recordingUrl=said.get("recording_url"),
        hasTranscript=await transcripts.has(ctx, call_id),
        companies=_named(said.get("companies")),
        people=_named(said.get("people")),
        deals=_named(said.get("deals")),
    )


def _seen(record: Record, known: People) -> dict[str, Any]:
    said = record.open
    owners = said.get("owners") or []
    rep = owners[0]["id"] if owners else None
    return {
        "id": record.id,
        "title": record.name,
        "status": said.get("status"),
        "score": said.get("score"),
        "callDate": said.get("called_at"),
        "duration": said.get("duration"),
        "direction": said.get("direction"),
        "rep": known.rep(rep),
        "team": known.team(rep),
    }


def _named(linked: Any) -> list[Named]:
    return [Named(id=each["id"], name=each["name"]) for each in linked or []]
