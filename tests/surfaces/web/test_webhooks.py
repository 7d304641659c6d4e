"""Webhooks on their page: made, tried out, read, sent again, turned off, deleted."""

import re

import httpx2
import pytest

from tests.features.webhooks.listening import Ears, relaxed
from tests.strangers.receiver import Answer, receiving
from tests.surfaces.web.conftest import sign_in
from tests.world import World

pytestmark = pytest.mark.anyio
HERE = "/settings/webhooks"


async def made(ada: httpx2.AsyncClient, url: str) -> tuple[str, str]:
    """The address of a new webhook's page, and the page that shows its secret."""
    said = {"url": url, "events": ["record.created"], "description": "Chat"}
    page = await ada.post(HERE, data=said)
    assert page.status_code == 200
    found = re.search(rf'href="({HERE}/[^"]+)"', page.text)
    assert found
    return found[1], page.text


async def test_a_webhook_is_made_and_its_secret_shown_once(
    ada: httpx2.AsyncClient, world: World
) -> None:
    relaxed(world)
    page, first = await made(ada, "http://127.0.0.1:9/in")
    secret = re.search(r"whsec_[\w-]+", first)
    assert secret and "Copy the signing secret now" in first
    for path in (HERE, page):
        seen = (await ada.get(path)).text
        assert secret[0] not in seen and "http://127.0.0.1:9/in" in seen


async def test_what_is_wrong_with_an_address_is_said_beside_what_was_typed(
    ada: httpx2.AsyncClient,
) -> None:
    said = {"url": "http://10.0.0.1/x", "events": ["note.created"]}
    page = await ada.post(HERE, data=said)
    assert page.status_code == 422 and "begins with https://" in page.text
    assert 'value="http://10.0.0.1/x"' in page.text
    assert re.search(r'value="note.created" checked', page.text)


async def test_the_log_shows_what_was_sent_and_sends_it_again(
    ada: httpx2.AsyncClient, world: World
) -> None:
    relaxed(world)
    ears = Ears(world, tries=1)
    async with receiving() as receiver:
        page, _ = await made(ada, receiver.url)
        receiver.decide = lambda got: Answer(500, b"<b>broken</b>")
        await world.ben("create_record", object="deals", values={"name": "<i>Big</i>"})
        await ears.hear()
        seen = (await ada.get(page)).text
        assert "Given up" in seen and "&lt;b&gt;broken" in seen and "<i>Big" not in seen
        delivery = re.search(r'name="delivery" value="([^"]+)"', seen)
        assert delivery
        receiver.decide = lambda got: Answer()
        again = await ada.post(f"{page}/resend", data={"delivery": delivery[1]})
        assert again.headers["location"] == page
        ears.skip(60)
        await ears.hear()
        assert "sent again by hand" in (await ada.get(page)).text
        assert len(receiver.got) == 2
        await ada.post(f"{page}/test")
        await ada.post(f"{page}/replay", data={"after_seq": "0"})
        await ears.hear()
        assert [each.body["event"] for each in receiver.got[2:]].count("webhook.test") == 1
        assert len(receiver.got) == 4


async def test_it_is_turned_off_and_on_and_deleted(ada: httpx2.AsyncClient, world: World) -> None:
    relaxed(world)
    page, _ = await made(ada, "http://127.0.0.1:9/in")
    await ada.post(f"{page}/switch", data={"enabled": "no"})
    assert "Turn on" in (await ada.get(page)).text
    await ada.post(f"{page}/switch", data={"enabled": "yes"})
    assert "Turn off" in (await ada.get(page)).text
    wrong = await ada.post(f"{page}/replay", data={"after_seq": "never"})
    assert wrong.status_code == 422 and "Type a number" in wrong.text
    assert (await ada.post(f"{page}/delete")).headers["location"] == HERE
    assert (await ada.get(page)).status_code == 404


async def test_who_may_not_is_shown_nothing(visitor: httpx2.AsyncClient, world: World) -> None:
    await world.ada("update_member", member_id=world.ids["ben"], role="rep")
    await sign_in(visitor, "ben@acme.test")
    page = await visitor.get(HERE, follow_redirects=True)
    assert "New webhook" not in page.text
