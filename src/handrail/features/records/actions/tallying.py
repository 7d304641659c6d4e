"""For the rooms above: what records are worth through their links."""

from collections.abc import Sequence
from typing import Any

from handrail.context import Context
from handrail.features.records.actions import reading, sight
from handrail.features.records.model import Attribute, Object, Schema
from handrail.features.records.question import Tally
from handrail.features.records.rules import asked as rules
from handrail.features.records.rules.asked import Asked
from handrail.features.records.rules.names import object_named
from handrail.features.records.store.search import page as search_store
from handrail.features.records.store.search.sorting import SortKey


async def tally(
    ctx: Context,
    object_name: str,
    relationship: str,
    *,
    worth: "str | Tally | None" = None,
    times: str | None = None,
    filter: Any = None,
    own: str | None = None,
) -> Tally | None:
    """The sum over what a relationship links to: of an attribute of theirs, of a tally of theirs,
    or of one each, `own` times; None where the caller may not see what it would need."""
    schema = await sight.of(ctx)
    owner = object_named(schema, object_name)
    attribute = owner.by_name.get(relationship)
    if attribute is None or attribute.type != "relationship":
        return None
    target = schema.by_no[attribute.config["target_object_no"]]
    number = target.by_name.get(worth) if isinstance(worth, str) else worth
    if worth is not None and number is None:
        return None
    if not attribute.is_open or (isinstance(number, Attribute) and not number.is_open):
        return None
    factor = owner.by_name.get(own) if own is not None else None
    if own is not None and (factor is None or not factor.is_open):
        return None
    return Tally(attribute, number, times, _where(ctx, schema, target, filter), factor)


def _where(ctx: Context, schema: Schema, target: Object, filter: Any) -> Any:
    asked = Asked(target.slug, filter=filter)
    return rules.where(target, schema, ctx.now, ctx.actor.member_id, asked)


async def ranked(
    ctx: Context, asked: Asked, by: Tally, *, most: int
) -> Sequence[tuple[str, str, float]]:
    """(id, name, worth) of the records that are worth the most."""
    schema = await sight.of(ctx)
    owner = object_named(schema, asked.object)
    search = reading.search_of(ctx, schema, owner, asked)
    by_worth = search_store.Search(
        owner, schema, search.where, (SortKey(by, True), SortKey("created_at", True))
    )
    places = await search_store.page(ctx.db, by_worth, limit=most)
    names = await sight.names(ctx, schema, [place.id for place in places])
    return [(p.id, names[p.id][1], float(p.keys[0])) for p in places if p.id in names]
