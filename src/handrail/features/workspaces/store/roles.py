"""Custom roles: statement in, nouns out."""

from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from handrail.features.workspaces.model import CustomRole
from handrail.features.workspaces.tables import members, roles
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_EVERY = Query(
    select(
        roles.c.id,
        roles.c.name,
        roles.c.description,
        roles.c.rank,
        roles.c.permissions,
        roles.c.policy,
        roles.c.created_at,
    )
    .where(roles.c.workspace_id == WORKSPACE)
    .order_by(roles.c.name)
)
_ADD = Query(insert(roles))
_SET = Query(
    update(roles)
    .where(roles.c.workspace_id == WORKSPACE, roles.c.id == bindparam("which"))
    .values(
        name=bindparam("new_name"),
        description=bindparam("new_description"),
        rank=bindparam("new_rank"),
        permissions=bindparam("new_permissions"),
        policy=bindparam("new_policy"),
    )
)
_RANK = Query(
    update(members)
    .where(members.c.workspace_id == WORKSPACE, members.c.role_id == bindparam("which"))
    .values(role=bindparam("new_rank"))
)
_REMOVE = Query(
    delete(roles).where(roles.c.workspace_id == WORKSPACE, roles.c.id == bindparam("which"))
)


async def list_roles(db: Db) -> list[CustomRole]:
    """By name."""
    return [_role(row) for row in await db.all(_EVERY)]


def _role(row: Any) -> CustomRole:
    return CustomRole(
        row.id,
        row.name,
        row.description,
        row.rank,
        tuple(row.permissions),
        row.policy,
        row.created_at,
    )


async def add_role(db: Db, made: CustomRole) -> None:
    await db.run(
        _ADD,
        id=made.id,
        name=made.name,
        description=made.description,
        rank=made.rank,
        permissions=list(made.permissions),
        policy=made.policy,
        created_at=made.created_at,
    )


async def set_role(db: Db, made: CustomRole) -> None:
    """Keep a role as it is now; who has it has its rank."""
    await db.run(
        _SET,
        which=made.id,
        new_name=made.name,
        new_description=made.description,
        new_rank=made.rank,
        new_permissions=list(made.permissions),
        new_policy=made.policy,
    )
    await db.run(_RANK, which=made.id, new_rank=made.rank)


async def remove_role(db: Db, role_id: str) -> None:
    await db.run(_REMOVE, which=role_id)
