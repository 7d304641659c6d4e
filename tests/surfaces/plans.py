"""Giving Acme a plan, as whoever runs the server does."""

from typing import Any

from handrail.context import Context
from handrail.core.clock import now
from handrail.core.entitlements import PlanSaid
from handrail.features.workspaces.actions import plans
from handrail.storage.database import Db
from tests.world import VIA, World


async def give(world: World, **said: Any) -> None:
    """Acme has a plan of these limits from here on."""

    async def work(db: Db) -> None:
        ctx = Context(world.ada.actor, VIA, db, now())
        await plans.set_plan(ctx, {"small": PlanSaid.model_validate(said)}, "small", None)

    await world.database.write(world.ada.actor.workspace, work)
