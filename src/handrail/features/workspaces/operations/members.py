"""Members: list them; add and change them, as far as one's own role reaches."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Door, Effect, operation
from handrail.core.page import Limit, Offset, page_of
from handrail.core.shapes import Params, WriteParams
from handrail.features.workspaces.actions import members, roles, teams
from handrail.features.workspaces.model import (
    Email,
    Member,
    MemberId,
    MemberList,
    MemberSeen,
    Name,
    RoleId,
    RoleSaid,
    TeamId,
    WrittenMember,
    member_seen,
)


class ListMembers(Params):
    query: Annotated[str, Field(description="Part of a name or email.", max_length=200)] = ""
    include_inactive: Annotated[bool, Field(description="Also those who have left.")] = False
    limit: Limit = 100
    offset: Offset = 0


class CreateMember(WriteParams):
    name: Name
    email: Email | None = None
    role: RoleSaid | None = None
    role_id: RoleId | None = None
    team_id: TeamId | None = None


class UpdateMember(WriteParams):
    member_id: MemberId
    name: Name | None = None
    email: Email | None = None
    role: RoleSaid | None = None
    role_id: RoleId | None = None
    team_id: TeamId | None = None
    is_active: Annotated[bool | None, Field(description="False: may do nothing.")] = None


@operation("GET /members", effect=Effect.READ, scope=Scope.READ_DATA)
async def list_members(ctx: Context, params: ListMembers) -> MemberList:
    """List the people of the workspace, with their roles and teams."""
    wanted = params.query.casefold()
    found = [
        each
        for each in await members.list_members(ctx.db)
        if (each.is_active or params.include_inactive)
        and wanted in f"{each.name}\n{each.email or ''}".casefold()
    ]
    page = page_of(found, params.limit, params.offset)
    return MemberList(
        members=await _seen(ctx, page.rows),
        total=page.total,
        has_more=page.has_more,
        next_offset=page.next_offset,
    )


async def _seen(ctx: Context, found: Sequence[Member]) -> list[MemberSeen]:
    by_id = {team.id: team for team in await teams.list_teams(ctx.db)}
    custom = {role.id: role for role in await roles.list_roles(ctx.db)}
    return [
        member_seen(each, by_id.get(each.team_id or ""), custom.get(each.role_id or ""))
        for each in found
    ]


@operation(
    "POST /members",
    effect=Effect.CREATE,
    scope=Scope.WRITE_DATA,
    doors=frozenset({Door.REST}),
    role="admin",
    needs="members.create",
)
async def create_member(ctx: Context, params: CreateMember) -> WrittenMember:
    """Add a person to the workspace; without a password they cannot sign in yet."""
    made = await members.add_member(
        ctx,
        params.name,
        email=params.email,
        role=params.role,
        role_id=params.role_id,
        team_id=params.team_id,
    )
    return await _written(ctx, made)


@operation(
    "PATCH /members/{member_id}",
    effect=Effect.UPDATE,
    scope=Scope.WRITE_DATA,
    doors=frozenset({Door.REST}),
    role="admin",
    needs="members.update",
)
async def update_member(ctx: Context, params: UpdateMember) -> WrittenMember:
    """Change a member: name, email, role, team, or whether they may still do anything."""
    said = params.model_dump(exclude_unset=True, exclude={"member_id", "idempotency_key"})
    return await _written(ctx, await members.update_member(ctx, params.member_id, said))


async def _written(ctx: Context, member: Member) -> WrittenMember:
    [seen] = await _seen(ctx, [member])
    return WrittenMember(**seen.model_dump(), change_id=ctx.change_id, replayed=False)


class UpdateProfile(WriteParams):
    name: Name


@operation("PATCH /me", effect=Effect.UPDATE, scope=Scope.WRITE_DATA, doors=frozenset({Door.REST}))
async def update_profile(ctx: Context, params: UpdateProfile) -> WrittenMember:
    """Change what you yourself are called."""
    return await _written(ctx, await members.rename_self(ctx, params.name))
