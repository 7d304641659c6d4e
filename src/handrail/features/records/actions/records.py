"""Creating, changing and deleting records: one at a time or five hundred, by the same rules."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handrail.context import Context
from handrail.core.entitlements import fits_count
from handrail.core.errors import Conflict, Invalid, NotFound, about
from handrail.core.event import differences
from handrail.core.ids import is_id, new_id
from handrail.features.records import projection
from handrail.features.records.actions import linking, references, sight
from handrail.features.records.actions.references import Target
from handrail.features.records.events import RecordCreated, RecordDeleted, RecordUpdated
from handrail.features.records.model import Object, Row, Schema
from handrail.features.records.rules import rights, shown
from handrail.features.records.rules.names import object_named, relationship_named
from handrail.features.records.rules.values import Draft, accepted, completed, named
from handrail.features.records.store import counted
from handrail.features.records.store import links as link_store
from handrail.features.records.store import records as record_store

NAMELESS = "Untitled"


Said = Mapping[str, Any] | Draft
"""What a caller says of a record; a Draft where this very call has judged it already."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new record: its row, and what it links to by attribute slug, as the journal keeps that."""

    owner: Object
    row: Row
    links: Mapping[str, Sequence[Mapping[str, Any]]]


async def create(ctx: Context, object_name: str, said: Mapping[str, Any]) -> Made:
    """Create one record."""
    return (await _make(ctx, object_name, [said], [ctx.now]))[0]


async def create_many(
    ctx: Context,
    object_name: str,
    said: Sequence[Said],
    *,
    created_at: Sequence[int] | None = None,
) -> list[str]:
    """Create records, all or none; their ids in order.

    Raises Invalid for a value that does not fit, Conflict for one that may stand only once.
    """
    instants = created_at or [ctx.now] * len(said)
    return [made.row.id for made in await _make(ctx, object_name, said, instants)]


async def _make(
    ctx: Context, object_name: str, said: Sequence[Said], instants: Sequence[int]
) -> list[Made]:
    schema = await sight.of_write(ctx)
    owner = object_named(schema, object_name)
    rights.require(ctx.actor, owner, "create")
    drafts: list[Draft] = []
    for index, each in enumerate(said):
        with about(index):
            drafts.append(_new(ctx, owner, each, schema))
    targets = await references.resolve(ctx, schema, owner, drafts)
    rows = [
        Row(new_id(), owner.no, at, at, 1, name_of(owner, draft.stored), draft.stored)
        for draft, at in zip(drafts, instants, strict=True)
    ]
    await _claim(ctx, owner, rows)
    await _there_is_room(ctx, owner, len(rows))
    batch = record_store.Batch(owner)
    for row in rows:
        record_store.put(batch, row)
    await record_store.write(ctx.db, batch)
    linked = await _connect(ctx, schema, owner, rows, targets)
    await _stay_seen(ctx, owner, [row.id for row in rows])
    for row in rows:
        after = row.values | linked.get(row.id, {})
        ctx.emit(RecordCreated(object=owner.slug, record_id=row.id, after=after, version_to=1))
    return [Made(owner, row, linked.get(row.id, {})) for row in rows]


def _judged(owner: Object, said: Said, schema: Schema) -> Draft:
    return said if isinstance(said, Draft) else accepted(owner, said, schema)


def _new(ctx: Context, owner: Object, said: Said, schema: Schema) -> Draft:
    draft = _judged(owner, said, schema)
    whose = owner.owner_attribute
    if whose is not None and whose.slug not in draft.stored and rights.claims(ctx.actor, owner):
        me = ctx.actor.member_id
        draft.stored[whose.slug] = [me] if whose.is_multi_select else me
    named(owner, dict(draft.stored), draft)
    return completed(owner, draft)


async def _stay_seen(ctx: Context, owner: Object, ids: Sequence[str]) -> None:
    """Forbidden where the caller does not see what they have written."""
    if len(await sight.among(ctx, owner, ids)) < len(set(ids)):
        raise rights.unseen(ctx.actor, owner)


def name_of(owner: Object, stored: Mapping[str, Any]) -> str:
    return str(stored.get("name") or NAMELESS)


