"""What the protocol asks of an endpoint, in both eras, and what stands before it."""

import pytest

from tests.surfaces.mcp.conftest import CHALLENGE, MODERN, Ask, build_front, client_of, request

INITIALIZE = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "cursor", "version": "1"},
}


async def test_the_handshake_is_answered_and_never_needed(ask: Ask) -> None:
    result = (await ask("initialize", INITIALIZE)).json()["result"]
    assert result["protocolVersion"] == "2025-06-18"
    assert result["serverInfo"] == {"name": "handrail", "version": "1.2.3"}
    assert result["instructions"] == "Find before you make."
    assert result["capabilities"]["tools"] == {"listChanged": False}


async def test_a_version_to_come_is_met_with_the_latest_handshake(ask: Ask) -> None:
    params = {**INITIALIZE, "protocolVersion": "2031-01-01"}
    assert (await ask("initialize", params)).json()["result"]["protocolVersion"] == "2025-11-25"


async def test_discovery_names_the_stateless_version(ask: Ask) -> None:
    result = (await ask("server/discover", version=MODERN)).json()["result"]
    assert result["supportedVersions"] == [MODERN]
    assert result["instructions"] == "Find before you make."


@pytest.mark.parametrize("version", [None, "2025-11-25", MODERN])
@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("resources/list", "resources"),
        ("resources/templates/list", "resourceTemplates"),
        ("prompts/list", "prompts"),
    ],
)
async def test_what_there_is_none_of_is_an_empty_list(ask: Ask, method, name, version) -> None:
    answer = await ask(method, version=version)
    assert (answer.status_code, answer.json()["result"][name]) == (200, [])


async def test_a_ping_is_answered(ask: Ask) -> None:
    assert (await ask("ping")).json()["result"] == {}


@pytest.mark.parametrize(("version", "status"), [(None, 200), (MODERN, 404)])
async def test_an_unknown_method_is_said_to_be_unknown(ask: Ask, version, status) -> None:
    answer = await ask("things/juggle", version=version)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, -32601)


async def test_a_cursor_nobody_gave_is_refused(ask: Ask) -> None:
    assert (await ask("tools/list", {"cursor": "x"})).json()["error"]["code"] == -32602


async def test_lists_say_how_long_they_keep_and_for_whom(ask: Ask) -> None:
    result = (await ask("tools/list", version=MODERN)).json()["result"]
    assert (result["ttlMs"], result["cacheScope"]) == (60_000, "private")
    assert result["resultType"] == "complete"


async def test_a_notification_is_taken_without_a_word(http) -> None:
    for headers in ({}, {"MCP-Protocol-Version": MODERN}):
        body = {"jsonrpc": "2.0", "method": "notifications/initialized"}
        answer = await http.post("/mcp", json=body, headers={"x-api-key": "ada", **headers})
        assert (answer.status_code, answer.content) == (202, b"")


@pytest.mark.parametrize("key", ["ada", "eager", "nobody"])
@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "OPTIONS"])
@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
async def test_only_post_is_taken_whoever_asks(http, method: str, path: str, key: str) -> None:
    headers = {"x-api-key": key, "accept": "text/event-stream"}
    answer = await http.request(method, path, headers=headers)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_a_stranger_is_told_where_to_sign_in(ask: Ask) -> None:
    answer = await ask("tools/list", key="nobody")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == CHALLENGE
    error = answer.json()["error"]["data"]
    assert (error["code"], error["changed"]) == ("UNAUTHORIZED", False)
    assert error["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("key", "status", "code", "wait"),
    [
        ("eager", 429, "RATE_LIMITED", "7"),
        ("barred", 403, "FORBIDDEN", None),
        ("shaky", 503, "UNAVAILABLE", "2"),
        ("clumsy", 500, "INTERNAL_ERROR", None),
    ],
)
async def test_what_stands_before_mcp_answers_in_both_tongues(
    ask: Ask, key, status, code, wait
) -> None:
    answer = await ask("tools/list", key=key)
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, wait)
    error = answer.json()["error"]
    assert (error["code"], error["data"]["code"]) == (-32010, code)
    assert error["message"].startswith(f"{code}: ")
    assert "hunter2" not in answer.text


