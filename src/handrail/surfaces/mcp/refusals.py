"""Refusals before MCP: HTTP by status and headers, and in the body an error that MCP clients show.

The official clients drop the body of any other status than 2xx, unless it is a JSON-RPC error.
"""

from typing import Any, cast

import anyio
import orjson
from starlette.types import Receive, Scope

from handrail.core.errors import HandrailError, TooLarge
from handrail.surfaces.http import Header, Reply, headers_of, read_body
from handrail.surfaces.mcp.answers import spoken
from handrail.surfaces.mcp.messages import MessageId, is_id

# Of the range that JSON-RPC leaves to servers, where neither MCP nor its SDKs have a code.
REFUSED = -32010
# Nobody whom we refuse gets more of it read, or is waited for longer.
LOOKED_AT = 64 * 1024
WAIT_SECONDS = 1.0


def refused(
    error: HandrailError, request_id: str, *headers: Header, id: MessageId | None = None
) -> Reply:
    """`data` is the error as REST says it; JSON-RPC 2.0 §5: id is null where it is not known."""
    said = {
        "code": REFUSED,
        "message": spoken(error),
        "data": {**error.body(), "request_id": request_id},
    }
    body = orjson.dumps({"jsonrpc": "2.0", "id": id, "error": said}, default=str)
    return Reply(error.status, body, headers_of(error, *headers))


async def id_asked(scope: Scope, receive: Receive) -> MessageId | None:
    """The id in a body that nobody has read yet: bridges over stdio find their request by it.

    None where there is none, or it would take long to find out. Raises ClientDisconnect.
    """
    with anyio.move_on_after(WAIT_SECONDS):
        try:
            said: Any = orjson.loads(await read_body(scope, receive, LOOKED_AT))
        except (orjson.JSONDecodeError, TooLarge):
            return None
        id = cast(dict[str, Any], said).get("id") if isinstance(said, dict) else None
        return id if is_id(id) else None
    return None
