"""Members and teams, as admins and agents see them."""

import asyncio
from typing import Any

import pytest

from handrail.core.errors import Conflict, Forbidden, HandrailError, Invalid, NotFound
from handrail.features.workspaces import store
from handrail.features.workspaces.actions.members import find_members
from handrail.storage import journal
from handrail.storage.database import Database, Db
from tests.world import World


async def version(world: World) -> int:
    return await world.database.read(world.ada.actor.workspace, store.schema_version)


async def last(world: World) -> journal.Entry:
    async def look(db: Db) -> journal.Entry:
        return (await journal.since(db, 0, 10_000))[-1]

    return await world.database.read(world.ada.actor.workspace, look)


async def test_everyone_may_look_who_is_here(world: World) -> None:
    page = await world.cleo("list_members")
    assert [each["name"] for each in page["members"]] == ["Ada Admin", "Ben Seller", "Cleo Reader"]
    assert [each["role"] for each in page["members"]] == ["admin", "rep", "rep"]
    assert (page["total"], page["has_more"], page["next_offset"]) == (3, False, None)
    assert "password" not in str(page)


async def test_members_are_found_by_part_of_name_or_email(world: World) -> None:
    assert [m["name"] for m in (await world.ben("list_members", query="SELL"))["members"]] == [
        "Ben Seller"
    ]
    assert (await world.ben("list_members", query="@acme.test"))["total"] == 3
    page = await world.ben("list_members", limit=2)
    assert (len(page["members"]), page["next_offset"]) == (2, 2)


async def test_an_admin_adds_a_member_to_a_team(world: World) -> None:
    before = await version(world)
    team = await world.ada("create_team", name="West", manager_name="Dustin", region="West")
    made = await world.ada(
        "create_member",
        name="Dee Dealer",
        email="Dee@Acme.test",
        role="manager",
        team_id=team["id"],
    )
    assert (made["email"], made["role"], made["team"]) == ("dee@acme.test", "manager", "West")
    assert made["is_active"]
    assert await version(world) > before
    told = await last(world)
    assert (told.type, told.record_id, told.change_id) == (
        "member.created",
        made["id"],
        made["change_id"],
    )
    assert told.after is not None
    assert told.after["email"] == "dee@acme.test"
    assert (await world.ben("list_teams"))["teams"] == [
        {"id": team["id"], "name": "West", "manager_name": "Dustin", "region": "West"}
    ]


async def test_members_need_no_email_and_several_may_be_without(world: World) -> None:
    for name in ("Anna Agent", "Zane Agent"):
        assert (await world.ada("create_member", name=name))["email"] is None


async def test_a_change_touches_only_what_is_said(world: World) -> None:
    ben = world.ids["ben"]
    changed = await world.ada("update_member", member_id=ben, role="manager")
    assert (changed["name"], changed["email"], changed["role"]) == (
        "Ben Seller",
        "ben@acme.test",
        "manager",
    )
    told = await last(world)
    assert (told.type, told.before, told.after) == (
        "member.updated",
        {"role": "rep"},
        {"role": "manager"},
    )
    again = await world.ada("update_member", member_id=ben, role="manager")
    assert again["role"] == "manager"
    assert (await last(world)).seq == told.seq


async def test_who_has_left_is_listed_only_when_asked_for(world: World) -> None:
    await world.ada("update_member", member_id=world.ids["ben"], is_active=False)
    assert (await world.ada("list_members"))["total"] == 2
    assert (await world.ada("list_members", include_inactive=True))["total"] == 3


REFUSED: list[tuple[type[HandrailError], str, dict[str, Any]]] = [
    (Conflict, "create_member", {"name": "Ben Too", "email": "BEN@acme.test"}),
    (Conflict, "update_member", {"member_id": "cleo", "email": "ben@acme.test"}),
    (Conflict, "update_member", {"member_id": "ada", "role": "rep"}),
    (Conflict, "update_member", {"member_id": "ada", "is_active": False}),
    (Invalid, "create_member", {"name": "  "}),
    (Invalid, "create_member", {"name": "Dee", "email": "nobody"}),
    (Invalid, "create_member", {"name": "Dee", "role": "owner"}),
    (Invalid, "create_member", {"name": "Dee", "team_id": "no-team"}),
    (Invalid, "update_member", {"member_id": "ben", "team_id": "no-team"}),
    (Invalid, "create_member", {"name": "Dee", "password": "correct horse"}),
    (NotFound, "update_member", {"member_id": "rex", "name": "Mine"}),
    (NotFound, "update_member", {"member_id": "nobody", "name": "Mine"}),
]


@pytest.mark.parametrize(("error", "operation", "said"), REFUSED)
async def test_a_refusal_changes_nothing(
    world: World, error: type[HandrailError], operation: str, said: dict[str, Any]
) -> None:
    before = (await world.ada("list_members"), await version(world), await last(world))
    if "member_id" in said:
        said = {**said, "member_id": world.ids.get(said["member_id"], said["member_id"])}
    with pytest.raises(error) as refused:
        await world.ada(operation, **said)
    assert refused.value.hint
    assert (await world.ada("list_members"), await version(world), await last(world)) == before


@pytest.mark.parametrize("operation", ["create_member", "create_team"])
async def test_only_admins_add_people_and_teams(world: World, operation: str) -> None:
    with pytest.raises(Forbidden):
        await world.ben(operation, name="Dee")


async def test_of_two_admins_who_dismiss_each_other_one_stays(world: World) -> None:
    await world.ada("update_member", member_id=world.ids["ben"], role="admin")
    both = await asyncio.gather(
        world.ada("update_member", member_id=world.ids["ben"], role="rep"),
        world.ada("update_member", member_id=world.ids["ada"], role="rep"),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in both) == ["Conflict", "dict"]


async def test_two_teams_of_one_name_there_are_not(world: World) -> None:
    await world.ada("create_team", name="West")
    with pytest.raises(Conflict):
        await world.ada("create_team", name="West")
    await world.rex("create_team", name="West")


async def test_members_are_found_by_id_name_or_email(world: World) -> None:
    workspace = world.ada.actor.workspace

    async def names(wanted: str) -> list[str]:
        async def look(db: Db) -> list[str]:
            return [each.name for each in await find_members(db, wanted)]

        return await world.database.read(workspace, look)

    for wanted in ("ben seller", " Ben  Seller ", "BEN@ACME.TEST", world.ids["ben"]):
        assert await names(wanted) == ["Ben Seller"]
    assert await names("Ben") == []
    assert await names("") == []
    assert await names(world.ids["rex"]) == []
    await world.ada("create_member", name="Ben Seller")
    assert await names("Ben Seller") == ["Ben Seller", "Ben Seller"]


async def test_a_version_that_is_held_cannot_move_before_the_write_ends(
    database: Database, world: World
) -> None:
    workspace = world.ada.actor.workspace

    async def hold(db: Db) -> int:
        held = await store.schema_version(db, lock=True)
        return held if await store.schema_version(db) == held else -1

    before = await version(world)
    assert await database.write(workspace, hold) == before
    await database.write(workspace, store.bump_schema)
    assert await version(world) == before + 1
