"""The one Markdown text of each entity."""

from collections.abc import Sequence

from handrail.context import Context
from handrail.core.errors import Invalid
from handrail.features.entities.actions import reading, writing
from handrail.features.entities.model import LONGEST_NOTES, Kind


async def replace(ctx: Context, kind: Kind, said: Sequence[tuple[str, str]]) -> None:
    """(id, notes) each; "" clears."""
    await writing.check_there(ctx, kind, [each for each, _ in said], "items.{}.id")
    for place, (record_id, text) in enumerate(said):
        await writing.change(ctx, kind, record_id, {"notes": text or None}, f"items.{place}")


async def append(ctx: Context, kind: Kind, said: Sequence[tuple[str, str]]) -> None:
    """(id, what to add) each, a blank line after what is there."""
    ids = [each for each, _ in said]
    await writing.check_there(ctx, kind, ids, "items.{}.id")
    there = await reading.values(ctx, kind, ids, ["notes"])
    texts = {record_id: there[record_id].open.get("notes") or "" for record_id in ids}
    for place, (record_id, text) in enumerate(said):
        joined = f"{texts[record_id]}\n\n{text}" if texts[record_id] else text
        if len(joined) > LONGEST_NOTES:
            raise Invalid(
                f"Notes hold {LONGEST_NOTES:,} characters; these would be {len(joined):,} long. "
                "Use update_entity_notes with a shorter text.",
                field=f"items.{place}.notes",
            )
        texts[record_id] = joined
        await writing.change(ctx, kind, record_id, {"notes": joined}, f"items.{place}")
