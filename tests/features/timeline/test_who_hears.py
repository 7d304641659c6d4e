"""The change feed is for whoever may see the data; what people do at the door is for auditors."""

from typing import Any

import pytest

from handrail.features.access.actions.sessions import sign_in
from handrail.features.access.model import SignIn
from handrail.storage.rate_limit.memory import MemoryRateLimit
from tests.world import PASSWORD, Member, World

pytestmark = pytest.mark.anyio
HOOK = "https://hooks.example.com/in"


async def told(who: Member) -> list[dict[str, Any]]:
    """The whole feed, page by page."""
    found: list[dict[str, Any]] = []
    page: dict[str, Any] = {"has_more": True, "last_seq": 0}
    while page["has_more"]:
        page = await who("list_changes", after_seq=page["last_seq"], limit=100)
        found += page["changes"]
    return found


async def things_done(world: World) -> set[str]:
    """What happens at the door of a workspace; the kinds of facts that tell of it."""
    said = SignIn("ada@acme.test", PASSWORD, "192.0.2.7", "Firefox/140")
    await sign_in(world.database, MemoryRateLimit(), said)
    await world.ada("create_api_key", name="Payroll", scopes=["read:data"])
    await world.ada("create_invitation", email="secret-hire@acme.test")
    await world.ada("create_webhook", url=HOOK, events=["record.created"])
    await world.ada("create_record", object="deals", values={"name": "Big"})
    return {"session.started", "api_key.created", "invitation.created", "webhook.created"}


async def test_who_may_not_read_the_audit_is_told_of_records_alone(world: World) -> None:
    kinds = await things_done(world)
    auditor = world.ben.narrowed(credential="person", permissions=frozenset({"audit.read"}))
    for who in (world.ada, auditor):
        assert kinds <= {each["type"] for each in await told(who)}
    for who in (world.ben, world.cleo, world.ben.narrowed(credential="key")):
        seen = await told(who)
        assert not kinds & {each["type"] for each in seen}
        assert "record.created" in {each["type"] for each in seen}
        for hidden in ("Firefox", "Payroll", "secret-hire", "hooks.example.com"):
            assert hidden not in str(seen)


async def test_an_object_called_as_such_facts_are_opens_none_of_them(world: World) -> None:
    kinds = await things_done(world)
    for slug in ("sessions", "api_keys", "invitations", "webhooks", "members"):
        noun = slug.replace("_", " ")
        await world.ada("create_object", singular_noun=f"A {noun}", plural_noun=noun, slug=slug)
        key = world.ada.narrowed(credential="key", objects=frozenset({slug}))
        seen = {each["type"] for each in await told(key)}
        assert not (kinds | {"member.created"}) & seen
