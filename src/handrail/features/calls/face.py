"""How `/api/mcp` words what it refuses: plain HTTP, before MCP (contracts/calls.md)."""

from typing import Any

import orjson

from handrail.core.errors import HandrailError, Invalid
from handrail.core.face import Answered, Face

PER_MINUTE = "Rate limit exceeded. Max 60 requests/minute."
WORDS = {400: "Invalid request", 401: "Unauthorized", 403: "Forbidden", 429: PER_MINUTE}
OTHERWISE = "Internal server error"


def turn_away(error: HandrailError, request_id: str) -> Answered:
    """`{"error": …}` in fixed words; `detail` has what helps."""
    status = 400 if isinstance(error, Invalid) else error.status
    words = WORDS.get(status, OTHERWISE if status >= 500 else error.message)
    said: dict[str, Any] = {"error": words}
    if status < 500:
        said["detail"] = {**error.body(), "request_id": request_id}
    return Answered(status, orjson.dumps(said, default=str))


FACE = Face("calls", turn_away=turn_away, by_http=True)
