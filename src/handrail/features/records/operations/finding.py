"""Finding across objects, and counting."""

from typing import Annotated, Any

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.errors import Invalid
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, Result, at_most
from handrail.features.records.actions import counting, reading
from handrail.features.records.model import ObjectName
from handrail.features.records.operations.records import Filter
from handrail.features.records.rules.asked import Asked

READ = Scope.READ_DATA


class SearchWorkspace(Params):
    query: Annotated[
        str, Field(description="Words, or how they begin.", min_length=1, max_length=200)
    ]
    objects: (
        Annotated[list[str], Field(description="Only these objects.", max_length=50)] | None
    ) = None
    limit: Annotated[int, Field(description="Most per object, up to 25.", ge=1), at_most(25)] = 5


class Hit(Result):
    id: str
    name: str
    detail: str | None


class Hits(Result):
    object: str
    total: int
    total_is_exact: bool
    records: list[Hit]


class WorkspaceHits(Result):
    query: str
    results: list[Hits]


@operation("POST /search", effect=Effect.READ, scope=READ, status=200)
async def search_workspace(ctx: Context, params: SearchWorkspace) -> WorkspaceHits:
    """Find records of any object by the words of names, mails and phones."""
    found = await reading.everywhere(ctx, params.query, params.objects, params.limit)
    return WorkspaceHits(
        query=params.query,
        results=[
            Hits(
                object=page.object,
                total=page.total,
                total_is_exact=page.total_is_exact,
                records=[Hit(id=h.id, name=h.name, detail=h.detail) for h in page.hits],
            )
            for page in found
        ],
    )


class AggregateRecords(Params):
    object: ObjectName
    measures: Annotated[
        list[Any], Field(description='"count", "sum:value", "median:value".', max_length=8)
    ] = Field(default_factory=list[Any])
    group_by: Annotated[
        list[Any], Field(description='"stage", "close_date:month"; up to 2.', max_length=2)
    ] = Field(default_factory=list[Any])
    filter: Filter | None = None
    query: Annotated[str, Field(description="Words to find.", max_length=500)] | None = None
    period: Annotated[str, Field(description='"close_date:this_month"', max_length=130)] | None = (
        None
    )
    compare_previous: Annotated[bool, Field(description="Beside the period before.")] = False
    limit: Annotated[int, Field(description="Most groups, up to 1,000.", ge=1), at_most(1000)] = 100


class Line(Result):
    group: dict[str, Any]
    values: dict[str, Any]
    previous: dict[str, Any] | None


class Aggregates(Result):
    object: str
    period: str | None
    previous_period: str | None
    groups: list[Line]
    has_more: bool


@operation("POST /records/{object}/aggregate", effect=Effect.READ, scope=READ, status=200)
async def aggregate_records(ctx: Context, params: AggregateRecords) -> Aggregates:
    """Count, sum, avg, min, max, median, distinct; grouped, compared by period.

    Filter as in search_records. Date buckets: day week month quarter year.
    """
    if params.compare_previous and params.period is None:
        raise Invalid(
            "compare_previous needs a period.",
            field="period",
            hint='For example "close_date:this_month".',
        )
    asked = Asked(params.object, filter=params.filter, query=params.query, limit=params.limit)
    lines, more, labels = await counting.aggregate(
        ctx,
        asked,
        measures=params.measures,
        group_by=params.group_by,
        period=params.period,
        compare=params.compare_previous,
    )
    return Aggregates(
        object=params.object,
        period=labels[0] if labels else None,
        previous_period=labels[1] if len(labels) > 1 else None,
        groups=[Line(**line) for line in lines],
        has_more=more,
    )
