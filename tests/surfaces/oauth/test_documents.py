"""Clients known by their metadata documents, and documents that nobody should believe."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from handrail.app import build_app
from handrail.core.clock import SECOND
from handrail.outbound import http as outbound
from handrail.settings import Settings
from handrail.surfaces.oauth import documents, server
from tests.strangers.site import Page, Site, served
from tests.surfaces.oauth.client import CALLBACK, ORIGIN, Agent
from tests.surfaces.oauth.conftest import Browse
from tests.world import World

pytestmark = pytest.mark.anyio
JSON = {"content-type": "application/json"}


@pytest.fixture
async def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    """Their site, by https, whose certificate we trust."""
    async with served(tmp_path) as site:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        outbound.trusted.cache_clear()
        yield site
    outbound.trusted.cache_clear()


def document(site: Site, path: str = "/client.json", **said: Any) -> dict[str, Any]:
    """A good document, with what differs; it says it is at `path`."""
    whole = {
        "client_id": f"{site.origin}{path}",
        "client_name": "Documented",
        "redirect_uris": [CALLBACK],
        "token_endpoint_auth_method": "none",
    }
    return {name: value for name, value in (whole | said).items() if value is not None}


def shown(said: Any, **headers: str) -> Page:
    return Page(
        orjson.dumps(said), headers=JSON | {n.replace("_", "-"): v for n, v in headers.items()}
    )


async def refused(agent: Agent, client_id: str) -> str:
    """The words on the page, which leads nowhere."""
    page = await agent.authorize(client_id=client_id)
    assert page.answer.status_code == 400, page.answer.status_code
    assert "location" not in page.answer.headers
    return page.text


async def test_a_document_says_who_the_client_is(agent: Agent, theirs: Site) -> None:
    theirs.pages["/client.json"] = shown(document(theirs))
    agent.client_id = f"{theirs.origin}/client.json"
    await agent.connect("write")
    assert "objects" in await agent.ask("list_objects")
    page = await agent.authorize()
    assert "Documented wants to connect" in page.text
    assert ">localhost" in page.text
    assert "its name is its own claim" not in page.text
    assert len(theirs.asked) == 1
    assert (await agent.refresh()).status_code == 200


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"client_id": "https://localhost/client.json"}, "made for another client_id"),
        ({"client_id": None}, "made for another client_id"),
        ({"redirect_uris": None}, "names no redirect_uris"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "no redirect URI that we can use"),
        ({"token_endpoint_auth_method": "client_secret_post"}, "a way to prove itself"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "a way to prove itself"),
        ({"client_secret": "x"}, "a way to prove itself"),
        ({"client_name": "x" * 6000}, "larger than 5 kB"),
    ],
)
async def test_a_document_that_means_something_else_is_not_believed(
    agent: Agent, theirs: Site, said: dict[str, Any], words: str
) -> None:
    theirs.pages["/client.json"] = shown(document(theirs, **said))
    assert words in await refused(agent, f"{theirs.origin}/client.json")


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (Page(b"{", headers=JSON), "is no JSON"),
        (Page(b"[]", headers=JSON), "is no JSON object"),
        (Page(b"{}", headers={"content-type": "text/html"}), "not served as application/json"),
        (Page(b"{}", 404, JSON), "the status 404"),
    ],
)
async def test_what_is_no_document_is_not_read(
    agent: Agent, theirs: Site, page: Page, words: str
) -> None:
    theirs.pages["/client.json"] = page
    assert words in await refused(agent, f"{theirs.origin}/client.json")


async def test_a_document_leads_nowhere_else(agent: Agent, theirs: Site) -> None:
    inside = f"{theirs.origin}/inside.json"
    theirs.pages["/client.json"] = Page(status=302, headers={"location": inside})
    theirs.pages["/inside.json"] = shown(document(theirs))
    assert "the status 302" in await refused(agent, f"{theirs.origin}/client.json")
    assert [path for _, path, _, _ in theirs.asked] == ["/client.json"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f000001", "2130706433"])
async def test_no_document_is_read_from_a_private_address(
    agent: Agent, theirs: Site, host: str, world: World, tmp_path: Path
) -> None:
    """By number or by name; the setting that allows it in development is off here."""
    counted = f"sqlite:///{tmp_path / 'counted.db'}"
    app = build_app(Settings(tmp_path, counted, public_url=ORIGIN), world.database)
    agent.person._transport.app = app  # type: ignore[attr-defined]
    port = theirs.origin.rpartition(":")[2]
    theirs.pages["/client.json"] = shown(document(theirs))
    assert "could not be read" in await refused(agent, f"https://{host}:{port}/client.json")
    assert theirs.asked == []


@pytest.mark.parametrize(
    "client_id",
    [
        "https://agent.example",
        "https://agent.example/",
        "https://agent.example/a/../b",
        "https://agent.example/./b",
        "https://agent.example/a#b",
        "https://user@agent.example/a",
        "https:///a",
        "https://agent.example/a b",
        "https://[/a",
    ],
)
async def test_an_address_that_could_mean_two_things_is_not_asked(
    agent: Agent, client_id: str
) -> None:
    assert "cannot be let in" in await refused(agent, client_id)


async def test_http_is_no_document(agent: Agent) -> None:
    assert "is not known here" in await refused(agent, "http://agent.example/client.json")


async def test_a_document_is_read_again_when_it_is_stale(
    agent: Agent, theirs: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{theirs.origin}/client.json"
    theirs.pages["/client.json"] = shown(document(theirs), cache_control="no-store")
    begun = server.now()
    for at, reads in ((0, 1), (299, 1), (301, 2), (302, 2)):
        monkeypatch.setattr(server, "now", lambda at=at: begun + at * SECOND)
        assert (await agent.authorize(client_id=path)).answer.status_code == 200
        assert len(theirs.asked) == reads


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=60", 300),
        ("public, max-age=3600", 3600),
        ("max-age=999999", 86_400),
        ("no-store", 300),
        ("", 300),
        ("max-age=x", 300),
    ],
)
def test_how_long_a_document_is_believed_is_bounded(header: str, seconds: int) -> None:
    assert documents.fresh({"cache-control": header}) == seconds


async def test_one_person_cannot_have_us_read_without_end(
    agent: Agent, theirs: Site, browse: Browse
) -> None:
    for i in range(20):
        await refused(agent, f"{theirs.origin}/{i}.json")
    page = await agent.authorize(client_id=f"{theirs.origin}/21.json")
    assert page.answer.status_code == 429
    assert len(theirs.asked) == 20


async def test_nobody_who_is_not_signed_in_has_us_read(
    agent: Agent, theirs: Site, browse: Browse
) -> None:
    agent.person = await browse()
    page = await agent.authorize(client_id=f"{theirs.origin}/client.json")
    assert page.answer.headers["location"].startswith("/sign-in")
    assert theirs.asked == []
