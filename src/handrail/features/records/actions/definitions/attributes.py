"""Making and changing attributes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handrail.context import Context
from handrail.core.errors import Conflict, Invalid
from handrail.features.records.actions import sight
from handrail.features.records.actions.definitions.adding import (
    add,
    relate,
    told,
    unlimited,
    unnarrowed,
)
from handrail.features.records.actions.definitions.options import change_options
from handrail.features.records.actions.definitions.said import AttributeSaid
from handrail.features.records.attributes.base import AttributeType, Family
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.events import (
    AttributeUpdated,
)
from handrail.features.records.model import Attribute, Object, Schema
from handrail.features.records.rules import definitions as rules
from handrail.features.records.rules.names import attribute_named, object_named
from handrail.features.records.rules.values import accept
from handrail.features.records.store import schema as schema_store
from handrail.features.records.store import slots as slot_store


async def create_attribute(ctx: Context, object_name: str, said: AttributeSaid) -> Attribute:
    """A new attribute; a relationship brings its inverse on the target with it."""
    schema = await sight.of_change(ctx)
    unnarrowed(ctx, schema)
    owner = object_named(schema, object_name)
    unlimited(ctx, owner)
    rules.check_room(owner)
    kind = rules.kind_named(said.type)
    if kind.family is Family.LINK:
        made = await relate(ctx, schema, owner, said)
    else:
        made = await _plain(ctx, schema, owner, said, kind)
    changed = await sight.changed(ctx)
    return changed.attribute_by_no[made.no]


async def _plain(
    ctx: Context, schema: Schema, owner: Object, said: AttributeSaid, kind: AttributeType
) -> Attribute:
    multi = said.is_multi_select or kind.always_repeats
    rules.check_flags(kind, unique=said.is_unique, multi=multi and not kind.always_repeats)
    config = rules.config(kind, said.config)
    if said.options and not kind.has_options:
        raise Invalid(
            f"A {kind.name} has no options.",
            field="options",
            hint="Use type select, multi_select or pipeline.",
        )
    options = rules.options(said.options, stages=kind.name == "pipeline")
    records = await slot_store.records_in(ctx.db, owner.no)
    if said.is_required and said.default is None and records and not said.is_system:
        raise Conflict(
            "There are records without it already.",
            field="is_required",
            hint="Create it as optional, fill it, then make it required.",
        )
    return await add(
        ctx,
        owner,
        replace(said, is_multi_select=multi),
        kind,
        config,
        options,
        records=records,
        schema=schema,
    )


async def update_attribute(
    ctx: Context,
    object_name: str,
    attribute_name: str,
    said: Mapping[str, Any],
) -> Attribute:
    """Change what is said: title, description, is_required, is_unique, is_multi_select,
    is_archived, default_value, config, options, stages."""
    schema = await sight.of_change(ctx)
    owner = object_named(schema, object_name)
    every = {each.slug: each for each in owner.known} | {each.id: each for each in owner.known}
    old = every.get(attribute_name) or attribute_named(owner, attribute_name)
    unlimited(ctx, owner)
    made = replace(old, **{name: said[name] for name in PLAIN if name in said})
    if made.is_archived and old.is_system and old.slug == "name":
        raise Conflict("`name` cannot be archived: every record is called something.")
    kind = TYPE_BY_NAME[old.type]
    await _check_flags(ctx, owner, old, made, kind)
    if "default_value" in said:
        default = said["default_value"]
        made = replace(made, default=None if default is None else accept(made, default, schema))
    if said.get("config"):
        made = replace(made, config=rules.config(kind, {**old.config, **said["config"]}))
    await schema_store.set_attribute(ctx.db, made)
    await change_options(ctx, owner, old, said.get("options"), said.get("stages"))
    if made.is_unique != old.is_unique:
        await slot_store.index_unique(ctx.db, owner, made)
    changed = await sight.changed(ctx)
    after = changed.attribute_by_no[old.no]
    ctx.emit(AttributeUpdated(object=owner.slug, before=told(old), after=told(after)))
    return after


PLAIN = ("title", "description", "is_required", "is_unique", "is_multi_select", "is_archived")


async def _check_flags(
    ctx: Context, owner: Object, old: Attribute, made: Attribute, kind: AttributeType
) -> None:
    multi = made.is_multi_select and not kind.always_repeats
    rules.check_flags(kind, unique=made.is_unique, multi=multi)
    if made.is_multi_select != old.is_multi_select:
        if kind.always_repeats or await slot_store.has_values(ctx.db, owner, old):
            raise Conflict(
                f"{old.slug} cannot change how many values it holds now.",
                field="is_multi_select",
                hint="Create a new attribute and move the values.",
            )
        await slot_store.move_slot(ctx.db, owner, old, made)
    if made.is_required and not old.is_required and await slot_store.has_empty(ctx.db, owner, old):
        raise Conflict(
            f"Some {owner.plural_noun.lower()} have no {old.slug}.",
            field="is_required",
            hint="Fill it everywhere first: filter by is_empty.",
        )
