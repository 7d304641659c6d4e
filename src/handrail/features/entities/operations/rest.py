"""REST: nine routes for each entity, and those of users and webhooks."""

from collections.abc import Callable
from types import GenericAlias
from typing import Annotated, Any, Literal

from pydantic import Field, create_model, model_serializer

from handrail.context import Context
from handrail.core.errors import HandrailError
from handrail.core.operation import AnyOperation, Effect, operation
from handrail.core.shapes import Params, Result
from handrail.features.entities.actions import columns, people, reading, writing
from handrail.features.entities.actions.reading import Wanted
from handrail.features.entities.model import (
    CONTACT,
    DEAL,
    MOST,
    ORGANIZATION,
    SERVICE,
    TASK,
    Ids,
    Kind,
    Uuid,
)
from handrail.features.entities.operations import admin, generic, webhooks
from handrail.features.entities.operations.shared import READ, REST, WRITE
from handrail.features.entities.said import (
    ContactUpdate,
    DealUpdate,
    Filter,
    Filters,
    NewContact,
    NewDeal,
    NewOrganization,
    NewService,
    NewTask,
    OrganizationUpdate,
    Page,
    Said,
    SearchTerm,
    ServiceUpdate,
    Sort,
    TaskUpdate,
)
from handrail.features.entities.seen import (
    SEEN,
    Absent,
    Base,
    Column,
    FilterableField,
    Text,
    Texts,
)

MADE: tuple[tuple[Kind, type[Said], type[Said]], ...] = (
    (CONTACT, NewContact, ContactUpdate),
    (ORGANIZATION, NewOrganization, OrganizationUpdate),
    (DEAL, NewDeal, DealUpdate),
    (SERVICE, NewService, ServiceUpdate),
    (TASK, NewTask, TaskUpdate),
)


class Pagination(Params):
    page: Page = 1
    pageSize: Annotated[Literal[5, 10, 25, 100], Field(description="5, 10, 25 or 100.")] = 10


class SearchBody(Params):
    filters: Filters | None = None
    searchTerm: SearchTerm | None = None
    sortDescriptor: Sort | None = None
    pagination: Pagination = Field(default=Pagination())


class PageTold(Result):
    page: int
    pageSize: int
    total: int
    totalPages: int


class SortTold(Result):
    field: str
    direction: str


class SearchedBase(Result):
    """What every search answers beside its items."""

    customColumns: list[Column]
    filters: Annotated[list[Filter] | None, Absent] = None
    searchTerm: Annotated[str | None, Absent] = None
    sortDescriptor: Annotated[SortTold | None, Absent] = None
    pagination: PageTold
    filterableFields: list[FilterableField]


