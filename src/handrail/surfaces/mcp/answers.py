"""What a tool call answers: the operation's own JSON, once as text and once as structure."""

from dataclasses import dataclass
from typing import Any

import orjson
from mcp_types import CallToolResult, TextContent

from handrail.core.errors import LISTED, HandrailError
from handrail.core.shapes import Result


@dataclass(frozen=True, slots=True)
class Answer:
    """`structured` is JSON in bytes; as bytes and as the SDK's result it says the same."""

    texts: tuple[str, ...]
    structured: bytes | None
    is_error: bool = False

    def as_bytes(self, stamp: bytes | None) -> bytes:
        """The wire form. `stamp` is the server's identity, which 2026-07-28 wants on results."""
        blocks = b",".join(b'{"text":%b,"type":"text"}' % orjson.dumps(text) for text in self.texts)
        parts = [b'{"content":[%b],"isError":%b' % (blocks, b"true" if self.is_error else b"false")]
        if stamp is not None:
            parts.append(b',"resultType":"complete"')
        if self.structured is not None:
            parts.append(b',"structuredContent":' + self.structured)
        if stamp is not None:
            parts.append(b',"_meta":{"io.modelcontextprotocol/serverInfo":%b}' % stamp)
        return b"".join(parts) + b"}"

    def as_result(self) -> CallToolResult:
        return CallToolResult(
            content=[TextContent(type="text", text=text) for text in self.texts],
            structured_content=orjson.loads(self.structured) if self.structured else None,
            is_error=self.is_error,
        )


def answer(result: Result) -> Answer:
    said = result.model_dump_json(by_alias=True)
    return Answer((said,), said.encode())


def refusal(error: HandrailError, request_id: str, *, output_schema: bool) -> Answer:
    """`CODE: message hint` for the model, and the whole error for programs.

    The TypeScript SDK checks structured content against the output schema even on errors, and
    throws: there the whole error travels as a second text.
    """
    body: dict[str, Any] = {"error": {**error.body(), "request_id": request_id}}
    whole = orjson.dumps(body, default=str)
    if output_schema:
        return Answer((spoken(error), whole.decode()), None, is_error=True)
    return Answer((spoken(error),), whole, is_error=True)


def spoken(error: HandrailError) -> str:
    parts = [f"{error.code}: {error.message}"]
    if error.hint != LISTED:
        parts.append(error.hint)
    if error.allowed is not None and "Allowed" not in error.hint:
        parts.append(f"Allowed: {', '.join(map(str, error.allowed))}.")
    return " ".join(parts)
