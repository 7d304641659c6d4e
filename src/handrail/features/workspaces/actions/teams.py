"""Adding and listing teams."""

from dataclasses import asdict

from handrail.context import Context
from handrail.core.errors import Conflict
from handrail.core.ids import new_id
from handrail.features.workspaces import rules, store
from handrail.features.workspaces.events import TeamCreated
from handrail.features.workspaces.model import Team
from handrail.storage.database import Db

OBJECT = "teams"


async def add_team(
    ctx: Context, name: str, *, manager_name: str | None = None, region: str | None = None
) -> Team:
    """Add a team. Raises Conflict where one of that name stands."""
    team = Team(new_id(), rules.named(name), manager_name, region)
    if any(each.name == team.name for each in await store.list_teams(ctx.db)):
        raise Conflict(
            f"There is a team {team.name!r} already.",
            field="name",
            hint="Use it, or choose another name.",
        )
    await store.add_team(ctx.db, team)
    after = asdict(team)
    del after["id"]
    ctx.emit(TeamCreated(object=OBJECT, record_id=team.id, after=after))
    return team


async def list_teams(db: Db) -> list[Team]:
    """Every team, by name."""
    return await store.list_teams(db)
