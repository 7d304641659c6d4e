"""Finding and changing records."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Door, Effect, operation
from handrail.core.shapes import Params, Result, WriteParams, at_most
from handrail.features.records.actions import reading, records, sight
from handrail.features.records.model import (
    Cursor,
    Deleted,
    ObjectName,
    Offset,
    Record,
    RecordId,
    RecordPage,
    Values,
    WrittenRecord,
)
from handrail.features.records.rules.asked import Asked
from handrail.features.records.rules.names import object_named

READ, WRITE = Scope.READ_DATA, Scope.WRITE_DATA
REST_ONLY = frozenset({Door.REST})


Limit = Annotated[int, Field(description="At most 100.", ge=1), at_most(100)]
# A tool list is paid for in tokens: the short form is offered, the long ones are taken too.
Filter = Annotated[
    dict[str, Any] | list[Any],
    WithJsonSchema({"type": "object", "description": "Conditions."}, mode="validation"),
]
Sort = Annotated[
    str | list[Any] | dict[str, Any],
    WithJsonSchema({"type": "string", "description": '"-value", "stage,name"'}, mode="validation"),
]


def _parted(said: list[str]) -> list[str]:
    """Slugs hold no commas: `name,stage` are two."""
    return [slug.strip() for each in said for slug in each.split(",")]


Fields = Annotated[
    list[str], Field(description="Only these.", max_length=200), AfterValidator(_parted)
]
IfVersion = Annotated[int, Field(description="Refuse if not at this version.", ge=1)]


class RecordKey(Result):
    workspace_id: str
    object_id: str
    record_id: str


class RestRecord(Result):
    """One record, as REST shows it."""

    id: RecordKey
    object: str
    name: str
    values: dict[str, Any]
    more: dict[str, int]
    created_at: str
    updated_at: str
    version: int


class RestWritten(RestRecord):
    change_id: str | None
    replayed: bool


async def _key(ctx: Context, record: Record) -> RecordKey:
    schema = await sight.of(ctx)
    owner = object_named(schema, record.object)
    return RecordKey(workspace_id=ctx.actor.workspace_id, object_id=owner.id, record_id=record.id)


async def rest_record(ctx: Context, record: Record) -> RestRecord:
    said = record.model_dump(include=set(Record.model_fields) - {"id"})
    return RestRecord(id=await _key(ctx, record), **said)


async def rest_written(ctx: Context, record: WrittenRecord) -> RestWritten:
    return RestWritten(id=await _key(ctx, record), **record.model_dump(exclude={"id"}))


# reading ----------------------------------------------------------------------------------


class GetRecord(Params):
    object: ObjectName
    record_id: RecordId


@operation("GET /records/{object}/{record_id}", effect=Effect.READ, scope=READ, wire=rest_record)
async def get_record(ctx: Context, params: GetRecord) -> Record:
    """Get one record with its current values."""
    return await reading.get(ctx, params.object, params.record_id)


class SearchRecords(Params):
    object: ObjectName
    query: Annotated[str, Field(description="Words to find.", max_length=500)] | None = None
    filter: Filter | None = None
    sort: Sort | None = None
    fields: Fields | None = None
    limit: Limit = 25
    offset: Offset = 0
    cursor: Cursor | None = None
    exact_total: Annotated[bool, Field(description="Also beyond 10,000.")] = False


@operation("POST /records/{object}/search", effect=Effect.READ, scope=READ, status=200)
async def search_records(ctx: Context, params: SearchRecords) -> RecordPage:
    """Find records by words and filter, sorted, paged.

    Filter: {"stage":"Won","value":{"gte":9}}, and/or/not, "last_30_days", hop
    "companies.city".
    """
    # an agent pays for every empty value it reads: only what was asked for by name is shown empty
    asked = Asked(**params.model_dump(), brief=params.fields is None)
    return await reading.search(ctx, asked)


Named = Annotated[str, Field(max_length=64)]


class RestSort(Params):
    attribute: Named
    field: Named | None = None
    direction: Literal["asc", "desc"] = "asc"


class RestFilter(Params):
    """`field` names an operator; `eq` where it is absent or names a part of the value."""

    attribute: Named
    field: Named | None = None
    operator: Named | None = None
    value: Any = None


class QueryRecords(Params):
    object: ObjectName
    filters: Annotated[
        list[RestFilter], Field(description="Attribute, operator, value.", max_length=50)
    ] = Field(default_factory=list[RestFilter])
    sorts: Annotated[list[RestSort], Field(description="Attribute, direction.", max_length=4)] = (
        Field(default_factory=list[RestSort])
    )
    joinOperator: Literal["and", "or"] = "and"
    limit: Annotated[int, Field(description="Page size, at most 1,000.", ge=1, le=1000)] = 100
    offset: Offset = 0


class QueriedRecord(Result):
    id: RecordKey
    values: dict[str, Any]
    created_at: str


class QueriedPage(Result):
    data: list[QueriedRecord]
    has_more: bool
    total: int


@operation(
    "POST /records/{object}/query", effect=Effect.READ, scope=READ, doors=REST_ONLY, status=200
)
async def query_records(ctx: Context, params: QueryRecords) -> QueriedPage:
    """Find records by a list of filters and sorts."""
    tests = [_test(each) for each in params.filters]
    asked = Asked(
        object=params.object,
        filter={params.joinOperator: tests} if tests else None,
        sort=[{"attribute": e.attribute, "direction": e.direction} for e in params.sorts] or None,
        limit=params.limit,
        offset=params.offset,
    )
    page = await reading.search(ctx, asked)
    return QueriedPage(
        data=[
            QueriedRecord(id=await _key(ctx, each), values=each.values, created_at=each.created_at)
            for each in page.records
        ],
        has_more=page.has_more,
        total=page.total,
    )


OPERATOR_FIELDS = frozenset(
    [
        "eq",
        "neq",
        "in",
        "contains",
        "starts_with",
        "ends_with",
        "gt",
        "gte",
        "lt",
        "lte",
        "between",
        "is_empty",
        "within_radius",
    ]
)


def _test(said: RestFilter) -> dict[str, Any]:
    op = said.operator or (said.field if said.field in OPERATOR_FIELDS else "eq")
    return {"attribute": said.attribute, "op": op, "value": said.value}


# writing ----------------------------------------------------------------------------------


class CreateRecord(WriteParams):
    object: ObjectName
    values: Values


@operation("POST /records/{object}", effect=Effect.CREATE, scope=WRITE, wire=rest_written)
async def create_record(ctx: Context, params: CreateRecord) -> WrittenRecord:
    """Create a record. Options, stages, members, linked records: by name or id."""
    made = await records.create(ctx, params.object, params.values)
    record = await reading.show_made(ctx, made)
    return WrittenRecord(**dict(record), change_id=ctx.change_id, replayed=False)


async def written(ctx: Context, object_name: str, record_id: str) -> WrittenRecord:
    """A record as this call has left it."""
    record = await reading.get(ctx, object_name, record_id)
    return WrittenRecord(**dict(record), change_id=ctx.change_id, replayed=False)


class UpdateRecord(WriteParams):
    object: ObjectName
    record_id: RecordId
    values: Values
    if_version: IfVersion | None = None


@operation(
    "PATCH /records/{object}/{record_id}", effect=Effect.UPDATE, scope=WRITE, wire=rest_written
)
async def update_record(ctx: Context, params: UpdateRecord) -> WrittenRecord:
    """Change the values given, and no others; null clears. Lists replace."""
    await records.update(
        ctx, params.object, params.record_id, params.values, if_version=params.if_version
    )
    return await written(ctx, params.object, params.record_id)


class DeleteRecord(WriteParams):
    object: ObjectName
    record_id: RecordId


@operation("DELETE /records/{object}/{record_id}", effect=Effect.DELETE, scope=WRITE)
async def delete_record(ctx: Context, params: DeleteRecord) -> Deleted:
    """Delete a record; references to it from others are cleared."""
    gone = await records.delete(ctx, params.object, params.record_id)
    return Deleted(deleted=True, id=gone, change_id=ctx.change_id, replayed=False)


class LinkRecords(WriteParams):
    object: ObjectName
    record_id: RecordId
    attribute: Annotated[str, Field(description="A relationship's slug.", max_length=64)]
    to: Annotated[
        list[Any], Field(description="Ids or names; or {id, data}.", min_length=1, max_length=100)
    ]


@operation(
    "POST /records/{object}/{record_id}/link",
    effect=Effect.UPDATE,
    scope=WRITE,
    wire=rest_written,
)
async def link_records(ctx: Context, params: LinkRecords) -> WrittenRecord:
    """Add links to those a record has. On a to-one relationship it replaces."""
    await records.link(ctx, params.object, params.record_id, params.attribute, params.to, cut=False)
    return await written(ctx, params.object, params.record_id)


class UnlinkRecords(LinkRecords):
    pass


@operation(
    "POST /records/{object}/{record_id}/unlink",
    effect=Effect.UPDATE,
    scope=WRITE,
    wire=rest_written,
)
async def unlink_records(ctx: Context, params: UnlinkRecords) -> WrittenRecord:
    """Take links away; those not named stay."""
    await records.link(ctx, params.object, params.record_id, params.attribute, params.to, cut=True)
    return await written(ctx, params.object, params.record_id)
