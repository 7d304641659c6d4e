"""Making and changing objects."""

from dataclasses import replace
from typing import Any

from handrail.context import Context
from handrail.core.errors import Conflict
from handrail.core.ids import new_id
from handrail.features.records.actions import sight
from handrail.features.records.actions.definitions.adding import add, unlimited, unnarrowed
from handrail.features.records.actions.definitions.said import AttributeSaid
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.events import (
    ObjectCreated,
    ObjectUpdated,
)
from handrail.features.records.model import Object
from handrail.features.records.rules import definitions as rules
from handrail.features.records.rules.names import object_named
from handrail.features.records.store import schema as schema_store


async def create_object(
    ctx: Context, slug: str, singular: str, plural: str, *, standard: bool = False
) -> Object:
    """A new object with its one required attribute, `name`."""
    schema = await sight.of_change(ctx)
    unnarrowed(ctx, schema)
    made = Object(
        no=await schema_store.next_object_no(ctx.db),
        id=new_id(),
        slug=rules.slug(slug),
        singular_noun=singular,
        plural_noun=plural,
        type="standard" if standard else "custom",
    )
    if any(each.slug == slug for each in schema.objects):
        raise Conflict(
            f"There is an object {slug!r} already.",
            field="slug",
            hint="Choose another slug, or unarchive that one.",
        )
    if len(schema.objects) >= rules.MOST_OBJECTS:
        raise Conflict(f"A workspace holds at most {rules.MOST_OBJECTS} objects.")
    await schema_store.add_object(ctx.db, made, ctx.now)
    ctx.emit(ObjectCreated(object=slug, after={"slug": slug, "plural_noun": plural}))
    name = AttributeSaid(title="Name", type="text", slug="name", is_required=True, is_system=True)
    await add(ctx, made, name, TYPE_BY_NAME["text"], {}, [], records=0)
    return object_named(await sight.changed(ctx), slug)


async def update_object(
    ctx: Context,
    name: str,
    *,
    singular: str | None = None,
    plural: str | None = None,
    archived: bool | None = None,
) -> Object:
    """Change an object's nouns, or archive it: its records stay, and are not seen."""
    schema = await sight.of_change(ctx)
    owner = next((o for o in schema.objects if name in {o.slug, o.id}), None)
    owner = owner or object_named(schema, name)
    unlimited(ctx, owner)
    if archived and owner.type == "standard":
        raise Conflict(
            f"{owner.plural_noun} are a standard object and cannot be archived.",
            hint="Archive its attributes instead.",
        )
    made = replace(
        owner,
        singular_noun=owner.singular_noun if singular is None else singular,
        plural_noun=owner.plural_noun if plural is None else plural,
        is_archived=owner.is_archived if archived is None else archived,
    )
    await schema_store.set_object(ctx.db, made)
    ctx.emit(ObjectUpdated(object=owner.slug, before=_nouns(owner), after=_nouns(made)))
    changed = await sight.changed(ctx)
    return next(each for each in changed.objects if each.no == made.no)


def _nouns(owner: Object) -> dict[str, Any]:
    return {
        "singular_noun": owner.singular_noun,
        "plural_noun": owner.plural_noun,
        "is_archived": owner.is_archived,
    }