def told(page: Pagination, total: int) -> PageTold:
    return PageTold(
        page=page.page,
        pageSize=page.pageSize,
        total=total,
        totalPages=-(-total // page.pageSize),
    )


class Id(Params):
    id: Uuid


class ManyIds(Params):
    ids: Ids


# one entity -------------------------------------------------------------------------------


def routes_of(kind: Kind, new: type[Said], update: type[Said]) -> list[AnyOperation]:
    """The nine routes of an entity."""
    seen, one, many = SEEN[kind.name], kind.label, kind.plural
    several = _bare_list(f"{many.capitalize()}Seen", seen)
    made_many = _params(f"CreateMany{one}s", **{many: _listed(new)})
    changed_many = _params(f"UpdateMany{one}s", **{many: _listed(update)})
    shown = _result(f"{one}Found", **{kind.name: seen | None, "customColumns": list[Column]})
    searched = create_model(f"{one}Searched", __base__=SearchedBase, items=(_list_of(seen), ...))
    path = f"/{many}"

    async def create(ctx: Context, params: Any) -> Any:
        [made] = await _placed(kind, writing.create(ctx, kind, [params]))
        return (await writing.read_back(ctx, kind, [made]))[0]

    async def create_many(ctx: Context, params: Any) -> Any:
        ids = await writing.create(ctx, kind, getattr(params, many))
        return several(items=await writing.read_back(ctx, kind, ids))

    async def change(ctx: Context, params: Any) -> Any:
        said = params.given()
        await _placed(kind, writing.update(ctx, kind, [said], null_clears=True))
        return (await writing.read_back(ctx, kind, [params.id]))[0]

    async def change_many(ctx: Context, params: Any) -> Any:
        said = getattr(params, many)
        await writing.update(ctx, kind, [each.given() for each in said], null_clears=True)
        return several(items=await writing.read_back(ctx, kind, [each.id for each in said]))

    async def delete(ctx: Context, params: Any) -> Any:
        [gone] = await writing.delete(ctx, kind, [params.id], at="id")
        return Text(value=gone)

    async def delete_many(ctx: Context, params: Any) -> Any:
        return Texts(values=await writing.delete(ctx, kind, params.ids))

    async def get(ctx: Context, params: Any) -> Any:
        found = await reading.by_ids(ctx, kind, [params.id])
        listed = await columns.listed(ctx, kind)
        return shown(**{kind.name: found.get(params.id), "customColumns": listed})

    async def search(ctx: Context, params: Any) -> Any:
        return await _search(ctx, kind, params, searched)

    async def configuration(ctx: Context, params: Any) -> Any:
        return await generic.configuration(ctx, kind.name)

    declared: list[tuple[Callable[..., Any], str, str, Effect, type[Params], Any, str]] = [
        (search, f"search_{many}", f"POST {path}/search", Effect.READ, SearchBody, searched,
         f"Find {many} by words and filters, sorted and paged."),
        (configuration, f"get_{many}_configuration", f"GET {path}/configuration", Effect.READ,
         admin.Nothing, generic.Configuration,
         f"Custom columns, filterable and sortable fields of {many}."),
        (create, f"create_{kind.name}", f"POST {path}", Effect.CREATE, new, seen,
         f"Create one {kind.name}."),
        (create_many, f"create_many_{many}", f"POST {path}/many", Effect.CREATE, made_many,
         several, f"Create 1 to 100 {many}, all or none."),
        (change_many, f"update_many_{many}", f"PUT {path}/many", Effect.UPDATE, changed_many,
         several, f"Change 1 to 100 {many}, all or none."),
        (delete_many, f"delete_many_{many}", f"DELETE {path}/many", Effect.DELETE, ManyIds,
         Texts, f"Delete 1 to 100 {many}, all or none; their ids."),
        (get, f"get_{kind.name}", f"GET {path}/{{id}}", Effect.READ, Id, shown,
         f"Get one {kind.name}; null where there is none."),
        (change, f"update_{kind.name}", f"PUT {path}/{{id}}", Effect.UPDATE, update, seen,
         f"Change one {kind.name}: what is left out stays, null clears a relation."),
        (delete, f"delete_{kind.name}", f"DELETE {path}/{{id}}", Effect.DELETE, Id, Text,
         f"Delete one {kind.name}; its id."),
    ]  # fmt: skip
    return [_declared(*each) for each in declared]


def _declared(
    handler: Callable[..., Any],
    name: str,
    route: str,
    effect: Effect,
    params: type[Params],
    result: Any,
    says: str,
) -> AnyOperation:
    """An operation of a handler that was made for one entity."""
    handler.__name__, handler.__doc__ = name, says
    handler.__annotations__ = {"ctx": Context, "params": params, "return": result}
    declare = operation(
        route,
        effect=effect,
        scope=READ if effect is Effect.READ else WRITE,
        doors=REST,
        status=201 if effect is Effect.CREATE else 200,
        takes_body=params is ManyIds,
    )
    return declare(handler)


def _list_of(shape: type[Base] | type[Said]) -> Any:
    """`list[shape]`, where the shape is known only now."""
    return GenericAlias(list, shape)


def _listed(shape: type[Said]) -> Any:
    return Annotated[_list_of(shape), Field(min_length=1, max_length=MOST)]


def _params(name: str, **fields: Any) -> type[Params]:
    said: dict[str, Any] = {field: (kind, ...) for field, kind in fields.items()}
    return create_model(name, __base__=Params, **said)


def _result(name: str, **fields: Any) -> type[Result]:
    said: dict[str, Any] = {field: (kind, ...) for field, kind in fields.items()}
    return create_model(name, __base__=Result, **said)


def _bare_list(name: str, shape: type[Base]) -> type[Any]:
    """A result that is a list and nothing around it."""

    def bare(self: Any) -> Any:
        return self.items

    bare.__annotations__ = {"return": list[shape]}
    serializer: Any = model_serializer(mode="plain")(bare)
    return create_model(
        name, __base__=Result, __validators__={"_bare": serializer}, items=(_list_of(shape), ...)
    )


async def _placed(kind: Kind, work: Any) -> Any:
    """Of one there is no place to be told."""
    try:
        return await work
    except HandrailError as error:
        if error.field:
            error.field = error.field.removeprefix(f"{kind.plural}.0.")
        raise


async def _search(
    ctx: Context, kind: Kind, params: SearchBody, searched: type[Any]
) -> SearchedBase:
    page = params.pagination
    wanted = Wanted(
        kind,
        params.filters or (),
        params.searchTerm,
        params.sortDescriptor,
        page.page,
        page.pageSize,
    )
    items, total = await reading.full_page(ctx, wanted)
    known = await generic.configuration(ctx, kind.name)
    sort = params.sortDescriptor
    return searched(
        items=items,
        customColumns=known.customColumns,
        filters=params.filters,
        searchTerm=params.searchTerm,
        sortDescriptor=SortTold(**sort.model_dump()) if sort else None,
        pagination=told(page, total),
        filterableFields=known.filterableFields,
    )


# users and webhooks -----------------------------------------------------------------------


class UserSearch(Params):
    searchTerm: SearchTerm | None = None
    sortDescriptor: Sort | None = None
    pagination: Pagination = Field(default=Pagination())


class UserPage(Result):
    items: list[admin.Me]
    searchTerm: Annotated[str | None, Absent] = None
    sortDescriptor: Annotated[SortTold | None, Absent] = None
    pagination: PageTold


USER_SORTS = {
    "name": ("firstName", "lastName"), "firstName": ("firstName",), "lastName": ("lastName",),
    "email": ("email",), "createdAt": ("createdAt",), "updatedAt": ("updatedAt",),
}  # fmt: skip


@operation("POST /users/search", effect=Effect.READ, scope=READ, doors=REST, status=200)
async def search_users(ctx: Context, params: UserSearch) -> UserPage:
    """Find users by words of name and email, sorted and paged."""
    found = people.searched(await people.all_told(ctx), params.searchTerm)
    sort = params.sortDescriptor
    if sort is not None:
        found = people.ordered(found, sort, USER_SORTS)
    page = params.pagination
    start = (page.page - 1) * page.pageSize
    return UserPage(
        items=[admin.Me(**each) for each in found[start : start + page.pageSize]],
        searchTerm=params.searchTerm,
        sortDescriptor=SortTold(**sort.model_dump()) if sort else None,
        pagination=told(page, len(found)),
    )


@operation("GET /users/me", effect=Effect.READ, scope=READ, doors=REST)
async def get_me(ctx: Context, params: admin.Nothing) -> admin.Me:
    """Your own profile."""
    return admin.Me(**await people.me(ctx))


class WebhooksSeen(Result):
    items: list[webhooks.Webhook]
    total: int


@operation(
    "GET /webhooks",
    effect=Effect.READ, scope=READ, doors=REST, role=webhooks.ROLE, needs=webhooks.MANAGE,
)  # fmt: skip
async def get_webhooks(ctx: Context, params: admin.Nothing) -> WebhooksSeen:
    """Every webhook."""
    items = await webhooks.listed(ctx)
    return WebhooksSeen(items=items, total=len(items))


@operation(
    "GET /webhooks/{id}",
    effect=Effect.READ, scope=READ, doors=REST, role=webhooks.ROLE, needs=webhooks.MANAGE,
)  # fmt: skip
async def get_one_webhook(ctx: Context, params: Id) -> webhooks.WebhookWhole:
    """One webhook, with its secret."""
    return webhooks.whole(ctx, await webhooks.found(ctx, params.id))


@operation(
    "POST /webhooks",
    effect=Effect.CREATE, scope=WRITE, doors=REST, role=webhooks.ROLE, needs=webhooks.MANAGE,
)  # fmt: skip
async def post_webhook(ctx: Context, params: webhooks.CreateWebhook) -> webhooks.WebhookWhole:
    """Post events to an https address."""
    return webhooks.whole(ctx, await webhooks.create(ctx, params))


@operation(
    "DELETE /webhooks/{id}",
    effect=Effect.DELETE, scope=WRITE, doors=REST, role=webhooks.ROLE, needs=webhooks.MANAGE,
)  # fmt: skip
async def delete_one_webhook(ctx: Context, params: Id) -> Text:
    """Delete a webhook; its id."""
    gone = await webhooks.found(ctx, params.id)
    return Text(value=await webhooks.webhooks.delete(ctx, gone.id, webhooks.ENTITIES))


ROUTES: tuple[AnyOperation, ...] = (
    *(each for made in MADE for each in routes_of(*made)),
    search_users,
    get_me,
    get_webhooks,
    get_one_webhook,
    post_webhook,
    delete_one_webhook,
)
