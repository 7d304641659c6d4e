"""Planning an import: what each column becomes, and making what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from handrail.context import Context
from handrail.core.errors import HandrailError, Invalid
from handrail.core.ids import is_id
from handrail.features.records.actions import definitions, sight
from handrail.features.records.actions.definitions import AttributeSaid
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute, Object, Schema
from handrail.features.records.rules.definitions import MOST_OPTIONS
from handrail.features.records.rules.names import attribute_named, object_named
from handrail.features.records.store import records as record_store
from handrail.features.transfer.actions.references import Meaning, meaning_of
from handrail.features.transfer.model import OptionCreated, Wish
from handrail.features.transfer.rules import columns as rules
from handrail.features.transfer.rules import kinds
from handrail.features.transfer.rules.cells import REFERRING
from handrail.features.transfer.rules.columns import Target
from handrail.features.transfer.rules.survey import Column

MAP = "--map makes it one of its own"


@dataclass(slots=True)
class Plan:
    """`key` is the column that identifies a row; `name_from` one whose text a new record is
    called by, where no column is its name; `is_strange`: the file is another workspace's."""

    owner: Object
    targets: list[Target]
    key: Target | None
    name_from: Target | None
    attributes_created: list[str] = field(default_factory=list[str])
    options_created: list[OptionCreated] = field(default_factory=list[OptionCreated])
    remarks: list[str] = field(default_factory=list[str])
    is_strange: bool = False


async def plan(ctx: Context, wish: Wish, columns: Sequence[Column]) -> Plan:
    """Match columns to attributes; with `create`, make the attributes and options that miss.

    Raises NotFound and Invalid, naming the column or attribute that is not there.
    """
    schema = await sight.of_write(ctx)
    owner = object_named(schema, wish.object)
    targets = rules.matched([each.name for each in columns], owner, schema, wish.map)
    made = Plan(owner, targets, None, None)
    await _estrange(ctx, made, columns)
    key = _key_place(targets, wish)
    _entitle(made, columns, key)
    await _fill_in(ctx, made, columns, wish, key)
    if key is not None:
        await _identify(ctx, made, key)
    if wish.create:
        _suggest(made)
        await _make_options(ctx, made, columns)
    made.owner = object_named(await sight.of_write(ctx), wish.object)
    return made


async def _estrange(ctx: Context, made: Plan, columns: Sequence[Column]) -> None:
    """Leave out a column of ids of which none is known here: they are another workspace's."""
    target = next((each for each in made.targets if each.is_id), None)
    if target is None:
        return
    ids = [each for each in columns[target.place].values if is_id(each)]
    there = await record_store.names(ctx.db, ids)
    if not ids or any(no == made.owner.no for no, _ in there.values()):
        return
    made.targets[target.place] = replace(
        target, is_id=False, is_out=True, how="left out: these are ids of another workspace"
    )
    made.is_strange = True
    made.remarks.append(
        "The ids of another workspace were left out: rows that are not here yet are new records."
    )


def _key_place(targets: Sequence[Target], wish: Wish) -> int | None:
    if wish.match is None:
        return next((target.place for target in targets if target.is_id), None)
    wanted = rules.squeezed(wish.match)
    for target in targets:
        if rules.squeezed(target.column) == wanted:
            return target.place
    raise rules.no_column(wish.match, [each.column for each in targets], "match")


# what a record is called ------------------------------------------------------------------


def _entitle(made: Plan, columns: Sequence[Column], key: int | None) -> None:
    """Find the column a new record is called by: its name's, the key's, the first text's."""
    filled = {each.attribute.slug for each in made.targets if each.attribute}
    wanted = {each.wanted for each in made.targets}
    if "name" in filled | wanted or (made.owner.slug == "people" and "last_name" in filled):
        return
    place = key if key is not None else _first_text(columns)
    if place is None:
        return
    target = made.targets[place]
    if target.is_open and not rules.like_an_id(target.column):
        how = "the rows' key, so their name" if key is not None else "the first text, so the name"
        made.targets[place] = replace(target, attribute=made.owner.by_name["name"], how=how)
    else:
        made.name_from = target
    made.remarks.append(f"No column is called name: new records are called by {target.column!r}.")


