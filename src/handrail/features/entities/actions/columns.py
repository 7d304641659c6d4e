"""Custom columns: made, changed and taken away as attributes of an entity's object."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from handrail.context import Context
from handrail.core.errors import HandrailError, Invalid, NotFound
from handrail.features.entities.actions import reading
from handrail.features.entities.model import KINDS, ColumnType, Kind
from handrail.features.entities.rules import columns as rules
from handrail.features.entities.rules.values import stored
from handrail.features.entities.said import FieldValue
from handrail.features.entities.seen import Column
from handrail.features.records.actions import definitions, emptying, sight
from handrail.features.records.actions.definitions import AttributeSaid, OptionSaid
from handrail.features.records.model import Attribute

BEYOND = 100_000
"""The place of an option that is no longer there: after all others."""


async def listed(ctx: Context, kind: Kind | None = None) -> list[Column]:
    """The columns of one entity or of all that the caller sees."""
    known = (await sight.of(ctx)).by_name
    return [
        rules.column(each, attribute)
        for each in ((kind,) if kind else KINDS)
        if each.object in known
        for attribute in rules.columns_of(known[each.object])
    ]


async def create(
    ctx: Context,
    kind: Kind,
    column_type: ColumnType,
    label: str,
    *,
    config: Mapping[str, Any] | None = None,
    several: bool = False,
    options: Sequence[Any] = (),
) -> Column:
    """Make a column. `options` have label, color, isDefault, index."""
    await reading.owner_of(ctx, kind)
    placed = sorted(options, key=lambda option: option.index)
    default = _default(placed)
    said = AttributeSaid(
        title=label.strip(),
        type=rules.ATTRIBUTE_TYPES[column_type],
        is_multi_select=several,
        default=default.label.strip() if default else None,
        config=config or {},
        options=[OptionSaid(each.label, place, each.color) for place, each in enumerate(placed)],
    )
    with _worded():
        made = await definitions.create_attribute(ctx, kind.object, said)
    return rules.column(kind, made)


def _default(options: Sequence[Any]) -> Any:
    chosen = [each for each in options if each.isDefault]
    if len(chosen) > 1:
        raise Invalid("At most one option can be the default.", field="options")
    return chosen[0] if chosen else None


async def named(ctx: Context, column_id: str) -> tuple[Kind, Attribute]:
    """A column and the entity it is of. NotFound lists nothing: the caller has list tools."""
    known = (await sight.of(ctx)).by_name
    for kind in KINDS:
        attribute = known[kind.object].by_name.get(column_id) if kind.object in known else None
        if attribute is not None and attribute.id == column_id and rules.type_of(attribute):
            return kind, attribute
    raise NotFound("Custom column ID not found or not accessible.", field="id")


async def update(
    ctx: Context,
    column_id: str,
    column_type: ColumnType,
    label: str,
    *,
    config: Mapping[str, Any] | None = None,
    several: bool | None = None,
    options: Sequence[Any] | None = None,
) -> Column:
    """Say a column anew; its type and its entity stay. Raises NotFound, Invalid."""
    kind, attribute = await named(ctx, column_id)
    rules.check_type(attribute, column_type)
    said: dict[str, Any] = {"title": label.strip()}
    if config:
        said["config"] = dict(config)
    if several is not None and several != attribute.is_multi_select:
        said["is_multi_select"] = several
    with _worded():
        if options is not None:
            said["options"] = await _kept_options(ctx, kind, attribute, options)
            said["default_value"] = None
        made = await definitions.update_attribute(ctx, kind.object, attribute.id, said)
        if options is not None:
            made = await definitions.update_attribute(
                ctx, kind.object, attribute.id, _in_order(made, options)
            )
    return rules.column(kind, made)


async def _kept_options(
    ctx: Context, kind: Kind, attribute: Attribute, said: Sequence[Any]
) -> list[Any]:
    """What becomes of all options: those said in their order, and those dropped emptied first."""
    _default(said)
    placed = sorted(said, key=lambda option: option.index)
    there = {each.id: each for each in attribute.open_options}
    for each in placed:
        if each.value is not None and each.value not in there:
            listed = ", ".join(f"{option.title} -> {option.id}" for option in there.values())
            raise Invalid(
                f"Option value {each.value} not found. Leave value out for a new option. "
                f"There are: {listed or 'none'}.",
                field="options",
            )
    kept = {each.value for each in placed if each.value is not None}
    gone = [each for each in there.values() if each.id not in kept]
    await emptying.empty_of(ctx, kind.object, attribute.slug, [each.id for each in gone])
    titles = {each.label.strip().casefold() for each in placed}
    once = {each.title.casefold(): each.id for each in attribute.options if each.id not in kept}
    changed = [
        _option(
            each.value or once.get(each.label.strip().casefold()),
            each.label.strip(),
            place,
            each.color,
            archived=False,
        )
        for place, each in enumerate(placed)
    ]
    changed += [
        _option(each.id, each.title, BEYOND + place, each.color, archived=True)
        for place, each in enumerate(gone)
        if each.title.casefold() not in titles
    ]
    return changed


def _in_order(made: Attribute, said: Sequence[Any]) -> dict[str, Any]:
    """All options in the order that was said: new ones were put behind, and have ids now."""
    default = _default(said)
    placed = sorted(said, key=lambda option: option.index)
    ids = [made.option_by_title[each.label.strip().casefold()].id for each in placed]
    behind = [each.id for each in made.options if each.id not in ids]
    changed = [
        _option(each, made.option_by_id[each].title, place, None, archived=each in behind)
        for place, each in enumerate([*ids, *behind])
    ]
    return {"options": changed, "default_value": default and default.label.strip()}


def _option(id: str | None, title: str, place: int, color: str | None, *, archived: bool) -> Any:
    return SimpleNamespace(
        id=id, title=title, sort_order=place, color=color, is_archived=archived, config=None
    )


async def delete(ctx: Context, column_id: str) -> str:
    """Take a column away, with what records hold in it; what it was called."""
    kind, attribute = await named(ctx, column_id)
    await definitions.update_attribute(ctx, kind.object, attribute.id, {"is_archived": True})
    return attribute.title


async def check_values(
    ctx: Context, kind: Kind, said: Sequence[Sequence[FieldValue]]
) -> list[dict[str, Any]]:
    """Values of custom columns by attribute slug, for each of several items. Raises Invalid."""
    owner = await reading.owner_of(ctx, kind)
    schema = await sight.of_write(ctx)
    found: list[dict[str, Any]] = []
    for place, each in enumerate(said):
        try:
            found.append(stored(owner, schema, each))
        except Invalid as error:
            error.field = f"items.{place}.{error.field}"
            raise
    return found


@contextmanager
def _worded() -> Iterator[None]:
    """What is refused within is said of the column rather than of an attribute."""
    try:
        yield
    except HandrailError as error:
        if error.field in ("title", "slug"):
            error.field = "label"
        raise
