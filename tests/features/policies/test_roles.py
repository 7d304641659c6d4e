"""Custom roles: what they let their members do, and that nobody gives more than they have."""

from dataclasses import replace
from typing import Any

import pytest

from handrail.core.actor import Scope
from handrail.core.errors import Conflict, Forbidden, HandrailError, Invalid, NotFound
from handrail.core.policy_said import policy_of
from handrail.features.access.actions.passwords import set_password
from handrail.features.access.actions.sessions import session_holder, sign_in
from handrail.features.access.model import SignIn
from handrail.storage.rate_limit.memory import MemoryRateLimit
from handrail.surfaces.identity import identify
from tests.world import PASSWORD, Member, World

OWN = {"objects": {"*": {"rows": "own"}}}
TEAM = {"objects": {"*": {"rows": "team"}}}
NO_DELETE = {"objects": {"deals": {"verbs": ["read", "update"], "fields": {"value": "mask"}}}}


async def as_now(world: World, member: Member) -> Member:
    """The member as the next request knows them, signed in to the web app."""
    emails = {world.ids["ben"]: "ben@acme.test", world.ids["cleo"]: "cleo@acme.test"}
    which = member.actor.member_id
    await set_password(world.database, member.actor.workspace, which, PASSWORD)
    said = SignIn(emails[which], PASSWORD)
    signed_in = await sign_in(world.database, MemoryRateLimit(), said)
    actor = await session_holder(world.database, signed_in.secret)
    return Member(world.database, actor)


async def with_role(world: World, member: Member, **said: Any) -> Member:
    """A member who has a new role, as the next request knows them."""
    made = await world.ada("create_role", **{"name": "Special", **said})
    await world.ada("update_member", member_id=member.actor.member_id, role_id=made["id"])
    return await as_now(world, member)


async def role_of(world: World, member: Member) -> dict[str, Any]:
    everyone = (await world.ada("list_members"))["members"]
    return next(each for each in everyone if each["id"] == member.actor.member_id)


async def test_every_workspace_has_three_that_cannot_be_changed(world: World) -> None:
    seen = (await world.cleo("list_roles"))["roles"]
    assert [(e["id"], e["is_system"], e["members"]) for e in seen] == [
        ("admin", True, 1),
        ("manager", True, 0),
        ("rep", True, 2),
    ]
    for operation in ("update_role", "delete_role"):
        with pytest.raises(Conflict, match="cannot be changed"):
            await world.ada(operation, role_id="admin")


async def test_a_role_holds_from_the_next_request_on(world: World) -> None:
    ben = await with_role(world, world.ben, policy=NO_DELETE, permissions=["teams.create"])
    assert (ben.actor.role, ben.actor.policies) == ("rep", policy_of(NO_DELETE))
    assert (await ben("create_team", name="West"))["name"] == "West"
    deal = await world.ada("create_record", object="deals", values={"name": "Big", "value": 5})
    for operation, said in (
        ("delete_record", {"object": "deals", "record_id": deal["id"]}),
        ("create_record", {"object": "deals", "values": {"name": "New"}}),
    ):
        with pytest.raises(Forbidden):
            await ben(operation, **said)
    seen = await role_of(world, world.ben)
    assert (seen["role"], seen["role_name"]) == ("rep", "Special")
    await world.ada("update_role", role_id=seen["role_id"], policy={"objects": {}}, permissions=[])
    ben = await as_now(world, world.ben)
    assert (ben.actor.policies, ben.actor.permissions) == ((), frozenset())


async def test_its_rank_is_its_members_rank(world: World) -> None:
    await with_role(world, world.ben, rank="manager")
    seen = await role_of(world, world.ben)
    assert seen["role"] == "manager"
    await world.ada("update_role", role_id=seen["role_id"], rank="rep")
    assert (await role_of(world, world.ben))["role"] == "rep"
    await world.ada("update_member", member_id=world.ids["ben"], role="manager")
    seen = await role_of(world, world.ben)
    assert (seen["role"], seen["role_id"], seen["role_name"]) == ("manager", None, "Manager")


