"""An agent that was given one address and nothing else, by the official client, over a socket."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

import httpx2
import orjson
import pytest
import uvicorn
from mcp.client import Client
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata, OAuthToken
from playwright.async_api import Page as Tab
from playwright.async_api import async_playwright

from handrail.app import build_app
from handrail.outbound import http as outbound
from handrail.settings import Settings
from tests.doors import key_of, living
from tests.strangers.site import Page, Site, served
from tests.surfaces.oauth.client import Page as ConsentPage
from tests.surfaces.oauth.client import heard
from tests.world import PASSWORD, World

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
Led: TypeAlias = Callable[[str], Awaitable[None]]
Said: TypeAlias = Callable[[], Awaitable[AuthorizationCodeResult]]
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("dialect", ["sqlite"], indirect=True),
]


@dataclass
class Kept:
    """What the client would keep on its disk."""

    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


@pytest.fixture
async def site(world: World, database_url: str, tmp_path: Path) -> AsyncIterator[str]:
    """The product served for real; where it is."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = Settings(
            tmp_path, database_url, public_url=origin, allow_private_addresses=True, worker=False
        )
        app = build_app(settings, world.database)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve([listening]))
        async with living(app):
            yield origin
            server.should_exit = True
            await serving


@pytest.fixture
async def person(site: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Ada, signed in, who sends the forms of pages as they are."""
    same = {"sec-fetch-site": "same-origin"}
    async with httpx2.AsyncClient(base_url=site, headers=same) as client:
        await client.post("/sign-in", data={"email": "ada@acme.test", "password": PASSWORD})
        yield client


def by_forms(person: httpx2.AsyncClient, ticks: dict[str, str]) -> tuple[Led, Said]:
    """Ada's yes, where there is no browser."""
    told: dict[str, str] = {}

    async def led(url: str) -> None:
        page = ConsentPage(await person.get(url))
        form = page.form | ticks | {"decision": "allow"}
        told.update(heard(await person.post("/oauth/consent", data=form)))

    async def said() -> AuthorizationCodeResult:
        return AuthorizationCodeResult(code=told["code"], state=told["state"], iss=told["iss"])

    return led, said


def by_browser(tab: Tab, back: Site) -> tuple[Led, Said]:
    """Ada's yes in a real browser, in which she signs in first."""

    async def led(url: str) -> None:
        await tab.goto(url)
        await tab.get_by_label("Email").fill("ada@acme.test")
        await tab.get_by_label("Password").fill(PASSWORD)
        await tab.get_by_role("button", name="Sign in", exact=True).click()
        await tab.get_by_role("button", name="Allow access").click()
        await tab.wait_for_url(f"{back.origin}/callback?*")

    async def said() -> AuthorizationCodeResult:
        index = [path for _, path, _, _ in back.asked].index("/callback")
        told = {name: each[0] for name, each in parse_qs(back.queries[index]).items()}
        return AuthorizationCodeResult(code=told["code"], state=told["state"], iss=told["iss"])

    return led, said


def provider(
    site: str, kept: Kept, ways: tuple[Led, Said], redirect: str, document: str | None = None
) -> OAuthClientProvider:
    metadata = OAuthClientMetadata.model_validate(
        {
            "client_name": "Official client",
            "redirect_uris": [redirect],
            "token_endpoint_auth_method": "none",
        }
    )
    led, said = ways
    return OAuthClientProvider(f"{site}/mcp", metadata, kept, led, said, document)


@asynccontextmanager
async def connected(site: str, auth: Any) -> AsyncIterator[Client]:
    async with (
        httpx2.AsyncClient(auth=auth) as http,
        Client(streamable_http_client(f"{site}/mcp", http_client=http)) as client,
    ):
        yield client


NEW = {"object": "companies", "values": {"name": "Initech"}}


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
async def test_from_one_address_to_a_write_and_to_the_end(site: str, world: World) -> None:
    """Registered, let in to read, refused a write, allowed it on the page, renewed, revoked."""
    before = (await world.ada("list_changes", limit=1000))["changes"][-1]["seq"]
    async with served() as back, async_playwright() as playwright:
        back.pages["/callback"] = Page(b"You can close this window.")
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        tab = await browser.new_page()
        kept = Kept()
        ways = by_browser(tab, back)
        auth = provider(site, kept, ways, f"{back.origin}/callback")
        async with connected(site, auth) as client:
            assert not (await client.call_tool("list_objects", {})).is_error
            refused = await client.call_tool("create_record", NEW)
            assert refused.is_error
            assert "Settings → Connected AI clients" in str(refused.content[0])
            assert "mcp/www_authenticate" in (refused.meta or {})

            await tab.goto(f"{site}/settings/clients")
            await tab.get_by_role("link", name="What Official client may do").click()
            await tab.get_by_label("Change records and write drafts").check()
            await tab.get_by_role("button", name="Save").click()
            await tab.get_by_text("Read and write").wait_for()
            made = await client.call_tool("create_record", NEW)
            assert made.structured_content["values"]["name"] == "Initech"

            first = kept.tokens
            auth.context.token_expiry_time = 1.0
            assert not (await client.call_tool("list_objects", {})).is_error
            assert kept.tokens is not None and first is not None
            assert kept.tokens.access_token != first.access_token

            await tab.get_by_role("button", name="Revoke Official client").click()
            await tab.get_by_role("button", name="Revoke", exact=True).click()
            await tab.get_by_text("No agent is connected yet").wait_for()
        await browser.close()
    headers = {"authorization": f"Bearer {kept.tokens.access_token}"}
    async with httpx2.AsyncClient(base_url=site, headers=headers) as http:
        assert (await http.get("/v1/objects")).status_code == 401
    types = [e["type"] for e in (await world.ada("list_changes", after_seq=before))["changes"]]
    assert [t for t in types if t.startswith("grant.")] == [
        "grant.created",
        "grant.updated",
        "grant.revoked",
    ]


async def test_a_client_is_known_by_its_metadata_document(
    site: str,
    person: httpx2.AsyncClient,
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with served(tmp_path) as theirs:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        outbound.trusted.cache_clear()
        document = f"{theirs.origin}/agents/client.json"
        redirect = "http://127.0.0.1:9999/callback"
        theirs.pages["/agents/client.json"] = Page(
            orjson.dumps(
                {"client_id": document, "client_name": "Documented", "redirect_uris": [redirect]}
            ),
            headers={"content-type": "application/json", "cache-control": "max-age=600"},
        )
        kept = Kept()
        ways = by_forms(person, {"write": "yes"})
        async with connected(site, provider(site, kept, ways, redirect, document)) as client:
            made = await client.call_tool("create_record", NEW)
            assert made.structured_content["values"]["name"] == "Initech"
        assert len(theirs.asked) == 1
    outbound.trusted.cache_clear()
    [grant] = (await world.ada("list_grants"))["grants"]
    assert (grant["client"], grant["client_id"]) == ("Documented", document)
    assert grant["host"] == urlsplit(document).hostname


@pytest.mark.parametrize("header", ["authorization", "x-api-key"])
async def test_a_bridge_with_a_header_of_its_own_needs_none_of_this(
    site: str, world: World, header: str
) -> None:
    """As desktop agents connect through `mcp-remote --header`."""
    key = await key_of(world.ben)
    said = {header: f"Bearer {key}" if header == "authorization" else key}
    async with (
        httpx2.AsyncClient(headers=said) as http,
        Client(streamable_http_client(f"{site}/mcp", http_client=http)) as client,
    ):
        assert not (await client.call_tool("create_record", NEW)).is_error
