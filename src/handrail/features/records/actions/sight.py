"""What of the workspace's schema a caller sees, and which of its records."""

from collections.abc import Collection, Iterable

from handrail.context import Context
from handrail.features.records.model import Object, Schema
from handrail.features.records.rules import rights, shown
from handrail.features.records.store import records as record_store
from handrail.features.records.store import schema as schema_store
from handrail.features.records.store.search import page as search_store
from handrail.features.workspaces import store as workspaces

MOST_VIEWS = 1000
"""Views of a workspace's schema that a process keeps; then it begins anew."""


async def of(ctx: Context) -> Schema:
    """The schema as this caller may see it: objects and attributes that are not theirs are not
    there, and each object has the guard of what they see of its records."""
    if (known := ctx.memo.get("schema")) is None:
        known = ctx.memo["schema"] = await _at(ctx, ctx.actor.schema_version)
    return known


async def of_write(ctx: Context) -> Schema:
    """The schema a write judges by: its version cannot move before the write has ended."""
    if (known := ctx.memo.get("write_schema")) is None:
        known = await _at(ctx, await workspaces.schema_version(ctx.db, lock=True))
        ctx.memo["schema"] = ctx.memo["write_schema"] = known
    return known


async def of_change(ctx: Context) -> Schema:
    """The schema a change of it judges by: no record is written by the old one meanwhile, so
    what is asked of the records (whether one is empty, how many there are) stays true."""
    if not ctx.memo.get("alone"):
        known = await _at(ctx, await workspaces.schema_version(ctx.db, alone=True))
        ctx.memo |= {"schema": known, "write_schema": known, "alone": True}
    return ctx.memo["write_schema"]


async def whole(ctx: Context) -> Schema:
    """The schema that a write judges by, with what is hidden from the caller."""
    known = await of_write(ctx)
    if rights.who(ctx.actor) is None:
        return known
    return await schema_store.load(ctx.db, known.version)


async def changed(ctx: Context) -> Schema:
    """Say that this call has changed the schema; the schema as it is now."""
    await workspaces.bump_schema(ctx.db)
    for name in ("schema", "write_schema"):
        ctx.memo.pop(name, None)
    # not kept: the transaction may still be rolled back, and its version taken by another
    fresh = await schema_store.read(ctx.db, -1)
    if rights.who(ctx.actor) is not None:
        fresh = rights.view(fresh, ctx.actor, ctx.now).schema
    ctx.memo["schema"] = ctx.memo["write_schema"] = fresh
    return fresh


async def _at(ctx: Context, version: int) -> Schema:
    kept = await schema_store.views(ctx.db, version)
    who = rights.who(ctx.actor)
    if (known := kept.get(who)) is None:
        seen = rights.view(kept[None], ctx.actor, ctx.now)
        known = seen.schema
        if seen.lasts:
            if len(kept) > MOST_VIEWS:
                for key in [each for each in list(kept) if each is not None]:
                    kept.pop(key, None)
            kept[who] = known
    return known


# records ----------------------------------------------------------------------------------


async def among(ctx: Context, owner: Object, ids: Collection[str]) -> set[str]:
    """Which of some records of an object, all of which are there, the caller sees."""
    if owner.guard is None or not ids:
        return set(ids)
    return await search_store.meeting(ctx.db, owner, owner.guard, sorted(ids))


async def names(ctx: Context, schema: Schema, ids: Iterable[str]) -> dict[str, tuple[int, str]]:
    """id → (object number, name) of the records among some ids that the caller sees."""
    there = await record_store.names(ctx.db, ids)
    seen: dict[str, tuple[int, str]] = {}
    for no in {no for no, _ in there.values()}:
        owner = schema.by_no.get(no)
        if owner is None:
            continue
        mine = {each: name for each, (of, name) in there.items() if of == no}
        for each in await among(ctx, owner, mine):
            seen[each] = (no, shown.called(owner, mine[each]))
    return seen
