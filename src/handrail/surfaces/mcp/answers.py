"""What a tool call answers: the operation's own JSON, once as text and once as structure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from mcp_types import CallToolResult, TextContent

from handrail.core.errors import LISTED, HandrailError, InsufficientScope
from handrail.core.face import Face, Spoken
from handrail.core.operation import AnyOperation
from handrail.core.shapes import Result
from handrail.surfaces.http import scope_challenge

CHALLENGES = "mcp/www_authenticate"
"""Where clients look in a tool's error for what a 403 would have had in WWW-Authenticate."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`structured` is JSON in bytes; as bytes and as the SDK's result it says the same."""

    texts: tuple[str, ...]
    structured: bytes | None
    is_error: bool = False
    challenges: tuple[str, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What is said beside the result: `budget`."""

    def as_bytes(self, stamp: bytes | None) -> bytes:
        """The wire form. `stamp` is the server's identity, which 2026-07-28 wants on results."""
        blocks = b",".join(b'{"text":%b,"type":"text"}' % orjson.dumps(text) for text in self.texts)
        parts = [b'{"content":[%b],"isError":%b' % (blocks, b"true" if self.is_error else b"false")]
        if stamp is not None:
            parts.append(b',"resultType":"complete"')
        if self.structured is not None:
            parts.append(b',"structuredContent":' + self.structured)
        meta: list[bytes] = []
        if stamp is not None:
            meta.append(b'"io.modelcontextprotocol/serverInfo":%b' % stamp)
        if self.challenges:
            meta.append(b'"%b":%b' % (CHALLENGES.encode(), orjson.dumps(self.challenges)))
        if self.meta:
            meta.append(orjson.dumps(self.meta)[1:-1])
        if meta:
            parts.append(b',"_meta":{%b}' % b",".join(meta))
        return b"".join(parts) + b"}"

    def as_result(self) -> CallToolResult:
        return CallToolResult(
            content=[TextContent(type="text", text=text) for text in self.texts],
            structured_content=orjson.loads(self.structured) if self.structured else None,
            is_error=self.is_error,
            _meta=self._meta() or None,
        )

    def _meta(self) -> dict[str, Any]:
        challenges = {CHALLENGES: list(self.challenges)} if self.challenges else {}
        return {**challenges, **self.meta}


def answer(operation: AnyOperation, result: Result, face: Face | None = None) -> Answer:
    """A result in the words of the face, or in its own."""
    if face is not None and face.tell is not None:
        return _spoken(face.tell(operation, result))
    said = result.model_dump_json(by_alias=True)
    return Answer((said,), said.encode())


def _spoken(said: Spoken, *, is_error: bool = False) -> Answer:
    structured = None if said.structured is None else orjson.dumps(said.structured, default=str)
    return Answer((said.text,), structured, is_error)


def refusal(
    error: HandrailError,
    request_id: str,
    *,
    output_schema: bool,
    challenge: str = "Bearer",
    face: Face | None = None,
) -> Answer:
    """`CODE: message hint` for the model, and the whole error for programs.

    The TypeScript SDK checks structured content against the output schema even on errors, and
    throws: there the whole error travels as a second text.
    """
    if face is not None and face.refuse is not None:
        return _spoken(face.refuse(error, request_id), is_error=True)
    challenges: tuple[str, ...] = ()
    if isinstance(error, InsufficientScope):
        challenges = (scope_challenge(error, challenge),)
    body: dict[str, Any] = {"error": {**error.body(), "request_id": request_id}}
    whole = orjson.dumps(body, default=str)
    if output_schema:
        return Answer((spoken(error), whole.decode()), None, True, challenges)
    return Answer((spoken(error),), whole, True, challenges)


def spoken(error: HandrailError) -> str:
    parts = [f"{error.code}: {error.message}"]
    if error.did_you_mean and "Did you mean" not in error.hint:
        parts.append(f"Did you mean {error.did_you_mean!r}?")
    if error.hint != LISTED:
        parts.append(error.hint)
    allowed = ", ".join(map(str, error.allowed or ()))
    if allowed and allowed not in error.hint and "Allowed" not in error.hint:
        parts.append(f"Allowed: {allowed}.")
    return " ".join(parts)
