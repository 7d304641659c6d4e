"""Invitations, as every door offers them; their links are in the mails alone."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import Instant, iso
from handrail.core.operation import Effect, operation
from handrail.core.page import Limit, Offset, page_of
from handrail.core.shapes import Params, WriteParams
from handrail.features.workspaces.actions import invitations, members, roles, teams
from handrail.features.workspaces.model import (
    Email,
    Invitation,
    InvitationList,
    InvitationSeen,
    RoleId,
    RoleSaid,
    TeamId,
    WrittenInvitation,
)

InvitationId = Annotated[str, Field(description="Invitation id.", min_length=1, max_length=64)]


class ListInvitations(Params):
    include_closed: Annotated[bool, Field(description="Also those no longer open.")] = False
    limit: Limit = 100
    offset: Offset = 0


class CreateInvitation(WriteParams):
    email: Email
    role: RoleSaid | None = None
    role_id: RoleId | None = None
    team_id: TeamId | None = None


class OneInvitation(WriteParams):
    invitation_id: InvitationId


@operation(
    "GET /invitations",
    effect=Effect.READ,
    scope=Scope.READ_DATA,
    role="admin",
    needs="members.create",
)
async def list_invitations(ctx: Context, params: ListInvitations) -> InvitationList:
    """List who is invited and has not answered yet."""
    found = [
        each
        for each in await invitations.list_invitations(ctx.db)
        if params.include_closed or each.is_open(ctx.now)
    ]
    page = page_of(found, params.limit, params.offset)
    return InvitationList(
        invitations=await _seen(ctx, page.rows),
        total=page.total,
        has_more=page.has_more,
        next_offset=page.next_offset,
    )


@operation(
    "POST /invitations",
    effect=Effect.CREATE,
    scope=Scope.SEND_MESSAGES,
    role="admin",
    needs="members.create",
)
async def create_invitation(ctx: Context, params: CreateInvitation) -> WrittenInvitation:
    """Invite somebody by mail: the link in it lets them join, once, for seven days."""
    made = await invitations.create_invitation(
        ctx, params.email, role=params.role, role_id=params.role_id, team_id=params.team_id
    )
    return await _written(ctx, made)


@operation(
    "POST /invitations/{invitation_id}/send",
    effect=Effect.SEND,
    scope=Scope.SEND_MESSAGES,
    role="admin",
    needs="members.create",
)
async def send_invitation(ctx: Context, params: OneInvitation) -> WrittenInvitation:
    """Mail an invitation again, with a new link; the earlier one opens nothing."""
    return await _written(ctx, await invitations.send_invitation(ctx, params.invitation_id))


@operation(
    "DELETE /invitations/{invitation_id}",
    effect=Effect.DELETE,
    scope=Scope.WRITE_DATA,
    role="admin",
    needs="members.create",
)
async def revoke_invitation(ctx: Context, params: OneInvitation) -> WrittenInvitation:
    """Take an invitation back: its link opens nothing any more."""
    return await _written(ctx, await invitations.revoke_invitation(ctx, params.invitation_id))


async def _written(ctx: Context, invitation: Invitation) -> WrittenInvitation:
    [seen] = await _seen(ctx, [invitation])
    return WrittenInvitation(**seen.model_dump(), change_id=ctx.change_id, replayed=False)


async def _seen(ctx: Context, found: Sequence[Invitation]) -> list[InvitationSeen]:
    names = {each.id: each.name for each in await members.list_members(ctx.db)}
    team = {each.id: each.name for each in await teams.list_teams(ctx.db)}
    custom = {each.id: each.name for each in await roles.list_roles(ctx.db)}
    return [
        InvitationSeen(
            id=each.id,
            email=each.email,
            role=each.role,
            role_id=each.role_id,
            role_name=custom.get(each.role_id or "", each.role.capitalize()),
            team_id=each.team_id,
            team=team.get(each.team_id or ""),
            invited_by=names.get(each.invited_by, ""),
            status=_status(each, ctx.now),
            sent_at=iso(each.sent_at),
            expires_at=iso(each.expires_at),
            created_at=iso(each.created_at),
        )
        for each in found
    ]


def _status(
    invitation: Invitation, at: Instant
) -> Literal["open", "accepted", "revoked", "expired"]:
    if invitation.accepted_at is not None:
        return "accepted"
    if invitation.revoked_at is not None:
        return "revoked"
    return "open" if invitation.is_open(at) else "expired"
