"""The pair of tools that some clients need, at an endpoint of their own; and the read-only one."""

from typing import Any

import orjson

from handrail.core.ids import new_id
from tests.doors import URL, Caller, Doors
from tests.features.calls.test_formats import VTT


async def say(doors: Doors, caller: Caller, path: str, method: str, **params: Any) -> Any:
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    headers = {"x-api-key": caller.key, "content-type": "application/json"}
    answer = await doors.http.post(path, content=orjson.dumps(body), headers=headers)
    return answer.json()["result"]


async def ask(doors: Doors, caller: Caller, name: str, **said: Any) -> Any:
    params = {"name": name, "arguments": said}
    return await say(doors, caller, "/mcp/x/search", "tools/call", **params)


async def test_there_are_exactly_the_two(doors: Doors) -> None:
    tools = (await say(doors, doors.ada, "/mcp/x/search", "tools/list"))["tools"]
    assert [each["name"] for each in tools] == ["search", "fetch"]
    assert [list(each["inputSchema"]["properties"]) for each in tools] == [["query"], ["id"]]


async def test_what_is_found_is_fetched_as_text(doors: Doors) -> None:
    made = await doors.ben.mcp(
        "create_record", object="people", values={"name": "Dana Whit", "city": "Leeds"}
    )
    said = {"object": "people", "record_id": made["id"]}
    await doors.ben.mcp("create_note", content="Prefers mail.", **said)
    answer = await ask(doors, doors.cleo, "search", query="dana")
    [found] = answer["structuredContent"]["results"]
    assert orjson.loads(answer["content"][0]["text"]) == answer["structuredContent"]
    assert found == {
        "id": f"people/{made['id']}",
        "title": "Dana Whit (Leeds)",
        "url": f"{URL}/o/people/{made['id']}",
    }
    document = (await ask(doors, doors.cleo, "fetch", id=found["id"]))["structuredContent"]
    assert document.keys() == {"id", "title", "text", "url", "metadata"}
    assert "City: Leeds" in document["text"]
    assert document["text"].endswith("Prefers mail.")
    for other_way in (made["id"], found["url"]):
        again = (await ask(doors, doors.cleo, "fetch", id=other_way))["structuredContent"]
        assert again == document


async def test_a_call_is_fetched_with_its_transcript(doors: Doors) -> None:
    made = await doors.ben.mcp("create_call", title="Demo", transcript=VTT)
    document = (await ask(doors, doors.ben, "fetch", id=f"calls/{made['id']}"))["structuredContent"]
    assert "We lose six hours a week" in document["text"]


async def test_what_is_anothers_is_not_there(doors: Doors) -> None:
    made = await doors.ben.mcp("create_record", object="people", values={"name": "Dana Whit"})
    assert (await ask(doors, doors.rex, "search", query="dana"))["structuredContent"] == {
        "results": []
    }
    texts: list[str] = []
    for wanted in (made["id"], new_id()):
        answer = await ask(doors, doors.rex, "fetch", id=f"people/{wanted}")
        assert answer["isError"]
        texts.append(answer["content"][0]["text"].replace(wanted, "…"))
    assert texts[0] == texts[1]
    assert (await ask(doors, doors.ada, "fetch", id="people/nobody"))["isError"]
    assert (await ask(doors, doors.ada, "fetch", key="x"))["isError"]


async def test_the_read_only_endpoint_has_no_tool_that_writes(doors: Doors) -> None:
    tools = (await say(doors, doors.ada, "/mcp/readonly", "tools/list"))["tools"]
    assert "search_records" in {each["name"] for each in tools}
    assert all(each["annotations"]["readOnlyHint"] for each in tools)
    everything = (await say(doors, doors.ada, "/mcp", "tools/list"))["tools"]
    reading = [each for each in everything if each["annotations"]["readOnlyHint"]]
    assert tools == reading
