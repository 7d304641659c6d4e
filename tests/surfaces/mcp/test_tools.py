"""Tools as clients list and call them."""

import orjson
import pytest

from tests.surfaces.mcp.conftest import MODERN, Ask

VERSIONS = [None, "2024-11-05", "2025-06-18", "2025-11-25", MODERN]


@pytest.mark.parametrize("version", VERSIONS)
async def test_tools_are_listed_and_called_with_no_handshake(ask: Ask, version: str | None) -> None:
    listed = (await ask("tools/list", version=version)).json()["result"]["tools"]
    assert [tool["name"] for tool in listed][:2] == ["find_things", "make_thing"]
    called = await ask("tools/call", {"name": "find_things", "arguments": {}}, version=version)
    result = called.json()["result"]
    assert called.headers["content-type"] == "application/json"
    assert result["isError"] is False
    assert orjson.loads(result["content"][0]["text"]) == result["structuredContent"]
    assert result["structuredContent"]["things"][0]["name"] == "Café du Marché"


async def test_plain_curl_is_enough(http, ask: Ask) -> None:
    body = b'{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"find_things"}}'
    headers = {"Content-Type": "application/json", "Authorization": "Bearer ada"}
    request = http.build_request("POST", "/mcp/", content=body, headers=headers)
    del request.headers["accept"]
    answer = await http.send(request)
    assert (answer.status_code, answer.json()["id"]) == (200, "a")


async def test_a_reader_is_listed_reading_tools_only(ask: Ask) -> None:
    listed = (await ask("tools/list", key="cleo")).json()["result"]["tools"]
    assert [tool["name"] for tool in listed] == ["find_things", "break_down", "who_am_i"]
    again = (await ask("tools/list", key="ada")).json()["result"]["tools"]
    assert len(again) == 5


async def test_a_reader_who_writes_is_told_where_to_ask(ask: Ask) -> None:
    params = {"name": "make_thing", "arguments": {"name": "chair"}}
    result = (await ask("tools/call", params, key="cleo")).json()["result"]
    assert result["isError"] is True
    assert result["content"][0]["text"].startswith("FORBIDDEN: ")
    assert "Connected AI clients" in result["content"][0]["text"]
    assert result["structuredContent"]["error"]["code"] == "FORBIDDEN"


async def test_a_key_that_may_not_write_is_told_how_to_get_one_that_may(ask: Ask) -> None:
    params = {"name": "make_thing", "arguments": {"name": "chair"}}
    result = (await ask("tools/call", params, key="rex")).json()["result"]
    hint = result["structuredContent"]["error"]["hint"]
    assert "`handrail keys create NAME --scopes read:data,write:data`" in hint
    assert "API keys page" in hint
    assert "Connected AI clients" not in hint


async def test_headers_narrow_what_is_listed_and_what_may_be_called(ask: Ask) -> None:
    quiet = {"X-MCP-Readonly": "true"}
    listed = (await ask("tools/list", headers=quiet)).json()["result"]["tools"]
    assert all(tool["annotations"]["readOnlyHint"] for tool in listed)
    params = {"name": "make_thing", "arguments": {"name": "chair"}}
    result = (await ask("tools/call", params, headers=quiet)).json()["result"]
    assert "X-MCP-Readonly" in result["content"][0]["text"]

    some = {"X-MCP-Toolsets": "looking, making", "X-MCP-Readonly": "1"}
    listed = (await ask("tools/list", headers=some)).json()["result"]["tools"]
    assert [tool["name"] for tool in listed] == ["find_things", "who_am_i"]


async def test_headers_never_widen(ask: Ask) -> None:
    headers = {"X-MCP-Toolsets": "making", "X-MCP-Readonly": "false"}
    listed = (await ask("tools/list", key="cleo", headers=headers)).json()["result"]["tools"]
    assert listed == []


async def test_a_toolset_there_is_not_is_named_with_those_there_are(ask: Ask) -> None:
    answer = await ask("tools/list", headers={"X-MCP-Toolsets": "makin"})
    assert answer.status_code == 400
    assert answer.json()["error"]["data"]["allowed"] == ["looking", "making", "all"]


async def test_a_misspelt_argument_is_a_tool_error_with_the_near_miss(ask: Ask) -> None:
    params = {"name": "find_things", "arguments": {"limitt": 3}}
    result = (await ask("tools/call", params, version=MODERN)).json()["result"]
    assert result["content"][0]["text"] == (
        "VALIDATION_ERROR: Unknown argument 'limitt'. Did you mean 'limit'? "
        "Allowed: limit, sort, colour."
    )
    error = result["structuredContent"]["error"]
    assert (error["did_you_mean"], error["changed"]) == ("limit", False)
    assert error["request_id"]


async def test_what_is_allowed_is_said_in_the_text(ask: Ask) -> None:
    params = {"name": "drop_thing", "arguments": {"name": "door"}}
    result = (await ask("tools/call", params)).json()["result"]
    assert result["content"][0]["text"].endswith("It is nailed down. Allowed: chair, table.")


async def test_a_misspelt_tool_is_a_protocol_error_with_the_near_miss(ask: Ask) -> None:
    params = {"name": "find_thing", "arguments": {}}
    error = (await ask("tools/call", params)).json()["error"]
    assert (error["code"], error["data"]) == (-32602, {"did_you_mean": "find_things"})
    assert "Did you mean find_things?" in error["message"]
    hidden = await ask("tools/call", {"name": "make_thin"}, key="cleo")
    assert "make_thing" not in hidden.json()["error"]["message"]


async def test_a_tool_of_another_endpoint_is_told_where_it_is(ask: Ask) -> None:
    error = (await ask("tools/call", {"name": "make_shelf"})).json()["error"]
    assert (error["code"], error["data"]) == (-32602, {"path": "/mcp/x/shelves"})
    assert "at /mcp/x/shelves" in error["message"]


async def test_an_accident_is_told_by_its_request_id_and_nothing_else(ask: Ask) -> None:
    headers = {"X-Request-Id": "trace-1"}
    answer = await ask("tools/call", {"name": "break_down"}, headers=headers)
    assert answer.headers["x-request-id"] == "trace-1"
    error = answer.json()["result"]["structuredContent"]["error"]
    assert (error["code"], error["request_id"]) == ("INTERNAL_ERROR", "trace-1")
    assert "hunter2" not in answer.text


async def test_a_repeated_write_is_replayed(ask: Ask) -> None:
    params = {"name": "make_thing", "arguments": {"name": "chair", "idempotency_key": "k"}}
    first = (await ask("tools/call", params)).json()["result"]["structuredContent"]
    second = (await ask("tools/call", params)).json()["result"]["structuredContent"]
    assert second == {**first, "replayed": True}


@pytest.mark.parametrize(
    ("version", "headers", "client"),
    [(MODERN, {}, "claude-code/2.1"), (None, {"User-Agent": "curl/8.5"}, "curl/8.5")],
)
async def test_a_call_says_by_which_client_it_came(ask: Ask, version, headers, client) -> None:
    answer = await ask("tools/call", {"name": "who_am_i"}, version=version, headers=headers)
    via, who = answer.json()["result"]["structuredContent"]["things"]
    assert via == {
        "surface": "mcp",
        "request": answer.headers["x-request-id"],
        "client": client,
    }
    assert who == {"member": "Ada"}
