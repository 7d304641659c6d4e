"""How far a connection goes: as far as its owner said, and as far as an admin leaves it."""

from dataclasses import replace
from typing import Any

import pytest

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import now
from handrail.core.errors import Forbidden
from handrail.core.ids import new_id
from handrail.features.access.actions.grants import begin_grant
from handrail.storage.database import Db
from tests.world import VIA, Member, World

pytestmark = pytest.mark.anyio
READ, WRITE, SEND = ["read:data"], ["read:data", "write:data"], sorted(Scope)
OWN = {"objects": {"deals": {"rows": "own"}}}
TEAM = {"objects": {"deals": {"rows": "team"}}}


@pytest.fixture
async def bens(world: World) -> str:
    """A connection that Ben has let in, to read and write."""

    ben = await world.ben.now()

    async def let_in(db: Db) -> str:
        ctx = Context(ben, VIA, db, now(), new_id())
        return (await begin_grant(ctx, "robot", "Robot", "robot.test", frozenset(WRITE_SCOPES))).id

    return await world.database.write(world.ben.actor.workspace, let_in)


WRITE_SCOPES = {Scope.READ_DATA, Scope.WRITE_DATA}


async def second_admin(world: World) -> Member:
    made = await world.ada("create_member", name="Dee", email="dee@acme.test", role="admin")
    return replace(
        world.ada, actor=replace(world.ada.actor, member_id=made["id"], member_name="Dee")
    )


async def refused(who: Member, grant: str, why: str, **said: Any) -> str | None:
    with pytest.raises(Forbidden, match=why) as found:
        await who("update_grant", grant_id=grant, **said)
    return found.value.field


async def test_no_admin_allows_what_the_owner_never_did(world: World, bens: str) -> None:
    """Not by narrowing it first, either."""
    assert await refused(world.ada, bens, "Only its owner", scopes=SEND) == "scopes"
    narrowed = await world.ada("update_grant", grant_id=bens, scopes=READ, objects=["deals"])
    assert (narrowed["limited"], narrowed["limited_by"]) == (["scopes", "objects"], "Ada Admin")
    for admin in (world.ada, await second_admin(world)):
        await refused(admin, bens, "Only its owner", scopes=SEND)


async def test_what_admins_took_any_admin_gives_back(world: World, bens: str) -> None:
    await world.ada("update_grant", grant_id=bens, scopes=READ, objects=["deals"])
    dee = await second_admin(world)
    partly = await dee("update_grant", grant_id=bens, scopes=WRITE)
    assert (partly["scopes"], partly["limited"]) == (WRITE, ["objects"])
    whole = await dee("update_grant", grant_id=bens, objects=["deals", "people"])
    assert (whole["limited"], whole["limited_by"]) == (["objects"], "Dee")


async def test_an_owner_goes_on_within_what_an_admin_left(world: World, bens: str) -> None:
    await world.ada(
        "update_grant", grant_id=bens, objects=["deals", "people"], budgets={"hour": {"calls": 100}}
    )
    wider = await world.ben("update_grant", grant_id=bens, scopes=SEND)
    assert wider["scopes"] == SEND  # of which the admin said nothing
    await world.ben("update_grant", grant_id=bens, objects=["deals"])
    back = await world.ben("update_grant", grant_id=bens, objects=["people", "deals"])
    assert back["objects"] == ["deals", "people"]
    narrowed = "An admin has narrowed"
    assert await refused(world.ben, bens, narrowed, objects=["deals", "leads"]) == "objects"
    for budgets in ({"hour": {"calls": 101}}, {"day": {"calls": 1}}):
        assert await refused(world.ben, bens, narrowed, budgets=budgets) == "budgets"
    less = {"hour": {"calls": 99}, "day": {"calls": 500}}
    assert (await world.ben("update_grant", grant_id=bens, budgets=less))["budgets"] == less


async def test_a_policy_is_bound_from_both_sides(world: World, bens: str) -> None:
    await world.ben("update_grant", grant_id=bens, policy=TEAM)
    assert await refused(world.ada, bens, "Only its owner", policy={"objects": {}}) == "policy"
    await world.ada("update_grant", grant_id=bens, policy=OWN)
    assert await refused(world.ben, bens, "An admin has narrowed", policy=TEAM) == "policy"
    given_back = await world.ada("update_grant", grant_id=bens, policy=TEAM)
    assert given_back["limited"] == []


async def test_what_an_agent_says_of_itself_is_no_word_of_its_owner(
    world: World, bens: str
) -> None:
    itself = replace(world.ben, actor=replace(world.ben.actor, key_id=bens, credential="grant"))
    await itself("update_grant", grant_id=bens, scopes=READ, objects=["deals"])
    assert await refused(itself, bens, "No agent and no key can widen", scopes=WRITE) is None
    narrow = await world.ada("get_grant", grant_id=bens)
    assert (narrow["consented"], narrow["limited"]) == (WRITE, [])
    assert (await world.ben("update_grant", grant_id=bens, scopes=WRITE))["scopes"] == WRITE


async def test_an_admins_key_narrows_as_an_admin_does_and_widens_nothing(
    world: World, bens: str
) -> None:
    key = world.ada.narrowed(credential="key")
    await key("update_grant", grant_id=bens, objects=["deals"])
    await refused(world.ben, bens, "An admin has narrowed", objects=["deals", "people"])
    await refused(key, bens, "No agent and no key can widen", objects=["deals", "people"])
