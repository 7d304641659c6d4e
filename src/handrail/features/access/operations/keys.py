"""Keys, as every door offers them: looked at, paused, revoked. features/policies makes them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import Instant, iso
from handrail.core.errors import Invalid
from handrail.core.operation import Effect, operation
from handrail.core.page import Limit, Offset, page_of
from handrail.core.reach import is_unrestricted
from handrail.core.shapes import Params, WriteParams
from handrail.features.access import rules
from handrail.features.access.actions import keys
from handrail.features.access.model import (
    ApiKey,
    KeyId,
    KeyList,
    KeySeen,
    RevokedKey,
    WrittenKeys,
)
from handrail.features.workspaces.actions.members import list_members

OPEN = frozenset({"live", "paused"})
"""What a list shows: keys that open something, or will again."""


class ListKeys(Params):
    include_dead: Annotated[bool, Field(description="Also revoked and expired ones.")] = False
    limit: Limit = 100
    offset: Offset = 0


class WhichKeys(WriteParams):
    """One of the two says which."""

    key_id: KeyId | None = None
    everything: Annotated[bool, Field(description="All you may; not your own.")] = False


class PauseKeys(WhichKeys):
    pass


class ResumeKeys(WhichKeys):
    pass


class RevokeKey(WriteParams):
    key_id: KeyId


@operation("GET /keys", effect=Effect.READ, scope=Scope.READ_DATA)
async def list_api_keys(ctx: Context, params: ListKeys) -> KeyList:
    """List API keys and what each may do; an agent sees those of its member."""
    everybodys = ctx.actor.role == "admin" or ctx.actor.credential == "person"
    whose = None if everybodys else ctx.actor.member_id
    found = [e for e in await keys.list_keys(ctx.db, whose) if rules.sees(ctx.actor, e.objects)]
    seen = await seen_keys(ctx, known(ctx, found))
    wanted = [each for each in seen if params.include_dead or each.status in OPEN]
    page = page_of(wanted, params.limit, params.offset)
    return KeyList(
        keys=page.rows,
        total=page.total,
        has_more=page.has_more,
        next_offset=page.next_offset,
    )


@operation(
    "DELETE /keys/{key_id}",
    effect=Effect.DELETE,
    scope=Scope.WRITE_DATA,
    role="admin",
    needs="keys.delete",
)
async def revoke_api_key(ctx: Context, params: RevokeKey) -> RevokedKey:
    """Revoke an API key and those made with it: refused from the next request on."""
    revoked = await keys.revoke_key(ctx, params.key_id)
    [seen] = await seen_keys(ctx, [revoked.key])
    return RevokedKey(
        **seen.model_dump(),
        also_revoked=revoked.keys,
        invitations_revoked=revoked.invitations,
        change_id=ctx.change_id,
        replayed=False,
    )


@operation("POST /keys/pause", effect=Effect.UPDATE, scope=Scope.WRITE_DATA)
async def pause_api_keys(ctx: Context, params: PauseKeys) -> WrittenKeys:
    """Pause an API key and those made with it, or all: your own, or any as an admin."""
    found = [each for key in await _which(ctx, params) for each in await keys.pause_key(ctx, key)]
    return await _written(ctx, found)


@operation("POST /keys/resume", effect=Effect.UPDATE, scope=Scope.WRITE_DATA)
async def resume_api_keys(ctx: Context, params: ResumeKeys) -> WrittenKeys:
    """Resume a paused API key and what was paused with it, or all, in person."""
    which = await _which(ctx, params)
    if params.key_id is None:
        paused = [each for each in which if each.status(ctx.now) == "paused"]
        which = [each for each in paused if rules.may_resume(ctx.actor, each)]
    found = [each for key in which for each in await keys.resume_key(ctx, key)]
    return await _written(ctx, found)


async def _which(ctx: Context, params: WhichKeys) -> list[ApiKey]:
    if (params.key_id is not None) is params.everything:
        raise Invalid("Say which keys: one, or everything.", allowed=["key_id", "everything"])
    if params.key_id is not None:
        return [await keys.tended_key(ctx, params.key_id)]
    return await keys.tended_keys(ctx)


async def _written(ctx: Context, changed: Sequence[ApiKey]) -> WrittenKeys:
    found = await seen_keys(ctx, known(ctx, changed))
    return WrittenKeys(keys=found, change_id=ctx.change_id, replayed=False)


def known(ctx: Context, found: Sequence[ApiKey]) -> list[ApiKey]:
    """Keys as far as the caller may know of them: policies name what is hidden from who is
    restricted."""
    if is_unrestricted(ctx.actor):
        return list(found)
    return [replace(each, policy=None) for each in found]


async def seen_keys(ctx: Context, found: Sequence[ApiKey]) -> list[KeySeen]:
    """Keys as callers get them."""
    names = {member.id: member.name for member in await list_members(ctx.db)}
    return [_key_seen(key, names, ctx.now) for key in found]


def _key_seen(key: ApiKey, names: Mapping[str, str], at: Instant) -> KeySeen:
    return KeySeen(
        id=key.id,
        name=key.name,
        member_id=key.member_id,
        member=names.get(key.member_id, ""),
        style=key.style.value,
        shown=f"{key.prefix}…{key.last4}",
        status=key.status(at),
        scopes=sorted(key.scopes),
        objects=None if key.objects is None else list(key.objects),
        policy=key.policy,
        per_minute=key.per_minute,
        budgets=key.budgets,
        made_with=key.made_with,
        paused_by=names.get(key.paused_by or ""),
        expires_at=_iso(key.expires_at),
        last_used_at=_iso(key.last_used_at),
        paused_at=_iso(key.paused_at),
        revoked_at=_iso(key.revoked_at),
        created_at=iso(key.created_at),
    )


def _iso(instant: Instant | None) -> str | None:
    return None if instant is None else iso(instant)
