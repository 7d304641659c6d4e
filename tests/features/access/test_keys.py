"""API keys: made by admins, shown once, narrowed, revoked."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from handrail.core.actor import Actor, Scope
from handrail.core.clock import DAY, SECOND, now
from handrail.core.errors import Conflict, Forbidden, HandrailError, Invalid, NotFound, Unauthorized
from handrail.features.access.actions.touching import settled
from handrail.storage import journal
from handrail.storage.database import Database, Db
from handrail.surfaces.identity import identify
from tests.world import World

SOON, PAST = "2999-01-01T00:00:00Z", "2001-01-01T00:00:00Z"


async def whole(database: Database, workspace: int) -> bytes:
    """Everything a workspace's journal, keys and kept answers hold."""

    async def look(db: Db) -> bytes:
        found: list[Any] = [row.after for row in await journal.since(db, 0, 1000)]
        for table in ("api_key", "idempotency", "journal"):
            found += [list(row) for row in await db.select(f"select * from {table}", ())]
        return orjson.dumps(found, default=repr)

    return await database.read(workspace, look)


async def test_a_key_opens_what_it_was_made_for(world: World) -> None:
    made = await world.ada("create_api_key", name="Claude", scopes=["read:data", "write:data"])
    assert made["secret"].startswith("mcp_acme_")
    assert made["shown"] == f"mcp_acme_…{made['secret'][-4:]}"
    actor = await identify(world.database, made["secret"])
    assert actor == replace(
        await world.ada.now(),
        scopes=frozenset({Scope.READ_DATA, Scope.WRITE_DATA}),
        key_id=made["id"],
        key_name="Claude",
        key_style="workspace",
        credential="key",
        objects=None,
        per_minute=60,
    )


async def test_a_key_may_be_narrow_and_is_read_only_unless_asked(world: World) -> None:
    made = await world.ada(
        "create_api_key",
        name="Sync",
        objects=["people", "deals"],
        per_minute=5,
        expires_at=SOON,
        style="entities",
        member_id=world.ids["ben"],
    )
    assert made["expires_at"] == "2999-01-01T00:00:00.000Z"
    actor = await identify(world.database, made["secret"])
    assert (actor.member_id, actor.role) == (world.ids["ben"], "rep")
    assert actor.scopes == {Scope.READ_DATA}
    assert actor.objects == {"people", "deals"}
    assert (actor.per_minute, actor.key_style) == (5, "entities")


@pytest.mark.parametrize("style", ["workspace", "leads", "entities"])
async def test_the_secret_is_in_the_answer_once_and_kept_nowhere(world: World, style: str) -> None:
    said = {"name": "Claude", "style": style, "idempotency_key": "again"}
    made = await world.ada("create_api_key", **said)
    secret = made["secret"]
    assert (await identify(world.database, secret)).key_id == made["id"]
    repeated = await world.ada("create_api_key", **said)
    assert (repeated["id"], repeated["secret"], repeated["replayed"]) == (made["id"], None, True)
    assert secret.encode() not in await whole(world.database, world.ada.actor.workspace)
    assert secret not in str(await world.ada("list_api_keys", include_dead=True))


async def test_making_and_revoking_are_journalled(world: World) -> None:
    made = await world.ada("create_api_key", name="Claude")
    await world.ada("revoke_api_key", key_id=made["id"])

    async def look(db: Db) -> list[journal.Entry]:
        return await journal.of_record(db, made["id"], 10)

    revoked, created = await world.database.read(world.ada.actor.workspace, look)
    assert (created.type, revoked.type) == ("api_key.created", "api_key.revoked")
    assert created.after is not None
    assert created.after["scopes"] == ["read:data"]
    assert revoked.member_id == world.ids["ada"]


async def test_a_revoked_key_opens_nothing_from_the_next_request_on(world: World) -> None:
    made = await world.ada("create_api_key", name="Claude")
    await identify(world.database, made["secret"])
    revoked = await world.ada("revoke_api_key", key_id=made["id"])
    assert revoked["status"] == "revoked"
    with pytest.raises(Unauthorized, match="revoked") as refused:
        await identify(world.database, made["secret"])
    assert refused.value.hint
    again = await world.ada("revoke_api_key", key_id=made["id"])
    assert again["revoked_at"] == revoked["revoked_at"]


async def test_a_key_follows_its_member(world: World) -> None:
    made = await world.ada("create_api_key", name="Claude", member_id=world.ids["ben"])
    await world.ada("update_member", member_id=world.ids["ben"], role="manager", name="Benno")
    actor = await identify(world.database, made["secret"])
    assert (actor.role, actor.member_name) == ("manager", "Benno")
    await world.ada("update_member", member_id=world.ids["ben"], is_active=False)
    with pytest.raises(Unauthorized, match="no longer active"):
        await identify(world.database, made["secret"])