async def _claim(
    ctx: Context, owner: Object, rows: Sequence[Row], held: Collection[tuple[int, str]] = ()
) -> None:
    """Conflict, naming the holder, where a value that may stand only once stands already; `held`
    are the keys that are theirs."""
    wanted: dict[int, dict[str, str]] = defaultdict(dict)
    places = {row.id: place for place, row in enumerate(rows)}
    for row in rows:
        for (attribute_no, key), slug in projection.keys(owner, row.values).items():
            if (attribute_no, key) in held:
                continue
            if wanted[attribute_no].get(key, row.id) != row.id:
                with about(places[row.id]):
                    raise _taken(owner, slug, key, None)
            wanted[attribute_no][key] = row.id
    by_no = {attribute.no: attribute.slug for attribute in owner.attributes}
    for attribute_no, keys in wanted.items():
        holders = await record_store.holders(ctx.db, attribute_no, list(keys))
        for key, holder in holders.items():
            if holder != keys[key]:
                seen = await sight.among(ctx, owner, [holder])
                with about(places[keys[key]]):
                    raise _taken(owner, by_no[attribute_no], key, holder, seen=bool(seen))


async def _there_is_room(ctx: Context, owner: Object, new: int) -> None:
    """PlanRequired where the workspace's plan does not hold so many more of an object's records.

    Only where the plan says how many is anything counted, and then by one caller at a time.
    """
    entitlements = ctx.actor.entitlements
    most = entitlements.most(owner.slug)
    if most is None:
        return
    held = await counted.held(ctx.db, owner.no, most)
    fits_count(entitlements, owner.slug, held + new, owner.plural_noun.lower())


def _taken(
    owner: Object, slug: str, key: str, holder: str | None, *, seen: bool = True
) -> Conflict:
    """The refusal of a value that stands already; whose it is, is told to who sees that record."""
    noun = owner.singular_noun.lower()
    if not owner.kept[slug].is_open:
        return Conflict(
            f"This {noun} would repeat a value that may stand only once.",
            hint=f"Ask who sees all {owner.plural_noun.lower()}.",
        )
    title = owner.kept[slug].title
    if holder and not seen:
        return Conflict(
            f"{title} {key[:80]!r} is taken.",
            field=slug,
            hint=f"Send another, or ask who sees all {owner.plural_noun.lower()}.",
        )
    whose = f"another {noun}" if holder else f"two of the {owner.plural_noun.lower()} in this call"
    return Conflict(
        f"{title} {key[:80]!r} belongs to {whose}.",
        field=slug,
        hint=f"Update that {noun} instead: {holder}." if holder else "Send each value once.",
        fix=(
            {"tool": "get_record", "arguments": {"object": owner.slug, "record_id": holder}}
            if holder
            else None
        ),
    )


async def _connect(
    ctx: Context,
    schema: Schema,
    owner: Object,
    rows: Sequence[Row],
    targets: Sequence[Mapping[str, list[Target]]],
) -> dict[str, dict[str, Any]]:
    """Link new records; record id → attribute slug → what the journal keeps of its links."""
    by_slug: dict[str, dict[str, list[Target]]] = defaultdict(dict)
    for row, own in zip(rows, targets, strict=True):
        for slug, wanted in own.items():
            if wanted:
                by_slug[slug][row.id] = wanted
    everyone = [other for new in by_slug.values() for wanted in new.values() for other, _ in wanted]
    known = await record_store.names(ctx.db, everyone)
    seen: dict[str, dict[str, Any]] = defaultdict(dict)
    for slug, new in by_slug.items():
        await linking.connect(ctx, schema, owner.by_name[slug], new)
        for record_id, wanted in new.items():
            seen[record_id][slug] = [
                {"id": other, "name": known[other][1]} | ({"data": data} if data else {})
                for other, data in wanted
            ]
    return seen


# changing ---------------------------------------------------------------------------------


async def update(
    ctx: Context,
    object_name: str,
    record_id: str,
    said: Said,
    *,
    if_version: int | None = None,
    quiet: Collection[str] = (),
) -> bool:
    """Change what is said and nothing else; whether anything differed. Where only `quiet`
    attributes did, `updated_at` stays.

    Raises NotFound, Invalid, and Conflict where the version has moved on or a value is taken.
    """
    schema = await sight.of_write(ctx)
    owner = object_named(schema, object_name)
    row = await held(ctx, owner, record_id)
    rights.require(ctx.actor, owner, "update")
    if if_version is not None and if_version != row.version:
        raise _moved_on(row, owner, schema, if_version)
    draft = _judged(owner, said, schema)
    merged = row.values | draft.stored
    named(owner, merged, draft)
    kept = {slug: value for slug, value in merged.items() if value is not None}
    [targets] = await references.resolve(ctx, schema, owner, [draft])
    before, after = differences(row.values, kept)
    for slug, wanted in targets.items():
        attribute = owner.by_name[slug]
        if (moved := await linking.replace(ctx, schema, attribute, row.id, wanted)) is not None:
            before[slug], after[slug] = moved
    if not after:
        return False
    await _change(ctx, owner, row, kept, before, after, quiet=after.keys() <= set(quiet))
    return True


