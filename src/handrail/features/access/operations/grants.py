"""Connected AI clients, as every door offers them: a member sees their own, an admin all."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import Instant, iso
from handrail.core.errors import Invalid
from handrail.core.operation import Door, Effect, operation
from handrail.core.page import Limit, Offset, page_of
from handrail.core.shapes import Params, WriteParams
from handrail.features.access.actions import grants
from handrail.features.access.delegation import (
    PARTS,
    Asked,
    ClientId,
    ConsentGiven,
    Grant,
    GrantId,
    GrantList,
    GrantScopes,
    GrantSeen,
    WrittenGrant,
    WrittenGrants,
)
from handrail.features.workspaces.actions.members import list_members

NO_DOOR: frozenset[Door] = frozenset()


class ListGrants(Params):
    include_dead: Annotated[bool, Field(description="Also revoked ones.")] = False
    limit: Limit = 100
    offset: Offset = 0


class GetGrant(Params):
    grant_id: GrantId


class WhichGrants(WriteParams):
    """One of the three says which."""

    grant_id: GrantId | None = None
    client_id: Annotated[ClientId, Field(description="All of this client.")] | None = None
    everything: Annotated[bool, Field(description="All that you may see.")] = False


class PauseGrants(WhichGrants):
    pass


class ResumeGrants(WhichGrants):
    pass


class RevokeGrant(WriteParams):
    grant_id: GrantId


class GrantedScopes(Params):
    client_id: ClientId


class GiveConsent(Params):
    """Said by the consent page alone, after it has judged what the client asks."""

    asked: Asked
    scopes: list[Scope]


@operation("GET /grants", effect=Effect.READ, scope=Scope.READ_DATA)
async def list_grants(ctx: Context, params: ListGrants) -> GrantList:
    """List connected AI clients and what each may do: your own, or all for an admin."""
    found = await grants.list_grants(ctx)
    wanted = [each for each in found if params.include_dead or each.revoked_at is None]
    page = page_of(await seen(ctx, wanted), params.limit, params.offset)
    return GrantList(
        grants=page.rows,
        total=page.total,
        has_more=page.has_more,
        next_offset=page.next_offset,
    )


@operation("GET /grants/{grant_id}", effect=Effect.READ, scope=Scope.READ_DATA)
async def get_grant(ctx: Context, params: GetGrant) -> GrantSeen:
    """Get one connected AI client: what it may do, and when it was last here."""
    [one] = await seen(ctx, [await grants.get_grant(ctx, params.grant_id)])
    return one


@operation("POST /grants/pause", effect=Effect.UPDATE, scope=Scope.READ_DATA)
async def pause_grants(ctx: Context, params: PauseGrants) -> WrittenGrants:
    """Pause one connection, all of a client, or all: refused from the next request on."""
    paused = [await grants.pause_grant(ctx, each) for each in await _which(ctx, params)]
    return await _written(ctx, paused)


@operation("POST /grants/resume", effect=Effect.UPDATE, scope=Scope.READ_DATA)
async def resume_grants(ctx: Context, params: ResumeGrants) -> WrittenGrants:
    """Resume paused connections, in person: one, all of a client, or all."""
    found = [each for each in await _which(ctx, params) if each.status == "paused"]
    if params.grant_id is None and ctx.actor.role != "admin":
        found = [each for each in found if each.paused_by == ctx.actor.member_id]
    resumed = [await grants.resume_grant(ctx, each) for each in found]
    return await _written(ctx, resumed)


@operation("DELETE /grants/{grant_id}", effect=Effect.DELETE, scope=Scope.READ_DATA)
async def revoke_grant(ctx: Context, params: RevokeGrant) -> WrittenGrant:
    """Revoke a connection: its tokens open nothing from the next request on."""
    [one] = await seen(ctx, [await grants.revoke_grant(ctx, params.grant_id)])
    return WrittenGrant(**one.model_dump(), change_id=ctx.change_id, replayed=False)


@operation("GET /grants/granted", effect=Effect.READ, scope=Scope.READ_DATA, doors=NO_DOOR)
async def granted_scopes(ctx: Context, params: GrantedScopes) -> GrantScopes:
    """What the caller lets a client do: for the consent page alone."""
    known = await grants.known_grant(ctx, params.client_id)
    live = known is not None and known.revoked_at is None
    return GrantScopes(scopes=sorted(known.scopes) if known is not None and live else [])


@operation("POST /grants", effect=Effect.CREATE, scope=Scope.READ_DATA, doors=NO_DOOR)
async def give_consent(ctx: Context, params: GiveConsent) -> ConsentGiven:
    """Let a client in: what the consent page does when a person says yes."""
    grant, code = await grants.consent(ctx, params.asked, params.scopes)
    return ConsentGiven(grant_id=grant.id, code=code, change_id=ctx.change_id, replayed=False)


async def _which(ctx: Context, params: WhichGrants) -> list[Grant]:
    said = (params.grant_id is not None, params.client_id is not None, params.everything)
    if sum(said) != 1:
        raise Invalid(
            "Say which connections: one, all of a client, or everything.",
            allowed=["grant_id", "client_id", "everything"],
        )
    if params.grant_id is not None:
        return [await grants.get_grant(ctx, params.grant_id)]
    found = await grants.list_grants(ctx)
    return [each for each in found if params.client_id in {None, each.client_id}]


async def _written(ctx: Context, changed: Sequence[Grant]) -> WrittenGrants:
    return WrittenGrants(grants=await seen(ctx, changed), change_id=ctx.change_id, replayed=False)


async def seen(ctx: Context, found: Sequence[Grant]) -> list[GrantSeen]:
    """Grants as callers get them."""
    names = {member.id: member.name for member in await list_members(ctx.db)}
    return [_seen(each, names) for each in found]


def _seen(grant: Grant, names: dict[str, str]) -> GrantSeen:
    return GrantSeen(
        id=grant.id,
        client_id=grant.client_id,
        client=grant.client_name,
        host=grant.client_host,
        member_id=grant.member_id,
        member=names.get(grant.member_id, ""),
        status=grant.status,
        scopes=sorted(grant.scopes),
        objects=None if grant.objects is None else list(grant.objects),
        policy=grant.policy,
        budgets=grant.budgets,
        consented=sorted(grant.consented["scopes"]),
        limited=[part for part in PARTS if part in grant.ceiling],
        limited_by=names.get(grant.limited_by or ""),
        paused_by=names.get(grant.paused_by or ""),
        last_used_at=_iso(grant.last_used_at),
        connected_at=iso(grant.created_at),
        paused_at=_iso(grant.paused_at),
        revoked_at=_iso(grant.revoked_at),
    )


def _iso(instant: Instant | None) -> str | None:
    return None if instant is None else iso(instant)
