"""Operations as tool definitions: what `tools/list` says, to whom, and how much it weighs."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from handrail.core.actor import ALL_SCOPES, Actor
from handrail.core.errors import BadRequest, Forbidden
from handrail.core.operation import AnyOperation, Door, Effect
from handrail.core.shapes import schema_of
from handrail.dispatch import allowed
from handrail.surfaces.mcp.schemas import slim

NO = frozenset({"", "0", "false", "no", "off"})
BYTES_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a client's own headers leave out. `toolsets` is None where it named none."""

    readonly: bool = False
    toolsets: frozenset[str] | None = None


WHOLE = Narrowing()


def narrowing(headers: Mapping[str, str], known: Collection[str]) -> Narrowing:
    """`X-MCP-Readonly` and `X-MCP-Toolsets` (names, by comma, or `all`). They only ever narrow.

    Raises BadRequest for a toolset there is not.
    """
    if "x-mcp-readonly" not in headers and "x-mcp-toolsets" not in headers:
        return WHOLE
    readonly = headers.get("x-mcp-readonly", "").lower() not in NO
    asked = frozenset(headers.get("x-mcp-toolsets", "all").replace(",", " ").split())
    if not asked or "all" in asked:
        return Narrowing(readonly)
    if unknown := asked - set(known):
        raise BadRequest(
            f"There is no toolset {min(unknown)!r}.",
            hint="Correct the X-MCP-Toolsets header of this connection.",
            field="X-MCP-Toolsets",
            allowed=[*sorted(known), "all"],
        )
    return Narrowing(readonly, asked)


def covers(
    limits: Narrowing, operation: AnyOperation, toolsets: Mapping[str, Collection[str]]
) -> bool:
    """Whether a narrowed connection still has the operation."""
    if limits.readonly and not operation.reads:
        return False
    return limits.toolsets is None or any(
        operation.name in toolsets[name] for name in limits.toolsets
    )


def who(actor: Actor) -> tuple[object, ...]:
    """What of an actor decides which tools are listed for them."""
    return actor.credential, actor.scopes, actor.role, actor.permissions


def may(actor: Actor, operation: AnyOperation) -> bool:
    """Whether a tool is listed. A grant lists also what its owner could still let it do, so that
    an agent learns that there is such a tool, and how to get it; a key is what it was made."""
    if actor.credential == "grant":
        actor = replace(actor, scopes=ALL_SCOPES)
    try:
        allowed(operation, actor)
    except Forbidden:
        return False
    return True


def definition(operation: AnyOperation, *, output_schema: bool = False) -> dict[str, Any]:
    """One tool as the wire says it; an output schema only where something consumes it."""
    said: dict[str, Any] = {
        "name": operation.name,
        "description": " ".join(operation.description.split()),
        "inputSchema": slim(schema_of(operation.params)),
        "annotations": {**annotations(operation.effect), **(operation.hints or {})},
    }
    if output_schema:
        said["outputSchema"] = slim(operation.result.model_json_schema(mode="serialization"))
    return said


def annotations(effect: Effect) -> dict[str, bool]:
    """Hints for people's confirmation dialogs. Only sending reaches outside this database."""
    if effect is Effect.READ:
        return {"readOnlyHint": True, "openWorldHint": False}
    return {
        "readOnlyHint": False,
        "destructiveHint": effect in (Effect.DELETE, Effect.SEND),
        "idempotentHint": effect in (Effect.UPDATE, Effect.DELETE),
        "openWorldHint": effect is Effect.SEND,
    }


def tokens(definition: Mapping[str, Any]) -> int:
    """About how many tokens a model reads for it: a quarter of its bytes."""
    return math.ceil(len(orjson.dumps(definition)) / BYTES_PER_TOKEN)


def sizes(operations: Iterable[AnyOperation], *, output_schemas: bool = False) -> dict[str, int]:
    """Tokens by tool name, in the order of the list; the whole list weighs their sum."""
    return {
        operation.name: tokens(definition(operation, output_schema=output_schemas))
        for operation in operations
        if Door.MCP in operation.doors
    }
