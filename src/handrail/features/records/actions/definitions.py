"""Making and changing objects, attributes, options, stages: at run time, with no restart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from handrail.context import Context
from handrail.core.errors import Conflict, Forbidden, Invalid
from handrail.core.ids import new_id
from handrail.features.records.attributes.base import AttributeType, Family
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.events import (
    AttributeCreated,
    AttributeUpdated,
    ObjectCreated,
    ObjectUpdated,
)
from handrail.features.records.model import Attribute, Object, Option, Schema
from handrail.features.records.rules import definitions as rules
from handrail.features.records.rules.names import attribute_named, object_named
from handrail.features.records.rules.standard import (
    DEAL_STAGES,
    STANDARD_OBJECTS,
    STANDARD_RELATIONSHIPS,
    StandardAttribute,
    StandardRelationship,
)
from handrail.features.records.rules.values import accept
from handrail.features.records.store import schema as schema_store
from handrail.features.records.store import slots as slot_store


@dataclass(frozen=True, slots=True)
class StageFlags:
    is_closed: bool = False
    is_won: bool = False
    is_lost: bool = False
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class OptionSaid:
    title: str
    sort_order: float | None = None
    color: str | None = None
    config: StageFlags = StageFlags()


@dataclass(frozen=True, slots=True)
class AttributeSaid:
    """What a new attribute is to be. `relationship`: target, inverse_title, cardinality, …"""

    title: str
    type: str
    slug: str | None = None
    description: str = ""
    is_required: bool = False
    is_unique: bool = False
    is_multi_select: bool = False
    is_system: bool = False
    default: Any = None
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])
    options: Sequence[Any] = ()
    relationship: Mapping[str, Any] | None = None


async def create_object(
    ctx: Context, slug: str, singular: str, plural: str, *, standard: bool = False
) -> Object:
    """A new object with its one required attribute, `name`."""
    _unnarrowed(ctx)
    schema = await schema_store.of_change(ctx)
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
    await _add(ctx, made, name, TYPE_BY_NAME["text"], {}, [], records=0)
    return object_named(await schema_store.changed(ctx), slug)


async def update_object(
    ctx: Context,
    name: str,
    *,
    singular: str | None = None,
    plural: str | None = None,
    archived: bool | None = None,
) -> Object:
    """Change an object's nouns, or archive it: its records stay, and are not seen."""
    schema = await schema_store.of_change(ctx)
    owner = next((o for o in schema.objects if name in {o.slug, o.id}), None)
    owner = owner or object_named(schema, name)
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
    ctx.emit(ObjectUpdated(object=owner.slug, before=_told(owner), after=_told(made)))
    changed = await schema_store.changed(ctx)
    return next(each for each in changed.objects if each.no == made.no)


def _unnarrowed(ctx: Context) -> None:
    """Slugs are one set in a workspace: whoever takes one learns of those they do not see."""
    if ctx.actor.objects is not None:
        raise Forbidden(
            "A key that is narrowed to some objects cannot add to the schema.",
            hint="Use a key for all objects, or let an admin do it in the web app.",
        )


def _told(owner: Object) -> dict[str, Any]:
    return {
        "singular_noun": owner.singular_noun,
        "plural_noun": owner.plural_noun,
        "is_archived": owner.is_archived,
    }


# attributes -------------------------------------------------------------------------------


async def create_attribute(ctx: Context, object_name: str, said: AttributeSaid) -> Attribute:
    """A new attribute; a relationship brings its inverse on the target with it."""
    _unnarrowed(ctx)
    schema = await schema_store.of_change(ctx)
    owner = object_named(schema, object_name)
    rules.check_room(owner)
    kind = rules.kind_named(said.type)
    if kind.family is Family.LINK:
        made = await _relate(ctx, schema, owner, said)
    else:
        made = await _plain(ctx, schema, owner, said, kind)
    changed = await schema_store.changed(ctx)
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
    return await _add(
        ctx,
        owner,
        replace(said, is_multi_select=multi),
        kind,
        config,
        options,
        records=records,
        schema=schema,
    )


