"""Nobody gives further than they reach themselves, nor what would outlast them."""

from dataclasses import replace
from typing import Any

import pytest

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.budgets import BudgetsSaid, budgets_of
from handrail.core.clock import now
from handrail.core.errors import Forbidden
from handrail.core.ids import new_id
from handrail.core.policy_said import policy_of
from handrail.features.access.actions.grants import begin_grant
from handrail.storage.database import Db
from handrail.surfaces.identity import identify
from tests.world import READ, VIA, Member, World

pytestmark = pytest.mark.anyio
TWO = frozenset({Scope.READ_DATA, Scope.WRITE_DATA})
OWN = {"objects": {"*": {"rows": "own"}}}
TEAM = {"objects": {"*": {"rows": "team"}}}
MINE = {"objects": {"deals": {"filter": {"owners": "me"}}}}
SOON, LATER = "2999-01-01T00:00:00Z", "2999-01-01T00:00:01Z"


async def forbidden(member: Member, operation: str, **said: Any) -> None:
    with pytest.raises(Forbidden):
        await member(operation, **said)


def by_grant(member: Member, **more: Any) -> Member:
    return member.narrowed(credential="grant", **more)


# who stays when a connection is gone --------------------------------------------------------


async def test_an_agent_lets_nobody_in_who_would_stay_when_it_is_gone(world: World) -> None:
    agent = by_grant(world.ada)
    for said in ({}, {"role": "manager"}, {"role": "admin"}):
        await forbidden(agent, "create_invitation", email="mine@x.test", **said)
        await forbidden(agent, "create_member", name="Mine", email="mine@x.test", **said)
    made = await world.ada("create_invitation", email="dee@acme.test")
    await forbidden(agent, "send_invitation", invitation_id=made["id"])


async def test_an_agent_makes_nobody_into_whom_it_could_sign_in_as(world: World) -> None:
    ben = world.ids["ben"]
    for agent in (by_grant(world.ada), by_grant(world.ada, scopes=TWO)):
        for said in ({"email": "mine@x.test"}, {"role": "manager"}, {"role": "admin"}):
            await forbidden(agent, "update_member", member_id=ben, **said)
    await world.ada("update_member", member_id=ben, is_active=False)
    await forbidden(by_grant(world.ada), "update_member", member_id=ben, is_active=True)
    renamed = await by_grant(world.ada)("update_member", member_id=ben, name="Benno")
    assert renamed["name"] == "Benno"


async def test_no_key_makes_an_admin_or_becomes_one(world: World) -> None:
    """Whoever found an admin's key would be an admin for good: by a member of their own, or by a
    mailed link to an address that they put in place of an admin's."""
    made = await world.ada("create_api_key", name="Found", scopes=sorted(Scope))
    key = Member(world.database, await identify(world.database, made["secret"]))
    ada, ben = world.ids["ada"], world.ids["ben"]
    await forbidden(key, "create_member", name="Mine", email="mine@x.test", role="admin")
    await forbidden(key, "create_invitation", email="mine@x.test", role="admin")
    await forbidden(key, "update_member", member_id=ben, role="admin")
    for said in ({"email": "mine@x.test"}, {"is_active": False}, {"role": "rep"}):
        await forbidden(key, "update_member", member_id=ada, **said)
    assert (await key("create_member", name="Dee", role="manager"))["role"] == "manager"
    person = await world.ada("create_member", name="Eve", email="eve@acme.test", role="admin")
    assert person["role"] == "admin"


async def test_a_key_that_has_budgets_makes_no_people_who_have_none(world: World) -> None:
    kept = BudgetsSaid.model_validate({"day": {"calls": 100}}).kept()
    key = world.ada.narrowed(credential="key", budgets=budgets_of(kept))
    await forbidden(key, "create_invitation", email="mine@x.test")
    await forbidden(key, "create_member", name="Mine", email="mine@x.test")
    await forbidden(key, "update_member", member_id=world.ids["ben"], email="mine@x.test")


# whose rows are whose -----------------------------------------------------------------------


@pytest.mark.parametrize("policy", [OWN, TEAM, MINE])
async def test_who_sees_their_own_makes_no_key_of_somebody_else(
    world: World, policy: dict[str, Any]
) -> None:
    theirs = world.ids["ben"]
    made = await world.ada("create_api_key", name="Own", scopes=sorted(TWO), policy=policy)
    key = Member(world.database, await identify(world.database, made["secret"]))
    await forbidden(key, "create_api_key", name="Theirs", member_id=theirs, policy=policy)
    assert (await key("create_api_key", name="Mine", policy=policy))["secret"]


async def test_who_sees_their_team_lets_nobody_into_another(world: World) -> None:
    east = await world.ada("create_team", name="East")
    west = await world.ada("create_team", name="West")
    held = {"permissions": ["members.create"], "policy": TEAM}
    role = await world.ada("create_role", name="Teamed", **held)
    ben = replace(
        world.ben,
        actor=replace(
            world.ben.actor,
            permissions=frozenset({"members.create"}),
            policies=policy_of(TEAM),
            team_id=west["id"],
        ),
    )
    said = {"role_id": role["id"], "team_id": east["id"]}
    await forbidden(ben, "create_member", name="Mine", email="mine@x.test", **said)
    await forbidden(ben, "create_invitation", email="mine@x.test", **said)
    said["team_id"] = west["id"]
    assert (await ben("create_invitation", email="mine@x.test", **said))["team"] == "West"


# how long -----------------------------------------------------------------------------------


async def test_a_key_makes_none_that_outlives_it_or_calls_more_often(world: World) -> None:
    said = {"scopes": sorted(TWO), "expires_at": SOON, "per_minute": 10}
    made = await world.ada("create_api_key", name="Short", **said)
    key = Member(world.database, await identify(world.database, made["secret"]))
    await forbidden(key, "create_api_key", name="Longer", expires_at=LATER)
    made = await key("create_api_key", name="As long", per_minute=11)
    assert (made["expires_at"], made["per_minute"]) == ("2999-01-01T00:00:00.000Z", 10)
    assert (await key("create_api_key", name="Less", per_minute=5))["per_minute"] == 5


# what a key that only reads leaves alone ----------------------------------------------------


async def test_a_key_that_only_reads_ends_and_pauses_nobodys_connection(world: World) -> None:
    ben = await world.ben.now()

    async def let_in(db: Db) -> str:
        ctx = Context(ben, VIA, db, now(), new_id())
        return (await begin_grant(ctx, "robot", "Robot", "robot.test", TWO)).id

    which = await world.database.write(world.ben.actor.workspace, let_in)
    for member in (world.ada, world.ben):
        key = member.narrowed(credential="key", scopes=READ)
        await forbidden(key, "revoke_grant", grant_id=which)
        await forbidden(key, "update_grant", grant_id=which, objects=["deals"])
        await forbidden(key, "pause_grants", everything=True)
    writer = world.ben.narrowed(credential="key", scopes=TWO)
    [paused] = (await writer("pause_grants", grant_id=which))["grants"]
    assert paused["status"] == "paused"
    itself = replace(world.ben, actor=replace(by_grant(world.ben, scopes=READ).actor, key_id=which))
    assert (await itself("revoke_grant", grant_id=which))["status"] == "revoked"
