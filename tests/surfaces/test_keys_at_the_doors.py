"""A key through the whole product: both headers, both doors, revoked, over its limit."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from handrail.app import build_app
from handrail.settings import Settings
from tests.doors import living
from tests.world import World

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


@pytest.fixture
async def browser(
    world: World, database_url: str, tmp_path: Path
) -> AsyncIterator[httpx2.AsyncClient]:
    app = build_app(Settings(tmp_path, database_url, worker=False), world.database)
    transport = httpx2.ASGITransport(app=app)
    url = "http://127.0.0.1:8400"
    async with living(app), httpx2.AsyncClient(transport=transport, base_url=url) as client:
        yield client


async def statuses(browser: httpx2.AsyncClient, headers: dict[str, str]) -> tuple[int, int]:
    rest = await browser.get("/v1/members", headers=headers)
    mcp = await browser.post("/mcp", headers=headers, json=LIST)
    return rest.status_code, mcp.status_code


async def test_a_revoked_key_is_401_at_every_door_from_its_next_use(
    world: World, browser: httpx2.AsyncClient
) -> None:
    admin = (await world.ada("create_api_key", name="Admin", scopes=["read:data", "write:data"]))[
        "secret"
    ]
    made = (
        await browser.post(
            "/v1/keys", headers={"x-api-key": admin}, json={"name": "Agent", "style": "leads"}
        )
    ).json()
    for headers in ({"X-API-Key": made["secret"]}, {"Authorization": f"bearer {made['secret']}"}):
        assert await statuses(browser, headers) == (200, 200)
    gone = await browser.delete(f"/v1/keys/{made['id']}", headers={"x-api-key": admin})
    assert (gone.status_code, gone.json()["status"]) == (200, "revoked")
    for headers in ({"X-API-Key": made["secret"]}, {"Authorization": f"Bearer {made['secret']}"}):
        assert await statuses(browser, headers) == (401, 401)


async def test_no_key_and_no_good_key_are_401_with_the_next_move(
    browser: httpx2.AsyncClient, world: World
) -> None:
    for headers in ({}, {"x-api-key": "nothing"}, {"authorization": "Bearer mcp_acme_" + "0" * 32}):
        refused = await browser.get("/v1/members", headers=headers)
        assert refused.status_code == 401
        assert refused.json()["error"]["hint"]
        assert "bearer" in refused.headers["www-authenticate"].lower()


async def test_over_its_limit_a_key_is_told_when_to_come_back(
    browser: httpx2.AsyncClient, world: World
) -> None:
    secret = (await world.ada("create_api_key", name="Agent", per_minute=3))["secret"]
    headers = {"x-api-key": secret}
    assert [(await statuses(browser, headers)) for _ in range(2)] == [(200, 200), (200, 429)]
    refused = await browser.get("/v1/members", headers=headers)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60


async def test_a_reading_key_is_told_what_key_may_write(
    browser: httpx2.AsyncClient, world: World
) -> None:
    made = await world.ada("create_api_key", name="Reader", scopes=["read:data"])
    said = {"name": "create_record", "arguments": {"object": "deals", "values": {"name": "D"}}}
    call = {**LIST, "method": "tools/call", "params": said}
    answer = await browser.post("/mcp", headers={"x-api-key": made["secret"]}, json=call)
    hint = answer.json()["result"]["structuredContent"]["error"]["hint"]
    assert "handrail keys create NAME --scopes read:data,write:data" in hint


async def test_a_tool_of_another_toolset_is_told_its_endpoint(
    browser: httpx2.AsyncClient, world: World
) -> None:
    headers = {"x-api-key": (await world.ada("create_api_key", name="Agent"))["secret"]}
    places = []
    for path, tool in (("/mcp", "create_attribute"), ("/mcp/x/schema", "search_records")):
        call = {**LIST, "method": "tools/call", "params": {"name": tool}}
        answer = await browser.post(path, headers=headers, json=call)
        places.append(answer.json()["error"]["data"]["path"])
    assert places == ["/mcp/x/schema", "/mcp"]
