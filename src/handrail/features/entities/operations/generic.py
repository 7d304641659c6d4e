"""Tools for any of the five entities: look, count, read, note, link, delete."""

from typing import Annotated, Any, Literal

from pydantic import Field

from handrail.context import Context
from handrail.core.errors import HandrailError
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, Result
from handrail.features.entities.actions import columns, linking, noting, reading, writing
from handrail.features.entities.actions.reading import Wanted
from handrail.features.entities.model import (
    KIND,
    KINDS,
    LONGEST_NOTES,
    MOST,
    MOST_LINKED,
    Entity,
    EntityName,
    Ids,
    Relation,
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
    plural,
)
from handrail.features.entities.rules import filters
from handrail.features.entities.said import (
    FieldValues,
    Filter,
    Filters,
    Page,
    PageSize,
    SearchTerm,
    Sort,
)
from handrail.features.entities.seen import (
    Absent,
    Column,
    Done,
    FilterableField,
    Named,
    SortableField,
    Told,
)

RELATIONS = "; ".join(f"{each.name} -> {', '.join(each.relations)}" for each in KINDS)


class GetEntityConfiguration(Params):
    entity: EntityName


class Configuration(Result):
    customColumns: list[Column]
    filterableFields: list[FilterableField]
    sortableFields: list[SortableField]


class ToolConfiguration(Configuration):
    filterSyntax: dict[str, str]


async def configuration(ctx: Context, entity: Entity) -> Configuration:
    kind = KIND[entity]
    owner = await reading.owner_of(ctx, kind)
    return Configuration(
        customColumns=await columns.listed(ctx, kind),
        filterableFields=filters.filterable(kind, owner),
        sortableFields=filters.sortable(kind, owner),
    )


@operation("POST /tools/get_entity_configuration", effect=Effect.READ, scope=READ, doors=TOOL,
           hints=READS)  # fmt: skip
async def get_entity_configuration(
    ctx: Context, params: GetEntityConfiguration
) -> ToolConfiguration:
    """Custom columns, filterable and sortable fields, and filter syntax of one entity.

    Call it before you create, update, filter or sort, so that field names and column ids are
    right.
    """
    said = await configuration(ctx, params.entity)
    return ToolConfiguration(**dict(said), filterSyntax=filters.SYNTAX)


# finding ----------------------------------------------------------------------------------


class FilterEntity(Params):
    entity: EntityName
    searchTerm: SearchTerm | None = None
    filters: Filters | None = None
    sortDescriptor: Sort | None = None
    page: Page = 1
    pageSize: PageSize = 10


class FilteredPage(Result):
    items: list[Named]
    total: int
    page: int
    filters: Annotated[list[Filter] | None, Absent] = None


@operation("POST /tools/filter_entity", effect=Effect.READ, scope=READ, doors=TOOL, hints=READS)
async def filter_entity(ctx: Context, params: FilterEntity) -> FilteredPage:
    """Search, filter and sort one entity: id and name of each, and the total.

    Use count_entity for the total alone, get_entities for whole records, and
    get_entity_configuration for what can be filtered and sorted by.
    """
    wanted = Wanted(
        KIND[params.entity],
        params.filters or (),
        params.searchTerm,
        params.sortDescriptor,
        params.page,
        params.pageSize,
    )
    found, total = await reading.page(ctx, wanted)
    return FilteredPage(
        items=[Named(id=each.id, name=each.name) for each in found],
        total=total,
        page=params.page,
        filters=params.filters,
    )


class CountEntity(Params):
    entity: EntityName
    filters: Filters | None = None
    sortDescriptor: Sort | None = None


class Counted(Result):
    total: int
    filters: list[Filter]


@operation("POST /tools/count_entity", effect=Effect.READ, scope=READ, doors=TOOL, hints=READS)
async def count_entity(ctx: Context, params: CountEntity) -> Counted:
    """How many of one entity meet the filters; cheaper than filter_entity."""
    said = params.filters or []
    wanted = Wanted(KIND[params.entity], said, sort=params.sortDescriptor)
    return Counted(total=await reading.count(ctx, wanted), filters=said)


