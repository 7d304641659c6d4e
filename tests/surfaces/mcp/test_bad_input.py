"""Bytes no client should send: each gets a clean JSON-RPC error, and never a 500."""

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.surfaces.mcp.conftest import MODERN, Ask, request

CALL = (
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"find_things","arguments":%b}}'
)
KEY = {"x-api-key": "ada"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", -32700),
        (b"{", -32700),
        (b"\xff\xfe", -32700),
        (b'{"a":"\\ud800"}', -32700),
        (b"[" * 100_000, -32700),
        (b'{"id":1' + b"0" * 5000 + b"}", -32700),
        (b"NaN", -32700),
        (b"null", -32600),
        (b"[]", -32600),
        (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600),
        (b'{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600),
        (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600),
        (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', -32600),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600),
        (b'{"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"ping"}', -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":7}', -32600),
        (b'{"jsonrpc":"2.0","id":1,"result":{}}', -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[1]}', -32600),
    ],
)
async def test_what_is_no_message_is_400(http: httpx2.AsyncClient, body: bytes, code: int) -> None:
    for headers in ({}, {"MCP-Protocol-Version": MODERN}):
        answer = await http.post("/mcp", content=body, headers=KEY | headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


@pytest.mark.parametrize(
    "arguments",
    [
        b'{"limit":%b}' % (b"[" * 400 + b"]" * 400),
        b'{"sort":%b}' % (b'{"a":' * 400 + b"1" + b"}" * 400),
        b'{"limit":123456789012345678901234567890}',
        b'{"limit":-1}',
        b'{"limit":"many"}',
        b'{"limit":null}',
        b'{"sort":"\\u0000"}',
        b'{"colour":"green"}',
        b'{"%b":1}' % (b"x" * 100_000),
    ],
)
async def test_wrong_arguments_are_a_tool_error(http: httpx2.AsyncClient, arguments: bytes) -> None:
    answer = await http.post("/mcp", content=CALL % arguments, headers=KEY)
    result = answer.json()["result"]
    assert (answer.status_code, result["isError"]) == (200, True)
    assert result["structuredContent"]["error"]["code"] == "VALIDATION_ERROR"
    assert len(answer.content) < 5000


@pytest.mark.parametrize("params", [{}, {"name": 7}, {"name": "find_things", "arguments": [1]}])
async def test_what_is_no_tool_call_is_a_protocol_error(ask: Ask, params: dict) -> None:
    assert (await ask("tools/call", params)).json()["error"]["code"] == -32602


async def test_a_body_over_the_limit_is_413_before_it_is_read(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/mcp", content=b" " * (4 * 1024 * 1024 + 1), headers=KEY)
    assert answer.status_code == 413
    assert answer.json()["error"]["data"]["code"] == "TOO_LARGE"


@pytest.mark.parametrize("claim", [7, [], {"name": 1}, {"name": "x" * 5000}, {"version": {}}])
async def test_a_client_may_claim_nonsense(http: httpx2.AsyncClient, claim: object) -> None:
    body, headers = request("tools/call", {"name": "find_things"}, version=MODERN)
    body["params"]["_meta"]["io.modelcontextprotocol/clientInfo"] = claim
    answer = await http.post("/mcp", json=body, headers=KEY | headers)
    assert answer.status_code in (200, 400)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
near = st.sampled_from(["jsonrpc", "id", "method", "params", "_meta", "name", "arguments"])
methods = st.sampled_from(["tools/call", "tools/list", "initialize", "prompts/list", "ping", "x"])
messages = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0") | json, "method": methods | json},
    optional={"id": st.integers(0, 9) | json, "params": st.dictionaries(near, json) | json},
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(message=messages, version=st.sampled_from([None, "2025-06-18", MODERN, "zzz"]))
async def test_no_message_makes_it_fail(http: httpx2.AsyncClient, message, version) -> None:
    try:
        body = httpx2.Request("POST", "http://test", json=message).read()
    except ValueError:  # NaN is no JSON
        return
    headers = {} if version is None else {"MCP-Protocol-Version": version}
    answer = await http.post("/mcp", content=body, headers=KEY | headers)
    assert answer.status_code in (200, 202, 400, 404)