async def test_a_role_people_have_is_not_deleted_under_them(world: World) -> None:
    await with_role(world, world.ben)
    role_id = (await role_of(world, world.ben))["role_id"]
    with pytest.raises(Conflict, match="Ben Seller"):
        await world.ada("delete_role", role_id=role_id)
    with pytest.raises(Invalid):
        await world.ada("delete_role", role_id=role_id, reassign_to=role_id)
    await world.ada("delete_role", role_id=role_id, reassign_to="manager")
    assert (await role_of(world, world.ben))["role_name"] == "Manager"
    assert len((await world.ada("list_roles"))["roles"]) == 3


REFUSED: list[tuple[type[HandrailError], dict[str, Any]]] = [
    (Conflict, {"name": "Admin"}),
    (Conflict, {"name": "taken"}),
    (Invalid, {"name": " "}),
    (Invalid, {"name": "X", "rank": "admin"}),
    (Invalid, {"name": "X", "permissions": ["members.delete"]}),
    (Invalid, {"name": "X", "policy": {"objects": {"nothing": {}}}}),
    (Invalid, {"name": "X", "policy": {"objects": {"deals": {"fields": {"no": "read"}}}}}),
    (Invalid, {"name": "X", "policy": {"objects": {"deals": {"filter": {"no": 1}}}}}),
    (Invalid, {"name": "X", "policy": {"objects": {"deals": {"rows": "mine"}}}}),
]


@pytest.mark.parametrize(("error", "said"), REFUSED)
async def test_what_means_nothing_is_refused(
    world: World, error: type[HandrailError], said: dict[str, Any]
) -> None:
    await world.ada("create_role", name="Taken")
    with pytest.raises(error):
        await world.ada("create_role", **said)
    assert len((await world.ada("list_roles"))["roles"]) == 4


async def test_who_is_restricted_reads_nowhere_what_is_hidden(world: World) -> None:
    await world.ada("create_role", name="Special", policy=NO_DELETE)
    await world.ada("create_api_key", name="Claude", policy=NO_DELETE)
    ben = await with_role(
        world, world.ben, name="Other", policy={"objects": {"deals": {"verbs": []}}}
    )
    told = str([await ben("list_roles"), await ben("list_api_keys")])
    assert "Special" in told and "deals" not in told
    assert "deals" in str([await world.cleo("list_roles"), await world.cleo("list_api_keys")])


async def test_roles_are_each_workspaces_own(world: World) -> None:
    made = await world.ada("create_role", name="Special")
    await world.rex("create_role", name="Special")
    for operation in ("update_role", "delete_role"):
        with pytest.raises(NotFound):
            await world.rex(operation, role_id=made["id"])
    with pytest.raises(Invalid):
        await world.rex("update_member", member_id=world.ids["rex"], role_id=made["id"])


# Nobody gives more than they have -----------------------------------------------------------

HELD = ["roles.create", "roles.update", "roles.delete", "members.create", "members.update"]


async def forbidden(member: Member, operation: str, **said: Any) -> None:
    with pytest.raises(Forbidden):
        await member(operation, **said)


async def test_who_may_change_roles_cannot_make_themselves_more(world: World) -> None:
    ben = await with_role(world, world.ben, permissions=HELD, policy=OWN)
    mine = (await role_of(world, world.ben))["role_id"]
    ids = world.ids
    for said in (
        {"permissions": [*HELD, "keys.create"]},
        {"rank": "manager"},
        {"policy": {"objects": {}}},
        {"policy": TEAM},
        {"policy": {"objects": {"*": {"rows": "own"}, "deals": {}}}},
    ):
        await forbidden(ben, "update_role", role_id=mine, **said)
    for said in ({"role": "admin"}, {"role": "manager"}, {"role_id": "admin"}, {"role": "rep"}):
        await forbidden(ben, "update_member", member_id=ids["ben"], **said)
        if said != {"role": "rep"}:  # which Cleo is already
            await forbidden(ben, "update_member", member_id=ids["cleo"], **said)
        await forbidden(ben, "create_member", name="Mine", email="mine@x.test", **said)
        await forbidden(ben, "create_invitation", email="mine@x.test", **said)
    await forbidden(ben, "create_role", name="All", permissions=["workspace.update"])
    await forbidden(ben, "create_role", name="All")
    wider = await world.ada("create_role", name="Wider", permissions=["keys.create"], policy=OWN)
    await forbidden(ben, "update_role", role_id=wider["id"], description="Mine now")
    await forbidden(ben, "delete_role", role_id=wider["id"])
    narrow = await ben("create_role", name="Narrow", permissions=["roles.create"], policy=OWN)
    joined = await ben("create_member", name="Dee", role_id=narrow["id"])
    assert joined["role_name"] == "Narrow"


