"""The transport of 2024-11-05, by the official client, over a real socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from mcp.client.session import ClientSession
from mcp.client.sse import sse_client
from mcp.shared.exceptions import MCPError

from handrail.app import build_app
from handrail.settings import Settings
from handrail.surfaces.mcp import sse
from tests.doors import key_of, url_of
from tests.world import World

pytestmark = pytest.mark.anyio
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2024-11-05",
        "capabilities": {},
        "clientInfo": {"name": "old", "version": "1"},
    },
}


@pytest.fixture
def dialect() -> str:
    """A transport does not hang on the database."""
    return "sqlite"


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = Settings(Path(), url_of(world), public_url=url)
        app = build_app(settings, world.database)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve([listening]))
        yield f"{url}/mcp/x/leads/sse"
        server.should_exit = server.force_exit = True
        await serving


async def opened(http: httpx2.AsyncClient, address: str, key: str) -> Any:
    """A stream, and the lines that come on it."""
    request = http.build_request("GET", address, headers={"x-api-key": key})
    answer = await http.send(request, stream=True)
    return answer, answer.aiter_lines()


async def endpoint_of(lines: AsyncIterator[str]) -> str:
    async for line in lines:
        if line.startswith("data: "):
            return line.removeprefix("data: ").strip()
    raise AssertionError("no endpoint")


async def test_the_official_client_works_and_is_refused_in_our_words(
    world: World, address: str
) -> None:
    headers = {"x-api-key": await key_of(world.ada)}
    async with sse_client(address, headers=headers) as streams, ClientSession(*streams) as client:
        hello = await client.initialize()
        assert hello.server_info.name == "handrail-leads"
        assert len((await client.list_tools()).tools) == 33
        made = await client.call_tool("create_lead", {"name": "A", "source": "sse"})
        lead_id = made.structured_content["data"]["id"]
        found = await client.call_tool("get_lead", {"lead_id": lead_id})
        assert found.structured_content["data"]["name"] == "A"
        gone = await client.call_tool("delete_lead", {"lead_id": lead_id})
        assert gone.is_error
        assert gone.structured_content["error"]["code"] == "CONFIRMATION_REQUIRED"
        with pytest.raises(MCPError, match="Unknown tool: nope"):
            await client.call_tool("nope", {})


async def test_a_session_is_its_keys_alone(world: World, address: str) -> None:
    ada, rex = await key_of(world.ada), await key_of(world.rex)
    async with httpx2.AsyncClient(timeout=20) as http:
        stream, lines = await opened(http, address, ada)
        path = await endpoint_of(lines)
        url = address.partition("/mcp")[0] + path
        theirs = await http.post(url, json=HELLO, headers={"x-api-key": rex})
        nobody = await http.post(url, json=HELLO)
        assert (theirs.status_code, nobody.status_code) == (404, 401)
        own = await http.post(url, json=HELLO, headers={"x-api-key": ada})
        assert own.status_code == 202
        async for line in lines:
            if line.startswith("data: "):
                assert '"protocolVersion":"2024-11-05"' in line
                break
        await stream.aclose()


async def test_who_comes_without_a_key_gets_no_stream_and_a_bare_post_none_either(
    world: World, address: str
) -> None:
    key = await key_of(world.ada)
    async with httpx2.AsyncClient() as http:
        answer = await http.get(address)
        assert (
            answer.status_code == 401 and "resource_metadata" in answer.headers["www-authenticate"]
        )
        bare = await http.post(address, json=HELLO, headers={"x-api-key": key})
        assert bare.status_code == 400  # by which newer clients know an older server
        assert (await http.put(address, headers={"x-api-key": key})).status_code == 405


async def test_a_key_opens_only_so_many_streams(
    world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse, "MOST", 2)
    ada, ben = await key_of(world.ada), await key_of(world.ben)
    async with httpx2.AsyncClient(timeout=20) as http:
        open_ones = [await opened(http, address, ada) for _ in range(2)]
        for _, lines in open_ones:
            await endpoint_of(lines)
        late = await http.get(address, headers={"x-api-key": ada})
        assert late.status_code == 429 and int(late.headers["retry-after"]) > 0
        other, lines = await opened(http, address, ben)
        assert await endpoint_of(lines)
        for stream in (*(each[0] for each in open_ones), other):
            await stream.aclose()
        async with asyncio.timeout(10):
            while True:  # the server hears of a closed stream a moment later
                again, lines = await opened(http, address, ada)
                if again.status_code == 200:
                    break
                await again.aclose()
        await again.aclose()