def _first_text(columns: Sequence[Column]) -> int | None:
    return next((c.place for c in columns if c.filled and kinds.is_text(c)), None)


# what is missing --------------------------------------------------------------------------


async def _fill_in(
    ctx: Context, made: Plan, columns: Sequence[Column], wish: Wish, key: int | None
) -> None:
    """Give the columns that have no attribute one: an own one, or the one they evidently mean."""
    for target in list(made.targets):
        if target.attribute or target.is_id or target.is_out:
            continue
        column = columns[target.place]
        if target.wanted and not wish.create:
            attribute_named(made.owner, target.wanted, field="map")
        if not wish.create:
            hint = "--create makes one, --map names another"
            how = f"left out: {made.owner.slug} have no attribute called so ({hint})"
            made.targets[target.place] = replace(target, how=how)
        elif not column.filled and not target.wanted:
            made.targets[target.place] = replace(target, how="left out: it is empty")
        elif not target.wanted and (how := await _elsewhere(ctx, made, columns, target)):
            made.targets[target.place] = replace(target, how=f"left out: {how}")
        else:
            made.targets[target.place] = await _made(ctx, made, columns, target, key)


async def _elsewhere(
    ctx: Context, made: Plan, columns: Sequence[Column], target: Target
) -> str | None:
    """Where what a column says is said already, so that it needs no attribute; None: nowhere."""
    schema = await sight.of_write(ctx)
    names = [each.column for each in made.targets]
    if not kinds.is_text(columns[target.place]):
        return None
    if other := rules.other_side(target.column, names, made.owner, schema):
        return f"the other side of a relationship of {other}, which brings it ({MAP})"
    said = columns[target.place]
    for each in made.targets:
        same = columns[each.place]
        if not each.attribute or each.attribute.type not in REFERRING:
            continue
        if same.counts == said.counts and not same.overflowed:
            return f"it says the same as {each.column!r} ({MAP})"
    return None


async def _made(
    ctx: Context, made: Plan, columns: Sequence[Column], target: Target, key: int | None
) -> Target:
    schema = await sight.of_write(ctx)
    column = columns[target.place]
    owner = object_named(schema, made.owner.slug)
    meaning = None if target.place == key else await _meaning(ctx, made, columns, target, schema)
    if meaning is not None and not target.wanted:
        taken = {each.attribute.slug for each in made.targets if each.attribute}
        if known := meaning.existing(owner, schema, taken):
            return replace(target, attribute=known, how=f"its values name {meaning.plural}")
    wanted = _wanted(owner, column, target, meaning, is_key=target.place == key)
    attribute = await definitions.create_attribute(ctx, owner.slug, wanted)
    made.attributes_created.append(attribute.slug)
    how = f"made: its values name {meaning.plural}" if meaning else "made"
    return replace(target, attribute=attribute, how=how)


async def _meaning(
    ctx: Context, made: Plan, columns: Sequence[Column], target: Target, schema: Schema
) -> Meaning | None:
    column = columns[target.place]
    if column.overflowed or not kinds.is_text(column):
        return None
    titles = [t for t in made.targets if t.attribute and t.attribute.slug == "name"]
    own_names = columns[titles[0].place].values if titles else []
    return await meaning_of(ctx, schema, made.owner, column, own_names)


def _wanted(
    owner: Object, column: Column, target: Target, meaning: Meaning | None, *, is_key: bool
) -> AttributeSaid:
    title, slug = rules.titled(column.name), target.wanted
    if meaning is not None and meaning.target is None:
        return AttributeSaid(title=title, type="person", slug=slug)
    if meaning is not None and meaning.target is not None:
        relationship = {
            "target_object_id": meaning.target.id,
            "cardinality": "many_to_one",
            "inverse_title": f"{owner.plural_noun} ({title.lower()})"[:80],
        }
        return AttributeSaid(title=title, type="relationship", slug=slug, relationship=relationship)
    kind = kinds.inferred(column, is_key=is_key)
    return AttributeSaid(
        title=title,
        type=kind.type,
        slug=slug,
        config=kind.config,
    )


