"""A front over the things, and plain HTTP clients for it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from handrail.core.shapes import Result
from handrail.dispatch import Call, dispatch
from handrail.storage.sqlite import SqliteDatabase
from handrail.surfaces.http import Edge, Origins, Shortcut
from handrail.surfaces.mcp.front import McpFront
from handrail.surfaces.mcp.refusals import refused
from tests.surfaces.mcp.things import OPERATIONS, admit

CHALLENGE = 'Bearer resource_metadata="http://test/.well-known/oauth-protected-resource"'
MODERN = "2026-07-28"
Ask = Callable[..., Awaitable[httpx2.Response]]


@pytest.fixture
def front(opened_sqlite: SqliteDatabase) -> McpFront:
    return build_front(opened_sqlite)


def build_front(database: SqliteDatabase, **more: Any) -> McpFront:
    async def run(call: Call) -> Result:
        return await dispatch(call, database)

    return McpFront(
        OPERATIONS,
        run,
        admit,
        name="handrail",
        version="1.2.3",
        instructions="Find before you make.",
        challenge=CHALLENGE,
        toolsets={"looking": ["find_things", "who_am_i"], "making": ["make_thing", "drop_thing"]},
        elsewhere={"make_shelf": "/mcp/x/shelves"},
        **more,
    )


def build_app(front: McpFront) -> Starlette:
    paths = {"/mcp": front, "/mcp/": front}
    refusals = dict.fromkeys(paths, refused)
    edge = Middleware(Edge, origins=Origins(["http://test"]), refusals=refusals)
    direct = Middleware(Shortcut, paths=paths)
    return Starlette(middleware=[edge, direct])


@pytest.fixture
async def http(front: McpFront) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(front) as client:
        yield client


def client_of(front: McpFront) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=build_app(front), raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://test")


@pytest.fixture
def ask(http: httpx2.AsyncClient) -> Ask:
    """POST one request as a client of some version would; `key` is who asks."""

    async def ask(
        method: str,
        params: dict[str, Any] | None = None,
        *,
        version: str | None = None,
        key: str = "ada",
        headers: dict[str, str] | None = None,
    ) -> httpx2.Response:
        body, said = request(method, params, version=version)
        return await http.post(
            "/mcp", json=body, headers={**said, "x-api-key": key, **(headers or {})}
        )

    return ask


def request(
    method: str, params: dict[str, Any] | None = None, *, version: str | None = None
) -> tuple[dict[str, Any], dict[str, str]]:
    """A body and its headers, in the way of the version; none is plain curl."""
    body: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": method}
    headers = {} if version is None else {"MCP-Protocol-Version": version}
    if version == MODERN:
        meta = {
            "io.modelcontextprotocol/protocolVersion": version,
            "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": {"name": "claude-code", "version": "2.1"},
        }
        params = {"_meta": meta, **(params or {})}
        headers["Mcp-Method"] = method
        if "name" in params:
            headers["Mcp-Name"] = str(params["name"])
    if params is not None:
        body["params"] = params
    return body, headers
