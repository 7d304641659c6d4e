"""News on the way to an answer travels as server-sent events, where the client takes them."""

from typing import Any

import anyio
import httpx2
import orjson
import pytest
from mcp.server.lowlevel import Server
from mcp_types import CallToolRequestParams, CallToolResult, TextContent

from handrail.surfaces.mcp.endpoint import Endpoint
from tests.surfaces.mcp.conftest import MODERN, request
from tests.surfaces.mcp.things import admit

STREAM = {"accept": "application/json, text/event-stream", "x-api-key": "ada"}


async def call_tool(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    if params.name == "climb":
        for step in (1, 2):
            await ctx.session.report_progress(step, 2)
    if params.name == "fall":
        await ctx.session.report_progress(1, 2)
        raise RuntimeError("the password is hunter2")
    return CallToolResult(content=[TextContent(type="text", text=params.name)])


@pytest.fixture
def http() -> httpx2.AsyncClient:
    endpoint = Endpoint(Server[Any]("climber", version="1", on_call_tool=call_tool), admit)
    transport = httpx2.ASGITransport(app=endpoint)
    return httpx2.AsyncClient(transport=transport, base_url="http://test")


def climb(name: str, version: str) -> tuple[dict[str, Any], dict[str, str]]:
    body, headers = request("tools/call", {"name": name}, version=version)
    body["params"].setdefault("_meta", {})["progressToken"] = "p"
    return body, headers


def events(answer: httpx2.Response) -> list[dict[str, Any]]:
    lines = answer.content.splitlines()
    return [orjson.loads(line[6:]) for line in lines if line.startswith(b"data: ")]


@pytest.mark.parametrize("version", ["2025-06-18", MODERN])
async def test_progress_comes_before_the_answer(http: httpx2.AsyncClient, version: str) -> None:
    body, headers = climb("climb", version)
    answer = await http.post("/", json=body, headers=headers | STREAM)
    assert answer.headers["content-type"] == "text/event-stream"
    first, second, last = events(answer)
    assert first["method"] == "notifications/progress"
    assert (first["params"]["progress"], second["params"]["progress"]) == (1, 2)
    assert (last["id"], last["result"]["content"][0]["text"]) == (1, "climb")


@pytest.mark.parametrize(("name", "accept"), [("climb", "application/json"), ("sit", None)])
async def test_json_is_enough_without_news_or_takers(http, name: str, accept: str | None) -> None:
    body, headers = climb(name, MODERN)
    headers |= STREAM | ({"accept": accept} if accept else {})
    answer = await http.post("/", json=body, headers=headers)
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["result"]["content"][0]["text"] == name


async def test_an_accident_ends_the_stream_with_an_error(http: httpx2.AsyncClient) -> None:
    body, headers = climb("fall", MODERN)
    answer = await http.post("/", json=body, headers=headers | STREAM)
    last = events(answer)[-1]
    assert (last["id"], last["error"]["code"]) == (1, -32603)
    assert "hunter2" not in answer.text


async def test_a_client_who_leaves_ends_the_work() -> None:
    left, ended = anyio.Event(), anyio.Event()

    async def wait(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
        try:
            left.set()
            await anyio.sleep_forever()
        finally:
            ended.set()
        raise AssertionError

    endpoint = Endpoint(Server[Any]("waiter", version="1", on_call_tool=wait), admit)
    body, _ = request("tools/call", {"name": "wait"})
    said = [{"type": "http.request", "body": orjson.dumps(body), "more_body": False}]

    async def receive() -> dict[str, Any]:
        if said:
            return said.pop()
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        raise AssertionError("nobody listens")

    headers = [(name.encode(), value.encode()) for name, value in STREAM.items()]
    scope = {"type": "http", "method": "POST", "headers": headers, "path": "/"}
    with anyio.fail_after(5):
        await endpoint(scope, receive, send)
    assert ended.is_set()
