"""What webhooks sign with is for who may change them."""

import pytest

from tests.doors import key_of
from tests.features.entities.asking import Askers, connected
from tests.world import READ

pytestmark = pytest.mark.anyio
HOOK = "https://hooks.example.com/in"


async def test_a_key_that_only_reads_is_not_told_what_a_webhook_signs_with(asked: Askers) -> None:
    said = {"url": HOOK, "events": ["deal.created"], "secret": "swordfish"}
    made = await asked.ada.tool("create_webhook", **said)
    assert (await asked.ada.tool("get_webhook", id=made["id"]))["secret"] == "swordfish"
    key = await key_of(asked.doors.world.ada, scopes=READ)
    async with connected(asked.doors.http, key) as reader:
        assert (await reader.tool("get_webhook", id=made["id"]))["secret"] is None
        told = await reader.send("GET", f"/webhooks/{made['id']}")
        assert told.status_code == 200 and "swordfish" not in told.text
