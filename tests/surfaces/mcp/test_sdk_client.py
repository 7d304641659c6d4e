"""The official client, over a real socket, in both eras."""

import socket
from collections.abc import AsyncIterator
from typing import Any

import anyio
import httpx2
import pytest
import uvicorn
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from handrail.surfaces.mcp.front import McpFront
from tests.surfaces.mcp.conftest import build_app


@pytest.fixture
async def address(front: McpFront) -> AsyncIterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(build_app(front), log_level="warning", lifespan="off")
        server = uvicorn.Server(config)
        async with anyio.create_task_group() as group:
            group.start_soon(server.serve, [listening])
            yield listening.getsockname()
            server.should_exit = True


@pytest.mark.parametrize("mode", ["legacy", "auto", "2026-07-28"])
async def test_the_official_client_works(address: tuple[str, int], mode: str) -> None:
    async with httpx2.AsyncClient(headers={"Authorization": "Bearer ada"}) as http:
        url = f"http://127.0.0.1:{address[1]}/mcp"
        async with Client(streamable_http_client(url, http_client=http), mode=mode) as client:
            listed = await client.list_tools()
            assert listed.tools[0].name == "find_things"
            result = await client.call_tool("find_things", {"limit": 1})
            assert result.structured_content["total"] == 2
            refused = await client.call_tool("find_things", {"limit": 0})
            assert refused.is_error
            assert (await client.list_prompts()).prompts == []


@pytest.mark.parametrize("mode", ["legacy", "auto", "2026-07-28"])
@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("eager", "RATE_LIMITED: 60 calls a minute are allowed. Wait, then go on."),
        ("nobody", "UNAUTHORIZED: No such key. Send a key."),
        ("barred", "FORBIDDEN: This workspace has no API access. Ask its admin."),
        ("shaky", "UNAVAILABLE: Keys cannot be checked now. Try again in a moment."),
        ("clumsy", "INTERNAL_ERROR: Something went wrong on our side."),
    ],
)
async def test_the_official_client_is_told_why_it_was_refused(
    address: tuple[str, int], mode: str, key: str, told: str
) -> None:
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as http:
        url = f"http://127.0.0.1:{address[1]}/mcp"
        with pytest.RaisesGroup(MCPError, flatten_subgroups=True) as refused:
            async with Client(streamable_http_client(url, http_client=http), mode=mode) as client:
                await client.list_tools()
    error = leaf(refused.value).error
    assert error.message.startswith(told)
    assert error.data["code"] == told.partition(":")[0]


def leaf(error: BaseException) -> Any:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


async def test_white_space_around_header_values_is_no_part_of_them(
    address: tuple[str, int],
) -> None:
    body = b'{"jsonrpc":"2.0","id":1,"method":"ping"}'
    lines = [
        b"POST /mcp HTTP/1.1",
        b"Host: 127.0.0.1",
        b"x-api-key: \t ada \t",
        b"MCP-Protocol-Version: 2025-06-18  ",
        b"Connection: close",
        b"Content-Length: %d" % len(body),
    ]
    async with await anyio.connect_tcp(*address) as stream:
        await stream.send(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        answer = b"".join([chunk async for chunk in stream])
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b'"result":{}}')
