"""Finding patterns: those of calls that the caller may see."""

import base64
import binascii
from collections.abc import Collection, Sequence

import orjson

from handrail.context import Context
from handrail.core.clock import iso
from handrail.core.errors import Invalid
from handrail.core.ids import is_id
from handrail.features.calls.actions import people
from handrail.features.calls.actions.calls import open_to
from handrail.features.calls.model import CALLS, Pattern, PatternPage, PatternSeen
from handrail.features.calls.store import scores as store
from handrail.features.calls.store.scores import Sought
from handrail.features.records.actions import reading
from handrail.features.records.rules.asked import Asked

AT_ONCE = 100
"""Calls that are looked at together to see whether the caller may see them."""


async def search(ctx: Context, sought: Sought, limit: int, cursor: str | None) -> PatternPage:
    """A page of patterns, those of the latest calls first."""
    shown = await open_to(ctx)
    _may_ask(sought, shown)
    after = _place(cursor)
    seen: list[Pattern] = []
    while len(seen) <= limit:
        found = await store.find_patterns(ctx.db, sought, AT_ONCE, after)
        seen += await _visible(ctx, found)
        if len(found) < AT_ONCE:
            break
        after = (found[-1].called_at, found[-1].id)
    known = await people.of(ctx)
    page = seen[:limit]
    return PatternPage(
        data=[_seen(each, known, shown) for each in page],
        hasMore=len(seen) > limit,
        nextCursor=_cursor(page[-1]) if len(seen) > limit else None,
    )


async def _visible(ctx: Context, found: Sequence[Pattern]) -> list[Pattern]:
    ids = list(dict.fromkeys(each.call_id for each in found))
    if not ids:
        return []
    asked = Asked(CALLS, filter={"id": ids}, fields=[], limit=len(ids))
    there = {each.id for each in (await reading.search(ctx, asked)).records}
    return [each for each in found if each.call_id in there]


def _may_ask(sought: Sought, shown: Collection[str]) -> None:
    """Invalid where the question is one by what is hidden from the caller."""
    by_date = sought.since > -store.END or sought.until < store.END
    for asked, slug in ((sought.members is not None, "owners"), (by_date, "called_at")):
        if asked and slug not in shown:
            raise Invalid(
                f"{slug} of calls is hidden from you: nothing can be asked by it.",
                hint="Ask by signalType, or without it.",
            )


def _seen(pattern: Pattern, known: people.People, shown: Collection[str]) -> PatternSeen:
    return PatternSeen(
        id=pattern.id,
        callId=pattern.call_id,
        signalType=pattern.signal_type,
        rep=known.rep(pattern.member_id) if "owners" in shown else None,
        quote=pattern.quote,
        line=pattern.line,
        note=pattern.note,
        callDate=iso(pattern.called_at) if "called_at" in shown else None,
        detectedAt=iso(pattern.detected_at),
    )


def _cursor(last: Pattern) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([last.called_at, last.id])).decode()


def _place(cursor: str | None) -> tuple[int, str]:
    """Where a cursor says to go on; the beginning where there is none."""
    if cursor is None:
        return store.END, store.LAST
    try:
        match orjson.loads(base64.urlsafe_b64decode(cursor.encode())):
            case [int(at), str(id)] if is_id(id) and abs(at) < store.END:
                return at, id
            case _:
                pass
    except (binascii.Error, ValueError):
        pass
    raise Invalid("This is no cursor.", field="cursor", hint="Send nextCursor of the page before.")