async def test_an_expired_key_opens_nothing(world: World) -> None:
    made = await world.ada("create_api_key", name="Claude", expires_at=SOON)

    async def expire(db: Db) -> None:
        await db.execute(f"update api_key set expires_at = {now() - SECOND}", ())

    await world.database.write(world.ada.actor.workspace, expire)
    with pytest.raises(Unauthorized, match="expired"):
        await identify(world.database, made["secret"])
    assert (await world.ada("list_api_keys"))["keys"] == []
    [dead] = (await world.ada("list_api_keys", include_dead=True))["keys"]
    assert dead["status"] == "expired"


async def test_who_is_no_admin_sees_the_keys_and_makes_none(world: World) -> None:
    await world.ada("create_api_key", name="Ada's")
    theirs = await world.ada("create_api_key", name="Ben's", member_id=world.ids["ben"])
    assert [key["name"] for key in (await world.ada("list_api_keys"))["keys"]] == ["Ben's", "Ada's"]
    assert (await world.ben("list_api_keys")) == (await world.ada("list_api_keys"))
    agent = world.ben.narrowed(credential="key")
    [seen] = (await agent("list_api_keys"))["keys"]
    assert (seen["id"], seen["member"], seen["status"]) == (theirs["id"], "Ben Seller", "live")
    with pytest.raises(Forbidden):
        await world.ben("create_api_key", name="Mine")
    with pytest.raises(Forbidden):
        await world.ben("revoke_api_key", key_id=theirs["id"])


async def test_a_key_makes_none_that_reaches_further_than_itself(world: World) -> None:
    narrow = world.ada.narrowed(
        scopes=frozenset({Scope.READ_DATA, Scope.WRITE_DATA}), objects=frozenset({"people"})
    )
    for said in (
        {"objects": ["people"], "scopes": ["send:messages"]},
        {"objects": ["people", "deals"]},
        {},
    ):
        with pytest.raises(Forbidden) as refused:
            await narrow("create_api_key", name="Wider", **said)
        assert refused.value.allowed
    assert (await narrow("create_api_key", name="As wide", objects=["people"]))["secret"]


REFUSED: list[tuple[type[HandrailError], dict[str, Any]]] = [
    (Invalid, {"expires_at": PAST}),
    (Invalid, {"expires_at": "0001-01-01T00:00:00+23:59"}),
    (Invalid, {"expires_at": "9999-12-31T23:59:59-23:59"}),
    (Invalid, {"expires_at": "2999-01-01T00:00:00"}),
    (Invalid, {"scopes": []}),
    (Invalid, {"scopes": ["everything"]}),
    (Invalid, {"objects": []}),
    (Invalid, {"objects": ["No Slug"]}),
    (Invalid, {"per_minute": 0}),
    (Invalid, {"style": "fancy"}),
    (Invalid, {"secret": "mcp_acme_" + "0" * 32}),
    (NotFound, {"member_id": "nobody"}),
]


@pytest.mark.parametrize(("error", "said"), REFUSED)
async def test_a_bad_key_is_refused_and_not_made(
    world: World, error: type[HandrailError], said: dict[str, Any]
) -> None:
    with pytest.raises(error):
        await world.ada("create_api_key", name="Claude", **said)
    assert (await world.ada("list_api_keys", include_dead=True))["total"] == 0


async def test_another_workspace_is_never_seen(world: World) -> None:
    made = await world.ada("create_api_key", name="Claude")
    assert (await world.rex("list_api_keys", include_dead=True))["keys"] == []
    with pytest.raises(NotFound):
        await world.rex("revoke_api_key", key_id=made["id"])
    with pytest.raises(NotFound):
        await world.rex("create_api_key", name="Stolen", member_id=world.ids["ada"])
    with pytest.raises(NotFound):
        await world.ada("revoke_api_key", key_id="nothing")
    theirs = await world.rex("create_api_key", name="Claude")
    actor = await identify(world.database, theirs["secret"])
    assert (actor.workspace_slug, actor.member_id) == ("rival", world.ids["rex"])
    assert (await identify(world.database, made["secret"])).workspace_slug == "acme"


async def test_a_used_idempotency_key_makes_no_second_key(world: World) -> None:
    await world.ada("create_api_key", name="One", idempotency_key="x")
    with pytest.raises(Conflict):
        await world.ada("create_api_key", name="Two", idempotency_key="x")


async def last_used(world: World) -> str | None:
    await settled(world.database)
    [key] = (await world.ada("list_api_keys"))["keys"]
    return key["last_used_at"]


async def test_the_last_use_is_written_down_once_a_minute(world: World) -> None:
    made = await world.ada("create_api_key", name="Claude")
    assert await last_used(world) is None

    async def use() -> Actor:
        return await identify(world.database, made["secret"])

    await use()
    first = await last_used(world)
    assert first is not None
    await use()
    assert await last_used(world) == first

    async def age(db: Db) -> None:
        await db.execute(f"update api_key set last_used_at = {now() - DAY}", ())

    await world.database.write(world.ada.actor.workspace, age)
    yesterday = await last_used(world)
    assert yesterday is not None
    assert yesterday < first
    await use()
    assert (await last_used(world) or "") >= first
