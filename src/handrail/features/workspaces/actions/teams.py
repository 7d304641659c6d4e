"""Adding, changing, deleting and listing teams."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handrail.context import Context
from handrail.core.errors import Conflict
from handrail.core.ids import new_id
from handrail.features.workspaces import rules, store
from handrail.features.workspaces.actions import members
from handrail.features.workspaces.events import TeamCreated, TeamDeleted, TeamUpdated
from handrail.features.workspaces.model import Team
from handrail.storage.database import Db

OBJECT = "teams"


async def add_team(
    ctx: Context, name: str, *, manager_name: str | None = None, region: str | None = None
) -> Team:
    """Add a team. Raises Conflict where one of that name stands."""
    await store.bump_schema(ctx.db)
    team = Team(new_id(), rules.named(name), manager_name, region)
    _free(await store.list_teams(ctx.db), team)
    await store.add_team(ctx.db, team)
    ctx.emit(TeamCreated(object=OBJECT, record_id=team.id, after=_journalled(team)))
    return team


def _free(everyone: Sequence[Team], team: Team) -> None:
    if any(each.name == team.name and each.id != team.id for each in everyone):
        raise Conflict(
            f"There is a team {team.name!r} already.",
            field="name",
            hint="Use it, or choose another name.",
        )


def _journalled(team: Team) -> dict[str, Any]:
    return {"name": team.name, "manager_name": team.manager_name, "region": team.region}


async def update_team(ctx: Context, team_id: str, said: Mapping[str, Any]) -> Team:
    """Change what is said of name, manager_name, region. Raises NotFound, Invalid, Conflict."""
    await store.bump_schema(ctx.db)
    everyone = await store.list_teams(ctx.db)
    old = rules.team_of(everyone, team_id)
    checked = {**said, "name": rules.named(said["name"])} if said.get("name") is not None else said
    new = replace(old, **{f: v for f, v in checked.items() if f != "name" or v is not None})
    if new != old:
        _free(everyone, new)
        await store.set_team(ctx.db, new)
        ctx.emit(
            TeamUpdated(
                object=OBJECT,
                record_id=new.id,
                before=_journalled(old),
                after=_journalled(new),
            )
        )
    return new


async def delete_team(ctx: Context, team_id: str, move_to: str | None = None) -> Team:
    """Delete a team that has no members, or whose members go to another.

    Raises NotFound; Invalid; Conflict, naming the members, where they have nowhere to go.
    """
    await store.bump_schema(ctx.db)
    everyone = await store.list_teams(ctx.db)
    old = rules.team_of(everyone, team_id)
    holders = [each for each in await store.list_members(ctx.db) if each.team_id == team_id]
    if move_to is None:
        rules.nobody_has(f"{old.name}", holders, "move_to")
    else:
        rules.team_known([each for each in everyone if each.id != team_id], move_to)
        for each in holders:
            await members.update_member(ctx, each.id, {"team_id": move_to})
    await store.remove_team(ctx.db, team_id)
    ctx.emit(TeamDeleted(object=OBJECT, record_id=team_id, before=_journalled(old)))
    return old


async def list_teams(db: Db) -> list[Team]:
    """Every team, by name."""
    return await store.list_teams(db)
