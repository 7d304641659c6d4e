"""Teams: list, add, change and delete them, over REST."""

from dataclasses import asdict
from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Door, Effect, operation
from handrail.core.page import Limit, Offset, page_of
from handrail.core.shapes import Params, WriteParams
from handrail.features.workspaces.actions import teams
from handrail.features.workspaces.model import TeamId, TeamList, WrittenTeam, team_seen

REST = frozenset({Door.REST})

TeamName = Annotated[str, Field(description="Team name.", min_length=1, max_length=200)]
Manager = Annotated[str, Field(description="Who leads it.", max_length=200)]
Region = Annotated[str, Field(description="Where it sells.", max_length=200)]


class ListTeams(Params):
    limit: Limit = 100
    offset: Offset = 0


class CreateTeam(WriteParams):
    name: TeamName
    manager_name: Manager | None = None
    region: Region | None = None


class UpdateTeam(WriteParams):
    team_id: TeamId
    name: TeamName | None = None
    manager_name: Manager | None = None
    region: Region | None = None


class DeleteTeam(WriteParams):
    team_id: TeamId
    move_to: Annotated[
        str | None, Field(description="Team id its members go to.", max_length=64)
    ] = None


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


@operation(
    "POST /teams",
    effect=Effect.CREATE,
    scope=Scope.WRITE_DATA,
    doors=REST,
    role="admin",
    needs="teams.create",
)
async def create_team(ctx: Context, params: CreateTeam) -> WrittenTeam:
    """Add a team to the workspace."""
    made = await teams.add_team(
        ctx, params.name, manager_name=params.manager_name, region=params.region
    )
    return WrittenTeam(**asdict(made), change_id=ctx.change_id, replayed=False)


@operation(
    "PATCH /teams/{team_id}",
    effect=Effect.UPDATE,
    scope=Scope.WRITE_DATA,
    doors=REST,
    role="admin",
    needs="teams.update",
)
async def update_team(ctx: Context, params: UpdateTeam) -> WrittenTeam:
    """Change a team's name, manager or region."""
    said = params.model_dump(exclude_unset=True, exclude={"team_id", "idempotency_key"})
    changed = await teams.update_team(ctx, params.team_id, said)
    return WrittenTeam(**asdict(changed), change_id=ctx.change_id, replayed=False)


@operation(
    "DELETE /teams/{team_id}",
    effect=Effect.DELETE,
    scope=Scope.WRITE_DATA,
    doors=REST,
    role="admin",
    needs="teams.delete",
)
async def delete_team(ctx: Context, params: DeleteTeam) -> WrittenTeam:
    """Delete a team; its members, where it has any, move to another."""
    gone = await teams.delete_team(ctx, params.team_id, params.move_to)
    return WrittenTeam(**asdict(gone), change_id=ctx.change_id, replayed=False)
