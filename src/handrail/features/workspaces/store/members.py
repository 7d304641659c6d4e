"""Members: statement in, nouns out."""

from typing import Any

from sqlalchemy import bindparam, case, insert, select, update

from handrail.core.clock import Instant
from handrail.features.workspaces.model import Member
from handrail.features.workspaces.tables import members
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_MEMBERS = Query(
    select(
        members.c.id,
        members.c.name,
        members.c.email,
        members.c.role,
        members.c.role_id,
        members.c.team_id,
        members.c.is_active,
        members.c.created_at,
    )
    .where(members.c.workspace_id == WORKSPACE)
    .order_by(members.c.created_at, members.c.id)
)
_ADD_MEMBER = Query(insert(members))
_SET_MEMBER = Query(
    update(members)
    .where(members.c.workspace_id == WORKSPACE, members.c.id == bindparam("which"))
    .values(
        name=bindparam("new_name"),
        email=bindparam("new_email"),
        role=bindparam("new_role"),
        role_id=bindparam("new_role_id"),
        team_id=bindparam("new_team"),
        is_active=bindparam("active"),
        proven_at=case(
            (members.c.email == bindparam("new_email"), members.c.proven_at), else_=None
        ),
    )
)
_PROVE = Query(
    update(members)
    .where(
        members.c.workspace_id == WORKSPACE,
        members.c.id == bindparam("which"),
        members.c.email == bindparam("proven"),
        members.c.proven_at.is_(None),
    )
    .values(proven_at=bindparam("at"))
)


async def list_members(db: Db) -> list[Member]:
    """Every member, those who have left included, oldest first."""
    return [_member(row) for row in await db.all(_MEMBERS)]


def _member(row: Any) -> Member:
    return Member(
        row.id,
        row.name,
        row.email,
        row.role,
        row.team_id,
        bool(row.is_active),
        row.created_at,
        row.role_id,
    )


async def add_member(db: Db, made: Member) -> None:
    await db.run(
        _ADD_MEMBER,
        id=made.id,
        name=made.name,
        email=made.email,
        role=made.role,
        role_id=made.role_id,
        team_id=made.team_id,
        is_active=made.is_active,
        created_at=made.created_at,
        proven_at=None,
    )


async def set_member(db: Db, made: Member) -> None:
    await db.run(
        _SET_MEMBER,
        which=made.id,
        new_name=made.name,
        new_email=made.email,
        new_role=made.role,
        new_role_id=made.role_id,
        new_team=made.team_id,
        active=made.is_active,
    )


async def prove(db: Db, member_id: str, email: str, at: Instant) -> None:
    """Remember that somebody came in as this member who had proved the member's email."""
    await db.run(_PROVE, which=member_id, proven=email, at=at)
