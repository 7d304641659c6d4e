"""Entries of the journal, as one caller may hear them."""

from collections.abc import Sequence

from handrail.context import Context
from handrail.core.clock import iso
from handrail.core.errors import Invalid
from handrail.features.records.actions import hearing
from handrail.features.records.actions.hearing import Fact
from handrail.features.timeline.model import Change
from handrail.storage import journal


async def told(ctx: Context, entries: Sequence[journal.Entry]) -> list[Change]:
    """What this caller may hear of some entries."""
    return [change for _, change in await told_with(ctx, entries)]


async def told_with(
    ctx: Context, entries: Sequence[journal.Entry]
) -> list[tuple[journal.Entry, Change]]:
    """The same, each with its entry; those that the caller may not hear are left out."""
    facts = [Fact(e.type, e.object, e.record_id, e.before, e.after) for e in entries]
    heard = zip(entries, await hearing.told(ctx, facts), strict=True)
    return [(entry, _change(entry, fact)) for entry, fact in heard if fact is not None]


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


def before_seq(cursor: str | None) -> int:
    """The sequence number below which a page newest first goes on. Raises Invalid."""
    if cursor is None:
        return journal.END_OF_TIME
    if not cursor.isdecimal():
        raise Invalid(
            "This is no cursor.", field="cursor", hint="Send next_cursor of the page before."
        )
    return min(int(cursor), journal.END_OF_TIME)