FIGURES = frozenset({"number", "currency"})


def _suggest(made: Plan) -> None:
    """Point new figures to a standard attribute of figures that no column fills."""
    filled = {each.attribute.slug for each in made.targets if each.attribute}
    free = [
        each.slug
        for each in made.owner.live
        if each.is_system and each.type in FIGURES and each.slug not in filled
    ]
    own = [
        (each.column, each.attribute.slug)
        for each in made.targets
        if each.attribute and not each.attribute.is_system and each.attribute.type in FIGURES
    ]
    for column, slug in own:
        alike = [each for each in free if each in slug.split("_")]
        if meant := alike or (free if len(free) == len(own) == 1 else []):
            made.remarks.append(
                f"{column!r} fills an attribute of its own and {meant[0]} stays empty: "
                f"--map {column}={meant[0]} fills that one."
            )


async def _identify(ctx: Context, made: Plan, key: int) -> None:
    """Make the key's attribute one that no two records share, where it is not the name."""
    target = made.targets[key]
    if target.is_id:
        made.key = target
        return
    attribute = target.attribute
    if attribute is None:
        raise Invalid(
            f"{target.column!r} cannot identify rows: {made.owner.slug} have no attribute for it.",
            field="match",
            hint=f"Make it with --create, or name it with --map {target.column}=….",
        )
    if attribute.slug != "name" and not attribute.is_unique:
        attribute = await _made_unique(ctx, made.owner, attribute, target.column)
    made.key = made.targets[key] = replace(target, attribute=attribute)


async def _made_unique(ctx: Context, owner: Object, attribute: Attribute, column: str) -> Attribute:
    try:
        return await definitions.update_attribute(
            ctx, owner.slug, attribute.slug, {"is_unique": True}
        )
    except HandrailError as error:
        raise Invalid(
            f"{column!r} cannot identify rows: {error.message}",
            field="match",
            hint=error.hint or "Match by a column whose values stand once.",
        ) from error


# options and stages -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as `update_attribute` takes it; what is None stays as it is."""

    title: str
    id: str | None = None
    sort_order: float | None = None
    is_archived: bool | None = None
    color: str | None = None
    config: Any = None


async def _make_options(ctx: Context, made: Plan, columns: Sequence[Column]) -> None:
    for place, target in enumerate(made.targets):
        attribute = target.attribute
        if attribute is None or not TYPE_BY_NAME[attribute.type].has_options:
            continue
        known = {option.title.casefold() for option in attribute.options}
        said = kinds.choices(columns[place], attribute)
        new = [title for title in said if title.casefold() not in known]
        if not new or len(known) + len(new) > MOST_OPTIONS:
            continue
        grown = await _grown(ctx, made.owner, attribute, new)
        made.targets[place] = replace(target, attribute=grown)
        made.options_created += [OptionCreated(attribute=grown.slug, title=t) for t in new]


async def _grown(
    ctx: Context, owner: Object, attribute: Attribute, new: Sequence[str]
) -> Attribute:
    """The attribute with more options; stages that are open stand before those that close."""
    stages = attribute.type == "pipeline"
    said = [
        Choice(title, config=kinds.stage(title) if stages else definitions.StageFlags())
        for title in new
    ]
    name = "stages" if stages else "options"
    grown = await definitions.update_attribute(ctx, owner.slug, attribute.slug, {name: said})
    ordered = sorted(grown.options, key=lambda option: option.is_closed)
    if not stages or list(grown.options) == ordered:
        return grown
    placed = [Choice(each.title, each.id, place) for place, each in enumerate(ordered)]
    return await definitions.update_attribute(ctx, owner.slug, attribute.slug, {name: placed})