async def _add(
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
    slot = rules.free_slot(owner, kind, said.is_multi_select, taken)
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
    ctx.emit(AttributeCreated(object=owner.slug, after=_told_attribute(made)))
    return made


def _told_attribute(made: Attribute) -> dict[str, Any]:
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


# relationships ----------------------------------------------------------------------------


async def _relate(ctx: Context, schema: Schema, owner: Object, said: AttributeSaid) -> Attribute:
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
    made = await _add(ctx, owner, forward, kind, rules.config(kind, config), [], records=0)
    home = owner if target.no != owner.no else replace(owner, attributes=(*owner.attributes, made))
    back = AttributeSaid(
        title=asked.get("inverse_title") or owner.plural_noun,
        type="relationship",
        slug=asked.get("inverse_slug"),
        is_system=said.is_system,
    )
    turned = config | {"target_object_no": owner.no, "inverse_no": first, "forward": False}
    there = home if target.no == owner.no else target
    await _add(ctx, there, back, kind, rules.config(kind, turned), [], records=0)
    return made


async def update_attribute(
    ctx: Context,
    object_name: str,
    attribute_name: str,
    said: Mapping[str, Any],
) -> Attribute:
    """Change what is said: title, description, is_required, is_unique, is_multi_select,
    is_archived, default_value, config, options, stages."""
    schema = await schema_store.of_change(ctx)
    owner = object_named(schema, object_name)
    every = {each.slug: each for each in owner.attributes} | {e.id: e for e in owner.attributes}
    old = every.get(attribute_name) or attribute_named(owner, attribute_name)
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
    await _change_options(ctx, owner, old, said.get("options"), said.get("stages"))
    if made.is_unique != old.is_unique:
        await slot_store.index_unique(ctx.db, owner, made)
    changed = await schema_store.changed(ctx)
    after = changed.attribute_by_no[old.no]
    ctx.emit(
        AttributeUpdated(
            object=owner.slug, before=_told_attribute(old), after=_told_attribute(after)
        )
    )
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


async def _change_options(
    ctx: Context,
    owner: Object,
    attribute: Attribute,
    options: Sequence[Any] | None,
    stages: Sequence[Any] | None,
) -> None:
    """Options named by id are changed, those without one are added; nothing is dropped."""
    said = options if options is not None else stages
    if said is None:
        return
    if not TYPE_BY_NAME[attribute.type].has_options:
        raise Invalid(f"A {attribute.type} has no options.", field="options")
    known = {option.id: option for option in attribute.options}
    by_title = {option.title.casefold(): option for option in attribute.options}
    kept = dict(known)
    new: list[Any] = []
    for each in said:
        option = known.get(each.id) if each.id else by_title.get(each.title.strip().casefold())
        if each.id and option is None:
            raise Invalid(
                f"There is no option {each.id[:80]!r}.", field="options", allowed=list(known)
            )
        if option is None:
            new.append(each)
        else:
            kept[option.id] = changed_option(option, each)
    stages_too = attribute.type == "pipeline"
    added = rules.options(new, stages=stages_too, kept=list(kept.values()))
    order = sorted([*kept.values(), *added], key=lambda option: option.sort_order)
    placed = [rules.at_place(option, place) for place, option in enumerate(order)]
    before = {option.id: option.sort_order for option in attribute.options}
    await schema_store.add_options(
        ctx.db, attribute.no, tuple(each for each in placed if each.id not in known)
    )
    for each in placed:
        if each.id in known and each != known[each.id]:
            await schema_store.set_option(ctx.db, each)
    moved = {
        before[e.id]: e.sort_order for e in placed if before.get(e.id, e.sort_order) != e.sort_order
    }
    if moved:
        await slot_store.renumber(ctx.db, owner, attribute, moved)


def changed_option(option: Option, said: Any) -> Option:
    """What is said of an option there is; a place is taken before the option that has it."""
    flags = said.config or option
    rules.check_outcome(option.title, flags)
    closed = flags.is_closed or flags.is_won or flags.is_lost
    return Option(
        option.id,
        said.title.strip() or option.title,
        option.sort_order if said.sort_order is None else said.sort_order,
        option.is_archived if said.is_archived is None else said.is_archived,
        said.color or option.color,
        closed,
        flags.is_won,
        flags.is_lost,
        option.probability if flags.probability is None else flags.probability,
    )


# the beginning ----------------------------------------------------------------------------


async def found(ctx: Context) -> None:
    """Give a new workspace its standard objects, attributes and relationships."""
    for each in STANDARD_OBJECTS:
        await create_object(ctx, each.slug, each.singular, each.plural, standard=True)
        for attribute in each.attributes[1:]:
            await create_attribute(ctx, each.slug, _standard(attribute))
    for relationship in STANDARD_RELATIONSHIPS:
        await create_attribute(ctx, relationship.owner, _standard_link(relationship))


def _standard(each: StandardAttribute) -> AttributeSaid:
    options: list[OptionSaid] = [OptionSaid(title) for title in each.options]
    if each.type == "pipeline":
        options = [
            OptionSaid(
                stage.title,
                config=StageFlags(
                    is_won=stage.is_won, is_lost=stage.is_lost, probability=stage.probability
                ),
            )
            for stage in DEAL_STAGES
        ]
    return AttributeSaid(
        title=each.title,
        type=each.type,
        slug=each.slug,
        description=each.description,
        is_required=each.required,
        is_unique=each.unique,
        is_multi_select=each.multi,
        is_system=True,
        default=each.default,
        config=each.config,
        options=options,
    )


def _standard_link(each: StandardRelationship) -> AttributeSaid:
    return AttributeSaid(
        title=each.title,
        type="relationship",
        slug=each.slug,
        is_system=True,
        relationship={
            "target_object_id": each.target,
            "inverse_title": each.inverse_title,
            "inverse_slug": each.inverse_slug,
            "cardinality": each.cardinality,
            "data_fields": each.data_fields,
        },
    )
