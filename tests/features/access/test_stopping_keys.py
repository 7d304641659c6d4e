"""Keys paused, resumed and revoked; and what was made with them, which goes with them."""

from dataclasses import replace
from typing import Any

import pytest

from handrail.core.actor import Scope
from handrail.core.errors import Forbidden, Invalid, NotFound, Unauthorized
from handrail.storage import journal
from handrail.storage.database import Db
from handrail.surfaces.identity import identify
from tests.world import READ, Member, World

pytestmark = pytest.mark.anyio
TWO = [Scope.READ_DATA.value, Scope.WRITE_DATA.value]


async def by(world: World, secret: str) -> Member:
    """Whoever comes with a key, as identity knows them."""
    return Member(world.database, await identify(world.database, secret))


async def line(world: World, length: int = 3) -> list[dict[str, Any]]:
    """Keys, each made with the one before it; the first is Ada's own doing."""
    made = [await world.ada("create_api_key", name="0", scopes=TWO)]
    for n in range(1, length):
        maker = await by(world, made[-1]["secret"])
        made.append(await maker("create_api_key", name=str(n), scopes=TWO))
    return made


async def opens(world: World, key: dict[str, Any]) -> bool:
    try:
        await identify(world.database, key["secret"])
    except (Unauthorized, Forbidden):
        return False
    return True


async def statuses(world: World) -> dict[str, str]:
    found = await world.ada("list_api_keys", include_dead=True)
    return {each["name"]: each["status"] for each in found["keys"]}


async def told(world: World, key: dict[str, Any]) -> list[tuple[str, Any]]:
    async def look(db: Db) -> list[journal.Entry]:
        return await journal.of_record(db, key["id"], 10)

    found = await world.database.read(world.ada.actor.workspace, look)
    return [(each.type, each.after) for each in found]


# paused -------------------------------------------------------------------------------------


async def test_a_paused_key_is_forbidden_and_told_where_it_is_resumed(world: World) -> None:
    made = await world.ada("create_api_key", name="Claude")
    [paused] = (await world.ada("pause_api_keys", key_id=made["id"]))["keys"]
    assert (paused["status"], paused["paused_by"]) == ("paused", "Ada Admin")
    with pytest.raises(Forbidden, match="paused") as refused:
        await identify(world.database, made["secret"])
    assert "Settings → API keys" in (refused.value.hint or "")
    [listed] = (await world.ada("list_api_keys"))["keys"]
    assert listed == paused
    [resumed] = (await world.ada("resume_api_keys", key_id=made["id"]))["keys"]
    assert (resumed["status"], resumed["paused_by"], resumed["paused_at"]) == ("live", None, None)
    assert await opens(world, made)


async def test_pausing_and_resuming_are_journalled_once(world: World) -> None:
    made = await world.ada("create_api_key", name="Claude")
    for operation in ("pause_api_keys", "resume_api_keys"):
        first = await world.ada(operation, key_id=made["id"])
        again = await world.ada(operation, key_id=made["id"])
        assert first["change_id"] and (again["keys"], again["change_id"]) == ([], None)
    (resumed, after), (paused, before), (created, _) = await told(world, made)
    assert (created, paused, resumed) == (
        "api_key.created", "api_key.paused", "api_key.resumed",
    )  # fmt: skip
    assert before["paused_by"] == world.ids["ada"]
    assert after == {"paused_at": None, "paused_by": None}


async def test_whoever_a_key_acts_as_pauses_it_and_an_admins_pause_stays(world: World) -> None:
    made = await world.ada("create_api_key", name="Ben's", member_id=world.ids["ben"])
    other = await world.ada("create_api_key", name="Ada's")
    with pytest.raises(NotFound):
        await world.ben("pause_api_keys", key_id=other["id"])
    [paused] = (await world.ben("pause_api_keys", everything=True))["keys"]
    assert paused["id"] == made["id"]
    await world.ben("resume_api_keys", key_id=made["id"])
    await world.ada("pause_api_keys", key_id=made["id"])
    with pytest.raises(Forbidden, match="An admin has paused this key"):
        await world.ben("resume_api_keys", key_id=made["id"])
    assert (await world.ben("resume_api_keys", everything=True))["keys"] == []
    await world.ada("resume_api_keys", everything=True)
    assert await statuses(world) == {"Ben's": "live", "Ada's": "live"}


async def test_an_admins_pause_takes_the_place_of_its_owners(world: World) -> None:
    made = await world.ada("create_api_key", name="Ben's", member_id=world.ids["ben"])
    await world.ben("pause_api_keys", key_id=made["id"])
    [paused] = (await world.ada("pause_api_keys", key_id=made["id"]))["keys"]
    assert paused["paused_by"] == "Ada Admin"
    with pytest.raises(Forbidden):
        await world.ben("resume_api_keys", key_id=made["id"])


