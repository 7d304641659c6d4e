"""The one path every call takes, whichever surface it came in by."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from handrail.context import Context
from handrail.core.actor import Actor, Scope, Via
from handrail.core.clock import now
from handrail.core.errors import Conflict, Forbidden
from handrail.core.operation import AnyOperation
from handrail.core.shapes import Params, Result, Written
from handrail.core.validation import understood
from handrail.storage import idempotency, journal
from handrail.storage.database import Database, Db

RANK = {"rep": 0, "manager": 1, "admin": 2}


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
            hint=_wider(actor, operation.scope),
        )
    if operation.role is not None and RANK[actor.role] < RANK[operation.role]:
        raise Forbidden(
            f"{operation.name} needs the role {operation.role}.",
            hint="Ask an admin of the workspace to do it, or to change your role.",
        )


def _wider(actor: Actor, scope: Scope) -> str:
    """How to come by a scope: a grant can be elevated, and a key is what it was made."""
    if actor.key_style is None:
        return "Its owner can allow it in the web app under Settings → Connected AI clients."
    scopes = ",".join(each.value for each in Scope if each in actor.scopes or each is scope)
    return (
        f"Use a key that has {scope.value}, or make one: on the API keys page of the web app, "
        f"or with `handrail keys create NAME --scopes {scopes}`."
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
    if isinstance(result, Written) and not ctx.events:
        result = result.model_copy(update={"change_id": None})  # nothing differed
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
