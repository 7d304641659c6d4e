"""Who may make webhooks, of what, and what of them is told to whom."""

from dataclasses import replace
from typing import Any

import pytest

from handrail.core.actor import Scope
from handrail.core.budgets import budgets_of
from handrail.core.errors import Conflict, Forbidden, HandrailError, Invalid, NotFound
from handrail.core.policy_said import policy_of
from handrail.features.webhooks import rules
from tests.doors import Doors
from tests.features.webhooks.listening import (
    EVERY,
    Ears,
    changes,
    listening,
    log_of,
    relaxed,
    statements,
)
from tests.state import rows_of
from tests.strangers.receiver import receiving
from tests.world import World

pytestmark = pytest.mark.anyio
HOOK = "https://hooks.example.com/in"
PRIVATE = (
    "https://10.1.2.3/x", "https://127.0.0.1/", "https://[::1]/", "https://localhost/x",
    "https://169.254.169.254/latest/meta-data", "https://2130706433/", "https://0x7f.1/",
    "https://127.1/", "https://[::ffff:10.0.0.1]/", "https://db.internal/", "https://crm/",
    "https://printer.local:8443/x", "http://hooks.example.com/in", "http://127.0.0.1:9/x",
)  # fmt: skip
NONSENSE = (
    "ftp://example.com/", "https://", "example.com/x", "https://ada:pw@example.com/",
    "https://example.com/#part", "https://exa mple.com/", "https://example.com:99999/",
    "https://example.com\\@127.0.0.1/", "javascript:alert(1)",
)  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE + NONSENSE)
def test_an_address_must_be_on_the_public_internet_and_spoken_to_in_https(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.address(url)
    assert refused.value.field == "url"


@pytest.mark.parametrize("url", NONSENSE)
def test_what_is_no_address_is_refused_in_development_too(url: str) -> None:
    with pytest.raises(Invalid):
        rules.address(url, relaxed=True)


def test_in_development_private_addresses_and_http_are_allowed() -> None:
    for url in PRIVATE:
        rules.address(url, relaxed=True)
    with pytest.raises(Invalid):
        rules.address("http://hooks.example.com/in", relaxed=True, https_only=True)
    rules.address("http://127.0.0.1:9/x", relaxed=True, https_only=True)


async def test_a_secret_is_shown_once_and_is_nowhere_in_the_clear(world: World) -> None:
    made = await listening(world.ada, f"{HOOK}?token=hush", secret="swordfish")
    assert made["secret"] == "swordfish"
    for seen in (
        await world.ada("get_webhook", webhook_id=made["id"]),
        await world.ada("list_webhooks"),
        await changes(world.ada),
    ):
        assert "swordfish" not in str(seen)
    assert "hush" not in str(await changes(world.ada))

    kept = str(await rows_of(world.database))
    assert "swordfish" not in kept and "v1." in kept


async def test_a_repeated_creation_makes_one_and_shows_no_secret_again(world: World) -> None:
    first = await listening(world.ada, HOOK, idempotency_key="once")
    again = await listening(world.ada, HOOK, idempotency_key="once")
    assert first["secret"].startswith("whsec_") and again["secret"] is None
    assert again["id"] == first["id"] and again["replayed"] is True
    assert (await world.ada("list_webhooks"))["total"] == 1


async def test_only_admins_and_those_with_the_permission_may(world: World) -> None:
    with pytest.raises(Forbidden):
        await listening(world.ben, HOOK)
    trusted = world.ben.narrowed(permissions=frozenset({"webhooks.manage"}))
    assert (await listening(trusted, HOOK))["member_id"] == world.ids["ben"]


async def test_a_connection_that_may_not_read_makes_no_webhook(world: World) -> None:
    blind = world.ada.narrowed(scopes=frozenset({Scope.WRITE_DATA}))
    with pytest.raises(Forbidden):
        await listening(blind, HOOK)


async def test_another_workspace_does_not_know_it(world: World) -> None:
    made = await listening(world.ada, HOOK)
    assert (await world.rex("list_webhooks"))["total"] == 0
    for verb in ("get_webhook", "delete_webhook", "test_webhook"):
        with pytest.raises(NotFound) as hidden:
            await world.rex(verb, webhook_id=made["id"])
        with pytest.raises(NotFound) as missing:
            await world.rex(verb, webhook_id="0" * 8 + made["id"][8:])
        assert hidden.value.message.replace(made["id"], "") == missing.value.message.replace(
            "0" * 8 + made["id"][8:], ""
        )


async def test_an_unknown_event_is_told_with_those_there_are(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        await listening(world.ada, HOOK, events=["record.update"])
    assert refused.value.did_you_mean == "record.updated"
    assert "note.deleted" in (refused.value.allowed or ())


async def test_a_webhook_is_changed_and_deleted_with_all_it_was_told(world: World) -> None:
    made = await listening(world.ada, HOOK)
    changed = await world.ada(
        "update_webhook", webhook_id=made["id"], events=["note.created"], description="Chat"
    )
    assert (changed["events"], changed["description"]) == (["note.created"], "Chat")
    same = await world.ada("update_webhook", webhook_id=made["id"], description="Chat")
    assert same["change_id"] is None
    await world.ada("delete_webhook", webhook_id=made["id"])
    with pytest.raises(NotFound):
        await world.ada("get_webhook", webhook_id=made["id"])
    told = [each["type"] for each in await changes(world.ada)]
    assert told[-3:] == ["webhook.created", "webhook.updated", "webhook.deleted"]


async def test_there_is_an_end_to_how_many(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(rules, "MOST", 2)
    await listening(world.ada, HOOK)
    await listening(world.ada, HOOK)
    with pytest.raises(Conflict):
        await listening(world.ada, HOOK)


async def test_a_write_costs_nothing_more_where_nobody_listens(world: World) -> None:
    async def write() -> None:
        await world.ben("create_record", object="deals", values={"name": "D"})

    async def spoken() -> list[str]:
        return await statements(world, write)

    await write()
    before = await spoken()
    assert not [each for each in before if "webhook" in each or " job" in each]
    made = await listening(world.ada, HOOK)
    assert len(await spoken()) == len(before) + 1
    await world.ada("delete_webhook", webhook_id=made["id"])
    assert await spoken() == before


# who hears --------------------------------------------------------------------------------


async def test_a_webhook_of_a_narrowed_key_hears_what_the_key_may_see(doors: Doors) -> None:
    world = relaxed(doors.world)
    agent = await doors.with_key(world.ada, objects=["people", "webhooks"])
    async with receiving() as receiver:
        made = await agent.rest("create_webhook", url=receiver.url, events=EVERY)
        await world.ben("create_record", object="deals", values={"name": "Hidden"})
        await world.ben("create_record", object="people", values={"name": "Seen"})
        await Ears(world).hear()
        assert [each.body["after"]["name"] for each in receiver.got] == ["Seen"]
        assert len(await log_of(world.ada, made)) == 1
    hers = await listening(world.ada, HOOK)
    seen = await agent.rest("list_webhooks")
    assert [each["id"] for each in seen["webhooks"]] == [made["id"]]
    logged = await agent.rest("list_webhook_deliveries")
    assert {each["webhook_id"] for each in logged["deliveries"]} == {made["id"]}
    with pytest.raises(Exception, match="No webhook"):
        await agent.rest("get_webhook", webhook_id=hers["id"])


async def test_it_pauses_with_its_key_and_goes_on_for_whoever_enables_it(doors: Doors) -> None:
    world = relaxed(doors.world)
    agent = await doors.with_key(world.ada)
    async with receiving() as receiver:
        made = await agent.rest("create_webhook", url=receiver.url, events=EVERY)
        keys = (await world.ada("list_api_keys"))["keys"]
        key = next(each for each in keys if agent.key.endswith(each["shown"][-4:]))
        await world.ada("revoke_api_key", key_id=key["id"])
        assert (await world.ada("get_webhook", webhook_id=made["id"]))["status"] == "paused"
        await world.ben("create_record", object="deals", values={"name": "Unheard"})
        await Ears(world).hear()
        assert receiver.got == []
        with pytest.raises(HandrailError):
            await world.ada("test_webhook", webhook_id=made["id"])
        taken = await world.ada("update_webhook", webhook_id=made["id"], enabled=True)
        assert taken["status"] == "active"
        await world.ben("create_record", object="deals", values={"name": "Heard"})
        await Ears(world).hear()
        assert [each.body["after"]["name"] for each in receiver.got] == ["Heard"]


async def test_an_agent_that_leads_it_elsewhere_takes_it_along_when_it_goes(doors: Doors) -> None:
    world = relaxed(doors.world)
    agent = await doors.with_key(world.ada)
    async with receiving() as receiver:
        made = await listening(world.ada, HOOK)
        await agent.rest("update_webhook", webhook_id=made["id"], url=receiver.url)
        keys = (await world.ada("list_api_keys"))["keys"]
        key = next(each for each in keys if agent.key.endswith(each["shown"][-4:]))
        await world.ada("revoke_api_key", key_id=key["id"])
        assert (await world.ada("get_webhook", webhook_id=made["id"]))["status"] == "paused"
        await world.ben("create_record", object="deals", values={"name": "Unheard"})
        await Ears(world).hear()
        assert receiver.got == []


async def test_who_has_budgets_makes_none_that_tells_uncounted(world: World) -> None:
    budgets = budgets_of({"day": {"records_read": 10}})
    with pytest.raises(Forbidden):
        await listening(world.ada.narrowed(credential="key", budgets=budgets), HOOK)


async def test_it_is_silent_while_its_member_may_do_nothing(world: World) -> None:
    relaxed(world)
    may = replace(world.ben.actor, permissions=frozenset({"webhooks.manage"}))
    ben = replace(world.ben, actor=may)
    async with receiving() as receiver:
        made = await listening(ben, receiver.url)
        await world.ada("update_member", member_id=world.ids["ben"], is_active=False)
        assert (await world.ada("get_webhook", webhook_id=made["id"]))["status"] == "paused"
        await world.ada("create_record", object="deals", values={"name": "D"})
        await Ears(world).hear()
        assert receiver.got == []


async def test_what_waits_is_kept_while_a_webhook_is_disabled(world: World) -> None:
    relaxed(world)
    ears = Ears(world)
    async with receiving() as receiver:
        made = await listening(world.ada, receiver.url)
        await receiver.down()
        await world.ben("create_record", object="deals", values={"name": "D"})
        await ears.hear()
        await world.ada("update_webhook", webhook_id=made["id"], enabled=False)
        await receiver.up()
        ears.skip(60)
        await ears.hear()
        assert receiver.got == []
        await world.ada("update_webhook", webhook_id=made["id"], enabled=True)
        await ears.hear()
        assert len(receiver.got) == 1


async def test_a_webhook_tells_no_record_and_no_value_its_key_may_not_see(doors: Doors) -> None:
    world = relaxed(doors.world)
    said = {"deals": {"filter": {"value": {"gte": 100}}, "fields": {"name": "none"}}, "*": {}}
    policy = {"objects": {**said, "companies": {"verbs": []}}}
    made_key = await world.ada(
        "create_api_key", name="agent", scopes=["read:data", "write:data"], policy=policy
    )
    agent = replace(doors.ada, key=made_key["secret"])
    firm = await world.ben("create_record", object="companies", values={"name": "Hush Ltd"})
    async with receiving() as receiver:
        made = await agent.rest("create_webhook", url=receiver.url, events=EVERY)
        small = await world.ben("create_record", object="deals", values={"name": "S", "value": 1})
        values = {"name": "Secret", "value": 500, "companies": [firm["id"]]}
        large = await world.ben("create_record", object="deals", values=values)
        at = {"object": "deals", "record_id": large["id"]}
        await world.ben("update_record", **at, values={"name": "Still secret"})
        await world.ben("update_record", **at, values={"value": 600})
        at_small = {"object": "deals", "record_id": small["id"]}
        await world.ben("update_record", **at_small, values={"value": 2})
        await Ears(world).hear()
        told = [each.body for each in receiver.got]
        assert [(each["event"], each["record_id"]) for each in told] == [
            ("record.created", large["id"]),
            ("record.updated", large["id"]),
        ]
        assert [each["record"]["values"]["value"] for each in told] == [500, 600]
        everything = str(told) + str(await log_of(world.ada, made))
        assert "ecret" not in everything and "Hush" not in everything
        assert firm["id"] not in everything and small["id"] not in everything


async def test_what_its_owner_may_not_see_any_more_is_not_sent(world: World) -> None:
    """Between planning and trying, the record has left what the webhook's key may see."""
    relaxed(world)
    ears = Ears(world)
    policy = {"objects": {"deals": {"filter": {"value": {"gte": 100}}}}}
    scopes = ["read:data", "write:data"]
    made_key = await world.ada("create_api_key", name="agent", scopes=scopes, policy=policy)
    agent = world.ada.narrowed(policies=policy_of(policy), credential="key")
    agent = replace(agent, actor=replace(agent.actor, key_id=made_key["id"]))
    async with receiving() as receiver:
        made = await listening(agent, receiver.url)
        await receiver.down()
        deal = await world.ben("create_record", object="deals", values={"name": "D", "value": 500})
        await ears.hear()
        assert [each["status"] for each in await log_of(world.ada, made)] == ["failed"]
        at = {"object": "deals", "record_id": deal["id"]}
        await world.ben("update_record", **at, values={"value": 5})
        await receiver.up()
        ears.skip(60)
        await ears.hear()
        assert receiver.got == []
        [logged] = await log_of(world.ada, made)
        assert logged["status"] == "dead" and "may not see this" in logged["response"]


async def test_both_doors_make_try_and_read_the_same(doors: Doors) -> None:
    world = relaxed(doors.world)
    async with receiving() as receiver:
        made = await doors.ada.mcp("create_webhook", url=receiver.url, events=EVERY)
        sent = await doors.ada.rest("test_webhook", webhook_id=made["id"])
        await Ears(world).hear()
        assert [each.delivery for each in receiver.got] == [sent["id"]]
        over_mcp = await doors.ada.mcp("list_webhook_deliveries", webhook_id=made["id"])
        over_rest = await doors.ada.rest("list_webhook_deliveries", webhook_id=made["id"])
        assert over_mcp == over_rest and over_mcp["deliveries"][0]["status"] == "delivered"
        again = await doors.ada.mcp("resend_webhook_delivery", delivery_id=sent["id"])
        assert again["resent_of"] == sent["id"]
        gone = await doors.ada.rest("delete_webhook", webhook_id=made["id"])
        assert gone["deleted"] is True
