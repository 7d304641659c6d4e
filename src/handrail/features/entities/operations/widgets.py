"""Tools for widgets: charts over one entity."""

from typing import Annotated, Any

from pydantic import Field

from handrail.context import Context
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, Result
from handrail.features.entities.actions import widgets
from handrail.features.entities.model import (
    MOST,
    Aggregation,
    ChartColor,
    DisplayType,
    EntityName,
    GroupBy,
    Uuid,
    words,
)
from handrail.features.entities.operations.shared import (
    AGAIN,
    DELETES,
    READ,
    READS,
    TOOL,
    WRITE,
    WRITES,
)
from handrail.features.entities.said import EXAMPLE, Filters
from handrail.features.entities.seen import AllItems, Done, Named, Told
from handrail.features.entities.widget import Widget

Name = Annotated[str, Field(min_length=1, max_length=200)]
Shown = Annotated[DisplayType, Field(description=f"One of: {words(DisplayType)}.")]
Grouped = Annotated[
    GroupBy,
    Field(
        description=f"One of: {words(GroupBy)}. The same as entityType, customColumn or none; "
        "customColumn needs groupByCustomColumnId."
    ),
]
Counted = Annotated[
    Aggregation,
    Field(description=f"One of: {words(Aggregation)}. dealQuantity for service only; task: count."),
]
Colors = Annotated[
    list[ChartColor],
    Field(
        description=f"Each one of: {words(ChartColor)}.",
        min_length=1,
        max_length=20,
    ),
]
DealFilters = Annotated[
    Filters, Field(description=f"Of the deals counted; not for entityType deal. Example: {EXAMPLE}")
]


class ListWidgets(Params):
    pass


@operation("POST /tools/list_widgets", effect=Effect.READ, scope=READ, doors=TOOL, hints=READS)
async def list_widgets(ctx: Context, params: ListWidgets) -> AllItems:
    """Every widget's id and name."""
    found = [Named(id=id, name=name) for id, name in await widgets.every(ctx)]
    return AllItems(items=found, total=len(found))


class GetWidgets(Params):
    ids: Annotated[list[Uuid], Field(min_length=1, max_length=MOST)]


class Widgets(Told):
    """A widget's configuration and data each, or `{error}`."""


@operation("POST /tools/get_widgets", effect=Effect.READ, scope=READ, doors=TOOL, hints=READS)
async def get_widgets(ctx: Context, params: GetWidgets) -> Widgets:
    """Configuration and computed data ({label, value, optionColor?}, largest first) of widgets."""
    found = await widgets.some(ctx, params.ids)
    return Widgets(items=[await _seen(ctx, found.get(each)) for each in params.ids])


async def _seen(ctx: Context, widget: Widget | None) -> dict[str, Any]:
    if widget is None:
        return {"error": "Widget not found"}
    data = await widgets.safe_data(ctx, widget)
    said = {"id": widget.id, "name": widget.name, **widget.config()}
    if isinstance(data, str):  # what it counted by has gone since
        return said | {"data": [], "dataError": data}
    return said | {"data": data}


class CreateWidget(Params):
    name: Name
    entityType: EntityName
    displayType: Shown
    groupByType: Grouped
    aggregationType: Counted
    groupByCustomColumnId: Uuid | None = None
    entityFilters: Filters | None = None
    dealFilters: DealFilters | None = None


class Made(Result):
    id: str
    name: str
    message: str


def _given(params: Params) -> dict[str, Any]:
    """What was said, as it is kept: filters as plain JSON, null for what is cleared."""
    said: dict[str, Any] = {}
    for name in params.model_fields_set - {"id"}:
        value = getattr(params, name)
        if name in ("entityFilters", "dealFilters"):
            value = [each.model_dump(exclude_none=True) for each in value or ()]
        if value is not None or name == "groupByCustomColumnId":
            said[name] = value
    return said


@operation("POST /tools/create_widget", effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES)
async def create_widget(ctx: Context, params: CreateWidget) -> Made:
    """Create a widget: count one entity, or sum its deals' value, grouped or in all."""
    made = await widgets.create(ctx, _given(params))
    return Made(id=made.id, name=made.name, message=f'Widget "{made.name}" created successfully')


class UpdateWidget(Params):
    id: Uuid
    name: Name | None = None
    entityType: EntityName | None = None
    displayType: Shown | None = None
    groupByType: Grouped | None = None
    aggregationType: Counted | None = None
    groupByCustomColumnId: Uuid | None = None
    entityFilters: Filters | None = None
    dealFilters: DealFilters | None = None
    reverseXAxis: bool | None = None
    reverseYAxis: bool | None = None
    barColors: Colors | None = None


@operation("POST /tools/update_widget", effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN)
async def update_widget(ctx: Context, params: UpdateWidget) -> Made:
    """Change a widget; what you leave out stays.

    WARNING: entityFilters and dealFilters REPLACE the filters there are; [] clears them.
    """
    made = await widgets.update(ctx, params.id, _given(params))
    return Made(id=made.id, name=made.name, message=f'Widget "{made.name}" updated successfully')


class WidgetId(Params):
    id: Uuid


@operation(
    "POST /tools/delete_widget", effect=Effect.DELETE, scope=WRITE, doors=TOOL, hints=DELETES
)
async def delete_widget(ctx: Context, params: WidgetId) -> Done:
    """IRREVERSIBLE. Delete a widget. The records it counts stay. Ask the user before."""
    gone = await widgets.delete(ctx, params.id)
    return Done(message=f'Widget "{gone.name}" deleted')
