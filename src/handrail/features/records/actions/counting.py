"""Aggregates for callers: grouped, named as people do, compared with the period before."""

from collections.abc import Mapping, Sequence
from typing import Any

from handrail.context import Context
from handrail.core.clock import iso
from handrail.core.errors import Invalid
from handrail.features.records.actions import sight
from handrail.features.records.attributes.base import fold
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute, Object, Row, Schema
from handrail.features.records.question import Group, Measure
from handrail.features.records.rules import asked as asked_rules
from handrail.features.records.rules import measures as rules
from handrail.features.records.rules.asked import Asked
from handrail.features.records.rules.names import object_named
from handrail.features.records.store import records as record_store
from handrail.features.records.store.search import aggregates as store
from handrail.features.records.store.search.aggregates import Bundle
from handrail.features.records.store.search.page import Search
from handrail.features.records.store.search.sorting import SortKey

Line = dict[str, Any]
"""`{group: {name: shown}, values: {measure: number}, previous: {measure: number} | None}`"""


async def aggregate(
    ctx: Context,
    asked: Asked,
    *,
    measures: Sequence[Any],
    group_by: Sequence[Any],
    period: str | None,
    compare: bool,
) -> tuple[list[Line], bool, list[str]]:
    """The lines, in order; whether there are more; the labels of the period and the one before."""
    schema = await sight.of(ctx)
    owner = object_named(schema, asked.object)
    wanted = rules.measures(owner, measures)
    groups = rules.groups(owner, group_by)
    within: Mapping[str, Any] | None = None
    before: Mapping[str, Any] | None = None
    labels: list[str] = []
    if compare and any(group.bucket for group in groups):
        raise Invalid(
            "Days and months of one period have no counterpart in the one before.",
            field="compare_previous",
            hint="Leave the date out of group_by, or ask for each period by itself.",
        )
    if period is not None:
        within, before, labels = rules.periods(owner, period, ctx.now)
    now, more = await _lines(ctx, schema, owner, asked, within, wanted, groups)
    if not compare or before is None:
        return [{"group": g, "values": v, "previous": None} for g, v in now], more, labels[:1]
    then, more_then = await _lines(ctx, schema, owner, asked, before, wanted, groups)
    return _beside(now, then, wanted), more or more_then, labels


async def _lines(
    ctx: Context,
    schema: Schema,
    owner: Object,
    asked: Asked,
    within: Mapping[str, Any] | None,
    measures: list[Measure],
    groups: list[Group],
) -> tuple[list[tuple[Line, Line]], bool]:
    filters = [each for each in (asked.filter, within) if each]
    narrowed = Asked(owner.slug, filter=filters, query=asked.query)
    where = asked_rules.where(owner, schema, ctx.now, ctx.actor.member_id, narrowed)
    search = Search(owner, schema, where, (SortKey("created_at", True),))
    found = await store.aggregate(ctx.db, search, measures, groups, asked.limit + 1)
    bundles = found[: asked.limit]
    named = await _names(ctx, owner, schema, groups, bundles)
    lines = [
        (
            {group.name: shown for group, shown in zip(groups, keys, strict=True)},
            {m.name: _shown(m, value) for m, value in zip(measures, bundle.measured, strict=True)},
        )
        for bundle, keys in zip(bundles, named, strict=True)
    ]
    return _ordered(groups, lines, bundles), len(found) > len(bundles)


def _shown(measure: Measure, value: Any) -> Any:
    if value is None:
        return 0 if measure.function in {"count", "distinct", "sum"} else None
    if measure.attribute is not None and measure.attribute.type in rules.DATES:
        text = iso(int(value)) if measure.function in {"min", "max"} else value
        return text[:10] if measure.attribute.type == "date" and isinstance(text, str) else text
    number = float(value)
    return int(number) if number.is_integer() else round(number, 6)


def _ordered(
    groups: list[Group], lines: list[tuple[Line, Line]], bundles: list[Bundle]
) -> list[tuple[Line, Line]]:
    """Time in its own order, stages and options in theirs; else the largest first."""
    if not groups or not _has_order(groups[0]):
        return lines
    by_key = sorted(zip(bundles, lines, strict=True), key=lambda pair: _rank(pair[0].keys[0]))
    return [line for _, line in by_key]


def _has_order(group: Group) -> bool:
    return group.bucket is not None or (
        isinstance(group.field, Attribute) and TYPE_BY_NAME[group.field.type].has_options
    )


def _rank(key: Any) -> tuple[bool, Any]:
    return (key is None, key if key is not None else 0)


async def _names(
    ctx: Context, owner: Object, schema: Schema, groups: list[Group], bundles: list[Bundle]
) -> list[list[Any]]:
    """Keys of the projection as people know them: options by title, text as someone wrote it."""
    rows: dict[str, Row] = {}
    if any(_is_text(group) for group in groups):
        rows = await record_store.get_many(ctx.db, [bundle.sample for bundle in bundles])
    linked = [
        ctx.db.identifier(bundle.keys[place])
        for place, group in enumerate(groups)
        if isinstance(group.field, Attribute) and group.field.type == "relationship"
        for bundle in bundles
        if bundle.keys[place] is not None
    ]
    known = await sight.names(ctx, schema, linked)
    return [
        [
            _named(ctx, group, key, rows.get(bundle.sample), known, schema)
            for group, key in zip(groups, bundle.keys, strict=True)
        ]
        for bundle in bundles
    ]


def _is_text(group: Group) -> bool:
    return isinstance(group.field, Attribute) and group.field.type not in {"person", "relationship"}


def _named(
    ctx: Context,
    group: Group,
    key: Any,
    row: Row | None,
    known: Mapping[str, tuple[int, str]],
    schema: Schema,
) -> Any:
    field = group.field
    if key is None or isinstance(field, str) or group.bucket:
        return key
    if field.type == "relationship":
        other = ctx.db.identifier(key)
        return {"id": other, "name": known[other][1]} if other in known else None
    kind = TYPE_BY_NAME[field.type]
    stored = row.values.get(field.slug) if row else None
    several = stored if isinstance(stored, list) else [stored]
    for each in several:
        if each is not None and kind.key(each, field) == key:
            return kind.show(each, field, schema)
    if field.type == "person":
        return kind.show(key, field, schema)
    if kind.has_options:
        title = next((o.title for o in field.options if float(o.sort_order) == key), None)
        return title if title is not None else key
    return key


def _beside(
    now: list[tuple[Line, Line]], then: list[tuple[Line, Line]], measures: list[Measure]
) -> list[Line]:
    before = {fold(repr(group)): values for group, values in then}
    nothing = {each.name: 0 if each.function in {"count", "sum"} else None for each in measures}
    lines = [
        {"group": g, "values": v, "previous": before.pop(fold(repr(g)), nothing)} for g, v in now
    ]
    gone = {fold(repr(group)): group for group, _ in then}
    lines += [
        {"group": gone[key], "values": nothing, "previous": values}
        for key, values in before.items()
    ]
    return lines
