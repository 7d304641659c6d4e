"""Teams: list and add them, over REST."""

from dataclasses import asdict
from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Door, Effect, operation
from handrail.core.page import Limit, Offset, page_of
from handrail.core.shapes import Params, WriteParams
from handrail.features.workspaces.actions import teams
from handrail.features.workspaces.model import TeamList, WrittenTeam, team_seen

REST = frozenset({Door.REST})


class ListTeams(Params):
    limit: Limit = 100
    offset: Offset = 0


class CreateTeam(WriteParams):
    name: Annotated[str, Field(description="Team name.", min_length=1, max_length=200)]
    manager_name: Annotated[str | None, Field(description="Who leads it.", max_length=200)] = None
    region: Annotated[str | None, Field(description="Where it sells.", max_length=200)] = None


@operation("GET /teams", effect=Effect.READ, scope=Scope.READ_DATA, doors=REST)
async def list_teams(ctx: Context, params: ListTeams) -> TeamList:
    """List the teams of the workspace, by name."""
    page = page_of(await teams.list_teams(ctx.db), params.limit, params.offset)
    return TeamList(
        teams=[team_seen(team) for team in page.rows],
        total=page.total,
        has_more=page.has_more,
        next_offset=page.next_offset,
    )


@operation("POST /teams", effect=Effect.CREATE, scope=Scope.WRITE_DATA, doors=REST, role="admin")
async def create_team(ctx: Context, params: CreateTeam) -> WrittenTeam:
    """Add a team to the workspace."""
    made = await teams.add_team(
        ctx, params.name, manager_name=params.manager_name, region=params.region
    )
    return WrittenTeam(**asdict(made), change_id=ctx.change_id, replayed=False)
