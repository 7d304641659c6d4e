"""Which plan a workspace has, and what it comes to: statement in, nouns out."""

from typing import Any

from sqlalchemy import bindparam, select, update

from handrail.core.entitlements import Entitlements, entitlements_of
from handrail.features.workspaces.model import Planned
from handrail.features.workspaces.tables import workspaces
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_EVERY = Query(
    select(
        workspaces.c.id,
        workspaces.c.slug,
        workspaces.c.name,
        workspaces.c.plan,
        workspaces.c.plan_overrides,
        workspaces.c.entitlements,
    ).order_by(workspaces.c.id),
    across="whoever runs this server sees which workspaces it has",
)
_SET = Query(
    update(workspaces)
    .where(workspaces.c.id == WORKSPACE)
    .values(
        plan=bindparam("new_plan"),
        plan_overrides=bindparam("new_overrides", type_=workspaces.c.plan_overrides.type),
        entitlements=bindparam("new_entitlements", type_=workspaces.c.entitlements.type),
    )
)
_OWN = Query(select(workspaces.c.entitlements).where(workspaces.c.id == WORKSPACE))


async def every_plan(db: Db) -> list[Planned]:
    """All workspaces of this server with their plans, oldest first."""
    return [Planned(*row) for row in await db.all(_EVERY)]


async def set_plan(
    db: Db,
    plan: str | None,
    overrides: dict[str, Any] | None,
    entitlements: dict[str, Any] | None,
) -> None:
    await db.run(_SET, new_plan=plan, new_overrides=overrides, new_entitlements=entitlements)


async def entitlements(db: Db) -> Entitlements:
    """What the workspace may do, whoever asks."""
    row = await db.first(_OWN)
    return entitlements_of(row.entitlements if row else None)
