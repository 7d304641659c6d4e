"""A small product of its own, for the doors to speak: some verbs, two callers, one dispatch."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Actor, Scope
from handrail.core.errors import (
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    Unauthorized,
    Unavailable,
)
from handrail.core.operation import AnyOperation, Effect, operation
from handrail.core.shapes import Params, Result, WriteParams, Written

Name = Annotated[str, Field(description="What it is called.", max_length=200)]


class Find(Params):
    limit: Annotated[int, Field(description="Page size.", ge=1, le=100)] = 25
    sort: Annotated[str | None, Field(description="Field to sort by.")] = None
    colour: Literal["red", "blue"] | None = None


class Things(Result):
    things: list[dict[str, Any]]
    total: int
    next_cursor: str | None


class Make(WriteParams):
    name: Name
    colour: Literal["red", "blue"] = "red"
    values: dict[str, Any] = Field(default_factory=dict)


class Made(Written):
    name: str


class One(WriteParams):
    name: Name


class Nothing(Params):
    pass


SHELF = [
    {"name": "Café du Marché", "price": 12.5, "since": None},
    {"name": 'a "quoted" \\ line\nbreak \u2028 \x7f \x01', "price": 1e16, "since": -3},
]


@operation("GET /things", effect=Effect.READ, scope=Scope.READ_DATA)
async def find_things(ctx: Context, params: Find) -> Things:
    """Find things by colour.

    More for people who read the reference pages.
    """
    return Things(things=SHELF[: params.limit], total=len(SHELF), next_cursor=params.sort)


@operation("POST /things", effect=Effect.CREATE, scope=Scope.WRITE_DATA)
async def make_thing(ctx: Context, params: Make) -> Made:
    """Make a thing."""
    return Made(change_id=ctx.change_id, replayed=False, name=params.name)


@operation("DELETE /things/{name}", effect=Effect.DELETE, scope=Scope.WRITE_DATA)
async def drop_thing(ctx: Context, params: One) -> Made:
    """Drop a thing."""
    if params.name == "lamp":
        raise NotFound("There is no lamp.", hint="Look with find_things.")
    raise Invalid("It is nailed down.", field="name", allowed=["chair", "table"])


@operation("GET /break", effect=Effect.READ, scope=Scope.READ_DATA)
async def break_down(ctx: Context, params: Nothing) -> Things:
    """Fail in a way nobody foresaw."""
    raise RuntimeError("the password is hunter2")


@operation("GET /whoami", effect=Effect.READ, scope=Scope.READ_DATA)
async def who_am_i(ctx: Context, params: Nothing) -> Things:
    """Say who calls, through what."""
    via = {"surface": ctx.via.surface, "request": ctx.via.request_id, "client": ctx.via.client}
    return Things(things=[via, {"member": ctx.actor.member_name}], total=2, next_cursor=None)


OPERATIONS: tuple[AnyOperation, ...] = (
    find_things,
    make_thing,
    drop_thing,
    break_down,
    who_am_i,
)


def actor(name: str, *scopes: Scope) -> Actor:
    return Actor(
        workspace=1,
        workspace_id="0198c0de-0000-7000-8000-000000000001",
        workspace_slug="acme",
        member_id="0198c0de-0000-7000-8000-00000000000a",
        member_name=name,
        role="rep",
        scopes=frozenset(scopes),
        schema_version=1,
    )


ADA = actor("Ada", *Scope)
CLEO = actor("Cleo", Scope.READ_DATA)
REX = replace(CLEO, key_id="k", key_name="Reader", key_style="workspace", credential="key")


async def admit(headers: Mapping[str, str], scope: Any) -> Actor:
    """Keys are names here. The real door looks them up; what it may say is the same."""
    match headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer "):
        case "ada":
            return ADA
        case "cleo":
            return CLEO
        case "rex":
            return REX
        case "eager":
            raise RateLimited("60 calls a minute are allowed.", retry_after=7)
        case "barred":
            raise Forbidden("This workspace has no API access.", hint="Ask its admin.")
        case "shaky":
            raise Unavailable("Keys cannot be checked now.", retry_after=2)
        case "clumsy":
            raise RuntimeError("the password is hunter2")
        case _:
            raise Unauthorized("No such key.", hint="Send a key.")