class SearchAllEntities(Params):
    searchTerm: Annotated[
        str, Field(description="Words, all of which must match.", min_length=1, max_length=200)
    ]
    entities: (
        Annotated[
            list[Entity],
            Field(description=f"Of: {words(Entity)}. Default: all.", min_length=1, max_length=5),
        ]
        | None
    ) = None
    limitPerEntity: Annotated[int, Field(ge=1, le=100)] = 5


class FoundOf(Result):
    entity: Entity
    items: list[Named]
    total: Annotated[int | None, Absent] = None
    error: Annotated[str | None, Absent] = None


class FoundEverywhere(Result):
    searchTerm: str
    results: list[FoundOf]


@operation(
    "POST /tools/search_all_entities", effect=Effect.READ, scope=READ, doors=TOOL, hints=READS
)
async def search_all_entities(ctx: Context, params: SearchAllEntities) -> FoundEverywhere:
    """Search every entity at once by names and the names of what is linked.

    Use it when you do not know which entity holds what you look for; filter_entity for more.
    """
    entities = list(dict.fromkeys(params.entities or KIND))
    return FoundEverywhere(
        searchTerm=params.searchTerm,
        results=[await _found(ctx, each, params) for each in entities],
    )


async def _found(ctx: Context, entity: Any, params: SearchAllEntities) -> FoundOf:
    wanted = Wanted(KIND[entity], term=params.searchTerm, size=params.limitPerEntity)
    try:
        found, total = await reading.page(ctx, wanted)
    except HandrailError as error:
        return FoundOf(entity=entity, items=[], error=error.message)
    items = [Named(id=each.id, name=each.name) for each in found]
    return FoundOf(entity=entity, items=items, total=total)


# reading ----------------------------------------------------------------------------------

Include = Literal["masterData", "withNotes"]


class Asked(Params):
    entity: EntityName
    id: Uuid
    include: Annotated[
        Include, Field(description="masterData, or withNotes for the notes too.")
    ] = "masterData"


class GetEntities(Params):
    items: Annotated[list[Asked], Field(min_length=1, max_length=500)]


class Entities(Told):
    """`{<entity>: {…}, notes?}` each, or `{error}`."""


@operation("POST /tools/get_entities", effect=Effect.READ, scope=READ, doors=TOOL, hints=READS)
async def get_entities(ctx: Context, params: GetEntities) -> Entities:
    """Whole records by id, of one entity or several.

    Call it before update_* or link_entities / unlink_entities when you need what is there now.
    """
    found: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        ids = [each.id for each in params.items if each.entity == kind.name]
        try:
            told = await reading.by_ids(ctx, kind, ids) if ids else {}
        except HandrailError:
            told = {}
        found[kind.name] = {id: each.model_dump(mode="json") for id, each in told.items()}
    return Entities(items=[_one(each, found[each.entity].get(each.id)) for each in params.items])


def _one(asked: Asked, found: dict[str, Any] | None) -> dict[str, Any]:
    if found is None:
        return {"error": f"{KIND[asked.entity].label} not found"}
    master = {name: said for name, said in found.items() if name != "notes"}
    if asked.include == "withNotes":
        return {asked.entity: master, "notes": found["notes"]}
    return {asked.entity: master}


# notes, custom fields ---------------------------------------------------------------------


class NotesOf(Params):
    id: Uuid
    notes: Annotated[str, Field(description='Markdown; "" clears.', max_length=LONGEST_NOTES)]


class MoreNotes(Params):
    id: Uuid
    notes: Annotated[str, Field(description="Markdown.", min_length=1, max_length=LONGEST_NOTES)]


class UpdateEntityNotes(Params):
    entity: EntityName
    items: Annotated[list[NotesOf], Field(min_length=1, max_length=MOST)]


class AppendEntityNotes(Params):
    entity: EntityName
    items: Annotated[list[MoreNotes], Field(min_length=1, max_length=MOST)]


@operation(
    "POST /tools/update_entity_notes", effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN
)
async def update_entity_notes(ctx: Context, params: UpdateEntityNotes) -> Done:
    """Replace the Markdown notes of 1 to 100 records; append_entity_notes adds to them."""
    kind = KIND[params.entity]
    await noting.replace(ctx, kind, [(each.id, each.notes) for each in params.items])
    return Done(message=f"Updated notes for {plural(len(params.items), kind.name)}")


