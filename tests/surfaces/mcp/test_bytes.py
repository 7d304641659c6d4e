"""The quick ways say, byte for byte, what the SDK's own serialiser says."""

import orjson
import pytest

from handrail.surfaces.mcp.exchange import Visit, served
from handrail.surfaces.mcp.front import McpFront
from handrail.surfaces.mcp.messages import Message
from tests.surfaces.mcp.conftest import MODERN
from tests.surfaces.mcp.things import ADA, CLEO

CALLS = [
    ("tools/list", {}),
    ("tools/call", {"name": "find_things", "arguments": {"limit": 2}}),
    ("tools/call", {"name": "find_things", "arguments": {"limit": 0}}),
    ("tools/call", {"name": "drop_thing", "arguments": {"name": "lamp"}}),
    ("tools/call", {"name": "break_down"}),
]


@pytest.mark.parametrize("version", ["2025-03-26", "2025-11-25", MODERN])
@pytest.mark.parametrize(("method", "params"), CALLS)
async def test_quick_is_the_same(front: McpFront, version: str, method: str, params: dict) -> None:
    modern = version == MODERN
    if modern:
        params = {"_meta": envelope(version), **params}
    message = Message(7, method, params, version, modern, None, {} if modern else None)
    for actor in (ADA, CLEO):
        visit = Visit(actor, "r", None, {})
        quick = await front.endpoint.quick[method](message, visit)
        assert quick == orjson.dumps(await served(front.kernel, message, visit))


def envelope(version: str) -> dict[str, object]:
    return {
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientCapabilities": {},
    }
