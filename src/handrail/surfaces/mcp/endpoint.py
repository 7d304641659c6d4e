"""One stateless MCP endpoint over HTTP, for any server of the SDK, in both protocol eras.

2026-07-28 has no session; earlier clients are served without one. Design: a GET stream, a
session id and a redirect are never offered, and a missing Accept header is no error.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias, cast

import orjson
import structlog
from mcp.server.lowlevel import Server
from mcp.shared.inbound import validate_mcp_param_headers
from mcp.shared.jsonrpc_dispatcher import handler_exception_to_error_data
from mcp_types import INTERNAL_ERROR, INVALID_PARAMS, INVALID_REQUEST, PARSE_ERROR
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from handrail.core.errors import BadRequest, HandrailError, MethodNotAllowed
from handrail.core.face import Decline
from handrail.surfaces.http import (
    Admit,
    Reply,
    about,
    challenging,
    header_map,
    read_body,
    reply_of,
    request_id_of,
)
from handrail.surfaces.mcp.exchange import Sink, Visit, served, streamed
from handrail.surfaces.mcp.messages import Message, MessageId, Refused, understood
from handrail.surfaces.mcp.refusals import id_asked, refused

# A shorter way than the kernel's: the result as bytes, or None to leave it to the kernel.
Quick: TypeAlias = Callable[[Message, Visit], Awaitable[bytes | None]]
MALFORMED = frozenset({PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS})
log = structlog.get_logger(__name__)


class Endpoint:
    """An ASGI app. `admit` is asked on every POST, before a byte of the body is read.

    `challenge` is the WWW-Authenticate header of a 401; `turn_away` says refusals in the words
    of a face, instead of as JSON-RPC errors.
    """

    def __init__(
        self,
        kernel: Server[Any],
        admit: Admit,
        *,
        quick: Mapping[str, Quick] | None = None,
        challenge: str = "Bearer",
        turn_away: Decline | None = None,
    ) -> None:
        self.turn_away = turn_away
        self.kernel = kernel
        self.admit = admit
        self.quick = dict(quick or {})
        self.challenge = challenge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            reply = await self._reply(scope, receive, send)
        except HandrailError as error:
            reply = self._refused(error, request_id_of(scope))
        except Refused as error:
            reply = self._malformed(error, request_id_of(scope))
        if reply is not None:
            await reply(scope, receive, send)

    def _refused(
        self, error: HandrailError, request_id: str, *, id: MessageId | None = None
    ) -> Reply:
        more = challenging(error, self.challenge)
        if self.turn_away is not None:
            return reply_of(self.turn_away(error, request_id), *about(error, *more))
        return refused(error, request_id, *more, id=id)

    def _malformed(self, error: Refused, request_id: str) -> Reply:
        if self.turn_away is not None and error.code in MALFORMED:
            return self._refused(BadRequest(error.message), request_id)
        return error.reply()

    async def _reply(self, scope: Scope, receive: Receive, send: Send) -> Reply | None:
        if scope["method"] != "POST":
            raise MethodNotAllowed(
                "This endpoint takes POST only.",
                allowed=["POST"],
                hint="POST one JSON-RPC message; there is no stream to GET and no session.",
            )
        headers = header_map(scope)
        try:
            actor = await self.admit(headers, scope)
        except HandrailError as error:
            id = await id_asked(scope, receive)
            return self._refused(error, request_id_of(scope), id=id)
        message = understood(await read_body(scope, receive), headers, scope["headers"])
        if message.id is None:
            return Reply(202, headers=())
        visit = Visit(actor, request_id_of(scope), _claimed(message, headers), headers)
        streams = "text/event-stream" in headers.get("accept", "")
        if message.method == "subscriptions/listen" and not streams:
            raise Refused(INVALID_REQUEST, "Accept text/event-stream.", id=message.id, status=406)
        if message.method in self.quick or not streams:
            return await self._replied(message, visit, scope)

        async def work(sink: Sink) -> Reply:
            return await self._replied(message, visit, scope, sink)

        return await streamed(work, receive, send)

    async def _replied(
        self, message: Message, visit: Visit, scope: Scope, sink: Sink | None = None
    ) -> Reply:
        try:
            result = await self._result(message, visit, scope, sink)
        except HandrailError as error:
            return self._refused(error, visit.request_id, id=message.id)
        except Exception as error:
            return self._malformed(_failed(error, message, visit), visit.request_id)
        whole = b'{"jsonrpc":"2.0","id":%b,"result":%b}'
        return Reply(200, whole % (orjson.dumps(message.id), result))

    async def _result(
        self, message: Message, visit: Visit, scope: Scope, sink: Sink | None
    ) -> bytes:
        if (quick := self.quick.get(message.method)) is not None:
            result = await quick(message, visit)
            if result is not None:
                return result
        self._check_mirrored(message, scope)
        return orjson.dumps(await served(self.kernel, message, visit, sink))

    def _check_mirrored(self, message: Message, scope: Scope) -> None:
        """Headers that mirror an argument must agree with it; our own tools declare none."""
        lookup = self.kernel.get_tool_input_schema
        if lookup is None or not message.modern or message.method != "tools/call":
            return
        params = message.params or {}
        name, arguments = params.get("name"), params.get("arguments") or {}
        if not isinstance(name, str) or not isinstance(arguments, dict):
            return
        if (schema := lookup(name)) is not None:
            said = cast(dict[str, Any], arguments)
            rejection = validate_mcp_param_headers(schema, said, Headers(scope=scope))
            if rejection is not None:
                raise Refused(rejection.code, rejection.message, rejection.data)


def _failed(error: Exception, message: Message, visit: Visit) -> Refused:
    """A JSON-RPC error. Before 2026-07-28 it travels with 200: those clients drop the body of
    any other status."""
    status = None if message.modern else 200
    if isinstance(error, Refused):
        return Refused(error.code, error.message, error.data, id=message.id, status=status)
    known = handler_exception_to_error_data(error)
    if known is not None:
        data = known.data or None
        return Refused(known.code, known.message, data, id=message.id, status=status)
    log.error("unexpected", request_id=visit.request_id, method=message.method, exc_info=error)
    data = {"request_id": visit.request_id}
    return Refused(INTERNAL_ERROR, "Internal server error", data, id=message.id, status=status)


def _claimed(message: Message, headers: Mapping[str, str]) -> str | None:
    """What the client calls itself: nothing proves it."""
    said = message.client
    if isinstance(said, dict):
        info = cast(dict[str, Any], said)
        name, version = info.get("name"), info.get("version")
        if isinstance(name, str):
            return _plain(f"{name}/{version}" if isinstance(version, str) else name)
    agent = headers.get("user-agent")
    return _plain(agent) if agent else None


def _plain(text: str) -> str:
    text = text[:100]
    return text if text.isprintable() else "".join(filter(str.isprintable, text))