async def test_who_may_change_members_does_not_become_one_with_more(world: World) -> None:
    ben = await with_role(world, world.ben, permissions=["members.update"])
    ids = world.ids
    for said in (
        {"member_id": ids["ada"], "email": "ben2@acme.test"},
        {"member_id": ids["ada"], "is_active": False},
        {"member_id": ids["ada"], "name": "Nobody"},
        {"member_id": ids["cleo"], "email": "ben2@acme.test"},
        {"member_id": ids["ben"], "role": "rep"},
    ):
        await forbidden(ben, "update_member", **said)
    with pytest.raises(Forbidden):
        await ben("list_sessions", member_id=ids["ada"])
    assert (await ben("update_member", member_id=ids["cleo"], name="Cleo R."))["name"] == "Cleo R."


async def test_who_sees_their_team_moves_nobody_into_it_and_goes_to_no_other(
    world: World,
) -> None:
    team = await world.ada("create_team", name="West")
    cleo = await with_role(world, world.cleo, name="Teamed", policy=TEAM)
    held = (await role_of(world, world.cleo))["role_id"]
    ben = await with_role(world, world.ben, permissions=["members.update"], policy=TEAM)
    for which in (world.ids["ben"], cleo.actor.member_id):
        await forbidden(ben, "update_member", member_id=which, team_id=team["id"])
    assert held


async def test_a_key_reaches_no_further_than_who_makes_it(world: World) -> None:
    ben = await with_role(world, world.ben, permissions=["keys.create"], policy=OWN)
    for said in (
        {"member_id": world.ids["ada"]},
        {"member_id": world.ids["cleo"]},
    ):
        await forbidden(ben, "create_api_key", name="More", **said)
    made = await ben("create_api_key", name="Mine", policy=NO_DELETE)
    actor = await identify(world.database, made["secret"])
    assert set(actor.policies) == {*policy_of(OWN), *policy_of(NO_DELETE)}
    agent = Member(world.database, actor)
    await forbidden(agent, "create_api_key", name="Wider")
    assert made["policy"]["objects"]["deals"]["verbs"] == ["read", "update"]


async def test_a_narrowed_key_of_an_admin_gives_no_more_than_it_has(world: World) -> None:
    made = await world.ada(
        "create_api_key", name="Own", scopes=["read:data", "write:data"], policy=OWN
    )
    agent = Member(world.database, await identify(world.database, made["secret"]))
    assert agent.actor.role == "admin"
    await forbidden(agent, "create_api_key", name="Wider")
    await forbidden(agent, "create_role", name="Wider", permissions=["keys.create"])
    await forbidden(agent, "create_member", name="Mine", email="mine@x.test")
    await forbidden(agent, "update_member", member_id=world.ids["ben"], role="admin")
    same = await agent("create_api_key", name="As wide", policy=OWN)
    assert same["secret"]


@pytest.mark.parametrize(
    "policy",
    [
        {"objects": {"deals": {"rows": "team"}}},
        {"objects": {"deals": {"rows": "own", "members": ["ada"]}}},
        {"objects": {"deals": {"filter": {"value": {"gte": 5}}}}},
        {"objects": {"deals": {"verbs": ["read", "delete"]}}},
        {"objects": {"deals": {"fields": {"value": "read"}}}},
        {"objects": {"people": {"verbs": []}}},
    ],
)
async def test_whatever_narrows_a_maker_narrows_what_they_make(
    world: World, policy: dict[str, Any]
) -> None:
    deals = policy["objects"].get("deals", {})
    if "members" in deals:
        deals["members"] = [world.ids["ada"]]
    ada = replace(
        world.ada, actor=replace(world.ada.actor, policies=policy_of(policy), credential="key")
    )
    await forbidden(ada, "create_api_key", name="Wider", scopes=[Scope.READ_DATA])
    await forbidden(ada, "create_api_key", name="Wider", policy={"objects": {"companies": {}}})
    if not deals:  # who sees no people cannot name them, but can name what is left
        policy = {"objects": {"*": {"verbs": []}, "companies": {}}}
    assert (await ada("create_api_key", name="As wide", policy=policy))["secret"]
