"""A record as it was right after a fact: what it is now, with everything since undone.

The journal keeps what each change replaced. So the state at a sequence number is that of now,
going back change by change; a record that is gone begins as its deletion kept it.
"""

from dataclasses import dataclass
from typing import Any

from handrail.context import Context
from handrail.core.clock import Instant, iso
from handrail.features.records.actions import hearing, sight
from handrail.features.records.actions.hearing import Fact
from handrail.features.records.actions.records import NAMELESS
from handrail.features.records.model import Attribute, Object, Record
from handrail.features.records.rules import shown
from handrail.features.records.rules.values import holds_many
from handrail.features.records.store import links as link_store
from handrail.features.records.store import records as record_store
from handrail.storage import journal
from handrail.storage.journal import Entry

MOST_LINKS = 1000
CHANGES = {"record.created", "record.updated"}


@dataclass(slots=True)
class Image:
    """A record as the journal would keep it: values as stored, links as `[{id, name}]`. What is
    None of the instants is not known yet."""

    kept: dict[str, Any]
    version: int
    created_at: Instant | None = None
    updated_at: Instant | None = None


async def record_at(ctx: Context, slug: str, record_id: str, seq: int) -> Record | None:
    """The record as it was after the fact `seq`, as this caller may see it; None where there was
    none, or its object is hidden."""
    schema = await sight.of(ctx)
    owner = next((each for each in schema.objects if each.slug == slug), None)
    if owner is None:
        return None
    image = await _now(ctx, owner, record_id)
    for entry in await journal.of_record_after(ctx.db, record_id, seq):
        image = _before(image, entry, owner)
    if image is None:
        return None
    await _forget_later(ctx, owner, image, seq)
    await _date(ctx, image, record_id, seq)
    return await _shown(ctx, owner, record_id, image)


async def _now(ctx: Context, owner: Object, record_id: str) -> Image | None:
    row = await record_store.get(ctx.db, owner.no, record_id)
    if row is None:
        return None
    kept = dict(row.values)
    relationships = [each for each in owner.open if each.type == "relationship"]
    slugs = {each.no: each.slug for each in relationships}
    found = await link_store.shown(ctx.db, relationships, [record_id], MOST_LINKS)
    for number, linked in found.get(record_id, {}).items():
        kept[slugs[number]] = [
            {"id": each.other_id, "name": each.other_name}
            | ({"data": each.data} if each.data else {})
            for each in linked
        ]
    return Image(kept, row.version, row.created_at, row.updated_at)


def _before(image: Image | None, entry: Entry, owner: Object) -> Image | None:
    """The state before a fact, of the state after it."""
    if entry.type == "record.created":
        return None
    if entry.type == "record.deleted":
        return Image(dict(entry.before or {}), entry.version_from or 1)
    if image is None:
        return None
    before, after = entry.before or {}, entry.after or {}
    if entry.type == "record.linked":
        for slug in {*before, *after}:
            image.kept[slug] = _relinked(image.kept.get(slug), before.get(slug), after.get(slug))
    elif entry.type == "record.updated":
        image.kept |= before
        image.version = entry.version_from or image.version
        image.updated_at = None
    return image


def _relinked(now: Any, gone: Any, new: Any) -> list[Any]:
    added = {each["id"] for each in new or ()}
    lost = {each["id"] for each in gone or ()}
    return [each for each in now or () if each["id"] not in added | lost] + list(gone or ())


async def _forget_later(ctx: Context, owner: Object, image: Image, seq: int) -> None:
    """Without links to records that were made later: the making of a record tells its links, and
    those at the other end have no fact of their own."""
    slugs = [each.slug for each in owner.open if each.type == "relationship"]
    linked = [each["id"] for slug in slugs for each in image.kept.get(slug) or ()]
    later = await journal.born_after(ctx.db, linked, seq) if linked else set[str]()
    for slug in slugs if later else ():
        kept = image.kept.get(slug) or ()
        image.kept[slug] = [each for each in kept if each["id"] not in later]


async def _date(ctx: Context, image: Image, record_id: str, seq: int) -> None:
    """When it was made and last changed, where undoing has lost that."""
    if image.created_at is None:
        born = await journal.first_of_record(ctx.db, record_id)
        image.created_at = born.at if born else ctx.now
    if image.updated_at is None:
        changes = await journal.of_record(ctx.db, record_id, 100, seq + 1)
        last = next((each.at for each in changes if each.type in CHANGES), None)
        image.updated_at = max(last or 0, image.created_at)


async def _shown(ctx: Context, owner: Object, record_id: str, image: Image) -> Record | None:
    kept = {slug: value for slug, value in image.kept.items() if value is not None}
    [fact] = await hearing.told(ctx, [Fact("record.created", owner.slug, record_id, None, kept)])
    if fact is None:
        return None
    told = fact.after or {}
    return Record(
        id=record_id,
        object=owner.slug,
        name=shown.called(owner, str(kept.get("name") or NAMELESS)),
        values={each.slug: _whole(each, told.get(each.slug)) for each in owner.live},
        more={},
        created_at=iso(image.created_at or ctx.now),
        updated_at=iso(image.updated_at or ctx.now),
        version=image.version,
    )


def _whole(attribute: Attribute, value: Any) -> Any:
    """A value as records show it: [] or null where there is none, one link by itself."""
    if not attribute.is_open:
        return dict(shown.HIDDEN)
    if attribute.type != "relationship":
        return [] if value is None and attribute.is_multi_select else value
    if holds_many(attribute):
        return value or []
    return value[0] if isinstance(value, list) and value else value or None
