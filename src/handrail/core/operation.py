"""An operation: one verb of the product, declared once.

MCP tools, REST routes, OpenAPI, SDK methods and reference pages are all read
from these declarations. Nothing else describes an input or an output.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import Any, Generic, TypeAlias, TypeVar, cast, get_type_hints

from handrail.core.actor import Role, Scope
from handrail.core.shapes import Params, Result

ParamsT = TypeVar("ParamsT", bound=Params)
ResultT = TypeVar("ResultT", bound=Result)
Handler: TypeAlias = Callable[[Any, ParamsT], Awaitable[ResultT]]
Wire: TypeAlias = Callable[[Any, Any], Awaitable[Result]]


class Effect(StrEnum):
    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    SEND = "send"


class Door(StrEnum):
    MCP = "mcp"
    REST = "rest"


@dataclass(frozen=True)
class Operation(Generic[ParamsT, ResultT]):
    """`route` is `METHOD /path` below `/v1`. `wire` shapes the result where REST's contract
    differs from the native one: dispatch applies it, within the call; `wire_result` is its type.
    `role` is the least rank a person needs beside the scope; a custom role that has the permission
    `needs` (such as `members.update`) does without the rank. `body` is the field that the whole
    body of an HTTP request is, where that is not an object of the fields; `takes_body` is for a
    DELETE whose contract has one. `hints` are what a contract says of a tool beside what its effect
    says; `also` are names that a tool answers to and is not listed under."""

    name: str
    summary: str
    description: str
    route: str
    effect: Effect
    scope: Scope
    params: type[ParamsT]
    result: type[ResultT]
    handler: Handler[ParamsT, ResultT]
    doors: frozenset[Door]
    role: Role | None
    needs: str | None
    body: str | None
    takes_body: bool
    status: int
    wire: Wire | None
    wire_result: type[Result] | None
    hints: Mapping[str, bool] | None = None
    also: tuple[str, ...] = ()

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.route.partition(" ")[2]

    @property
    def reads(self) -> bool:
        return self.effect is Effect.READ


AnyOperation: TypeAlias = Operation[Any, Any]
EVERY_DOOR = frozenset(Door)


def operation(
    route: str,
    *,
    effect: Effect,
    scope: Scope,
    doors: frozenset[Door] = EVERY_DOOR,
    role: Role | None = None,
    needs: str | None = None,
    body: str | None = None,
    takes_body: bool = False,
    status: int | None = None,
    wire: Wire | None = None,
    hints: Mapping[str, bool] | None = None,
    also: tuple[str, ...] = (),
) -> Callable[[Handler[ParamsT, ResultT]], Operation[ParamsT, ResultT]]:
    """Declare a handler as an operation; its name and docstring speak for it."""

    def declare(handler: Handler[ParamsT, ResultT]) -> Operation[ParamsT, ResultT]:
        types = get_type_hints(handler)
        said = inspect.getdoc(handler) or ""
        return Operation(
            name=cast(Any, handler).__name__,
            summary=said.partition("\n")[0],
            description=said,
            route=route,
            effect=effect,
            scope=scope,
            params=types["params"],
            result=types["return"],
            handler=handler,
            doors=doors,
            role=role,
            needs=needs,
            body=body,
            takes_body=takes_body,
            status=status or (201 if effect is Effect.CREATE else 200),
            wire=wire,
            wire_result=get_type_hints(wire)["return"] if wire else None,
            hints=hints,
            also=also,
        )

    return declare


def operations_in(*modules: ModuleType) -> tuple[AnyOperation, ...]:
    """The operations that modules declare, in the order they declare them."""
    declared: list[Any] = [value for module in modules for value in vars(module).values()]
    return tuple(cast(AnyOperation, value) for value in declared if isinstance(value, Operation))