@operation(
    "POST /tools/append_entity_notes", effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=WRITES
)
async def append_entity_notes(ctx: Context, params: AppendEntityNotes) -> Done:
    """Add Markdown after the notes of 1 to 100 records, with a blank line between."""
    kind = KIND[params.entity]
    await noting.append(ctx, kind, [(each.id, each.notes) for each in params.items])
    return Done(message=f"Appended notes on {plural(len(params.items), kind.name)}")


class FieldsOf(Params):
    id: Uuid
    customFieldValues: FieldValues


class UpdateEntityCustomFields(Params):
    entity: EntityName
    items: Annotated[list[FieldsOf], Field(min_length=1, max_length=MOST)]


@operation(
    "POST /tools/update_entity_custom_fields",
    effect=Effect.UPDATE,
    scope=WRITE,
    doors=TOOL,
    hints=AGAIN,
)
async def update_entity_custom_fields(ctx: Context, params: UpdateEntityCustomFields) -> Done:
    """Set custom columns of 1 to 100 records; columns you leave out keep their value.

    value is text: date YYYY-MM-DD or ISO, dateTime ISO, currency 1200.50, phone E.164, link
    https, singleSelect the option's value (a uuid), several by comma where the column allows it.
    null or "" clears. Column ids: get_entity_configuration or list_custom_columns.
    """
    kind = KIND[params.entity]
    said = await columns.check_values(ctx, kind, [each.customFieldValues for each in params.items])
    await writing.check_there(ctx, kind, [each.id for each in params.items], "items.{}.id")
    for place, (each, draft) in enumerate(zip(params.items, said, strict=True)):
        await writing.change(ctx, kind, each.id, draft, f"items.{place}")
    return Done(message=f"Updated custom fields on {plural(len(params.items), kind.name)}")


# deleting and linking ---------------------------------------------------------------------


class DeleteEntities(Params):
    entity: EntityName
    ids: Ids


@operation(
    "POST /tools/delete_entities", effect=Effect.DELETE, scope=WRITE, doors=TOOL, hints=DELETES
)
async def delete_entities(ctx: Context, params: DeleteEntities) -> Done:
    """IRREVERSIBLE. Delete 1 to 100 records of one entity by id. Ask the user before.

    An id that is not there fails the whole call, and nothing is deleted.
    """
    kind = KIND[params.entity]
    gone = await writing.delete(ctx, kind, params.ids)
    return Done(message=f"Deleted {plural(len(gone), kind.name)}")


class LinkEntities(Params):
    entity: EntityName
    sourceId: Annotated[Uuid, Field(description="The record whose relation changes.")]
    relation: Annotated[Relation, Field(description=f"Allowed: {RELATIONS}.")]
    ids: Annotated[list[Uuid], Field(min_length=1, max_length=MOST_LINKED)]


class UnlinkEntities(LinkEntities):
    relation: Annotated[Relation, Field(description=f"Allowed: {RELATIONS}.")]


@operation("POST /tools/link_entities", effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN)
async def link_entities(ctx: Context, params: LinkEntities) -> Done:
    """Add ids to one relation of a record; what is linked already stays.

    A service is added to a deal with quantity 1; update_deals sets quantities.
    """
    before, now = await linking.link(
        ctx, KIND[params.entity], params.sourceId, params.relation, params.ids, cut=False
    )
    return Done(
        message=f"Linked {len(params.ids)} {params.relation} to {params.entity} "
        f"{params.sourceId} (was {before}, now {now})"
    )


@operation(
    "POST /tools/unlink_entities", effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN
)
async def unlink_entities(ctx: Context, params: UnlinkEntities) -> Done:
    """Take ids out of one relation of a record; the others stay, and no record is deleted."""
    before, now = await linking.link(
        ctx, KIND[params.entity], params.sourceId, params.relation, params.ids, cut=True
    )
    return Done(
        message=f"Unlinked {len(params.ids)} {params.relation} from {params.entity} "
        f"{params.sourceId} (was {before}, now {now})"
    )
