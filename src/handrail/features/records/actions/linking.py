"""Linking records, from either side; what a change of links tells."""

from typing import Any

from handrail.context import Context
from handrail.features.records.actions import sight
from handrail.features.records.actions.references import Target
from handrail.features.records.events import RecordLinked
from handrail.features.records.model import Attribute, Schema
from handrail.features.records.rules.values import holds_many, shares
from handrail.features.records.store import links as link_store
from handrail.features.records.store import records as record_store
from handrail.features.records.store.links import Pair
from handrail.features.records.store.search.predicates import ends

Seen = list[dict[str, Any]]
"""Linked records as the journal keeps them: `{id, name}`, with data where there is some."""


def inverse(schema: Schema, attribute: Attribute) -> Attribute | None:
    no = attribute.config.get("inverse_no")
    return schema.attribute_by_no.get(no) if no else None


async def replace(
    ctx: Context,
    schema: Schema,
    attribute: Attribute,
    record_id: str,
    targets: list[Target],
    before: list[Pair] | None = None,
) -> tuple[Seen, Seen] | None:
    """Make these the record's links; (before, after), or None where nothing differs. Links to
    records that the caller does not see stay as they are.

    Whoever makes the targets of the links there are hands those in: read again, one may have
    gone, and would be made anew.
    """
    if before is None:
        before = await link_store.of(ctx.db, attribute, record_id)
    kept = {_other(attribute, each): each for each in before}
    targets = [*targets, *await _unseen(ctx, schema, attribute, kept, targets)]
    wanted = [
        link_store.pair(attribute, record_id, other, data, place)
        for place, (other, data) in enumerate(targets)
    ]
    after = {_other(attribute, each): each for each in wanted}
    gone = [each for other, each in kept.items() if other not in after]
    new = [each for other, each in after.items() if other not in kept]
    moved = [
        each for other, each in after.items() if other in kept and each.data != kept[other].data
    ]
    if not (gone or new or moved):
        return None
    displaced = await _displace(ctx, schema, attribute, [_other(attribute, each) for each in new])
    await link_store.drop(ctx.db, [*gone, *displaced])
    await link_store.add(ctx.db, new)
    for each in moved:
        await link_store.set_data(ctx.db, each)
    others = [*kept, *after]
    known = await record_store.names(ctx.db, others)
    await tell_displaced(ctx, schema, attribute, displaced)
    await tell_others(ctx, schema, attribute, record_id, gone, new)
    return _seen(kept, known), _seen(after, known)


async def _unseen(
    ctx: Context,
    schema: Schema,
    attribute: Attribute,
    kept: dict[str, Pair],
    targets: list[Target],
) -> list[Target]:
    """The links to what the caller does not see: who cannot see one does not mean to cut it. Where
    there is room for one only, a new one takes its place."""
    if attribute.guard is None or (targets and not many(attribute)):
        return []
    said = {other for other, _ in targets}
    others = [other for other in kept if other not in said]
    target = schema.by_no[attribute.config["target_object_no"]]
    seen = await sight.among(ctx, target, others)
    return [(other, kept[other].data) for other in others if other not in seen]


async def connect(
    ctx: Context, schema: Schema, attribute: Attribute, new: dict[str, list[Target]]
) -> None:
    """Link records that have just been made: record id → its targets."""
    pairs: list[Pair] = []
    for record_id, targets in new.items():
        for place, (other, data) in enumerate(targets):
            pairs.append(link_store.pair(attribute, record_id, other, data, place))
    if not shares(attribute):
        others = [_other(attribute, each) for each in pairs]
        displaced = await _displace(ctx, schema, attribute, others)
        await link_store.drop(ctx.db, displaced)
        await tell_displaced(ctx, schema, attribute, displaced)
        # two new records may want the same one: the last has it
        pairs = list({_other(attribute, each): each for each in pairs}.values())
    await link_store.add(ctx.db, pairs)


async def _displace(
    ctx: Context, schema: Schema, attribute: Attribute, others: list[str]
) -> list[Pair]:
    """Links that must go, because the other end may have only one."""
    other_side = inverse(schema, attribute)
    if shares(attribute):
        return []
    gone: list[Pair] = []
    for other in dict.fromkeys(others):
        if other_side is not None:
            gone += await link_store.of(ctx.db, other_side, other)
    return gone


def _other(attribute: Attribute, each: Pair) -> str:
    return each.to_id if ends(attribute)[1] == "from_id" else each.from_id


def _seen(pairs: dict[str, Pair], known: dict[str, tuple[int, str]]) -> Seen:
    return [
        {"id": other, "name": known[other][1]} | ({"data": each.data} if each.data else {})
        for other, each in pairs.items()
        if other in known
    ]


async def tell_others(
    ctx: Context,
    schema: Schema,
    attribute: Attribute,
    record_id: str,
    gone: list[Pair],
    new: list[Pair],
) -> None:
    """Tell each record at the other end that it lost or gained a link."""
    other_side = inverse(schema, attribute)
    if other_side is None:
        return
    there = schema.by_no[other_side.object_no]
    own = (await record_store.names(ctx.db, [record_id])).get(record_id)
    link = [{"id": record_id, "name": own[1] if own else ""}]
    for each in gone:
        ctx.emit(
            RecordLinked(
                object=there.slug,
                record_id=_other(attribute, each),
                before={other_side.slug: link},
                after={other_side.slug: []},
            )
        )
    for each in new:
        ctx.emit(
            RecordLinked(
                object=there.slug,
                record_id=_other(attribute, each),
                before={other_side.slug: []},
                after={other_side.slug: link},
            )
        )


async def tell_displaced(
    ctx: Context, schema: Schema, attribute: Attribute, displaced: list[Pair]
) -> None:
    """Tell each record whose link had to go for another's that it lost it."""
    _, mine, _ = ends(attribute)
    here = schema.by_no[attribute.object_no]
    known = await record_store.names(ctx.db, [_other(attribute, each) for each in displaced])
    for each in displaced:
        other = _other(attribute, each)
        ctx.emit(
            RecordLinked(
                object=here.slug,
                record_id=each.from_id if mine == "from_id" else each.to_id,
                before={attribute.slug: [{"id": other, "name": known[other][1]}]},
                after={attribute.slug: []},
            )
        )


async def sever(
    ctx: Context, schema: Schema, relationships: list[Attribute], record_id: str
) -> dict[str, Seen]:
    """Cut every link of a record; what it was linked to, by attribute slug."""
    lost: dict[str, Seen] = {}
    for attribute in relationships:
        pairs = await link_store.of(ctx.db, attribute, record_id)
        if not pairs:
            continue
        by_other = {_other(attribute, each): each for each in pairs}
        known = await record_store.names(ctx.db, by_other)
        lost[attribute.slug] = _seen(by_other, known)
        await tell_others(ctx, schema, attribute, record_id, pairs, [])
        await link_store.drop(ctx.db, pairs)
    return lost


def many(attribute: Attribute) -> bool:
    return holds_many(attribute)
