"""Adding one attribute: its slug, its slot, and the other side of a relationship."""

from dataclasses import replace
from typing import Any

from handrail.context import Context
from handrail.core.errors import Conflict, Forbidden, Invalid
from handrail.core.ids import new_id
from handrail.features.records.actions.definitions.said import AttributeSaid
from handrail.features.records.attributes.base import AttributeType
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.events import (
    AttributeCreated,
)
from handrail.features.records.model import Attribute, Object, Option, Schema
from handrail.features.records.rules import definitions as rules
from handrail.features.records.rules import rights
from handrail.features.records.rules.names import object_named
from handrail.features.records.rules.values import accept
from handrail.features.records.store import schema as schema_store
from handrail.features.records.store import slots as slot_store


def unnarrowed(ctx: Context, schema: Schema) -> None:
    """Slugs are one set in a workspace: whoever takes one learns of those they do not see."""
    if ctx.actor.objects is not None or schema.is_partial:
        raise Forbidden(
            "Who sees only some objects and attributes cannot add to the schema.",
            hint="Use a key for all objects, or let an admin do it in the web app.",
        )


def unlimited(ctx: Context, owner: Object) -> None:
    """What an attribute may become hangs on all the records there are: a refusal tells of them."""
    if owner.guard is not None or any(each.access != "write" for each in owner.attributes):
        raise Forbidden(
            f"Who sees only a part of {owner.slug} cannot change what they are made of.",
            hint=rights.wider(ctx.actor),
        )


async def relate(ctx: Context, schema: Schema, owner: Object, said: AttributeSaid) -> Attribute:
    asked = dict(said.relationship or {})
    if not asked.get("target_object_id"):
        raise Invalid(
            "A relationship needs relationship.target_object_id.",
            field="relationship.target_object_id",
            allowed=[each.slug for each in schema.objects],
        )
    target = object_named(schema, asked["target_object_id"])
    kind = TYPE_BY_NAME["relationship"]
    first = await schema_store.next_attribute_no(ctx.db)
    config = {
        "target_object_no": target.no,
        "cardinality": asked.get("cardinality") or "many_to_one",
        "data_fields": list(asked.get("data_fields") or ()),
        "inverse_no": first + 1,
        "forward": True,
    }
    forward = replace(said, is_multi_select=False, is_unique=False, default=None)
    made = await add(ctx, owner, forward, kind, rules.config(kind, config), [], records=0)
    home = owner if target.no != owner.no else replace(owner, attributes=(*owner.attributes, made))
    back = AttributeSaid(
        title=asked.get("inverse_title") or owner.plural_noun,
        type="relationship",
        slug=asked.get("inverse_slug"),
        is_system=said.is_system,
    )
    turned = config | {"target_object_no": owner.no, "inverse_no": first, "forward": False}
    there = home if target.no == owner.no else target
    await add(ctx, there, back, kind, rules.config(kind, turned), [], records=0)
    return made


async def add(
    ctx: Context,
    owner: Object,
    said: AttributeSaid,
    kind: AttributeType,
    config: dict[str, Any],
    options: list[Option],
    *,
    records: int,
    schema: Schema | None = None,
) -> Attribute:
    wanted = rules.slug(said.slug) if said.slug else rules.slug_from(said.title)
    if said.slug and any(each.slug == wanted for each in owner.attributes):
        raise Conflict(
            f"{owner.plural_noun} have an attribute {wanted!r} already.",
            field="slug",
            hint="Choose another slug, or unarchive that one.",
        )
    taken = [each[2] for each in await schema_store.pending_slots(ctx.db) if each[1] == owner.no]
    slot = None if said.beside else rules.free_slot(owner, kind, said.is_multi_select, taken)
    now = slot is not None and records <= slot_store.AT_ONCE
    made = Attribute(
        no=await schema_store.next_attribute_no(ctx.db),
        id=new_id(),
        object_no=owner.no,
        slug=rules.free_slug(owner, wanted),
        title=said.title,
        type=kind.name,
        description=said.description,
        is_required=said.is_required,
        is_unique=said.is_unique,
        is_multi_select=said.is_multi_select,
        is_system=said.is_system,
        config=config,
        slot=slot if now else None,
        sort_order=len(owner.attributes),
        options=tuple(options),
    )
    if said.default is not None:
        made = replace(made, default=accept(made, said.default, schema or Schema(0, (), ())))
    pending = slot if slot is not None and not now else None
    await schema_store.add_attribute(ctx.db, made, ctx.now, pending_slot=pending)
    if now and records:
        await slot_store.mark_empty(ctx.db, owner.no, made.slot or "")
    if pending:
        await slot_store.plan_backfill(ctx.db, made.no)
    ctx.emit(AttributeCreated(object=owner.slug, after=told(made)))
    return made


def told(made: Attribute) -> dict[str, Any]:
    return {
        "slug": made.slug,
        "title": made.title,
        "type": made.type,
        "description": made.description,
        "is_required": made.is_required,
        "is_unique": made.is_unique,
        "is_multi_select": made.is_multi_select,
        "is_archived": made.is_archived,
        "default": made.default,
        "config": dict(made.config),
        "options": [option.title for option in made.options],
    }
