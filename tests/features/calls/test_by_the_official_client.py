"""The eight tools by the official MCP client: a success, bad arguments, and somebody else's."""

from contextlib import AbstractAsyncContextManager
from typing import Any

import orjson
import pytest
from mcp.client import Client
from mcp.shared.exceptions import MCPError

from tests.doors import Caller, Doors, official
from tests.features.calls.test_calls import TOOLS, a_scored_call

BAD: dict[str, dict[str, Any]] = {
    "calls_search": {"limit": 51},
    "patterns_search": {"repId": "Ben"},
    "rubrics_list": {"limit": 0},
    "rubrics_get": {"rubricId": "1"},
    **{f"calls_{name}": {"callId": "1"} for name in ("get", "transcript", "scores", "insights")},
}


def connected(doors: Doors, caller: Caller) -> AbstractAsyncContextManager[Client]:
    """The client as it comes with nothing but a URL and a bearer."""
    return official(doors.http, "/api/mcp", {"authorization": f"Bearer {caller.key}"})


@pytest.mark.parametrize("name", TOOLS)
async def test_each_tool_answers_its_owner_and_no_stranger(doors: Doors, name: str) -> None:
    call_id, rubric_id = await a_scored_call(doors, doors.ben)
    said = {"rubricId": rubric_id} if name == "rubrics_get" else {}
    said |= {"callId": call_id} if BAD[name].keys() == {"callId"} else {}
    async with connected(doors, doors.ben) as client:
        assert [each.name for each in (await client.list_tools()).tools] == TOOLS
        told = await client.call_tool(name, said)
        assert not told.is_error
        assert orjson.loads(told.content[0].text) == told.structured_content  # type: ignore[union-attr]
        assert told.structured_content != {"data": [], "hasMore": False, "nextCursor": None}
        with pytest.raises(MCPError, match="error response"):  # the client shows no body of a 400
            await client.call_tool(name, BAD[name])
    async with connected(doors, doors.rex) as stranger:
        theirs = await stranger.call_tool(name, said)
        if said:
            assert theirs.is_error
        else:
            assert theirs.structured_content == {"data": [], "hasMore": False, "nextCursor": None}
