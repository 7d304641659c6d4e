"""Who is calling: what of workspace, member and role makes an Actor."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Table, and_, bindparam, select

from handrail.core.actor import Actor
from handrail.features.workspaces.model import actor_of
from handrail.features.workspaces.tables import members, roles, workspaces
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_CALLER = (
    workspaces.c.id.label("workspace"),
    workspaces.c.public_id.label("workspace_id"),
    workspaces.c.slug.label("workspace_slug"),
    workspaces.c.schema_version.label("schema_version"),
    workspaces.c.entitlements.label("entitlements"),
    members.c.id.label("member_id"),
    members.c.name.label("member_name"),
    members.c.role.label("role"),
    members.c.is_active.label("is_active"),
    members.c.team_id.label("team_id"),
    roles.c.policy.label("role_policy"),
    roles.c.permissions.label("role_permissions"),
)
_ROLE = and_(roles.c.workspace_id == members.c.workspace_id, roles.c.id == members.c.role_id)
_MEMBER = members.join(workspaces, workspaces.c.id == members.c.workspace_id).outerjoin(
    roles, _ROLE
)


def callers(of: Table) -> Select[*tuple[Any, ...]]:
    """What of workspace and member makes an Actor, for the rows of a table that name their member.

    For the stores of rooms above, which add what is theirs, so that one query knows the caller.
    """
    theirs = and_(members.c.workspace_id == of.c.workspace_id, members.c.id == of.c.member_id)
    workspace = workspaces.c.id == of.c.workspace_id
    return select(*_CALLER).select_from(
        of.join(members, theirs).join(workspaces, workspace).outerjoin(roles, _ROLE)
    )


_SIGNING_IN = Query(
    select(*_CALLER, workspaces.c.name.label("workspace_name"), members.c.proven_at)
    .select_from(_MEMBER)
    .where(members.c.email == bindparam("email"))
    .order_by(members.c.workspace_id),
    across="who signs in has not said which workspace",
)
_ONE = Query(
    select(*_CALLER, workspaces.c.name.label("workspace_name"))
    .select_from(_MEMBER)
    .where(
        members.c.workspace_id == bindparam("of_workspace"), members.c.id == bindparam("member")
    ),
    across="one person's workspaces are looked up together",
)
_ADMINS = Query(
    select(*_CALLER)
    .select_from(_MEMBER)
    .where(
        members.c.workspace_id == WORKSPACE,
        members.c.role == "admin",
        members.c.is_active.is_(True),
    )
    .order_by(members.c.created_at, members.c.id)
)


async def signing_in(db: Db, email: str) -> Sequence[Any]:
    """The rows of every member with this email, in all workspaces, with `workspace_name`; and
    `proven_at`, None where nobody has proved yet that the email is that member's."""
    return await db.all(_SIGNING_IN, email=email)


async def caller_of(db: Db, workspace: int, member_id: str) -> Any | None:
    """The row of one member of a workspace, with `workspace_name`."""
    return await db.first(_ONE, of_workspace=workspace, member=member_id)


async def first_admin(db: Db) -> Actor | None:
    """The workspace's first active admin, as the one who runs this server acts."""
    row = await db.first(_ADMINS)
    return actor_of(row) if row else None
