"""A workspace filled with the demo's story, through the very verbs that everybody uses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypedDict

from handrail.context import Context
from handrail.core.actor import Actor, Scope, Via
from handrail.core.clock import now
from handrail.core.ids import new_id
from handrail.features.access.actions.keys import create_key
from handrail.features.records.actions import definitions
from handrail.features.workspaces.actions.founding import found
from handrail.features.workspaces.actions.members import add_member, update_member
from handrail.features.workspaces.actions.teams import add_team
from handrail.storage import journal
from handrail.storage.database import Database, Db
from handrail.surfaces.cli.demo import cast, scoring
from handrail.surfaces.cli.demo.story import begins, tell
from handrail.surfaces.cli.demo.telling import Cast, Teller

PASSWORD = "invented-sales-team"
"""Where nobody says another: the demo is served to this machine alone unless one asks for more."""
READ_ONLY = frozenset({Scope.READ_DATA})
READ_AND_WRITE = frozenset({Scope.READ_DATA, Scope.WRITE_DATA})


class Admin(TypedDict):
    email: str
    password: str


class DemoMade(TypedDict):
    """What `handrail init --demo` prints: a slug, a sign-in, a key for each surface there is."""

    workspace: str
    admin: Admin
    keys: dict[str, str]


@dataclass(slots=True)
class _Founded:
    """Who there is once the workspace stands: member and agent keys of the cast → ids."""

    members: dict[str, str] = field(default_factory=dict[str, str])
    agents: dict[str, str] = field(default_factory=dict[str, str])


async def build(
    database: Database,
    *,
    today: date | None = None,
    password: str = PASSWORD,
    progress: Callable[[int, int], None] | None = None,
) -> DemoMade:
    """Found the demo's workspace and tell its story; all of it lies before midnight of today, UTC.

    The same day gives the same records, save for their ids. `progress` hears of steps told and of
    how many there are. Raises Conflict where there is a workspace `demo` already.
    """
    today = today or datetime.now(UTC).date()
    founded = _Founded()

    async def then(ctx: Context) -> None:
        await _furnish(ctx, founded)

    admin = await found(
        database,
        cast.WORKSPACE,
        cast.SLUG,
        cast.ADMIN.email,
        cast.ADMIN.name,
        password,
        via=Via("cli", new_id(), client="handrail"),
        at=begins(today),
        then=then,
    )
    teller = Teller(database, Cast(admin, founded.members, founded.agents))
    await teller.tell(tell(today), progress or _unheard)
    await scoring.score(database, admin)
    return {
        "workspace": cast.SLUG,
        "admin": {"email": cast.ADMIN.email, "password": password},
        "keys": {"workspace": await _key(database, admin)},
    }


async def _furnish(ctx: Context, founded: _Founded) -> None:
    """The objects, the teams with their members, and a key for each agent."""
    await definitions.found(ctx)
    teams = {
        name: await add_team(ctx, name, manager_name=manager, region=region)
        for name, manager, region in cast.TEAMS
    }
    founded.members[cast.ADMIN.key] = ctx.actor.member_id
    await update_member(ctx, ctx.actor.member_id, {"team_id": teams[cast.ADMIN.team].id})
    for each in cast.PEOPLE[1:]:
        team_id = teams[each.team].id
        made = await add_member(ctx, each.name, email=each.email, role=each.role, team_id=team_id)
        founded.members[each.key] = made.id
    for agent in cast.AGENTS:
        scopes = READ_AND_WRITE if agent.writes else READ_ONLY
        member_id = founded.members[agent.member]
        key, _ = await create_key(ctx, agent.name, scopes=scopes, member_id=member_id)
        founded.agents[agent.key] = key.id


async def _key(database: Database, admin: Actor) -> str:
    """A key for whoever is about to look at the demo, made now."""
    via = Via("cli", new_id(), client="handrail")

    async def work(db: Db) -> str:
        ctx = Context(admin, via, db, now(), new_id())
        _, secret = await create_key(ctx, "First agent", scopes=READ_AND_WRITE)
        change = journal.Change(ctx.change_id, ctx.now, admin, via, "create_api_key")
        await journal.append(db, change, ctx.events)
        return secret

    return await database.write(admin.workspace, work)


def _unheard(told: int, total: int) -> None:
    """Where nobody listens."""
