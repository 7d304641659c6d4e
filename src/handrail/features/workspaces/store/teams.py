"""Teams: statement in, nouns out."""

from sqlalchemy import bindparam, delete, insert, select, update

from handrail.features.workspaces.model import Team
from handrail.features.workspaces.tables import teams
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_TEAMS = Query(
    select(teams.c.id, teams.c.name, teams.c.manager_name, teams.c.region)
    .where(teams.c.workspace_id == WORKSPACE)
    .order_by(teams.c.name)
)
_ADD_TEAM = Query(insert(teams))
_SET = Query(
    update(teams)
    .where(teams.c.workspace_id == WORKSPACE, teams.c.id == bindparam("which"))
    .values(
        name=bindparam("new_name"),
        manager_name=bindparam("new_manager"),
        region=bindparam("new_region"),
    )
)
_REMOVE = Query(
    delete(teams).where(teams.c.workspace_id == WORKSPACE, teams.c.id == bindparam("which"))
)


async def list_teams(db: Db) -> list[Team]:
    return [Team(*row) for row in await db.all(_TEAMS)]


async def add_team(db: Db, made: Team) -> None:
    await db.run(
        _ADD_TEAM,
        id=made.id,
        name=made.name,
        manager_name=made.manager_name,
        region=made.region,
    )


async def set_team(db: Db, made: Team) -> None:
    await db.run(
        _SET,
        which=made.id,
        new_name=made.name,
        new_manager=made.manager_name,
        new_region=made.region,
    )


async def remove_team(db: Db, team_id: str) -> None:
    await db.run(_REMOVE, which=team_id)
