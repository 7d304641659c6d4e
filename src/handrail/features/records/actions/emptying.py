"""Taking values away before what they stand on goes."""

from collections.abc import Sequence

from handrail.context import Context
from handrail.features.records.actions import reading, records
from handrail.features.records.rules.asked import Asked

PAGE = 500


async def empty_of(
    ctx: Context, object_name: str, attribute_slug: str, option_ids: Sequence[str]
) -> int:
    """Clear an attribute wherever it holds one of these options; how many records that changed.

    Raises Invalid where it may not be empty.
    """
    changed = 0
    asked = Asked(
        object_name, filter={attribute_slug: list(option_ids)}, fields=["name"], limit=PAGE
    )
    while option_ids and (found := (await reading.search(ctx, asked)).records):
        for each in found:
            await records.update(ctx, object_name, each.id, {attribute_slug: None})
        changed += len(found)
    return changed
