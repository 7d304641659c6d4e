"""Widgets: kept as they were said, and computed when they are looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handrail.context import Context
from handrail.core.errors import HandrailError, Invalid
from handrail.core.event import differences
from handrail.core.ids import new_id
from handrail.features.entities import store
from handrail.features.entities.actions import reading
from handrail.features.entities.actions.reading import Wanted
from handrail.features.entities.events import WidgetCreated, WidgetDeleted, WidgetUpdated
from handrail.features.entities.model import DEAL, KIND, SERVICE, Kind
from handrail.features.entities.rules import columns, values
from handrail.features.entities.rules import widgets as rules
from handrail.features.entities.said import Filter
from handrail.features.entities.shown import whole
from handrail.features.entities.widget import Widget
from handrail.features.records.actions import counting, tallying
from handrail.features.records.model import Attribute
from handrail.features.records.question import Measure, Tally

OBJECT = "widgets"
MOST_BARS = 1000
UNSET = "No value"
TOTAL = "Total"


async def every(ctx: Context) -> list[tuple[str, str]]:
    return await store.every(ctx.db)


async def some(ctx: Context, ids: Sequence[str]) -> dict[str, Widget]:
    return await store.some(ctx.db, ids)


async def create(ctx: Context, said: Mapping[str, Any]) -> Widget:
    """Raises Invalid."""
    made = Widget(id=new_id(), created_at=ctx.now, updated_at=ctx.now, **said)
    await _check(ctx, made)
    await store.add(ctx.db, made)
    told = {"name": made.name, **made.config()}
    ctx.emit(WidgetCreated(object=OBJECT, record_id=made.id, after=told))
    return made


async def update(ctx: Context, widget_id: str, said: Mapping[str, Any]) -> Widget:
    """Change what is said. Raises NotFound, Invalid."""
    old = (await store.some(ctx.db, [widget_id])).get(widget_id)
    if old is None:
        raise rules.missing()
    if said.get("groupByType", "customColumn") != "customColumn":
        said = {"groupByCustomColumnId": None, **said}
    made = replace(old, **said)
    if made == old:
        return old
    await _check(ctx, made)
    made = replace(made, updated_at=ctx.now)
    await store.change(ctx.db, made)
    before, after = differences(
        {"name": old.name, **old.config()}, {"name": made.name, **made.config()}
    )
    ctx.emit(WidgetUpdated(object=OBJECT, record_id=made.id, before=before, after=after))
    return made


async def delete(ctx: Context, widget_id: str) -> Widget:
    old = (await store.some(ctx.db, [widget_id])).get(widget_id)
    if old is None:
        raise rules.missing()
    await store.drop(ctx.db, widget_id)
    told = {"name": old.name, **old.config()}
    ctx.emit(WidgetDeleted(object=OBJECT, record_id=widget_id, before=told))
    return old


async def _check(ctx: Context, widget: Widget) -> None:
    """That it can be computed: its rules, its filters, its column. Raises Invalid, NotFound."""
    rules.check(widget)
    await reading.question(ctx, _asked(widget))
    if widget.dealFilters:
        await reading.question(ctx, _deals(widget))
    if widget.groupByCustomColumnId is not None:
        await _column(ctx, widget)


# computed ---------------------------------------------------------------------------------


async def data(ctx: Context, widget: Widget) -> list[dict[str, Any]]:
    """`{label, value, optionColor?}`, the largest first. A widget whose column or filters have
    gone since has none. Raises Invalid, NotFound then."""
    kind = KIND[widget.entityType]
    asked = await reading.question(ctx, _asked(widget))
    measure = await _measure(ctx, kind, widget)
    if measure is None:
        return []
    if widget.groupByType == kind.name:
        assert measure.tally is not None
        found = await tallying.ranked(ctx, asked, measure.tally, most=MOST_BARS)
        return [{"label": name, "value": whole(worth)} for _, name, worth in found]
    column = await _column(ctx, widget) if widget.groupByCustomColumnId else None
    lines, _, _ = await counting.aggregate(
        ctx,
        replace(asked, limit=MOST_BARS),
        measures=[measure],
        group_by=[column.slug] if column else [],
        period=None,
        compare=False,
    )
    if column is None:
        value = lines[0]["values"][measure.name] if lines else 0
        return [{"label": TOTAL, "value": value or 0}]
    bars = [
        _bar(column, line["group"][column.slug], line["values"][measure.name]) for line in lines
    ]
    return sorted(bars, key=lambda bar: -bar["value"])


def _bar(column: Attribute, shown: Any, value: Any) -> dict[str, Any]:
    label = UNSET if shown is None else values.text_of(column, shown)
    if shown is not None and column.options:
        label = str(shown)
    bar: dict[str, Any] = {"label": label, "value": value or 0}
    option = column.option_by_title.get(str(shown).casefold()) if column.options else None
    if option is not None:
        bar["optionColor"] = option.color or "default"
    return bar


def _asked(widget: Widget) -> Wanted:
    said = [Filter.model_validate(each) for each in widget.entityFilters]
    return Wanted(KIND[widget.entityType], said, at="entityFilters")


def _deals(widget: Widget) -> Wanted:
    said = [Filter.model_validate(each) for each in widget.dealFilters]
    return Wanted(DEAL, said, at="dealFilters")


async def _column(ctx: Context, widget: Widget) -> Attribute:
    owner = await reading.owner_of(ctx, KIND[widget.entityType])
    assert widget.groupByCustomColumnId is not None
    column = values.column_named(owner, widget.groupByCustomColumnId, "groupByCustomColumnId")
    if column.type == "long_text":
        fits = ", ".join(
            f"{each.title} -> {each.id}"
            for each in columns.columns_of(owner)
            if each.type != "long_text"
        )
        raise Invalid(
            f"{column.title} holds long text: nothing is grouped by it. Others: {fits or 'none'}.",
            field="groupByCustomColumnId",
        )
    return column


async def _measure(ctx: Context, kind: Kind, widget: Widget) -> Measure | None:
    """What is summed of each record; None where the caller may not see what it needs."""
    if widget.aggregationType == "count":
        return Measure("count", None, "count")
    tally = await _tally(ctx, kind, widget)
    return None if tally is None else Measure("sum", None, "sum", tally)


async def _tally(ctx: Context, kind: Kind, widget: Widget) -> Tally | None:
    """Of a deal its own value; of a contact or an organization that of its deals; of a service
    its amount, or how many, over the deals it is in."""
    value = await tallying.tally(ctx, "deals", "services", worth="amount", times="quantity")
    if kind is DEAL:
        return value
    asked = await reading.question(ctx, _deals(widget))
    if kind is not SERVICE:
        if value is None:
            return None
        return await tallying.tally(
            ctx, kind.object, "deals", worth=value, filter=asked.filter or None
        )
    return await tallying.tally(
        ctx,
        kind.object,
        "deals",
        times="quantity",
        filter=asked.filter or None,
        own="amount" if widget.aggregationType == "dealValue" else None,
    )


async def safe_data(ctx: Context, widget: Widget) -> list[dict[str, Any]] | str:
    """The data, or why there is none now."""
    try:
        return await data(ctx, widget)
    except HandrailError as error:
        return error.message
