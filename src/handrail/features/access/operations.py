"""Keys, as every door offers them: a member sees their own, an admin all, and makes them."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import Instant, instant_of, iso
from handrail.core.operation import Effect, operation
from handrail.core.page import Limit, Offset, page_of
from handrail.core.shapes import Params, WriteParams
from handrail.features.access import rules
from handrail.features.access.actions import keys
from handrail.features.access.model import (
    PER_MINUTE,
    ApiKey,
    CreatedKey,
    Expiry,
    KeyId,
    KeyList,
    KeyName,
    KeySeen,
    Objects,
    PerMinute,
    RevokedKey,
    Scopes,
    StyleSaid,
)
from handrail.features.workspaces.actions.members import list_members
from handrail.vault.tokens import Style


class ListKeys(Params):
    include_dead: Annotated[bool, Field(description="Also revoked and expired ones.")] = False
    limit: Limit = 100
    offset: Offset = 0


class CreateKey(WriteParams):
    name: KeyName
    scopes: Scopes = Field(default=[Scope.READ_DATA])
    objects: Objects | None = None
    per_minute: PerMinute = PER_MINUTE
    expires_at: Expiry | None = None
    style: StyleSaid = "workspace"
    member_id: Annotated[
        str | None, Field(description="Whose key; yours by default.", max_length=64)
    ] = None


class RevokeKey(WriteParams):
    key_id: KeyId


@operation("GET /keys", effect=Effect.READ, scope=Scope.READ_DATA)
async def list_api_keys(ctx: Context, params: ListKeys) -> KeyList:
    """List API keys and what each may do: your own, or all for an admin."""
    whose = None if ctx.actor.role == "admin" else ctx.actor.member_id
    known = [e for e in await keys.list_keys(ctx.db, whose) if rules.sees(ctx.actor, e.objects)]
    seen = await _seen(ctx, known)
    wanted = [each for each in seen if params.include_dead or each.status == "live"]
    page = page_of(wanted, params.limit, params.offset)
    return KeyList(
        keys=page.rows,
        total=page.total,
        has_more=page.has_more,
        next_offset=page.next_offset,
    )


@operation("POST /keys", effect=Effect.CREATE, scope=Scope.WRITE_DATA, role="admin")
async def create_api_key(ctx: Context, params: CreateKey) -> CreatedKey:
    """Make an API key. Its secret is in the answer, this once and never again."""
    made, secret = await keys.create_key(
        ctx,
        params.name,
        scopes=params.scopes,
        member_id=params.member_id,
        style=Style(params.style),
        objects=params.objects,
        per_minute=params.per_minute,
        expires_at=None if params.expires_at is None else instant_of(params.expires_at),
    )
    [seen] = await _seen(ctx, [made])
    return CreatedKey(**seen.model_dump(), secret=secret, change_id=ctx.change_id, replayed=False)


@operation("DELETE /keys/{key_id}", effect=Effect.DELETE, scope=Scope.WRITE_DATA, role="admin")
async def revoke_api_key(ctx: Context, params: RevokeKey) -> RevokedKey:
    """Revoke an API key: it opens nothing from the next request on."""
    [seen] = await _seen(ctx, [await keys.revoke_key(ctx, params.key_id)])
    return RevokedKey(**seen.model_dump(), change_id=ctx.change_id, replayed=False)


async def _seen(ctx: Context, found: Sequence[ApiKey]) -> list[KeySeen]:
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
        per_minute=key.per_minute,
        expires_at=_iso(key.expires_at),
        last_used_at=_iso(key.last_used_at),
        revoked_at=_iso(key.revoked_at),
        created_at=iso(key.created_at),
    )


def _iso(instant: Instant | None) -> str | None:
    return None if instant is None else iso(instant)
