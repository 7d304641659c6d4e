"""The one path every call takes, whichever surface it came in by."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from handrail.context import Context
from handrail.core.actor import WORKSPACE_SCOPE, Actor, Scope, Via
from handrail.core.budgets import Counted, left, not_used_up, within
from handrail.core.clock import now
from handrail.core.errors import Conflict, Forbidden, InsufficientScope
from handrail.core.operation import AnyOperation
from handrail.core.reach import RANK
from handrail.core.shapes import Look, Params, Result, Streamed, Written
from handrail.core.validation import understood
from handrail.storage import idempotency, journal, spending
from handrail.storage.database import Database, Db


@dataclass(frozen=True, slots=True)
class Call:
    """One call, as a surface hands it over."""

    operation: AnyOperation
    said: Mapping[str, Any]
    actor: Actor
    via: Via
    told: dict[str, Any] = field(default_factory=dict[str, Any])
    """What is to be said beside the result: `budget`, where the caller has one."""


async def dispatch(call: Call, database: Database) -> Result:
    """Scope, params, transaction, handler, journal, result. Raises HandrailError."""
    operation, actor = call.operation, call.actor
    allowed(operation, actor)
    params = understood(operation.params, call.said)
    if operation.reads:

        async def look(ctx: Context) -> Result:
            return await _shaped(call, ctx, await operation.handler(ctx, params))

        found: Result = await _read(call, database, look, {"calls": 1})
        return found.by(_looking(call, database)) if isinstance(found, Streamed) else found

    async def change(db: Db) -> Result:
        return await _write(call, params, db)

    return await database.write(actor.workspace, change)


def _looking(call: Call, database: Database) -> Look:
    """How a streamed result reads on, as the same caller."""

    async def look(work: Callable[[Any], Awaitable[Any]]) -> Any:
        return await _read(call, database, work, {}, patient=True)

    return look


async def _read(
    call: Call,
    database: Database,
    work: Callable[[Context], Awaitable[Any]],
    cost: Mapping[Counted, int],
    *,
    patient: bool = False,
) -> Any:
    """What a read finds, once it is paid for: who has budgets pays in a transaction after it."""
    budgets, holder = call.actor.budgets, call.actor.caller_id
    used: dict[Counted, int] = {}

    async def look(db: Db) -> Any:
        nonlocal used
        ctx = _context(call, db)
        if budgets is not None:
            not_used_up(budgets, await spending.used(db, holder, ctx.now), ctx.now)
        found = await work(ctx)
        used = ctx.used
        return found

    found = await database.read(call.actor.workspace, look, patient=patient)
    if budgets is not None:
        await database.write(call.actor.workspace, lambda db: _charge(call, db, {**used, **cost}))
    return found


async def _charge(call: Call, db: Db, amounts: Mapping[Counted, int]) -> None:
    """Count what a call takes of the caller's budgets. RateLimited, which undoes it all, where
    that is too much."""
    budgets = call.actor.budgets
    if budgets is None:
        return
    at = now()
    used = await spending.spend(db, call.actor.caller_id, budgets, amounts, at)
    within(budgets, used, at)
    call.told["budget"] = left(budgets, used)


def _written(ctx: Context) -> dict[Counted, int]:
    """What a write takes: itself, each record it changed, and what it said itself; what it shows
    of those records is no reading."""
    records = {(event.object, event.record_id) for event in ctx.events if event.record_id}
    return {**ctx.used, "records_read": 0, "calls": 1, "records_written": len(records)}


def allowed(operation: AnyOperation, actor: Actor) -> None:
    """Forbidden unless the actor's scopes and role cover the operation."""
    if operation.scope not in actor.scopes:
        raise _lacking(operation, actor)
    if (
        operation.role is not None
        and RANK[actor.role] < RANK[operation.role]
        and operation.needs not in actor.permissions
    ):
        raise Forbidden(
            f"{operation.name} needs the role {operation.role}.",
            hint="Ask an admin of the workspace to do it, or to change your role.",
        )


def _lacking(operation: AnyOperation, actor: Actor) -> Forbidden:
    scope = operation.scope
    message = f"This connection may not use {operation.name}: it lacks {scope.value}."
    if actor.credential != "grant":
        return Forbidden(message, hint=_wider(actor, scope))
    return InsufficientScope(
        message,
        scopes=[WORKSPACE_SCOPE, *sorted(actor.scopes | {scope})],
        asked=scope in actor.requested,
        hint=_wider(actor, scope),
    )


def _wider(actor: Actor, scope: Scope) -> str:
    """How to come by a scope: a grant can be elevated, and a key is what it was made."""
    if actor.credential != "key":
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
    caller = call.actor.caller_id
    digest = "" if key is None else fingerprint(operation, params)
    ctx = _context(call, db)
    if key is not None:
        kept = await idempotency.claim(db, caller, key, digest, operation.name, ctx.now)
        if kept is not None:
            await _charge(call, db, {"calls": 1})
            return await _shaped(call, ctx, _replayed(operation, kept, digest))
    result = await operation.handler(ctx, params)
    if isinstance(result, Written) and not ctx.events:
        result = result.model_copy(update={"change_id": None})  # nothing differed
    if key is not None:
        await idempotency.keep(db, caller, key, result.kept(), ctx.now)
    await _charge(call, db, _written(ctx))
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
