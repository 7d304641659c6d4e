"""The one path every call takes, whichever surface it came in by."""

import difflib
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from handrail.context import Context
from handrail.core.actor import Actor, Via
from handrail.core.clock import now
from handrail.core.errors import Conflict, Forbidden, Invalid
from handrail.core.operation import AnyOperation
from handrail.core.shapes import Params, Result, Written
from handrail.storage import idempotency, journal
from handrail.storage.database import Database, Db

RANK = {"rep": 0, "manager": 1, "admin": 2}
MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Call:
    """One call, as a surface hands it over."""

    operation: AnyOperation
    said: Mapping[str, Any]
    actor: Actor
    via: Via


async def dispatch(call: Call, database: Database) -> Result:
    """Scope, params, transaction, handler, journal, result. Raises HandrailError."""
    operation, actor = call.operation, call.actor
    allowed(operation, actor)
    params = understood(operation.params, call.said)
    if operation.reads:

        async def look(db: Db) -> Result:
            ctx = _context(call, db)
            return await _shaped(call, ctx, await operation.handler(ctx, params))

        return await database.read(actor.workspace, look)

    async def change(db: Db) -> Result:
        return await _write(call, params, db)

    return await database.write(actor.workspace, change)


def allowed(operation: AnyOperation, actor: Actor) -> None:
    """Forbidden unless the actor's scopes and role cover the operation."""
    if operation.scope not in actor.scopes:
        raise Forbidden(
            f"This connection may not use {operation.name}: it lacks {operation.scope.value}.",
            hint="Its owner can allow it in the web app under Settings → Connected AI clients.",
        )
    if operation.role is not None and RANK[actor.role] < RANK[operation.role]:
        raise Forbidden(
            f"{operation.name} needs the role {operation.role}.",
            hint="Ask an admin of the workspace to do it, or to change your role.",
        )


async def _shaped(call: Call, ctx: Context, result: Result) -> Result:
    """The result as the surface's contract words it."""
    if call.operation.wire is None or call.via.surface != "rest":
        return result
    return await call.operation.wire(ctx, result)


def _context(call: Call, db: Db) -> Context:
    return Context(call.actor, call.via, db, now())


async def _write(call: Call, params: Params, db: Db) -> Result:
    operation = call.operation
    key = getattr(params, "idempotency_key", None)
    caller = call.actor.key_id or call.actor.member_id
    digest = "" if key is None else fingerprint(operation, params)
    ctx = _context(call, db)
    if key is not None:
        kept = await idempotency.claim(db, caller, key, digest, operation.name, ctx.now)
        if kept is not None:
            return await _shaped(call, ctx, _replayed(operation, kept, digest))
    result = await operation.handler(ctx, params)
    if key is not None:
        await idempotency.keep(db, caller, key, result.kept(), ctx.now)
    if ctx.events:
        change = journal.Change(ctx.change_id, ctx.now, call.actor, call.via, operation.name)
        await journal.append(db, change, ctx.events)
    return await _shaped(call, ctx, result)


def fingerprint(operation: AnyOperation, params: Params) -> str:
    said = params.model_dump(mode="json", exclude={"idempotency_key"})
    whole = [operation.name, said]
    return hashlib.sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _replayed(operation: AnyOperation, kept: idempotency.Kept, digest: str) -> Result:
    if kept.digest != digest:
        raise Conflict(
            "This idempotency_key was used for another call.",
            field="idempotency_key",
            hint="Use a new key for a new call; reuse a key only to repeat the very same call.",
        )
    result = operation.result.model_validate(kept.result)
    if isinstance(result, Written):
        result = result.model_copy(update={"replayed": True})
    return result


def understood(shape: type[Params], said: Mapping[str, Any]) -> Params:
    """What was said, validated; Invalid names the field, what is wrong, and the near miss."""
    try:
        plain = orjson.dumps(said)
    except (TypeError, ValueError, RecursionError) as error:
        raise Invalid("The arguments are nested too deeply or hold no plain JSON.") from error
    if b"\\u0000" in plain:
        raise Invalid(
            "Text may not hold the NUL character.", hint="Remove \\u0000 from the arguments."
        )
    try:
        return shape.model_validate(said)
    except ValidationError as error:
        raise invalid(shape, error) from error


def invalid(shape: type[BaseModel], error: ValidationError) -> Invalid:
    found = error.errors(include_url=False, include_context=True, include_input=False)
    # A misspelt name before the one that is missing for it: the near miss is the cure.
    first = next((each for each in found if each["type"] == "extra_forbidden"), found[0])
    field = ".".join(str(part) for part in first["loc"]) or None
    if first["type"] == "extra_forbidden":
        return _unknown_argument(shape, str(first["loc"][-1]), list(first["loc"][:-1]))
    if first["type"] == "missing":
        return Invalid(f"{field} is required.", field=field, hint=f"Pass {field}.")
    expected = first.get("ctx", {}).get("expected")
    message = first["msg"].removeprefix("Value error, ").rstrip(".")
    return Invalid(
        f"{field}: {message}." if field else f"{message}.",
        field=field,
        allowed=re.findall(r"'([^']*)'", expected) or None if expected else None,
        hint=f"Allowed: {expected}." if expected else _meaning(shape, first["loc"]),
    )


def _meaning(shape: type[BaseModel], where: tuple[int | str, ...]) -> str:
    """What the argument is for, in the words of its declaration."""
    name = str(where[0]) if where else ""
    said = described(shape).get(name)
    return f"{name} means: {said}" if said else "Correct it as the schema says, and call again."


@lru_cache(512)
def described(shape: type[BaseModel]) -> dict[str, str]:
    """Field name → what its declaration says of it."""
    fields = shape.model_json_schema().get("properties", {})
    kinds = {name: [each, *each.get("anyOf", ())] for name, each in fields.items()}
    return {
        name: next((each["description"] for each in several if "description" in each), "")
        for name, several in kinds.items()
    }


def _unknown_argument(shape: type[BaseModel], name: str, at: list[Any]) -> Invalid:
    known = list(shape.model_fields) if not at else []
    near = difflib.get_close_matches(name[:80], known, 1)
    return Invalid(
        f"Unknown argument {name[:80]!r}.",
        field=".".join([*map(str, at), name])[:200],
        allowed=known or None,
        did_you_mean=near[0] if near else None,
        hint=f"Did you mean {near[0]!r}?" if near else "Leave it out.",
    )
