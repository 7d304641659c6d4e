"""One POST as one JSON-RPC message: what is asked, in which era; or why it cannot be taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import orjson
from mcp.shared.exceptions import MCPError
from mcp.shared.inbound import (
    ERROR_CODE_HTTP_STATUS,
    InboundLadderRejection,
    classify_inbound_request,
    unsupported_protocol_version_rejection,
)
from mcp_types import HEADER_MISMATCH, INVALID_PARAMS, INVALID_REQUEST, PARSE_ERROR
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS

from handrail.surfaces.http import Reply

MessageId: TypeAlias = str | int
# What a client without the header speaks: 2025-06-18, transports, "Protocol Version Header".
UNSAID = "2025-03-26"
# Who reads the first and who reads the last of a repeated one would disagree.
ROUTING_HEADERS = frozenset({b"mcp-protocol-version", b"mcp-method", b"mcp-name"})


class Refused(MCPError):
    """A JSON-RPC error; `status` is the HTTP status it travels with."""

    def __init__(
        self,
        code: int,
        message: str,
        data: Any = None,
        *,
        id: MessageId | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(code, message, data)
        self.id = id
        self.status = ERROR_CODE_HTTP_STATUS.get(code, 200) if status is None else status

    def reply(self) -> Reply:
        error = {"code": self.code, "message": self.message}
        if self.data is not None:
            error["data"] = self.data
        said = {"jsonrpc": "2.0", "id": self.id, "error": error}
        return Reply(self.status, orjson.dumps(said, default=str))


@dataclass(frozen=True, slots=True)
class Message:
    """A request, or a notification where `id` is None. `client` and `capabilities` are claims."""

    id: MessageId | None
    method: str
    params: dict[str, Any] | None
    version: str
    modern: bool
    client: Any = None
    capabilities: Any = None


def understood(
    body: bytes, headers: Mapping[str, str], raw: Iterable[tuple[bytes, bytes]]
) -> Message:
    """The message of a body. Raises Refused. `raw` shows repeated headers, `headers` does not."""
    said = _envelope(body)
    version = headers.get("mcp-protocol-version") or UNSAID
    if version in HANDSHAKE_PROTOCOL_VERSIONS:
        return _earlier(said, version)
    if "id" not in said:
        _refuse(unsupported_protocol_version_rejection(version))
        return Message(None, said["method"], said.get("params"), version, modern=True)
    return _modern(said, headers, raw)


def _envelope(body: bytes) -> dict[str, Any]:
    try:
        said: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(PARSE_ERROR, f"The body is no JSON: {error.msg}.") from None
    if not isinstance(said, dict):
        raise Refused(INVALID_REQUEST, "Send one JSON-RPC object, not a batch or a bare value.")
    said = cast(dict[str, Any], said)
    if said.get("jsonrpc") != "2.0" or not isinstance(said.get("method"), str):
        raise Refused(INVALID_REQUEST, 'A message has "jsonrpc": "2.0" and a method.')
    if "id" in said and not is_id(said["id"]):
        raise Refused(INVALID_REQUEST, "id must be a string or an integer.")
    if said.get("params") is not None and not isinstance(said["params"], dict):
        raise Refused(INVALID_REQUEST, "params must be an object.", id=said.get("id"))
    return said


def is_id(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _earlier(said: Mapping[str, Any], version: str) -> Message:
    params = said.get("params")
    client = (params or {}).get("clientInfo") if said["method"] == "initialize" else None
    return Message(said.get("id"), said["method"], params, version, modern=False, client=client)


def _modern(
    said: Mapping[str, Any], headers: Mapping[str, str], raw: Iterable[tuple[bytes, bytes]]
) -> Message:
    routing = [name for name, _ in raw if name in ROUTING_HEADERS]
    if len(set(routing)) < len(routing):
        raise Refused(HEADER_MISMATCH, "A routing header is there more than once.", id=said["id"])
    route = classify_inbound_request(said, headers=headers)
    if isinstance(route, InboundLadderRejection):
        raise _rejected(route, said["id"])
    if not (isinstance(route.client_capabilities, dict) and _is_client(route.client_info)):
        raise Refused(INVALID_PARAMS, "_meta does not describe a client.", id=said["id"])
    return Message(
        said["id"],
        said["method"],
        said.get("params"),
        route.protocol_version,
        modern=True,
        client=route.client_info,
        capabilities=route.client_capabilities,
    )


def _is_client(info: Any) -> bool:
    return info is None or isinstance(info, dict)


def _refuse(rejection: InboundLadderRejection | None) -> None:
    if rejection is not None:
        raise _rejected(rejection, None)


def _rejected(rejection: InboundLadderRejection, id: MessageId | None) -> Refused:
    return Refused(rejection.code, rejection.message, rejection.data, id=id)
