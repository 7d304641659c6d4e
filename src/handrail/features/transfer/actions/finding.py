"""Finding the record that a row is: by its key, or by all that it says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from handrail.context import Context
from handrail.core.ids import is_id
from handrail.features.records.actions import sight
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute, Object, Row
from handrail.features.records.store import links as link_store
from handrail.features.records.store import records as record_store
from handrail.features.transfer.actions.reading import Read
from handrail.features.transfer.rules.columns import Target

MOST_LINKS = 1000


async def find(
    ctx: Context, owner: Object, key: Target, rows: Sequence[Read], seen: Mapping[str, int]
) -> dict[str, int]:
    """Give each row the record it is. A key said before, in `seen` or above, fails its row.

    Returns the keys that these rows take, with their numbers.
    """
    keys = list(dict.fromkeys(row.key for row in rows if row.key is not None))
    holders = await _holders(ctx, owner, key, keys)
    taken: dict[str, int] = {}
    for row in rows:
        if row.has_failed or row.key is None:
            continue
        before = seen.get(row.key) or taken.get(row.key)
        those = holders.get(row.key, [])
        if before is not None:
            row.fail(key.column, row.key, f"row {before} has the same {key.column}")
        elif len(those) > 1:
            row.fail(key.column, row.key, f"{len(those)} {owner.plural_noun.lower()} have it")
        else:
            taken[row.key] = row.number
            row.record_id = those[0] if those else None
    return taken


async def _holders(
    ctx: Context, owner: Object, key: Target, keys: Sequence[str]
) -> dict[str, list[str]]:
    if key.attribute is None:
        schema = await sight.of(ctx)
        there = await sight.names(ctx, schema, [each for each in keys if is_id(each)])
        return {each: [each] for each, (no, _) in there.items() if no == owner.no}
    if key.attribute.slug == "name":
        return dict(await link_store.named(ctx.db, owner, keys))
    held = await record_store.holders(ctx.db, key.attribute.no, keys)
    seen = await sight.among(ctx, owner, set(held.values()))
    return {each: [holder] for each, holder in held.items() if holder in seen}


async def sharing(
    ctx: Context, owner: Object, attribute: Attribute, rows: Sequence[Read]
) -> list[str]:
    """The ids of the records that have the same value of an attribute as one of some rows."""
    slot = owner.kept[attribute.slug].slot
    if slot is None:  # it has just begun to hold several: no record has a value of it
        return []
    kind = TYPE_BY_NAME[attribute.type]
    said = [row.draft.stored.get(attribute.slug) for row in rows if not row.has_failed]
    keys = ["" if value is None else str(kind.key(value, attribute)) for value in said]
    found = await link_store.keyed(ctx.db, owner, slot, keys)
    return [each for ids in found.values() for each in ids]


async def free(ctx: Context, owner: Object, rows: Sequence[Read], key: Target | None) -> None:
    """Leave out, and tell, values that may stand only once and stand elsewhere already."""
    own = key.attribute.slug if key is not None and key.attribute else None
    for attribute in owner.live:
        if not attribute.is_unique or attribute.slug == own:
            continue
        wanted = [(row, each) for row in rows for each in _unique_keys(row, attribute)]
        if not wanted:
            continue
        held = await record_store.holders(ctx.db, attribute.no, [each for _, each in wanted])
        first: dict[str, Read] = {}
        for row, each in wanted:
            other = held.get(each)
            if first.setdefault(each, row) is row and other in {None, row.record_id}:
                continue
            noun = owner.singular_noun.lower()
            row.blame(attribute.title, each, f"another {noun} has it already")
            row.leave(attribute.slug)


def _unique_keys(row: Read, attribute: Attribute) -> list[str]:
    stored = row.draft.stored.get(attribute.slug)
    if stored is None or row.has_failed:
        return []
    kind = TYPE_BY_NAME[attribute.type]
    several = stored if isinstance(stored, list) else [stored]
    return [kind.unique_key(each) for each in several]


async def differing(
    ctx: Context, owner: Object, attributes: Sequence[Attribute], rows: Sequence[Read]
) -> set[int]:
    """The numbers of the rows that say something else than the records they are."""
    ids = [row.record_id for row in rows if row.record_id is not None]
    if not ids:
        return set()
    there = await record_store.get_many(ctx.db, ids)
    linking = [each for each in attributes if each.type == "relationship"]
    links = await link_store.shown(ctx.db, linking, ids, MOST_LINKS) if linking else {}
    return {
        row.number
        for row in rows
        if row.record_id is not None
        and _differs(owner, row, there[row.record_id], links.get(row.record_id, {}))
    }


def _differs(owner: Object, row: Read, there: Row, links: Mapping[int, Any]) -> bool:
    if any(there.values.get(slug) != value for slug, value in row.draft.stored.items()):
        return True
    return any(
        set(wanted) != {each.other_id for each in links.get(owner.by_name[slug].no, ())}
        for slug, wanted in row.linked().items()
    )


def saying(
    attributes: Iterable[Attribute], stored: Mapping[str, Any], links: Mapping[str, Sequence[str]]
) -> str:
    """All that a row, or a record, says of some attributes, as one text to compare."""
    said = [
        sorted(links.get(each.slug, ()))
        if each.type == "relationship"
        else stored.get(each.slug, each.default)
        for each in attributes
    ]
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()