async def test_a_request_for_another_host_is_refused_in_words_of_mcp(ask: Ask) -> None:
    answer = await ask("tools/list", headers={"Host": "evil.example"})
    assert answer.status_code == 403
    assert answer.json()["error"]["message"].startswith("FORBIDDEN: ")


@pytest.mark.parametrize("key", ["eager", "nobody"])
@pytest.mark.parametrize(
    ("body", "id"),
    [
        (b'{"jsonrpc":"2.0","id":"a7","method":"ping"}', "a7"),
        (b'{"jsonrpc":"2.0","id":7,"method":"ping"}', 7),
        (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', None),
        (b'{"jsonrpc":"2.0","method":"notifications/initialized"}', None),
        (b'[{"id":7}]', None),
        (b"{", None),
        (b"", None),
        (b'{"id":7,"more":"%b"}' % (b"x" * 64 * 1024), None),
    ],
)
async def test_a_refusal_bears_the_id_of_a_small_request(http, key, body, id) -> None:
    answer = await http.post("/mcp", content=body, headers={"x-api-key": key})
    assert answer.status_code in (401, 429)
    assert (answer.json()["id"], answer.json()["jsonrpc"]) == (id, "2.0")


async def test_each_stateless_request_describes_itself(http) -> None:
    body, headers = request("tools/list", version=MODERN)
    headers["x-api-key"] = "ada"
    bare = {**body, "params": {}}
    answer = await http.post("/mcp", json=bare, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, -32602)
    assert answer.json()["id"] == 1


@pytest.mark.parametrize("header", ["Mcp-Method", "Mcp-Name"])
async def test_headers_that_contradict_the_body_are_refused(http, header: str) -> None:
    body, headers = request("tools/call", {"name": "find_things"}, version=MODERN)
    headers |= {"x-api-key": "ada", header: "other"}
    answer = await http.post("/mcp", json=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, -32020)


async def test_a_routing_header_said_twice_is_refused(http) -> None:
    body, headers = request("tools/call", {"name": "find_things"}, version=MODERN)
    said = [*headers.items(), ("x-api-key", "ada"), ("Mcp-Name", "find_things")]
    answer = await http.post("/mcp", json=body, headers=said)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, -32020)


async def test_a_version_nobody_knows_is_answered_with_those_we_know(http) -> None:
    body, headers = request("tools/list", version=MODERN)
    body["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] = "2031-01-01"
    headers |= {"x-api-key": "ada", "MCP-Protocol-Version": "2031-01-01"}
    answer = await http.post("/mcp", json=body, headers=headers)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, -32022)
    assert error["data"]["supported"] == [MODERN]


@pytest.mark.parametrize(
    ("method", "params"),
    [("resources/read", {"uri": "test://x"}), ("prompts/get", {"name": "greet"})],
)
async def test_what_is_not_there_cannot_be_fetched(ask: Ask, method: str, params: dict) -> None:
    error = (await ask(method, params)).json()["error"]
    assert (error["code"], error["data"]) == (-32602, params)


async def test_there_is_nothing_to_listen_to(ask: Ask) -> None:
    params = {"notifications": {"toolsListChanged": True}}
    plain = await ask("subscriptions/listen", params, version=MODERN)
    assert plain.status_code == 406
    accept = {"accept": "application/json, text/event-stream"}
    answer = await ask("subscriptions/listen", params, version=MODERN, headers=accept)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, -32601)


async def test_an_output_schema_moves_the_error_into_text(opened_sqlite) -> None:
    front = build_front(opened_sqlite, output_schemas=True)
    body, _ = request("tools/call", {"name": "drop_thing", "arguments": {"name": "lamp"}})
    async with client_of(front) as http:
        result = (await http.post("/mcp", json=body, headers={"x-api-key": "ada"})).json()["result"]
    assert "structuredContent" not in result
    assert [block["text"][:10] for block in result["content"]] == ["RESOURCE_N", '{"error":{']
