"""Giving a workspace its plan: what whoever runs the server does."""

from collections.abc import Mapping
from typing import Any

from handrail.context import Context
from handrail.core.entitlements import SELF_HOSTED, Plans, checked_overrides, resolved
from handrail.core.errors import NotFound
from handrail.features.workspaces.actions.founding import NOBODY
from handrail.features.workspaces.events import PlanChanged
from handrail.features.workspaces.model import Planned
from handrail.features.workspaces.store import plans as plan_store
from handrail.storage.database import Database, Db


async def every_plan(database: Database) -> list[Planned]:
    """All workspaces of this server with their plans, oldest first."""
    return await database.read(NOBODY, plan_store.every_plan)


async def set_plan(
    ctx: Context, plans: Plans, plan: str, overrides: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """Give the workspace a plan, with exceptions of its own; what they come to.

    Raises NotFound for a plan that is not configured, Invalid for an exception that is none.
    """
    name = None if plan == SELF_HOSTED else plan
    if name is not None and name not in plans:
        raise NotFound(
            f"No plan {plan!r} is configured.",
            allowed=[SELF_HOSTED, *plans],
            hint="Configure it in HANDRAIL_PLANS, or choose one that is.",
        )
    kept = checked_overrides(overrides)
    whole = resolved(plans, name, kept)
    before = next(e for e in await plan_store.every_plan(ctx.db) if e.number == ctx.actor.workspace)
    await plan_store.set_plan(ctx.db, name, kept, whole)
    if (before.plan, before.overrides) != (name, kept):
        ctx.emit(
            PlanChanged(
                before={"plan": before.plan or SELF_HOSTED, "overrides": before.overrides},
                after={"plan": plan, "overrides": kept},
            )
        )
    return whole


async def apply(database: Database, plans: Plans) -> list[str]:
    """Bring what every workspace's plan comes to up to what is configured now; whose changed."""
    moved: list[str] = []
    for each in await every_plan(database):
        whole = resolved(plans, each.plan, each.overrides)
        if whole != each.entitlements:
            await database.write(each.number, lambda db, e=each, w=whole: _put(db, e, w))
            moved.append(each.slug)
    return moved


async def _put(db: Db, each: Planned, whole: dict[str, Any] | None) -> None:
    await plan_store.set_plan(db, each.plan, each.overrides, whole)