async def _change(
    ctx: Context,
    owner: Object,
    row: Row,
    kept: dict[str, Any],
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    quiet: bool = False,
) -> None:
    changed = Row(
        row.id,
        row.object_no,
        row.created_at,
        row.updated_at if quiet else max(ctx.now, row.updated_at),
        row.version + 1,
        name_of(owner, kept),
        kept,
    )
    await _claim(ctx, owner, [changed], projection.keys(owner, row.values))
    await record_store.change(ctx.db, owner, row, changed)
    ctx.emit(
        RecordUpdated(
            object=owner.slug,
            record_id=row.id,
            before=before,
            after=after,
            version_from=row.version,
            version_to=changed.version,
        )
    )
    await _stay_seen(ctx, owner, [row.id])


def _moved_on(row: Row, owner: Object, schema: Schema, expected: int) -> Conflict:
    return Conflict(
        f"The record has changed: it is at version {row.version}, not {expected}.",
        field="if_version",
        hint="Look at the current values, decide again, and send the current version.",
        details={
            "version": row.version,
            "values": shown.told(owner, row.values, schema, narrowed=True),
        },
    )


async def held(ctx: Context, owner: Object, record_id: str, *, last: bool = False) -> Row:
    """A record, held until this write has ended; `last` for its own end."""
    row = None
    if is_id(record_id):
        row = await record_store.get(ctx.db, owner.no, record_id, hold=True, last=last)
    if row is None or not await sight.among(ctx, owner, [row.id]):
        raise missing(owner, record_id)
    return row


def missing(owner: Object, record_id: str) -> NotFound:
    return NotFound(
        f"No {owner.singular_noun.lower()} has the id {record_id[:80]!r}.",
        field="record_id",
        hint=f"Find it with search_records on {owner.slug}.",
    )


async def link(
    ctx: Context, object_name: str, record_id: str, attribute_slug: str, said: Any, *, cut: bool
) -> bool:
    """Add links to those a record has, or take some away; whether anything differed."""
    schema = await sight.of_write(ctx)
    owner = object_named(schema, object_name)
    row = await held(ctx, owner, record_id)
    rights.require(ctx.actor, owner, "update")
    attribute = relationship_named(owner, attribute_slug)
    slug = attribute.slug
    draft = accepted(owner, {slug: said}, schema)
    [targets] = await references.resolve(ctx, schema, owner, [draft])
    before = await link_store.of(ctx.db, attribute, row.id)
    current = [
        (each.to_id if each.from_id == row.id else each.from_id, each.data) for each in before
    ]
    named_now = {other for other, _ in targets[slug]}
    if cut:
        wanted = [each for each in current if each[0] not in named_now]
    elif linking.many(attribute):
        had = dict(current)
        given = {
            other: data if data is not None else had.get(other) for other, data in targets[slug]
        }
        wanted = list({**had, **given}.items())
    else:
        wanted = targets[slug]
    if attribute.is_required and not wanted:
        raise Invalid(
            f"{attribute.title} ({slug}) may not be empty.",
            field=slug,
            hint="Link another record first.",
        )
    moved = await linking.replace(ctx, schema, attribute, row.id, wanted, before)
    if moved is None:
        return False
    await _change(ctx, owner, row, row.values, {slug: moved[0]}, {slug: moved[1]})
    return True


async def delete(ctx: Context, object_name: str, record_id: str) -> str:
    """Delete a record and every link to it, of those too that are archived or hidden from the
    caller; the journal keeps what it was."""
    owner = object_named(await sight.of_write(ctx), object_name)
    row = await held(ctx, owner, record_id, last=True)
    rights.require(ctx.actor, owner, "delete")
    schema = await sight.whole(ctx)
    owner = schema.by_no[owner.no]
    links = [each for each in owner.attributes if each.type == "relationship"]
    lost = await linking.sever(ctx, schema, links, row.id)
    await record_store.remove(ctx.db, owner, row)
    ctx.emit(
        RecordDeleted(
            object=owner.slug,
            record_id=row.id,
            before=row.values | lost,
            version_from=row.version,
        )
    )
    return row.id


async def hold(ctx: Context, object_name: str, record_id: str) -> None:
    """For the rooms above: keep a record as it is until this write has ended. NotFound."""
    owner = object_named(await sight.of_write(ctx), object_name)
    await held(ctx, owner, record_id)
    rights.require(ctx.actor, owner, "update")
