"""Finding patterns: those of calls that the caller may see.

A pattern is its call's: whose it is and when it was said, and who may see it, the call says now.
So the calls are walked, the newest first, and their patterns read along.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from handrail.context import Context
from handrail.core.clock import iso
from handrail.features.calls.actions import calls, people, transcripts
from handrail.features.calls.actions.naming import by_argument
from handrail.features.calls.model import CALLS, Pattern, PatternPage, PatternSeen
from handrail.features.calls.store import scores as store
from handrail.features.records.actions import reading
from handrail.features.records.model import HIDDEN_NAME, Record

AT_ONCE = 100
"""Calls that are looked at together."""
FEW = 400
"""Calls that have a signal: so many are looked at by name, and no others."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the walk's cursor there, and the call's order, its id, the pattern's."""

    walk: str | None = None
    at: str = ""
    call_id: str = ""
    pattern_id: str = ""

    def before(self, order: tuple[str, str, str]) -> bool:
        """Whether this place comes before another; the beginning does."""
        return not self.call_id or order < (self.at, self.call_id, self.pattern_id)


async def search(
    ctx: Context, conditions: Mapping[str, Any], signal: str | None, limit: int, cursor: str | None
) -> PatternPage:
    """A page of patterns, of one signal or of any, in calls that meet native conditions; those of
    the latest calls first."""
    await reading.slug_of(ctx, CALLS)
    place = _place(cursor)
    wanted = dict(conditions)
    if signal is not None:
        few = await store.calls_with(ctx.db, signal, FEW + 1)
        if not few:
            return PatternPage(data=[], hasMore=False, nextCursor=None)
        if len(few) <= FEW:
            wanted["id"] = sorted(few)
    found = await _walked(ctx, wanted, signal, limit, place)
    known, said = await people.of(ctx), transcripts.told(ctx)
    page = found[:limit]
    more = len(found) > limit
    return PatternPage(
        data=[_seen(pattern, record, known, said) for _, record, pattern in page],
        hasMore=more,
        nextCursor=_cursor(*page[-1]) if more else None,
    )


async def of_call(ctx: Context, call_id: str) -> list[PatternSeen]:
    """All patterns of one call, as they were said. Raises NotFound."""
    with by_argument():
        record = await reading.get(ctx, CALLS, call_id)
    found = (await store.patterns_of(ctx.db, [call_id])).get(call_id, [])
    known, said = await people.of(ctx), transcripts.told(ctx)
    return [
        _seen(each, record, known, said) for each in sorted(found, key=lambda p: (p.line, p.id))
    ]


async def _walked(
    ctx: Context, conditions: dict[str, Any], signal: str | None, limit: int, place: Place
) -> list[tuple[str | None, Record, Pattern]]:
    """Patterns after a place, one more than the limit where there are so many, each with its call
    and with the cursor that the walk came to that by."""
    found: list[tuple[str | None, Record, Pattern]] = []
    walk = place.walk
    while len(found) <= limit:
        shown = ("called_at", "owners")
        page = await calls.newest(ctx, conditions, AT_ONCE, walk, shown)
        of = await store.patterns_of(ctx.db, [each.id for each in page.records], signal)
        found += [
            (walk, record, pattern)
            for record in page.records
            for pattern in of.get(record.id, ())
            if place.before((_order(record), record.id, pattern.id))
        ]
        if page.next_cursor is None:
            break
        walk = page.next_cursor
    return found[: limit + 1]


def _order(record: Record) -> str:
    """What calls stand in order by: their date, or when they were added where that is hidden."""
    said = record.open
    return (said["called_at"] or "") if "called_at" in said else record.created_at


def _seen(pattern: Pattern, record: Record, known: people.People, said: bool) -> PatternSeen:
    owners: Sequence[Mapping[str, Any]] = record.open.get("owners") or ()
    return PatternSeen(
        id=pattern.id,
        callId=pattern.call_id,
        signalType=pattern.signal_type,
        rep=known.rep(owners[0]["id"] if owners else None),
        quote=pattern.quote if said else HIDDEN_NAME,
        line=pattern.line,
        note=pattern.note,
        callDate=record.open.get("called_at"),
        detectedAt=iso(pattern.detected_at),
    )


def _cursor(walk: str | None, record: Record, pattern: Pattern) -> str:
    said = [walk, _order(record), record.id, pattern.id]
    return base64.urlsafe_b64encode(orjson.dumps(said)).decode()


def _place(cursor: str | None) -> Place:
    """Where a cursor says to go on; the beginning where there is none."""
    if not cursor:
        return Place()
    try:
        match orjson.loads(base64.urlsafe_b64decode(cursor.encode())):
            case [None | str() as walk, str(at), str(call_id), str(pattern_id)] if call_id:
                return Place(walk, at, call_id, pattern_id)
            case _:
                pass
    except (binascii.Error, ValueError):
        pass
    raise calls.not_a_cursor()
