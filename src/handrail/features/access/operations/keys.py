"""Keys, as every door offers them: looked at and revoked. features/policies makes them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import Instant, iso
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
)
from handrail.features.workspaces.actions.members import list_members


class ListKeys(Params):
    include_dead: Annotated[bool, Field(description="Also revoked and expired ones.")] = False
    limit: Limit = 100
    offset: Offset = 0


class RevokeKey(WriteParams):
    key_id: KeyId


@operation("GET /keys", effect=Effect.READ, scope=Scope.READ_DATA)
async def list_api_keys(ctx: Context, params: ListKeys) -> KeyList:
    """List API keys and what each may do; an agent sees those of its member."""
    everybodys = ctx.actor.role == "admin" or ctx.actor.credential == "person"
    whose = None if everybodys else ctx.actor.member_id
    known = [e for e in await keys.list_keys(ctx.db, whose) if rules.sees(ctx.actor, e.objects)]
    if not is_unrestricted(ctx.actor):  # policies name what is hidden from who is restricted
        known = [replace(each, policy=None) for each in known]
    seen = await seen_keys(ctx, known)
    wanted = [each for each in seen if params.include_dead or each.status == "live"]
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
    """Revoke an API key: it opens nothing from the next request on."""
    [seen] = await seen_keys(ctx, [await keys.revoke_key(ctx, params.key_id)])
    return RevokedKey(**seen.model_dump(), change_id=ctx.change_id, replayed=False)


async def seen_keys(ctx: Context, found: Sequence[ApiKey]) -> list[KeySeen]:
    """Keys as callers get them."""
    names = {member.id: member.name for member in await list_members(ctx.db)}
    return [_key_seen(key, names.get(key.member_id, ""), ctx.now) for key in found]


def _key_seen(key: ApiKey, member: str, at: Instant) -> KeySeen:
    expired = key.expires_at is not None and key.expires_at <= at
    return KeySeen(
        id=key.id,
        name=key.name,
        member_id=key.member_id,
        member=member,
        style=key.style.value,
        shown=f"{key.prefix}…{key.last4}",
        status="revoked" if key.revoked_at is not None else "expired" if expired else "live",
        scopes=sorted(key.scopes),
        objects=None if key.objects is None else list(key.objects),
        policy=key.policy,
        per_minute=key.per_minute,
        budgets=key.budgets,
        expires_at=_iso(key.expires_at),
        last_used_at=_iso(key.last_used_at),
        revoked_at=_iso(key.revoked_at),
        created_at=iso(key.created_at),
    )


def _iso(instant: Instant | None) -> str | None:
    return None if instant is None else iso(instant)