async def test_a_key_pauses_and_resumes_none_and_not_itself_with_all(world: World) -> None:
    made = await world.ada("create_api_key", name="Claude", scopes=TWO)
    other = await world.ada("create_api_key", name="Other")
    key = await by(world, made["secret"])
    [paused] = (await key("pause_api_keys", everything=True))["keys"]
    assert paused["id"] == other["id"] and await opens(world, made)
    for said in ({"key_id": other["id"]}, {"everything": True}):
        with pytest.raises(Forbidden, match="No agent and no key can resume a key"):
            await key("resume_api_keys", **said)
    with pytest.raises(Forbidden):
        await replace(key, actor=replace(key.actor, scopes=READ))(
            "pause_api_keys", key_id=made["id"]
        )
    await key("pause_api_keys", key_id=made["id"])
    assert not await opens(world, made)


async def test_one_says_which_keys(world: World) -> None:
    made = await world.ada("create_api_key", name="Claude")
    for said in ({}, {"key_id": made["id"], "everything": True}):
        with pytest.raises(Invalid):
            await world.ada("pause_api_keys", **said)
    with pytest.raises(NotFound):
        await world.rex("pause_api_keys", key_id=made["id"])
    assert (await world.rex("pause_api_keys", everything=True))["keys"] == []
    assert await opens(world, made)


# what was made with it ----------------------------------------------------------------------


async def test_revoking_a_key_ends_what_was_made_with_it_and_with_that(world: World) -> None:
    made = await line(world)
    beside = await world.ada("create_api_key", name="beside", scopes=TWO)
    assert [each["made_with"] for each in made] == [None, made[0]["id"], made[1]["id"]]
    revoked = await world.ada("revoke_api_key", key_id=made[0]["id"])
    assert (revoked["status"], revoked["also_revoked"]) == ("revoked", 2)
    assert await statuses(world) == {
        "0": "revoked",
        "1": "revoked",
        "2": "revoked",
        "beside": "live",
    }
    assert await opens(world, beside)
    (ended, after), _ = await told(world, made[2])
    assert (ended, after["revoked_with"]) == ("api_key.revoked", made[0]["id"])
    again = await world.ada("revoke_api_key", key_id=made[0]["id"])
    assert (again["also_revoked"], again["change_id"]) == (0, None)


async def test_revoking_one_in_the_middle_leaves_its_maker(world: World) -> None:
    made = await line(world)
    assert (await world.ada("revoke_api_key", key_id=made[1]["id"]))["also_revoked"] == 1
    assert [await opens(world, each) for each in made] == [True, False, False]


async def test_what_was_ended_before_does_not_shield_what_was_made_with_it(world: World) -> None:
    made = await line(world, 2)
    maker = await by(world, made[1]["secret"])
    await maker("create_api_key", name="2", scopes=TWO)

    async def end_one(db: Db) -> None:
        await db.execute("update api_key set revoked_at = 1 where name = '1'", ())

    await world.database.write(world.ada.actor.workspace, end_one)
    assert (await world.ada("revoke_api_key", key_id=made[0]["id"]))["also_revoked"] == 1
    assert (await statuses(world))["2"] == "revoked"


async def test_a_pause_stops_what_was_made_with_it_and_resuming_undoes_just_that(
    world: World,
) -> None:
    made = await line(world)
    await world.ada("pause_api_keys", key_id=made[2]["id"])
    changed = (await world.ada("pause_api_keys", key_id=made[0]["id"]))["keys"]
    assert [each["name"] for each in changed] == ["0", "1"]
    assert [await opens(world, each) for each in made] == [False, False, False]
    resumed = (await world.ada("resume_api_keys", key_id=made[0]["id"]))["keys"]
    assert [each["name"] for each in resumed] == ["0", "1"]
    assert await statuses(world) == {"0": "live", "1": "live", "2": "paused"}


@pytest.mark.parametrize("stop", ["pause_api_keys", "revoke_api_key"])
async def test_a_call_under_way_makes_no_key_that_would_stay(world: World, stop: str) -> None:
    """A key is known at the beginning of a call, and may be ended before the call is done."""
    [made] = await line(world, 1)
    late = await by(world, made["secret"])
    await world.ada(stop, key_id=made["id"])
    with pytest.raises(Unauthorized):
        await late("create_api_key", name="late", scopes=TWO)
    assert set(await statuses(world)) == {"0"}
