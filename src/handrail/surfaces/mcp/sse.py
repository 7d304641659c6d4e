"""The transport of 2024-11-05, for clients that have no other: a stream to GET, messages to POST.

The SDK's transport carries it, over the same server as the front's. A session is its credential's:
who comes with another finds none. What each message may do is asked anew, so that a key that is
revoked does nothing more on a stream it has opened.
"""

from collections import Counter
from typing import Any

import anyio
from anyio.streams.memory import MemoryObjectSendStream
from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from mcp.server.lowlevel import Server
from mcp.server.sse import SseServerTransport
from mcp.shared.message import ServerMessageMetadata, SessionMessage
from starlette.types import Receive, Scope, Send

from handrail.core.actor import Actor
from handrail.core.errors import HandrailError, MethodNotAllowed, RateLimited
from handrail.surfaces.http import MAX_BODY, Admit, challenging, header_map, request_id_of
from handrail.surfaces.mcp.exchange import Visit
from handrail.surfaces.mcp.refusals import refused

MOST = 5
"""Streams that one credential may have open in this process."""
RETRY_SECONDS = 30
VISIT = "handrail.visit"


class Sse:
    """An ASGI app: the stream and its messages at one path. `admit` is asked for each of them."""

    def __init__(
        self, kernel: Server[Any], admit: Admit, path: str, *, challenge: str = "Bearer"
    ) -> None:
        self.kernel = kernel
        self.admit = admit
        self.challenge = challenge
        self.transport = SseServerTransport(path, max_request_body_size=MAX_BODY)
        self.open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._serve(scope, receive, send)
        except HandrailError as error:
            headers = challenging(error, self.challenge)
            reply = refused(error, request_id_of(scope), *headers)
            await reply(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in {"GET", "POST"}:
            raise MethodNotAllowed(
                "This endpoint takes GET and POST only.",
                allowed=["GET", "POST"],
                hint="GET the stream; POST each message to the address that it tells first.",
            )
        headers = header_map(scope)
        actor = await self.admit(headers, scope)
        scope["user"] = _owner(actor)
        scope[VISIT] = Visit(actor, request_id_of(scope), headers.get("user-agent"), headers)
        if scope["method"] == "GET":
            await self._stream(actor.caller_id, scope, receive, send)
        else:
            await self.transport.handle_post_message(scope, receive, send)

    async def _stream(self, bearer: str, scope: Scope, receive: Receive, send: Send) -> None:
        if self.open[bearer] >= MOST:
            raise RateLimited(
                f"{MOST} streams are open with this credential.",
                hint="Close one, or use streamable HTTP, which needs none.",
                retry_after=RETRY_SECONDS,
            )
        self.open[bearer] += 1
        try:
            # the SDK's stream has a comment every 15 seconds, so that no proxy takes it for dead
            async with self.transport.connect_sse(scope, receive, send) as (said, answers):
                await self._served(said, answers)
        finally:
            self.open[bearer] -= 1
            if not self.open[bearer]:
                del self.open[bearer]

    async def _served(self, said: Any, answers: Any) -> None:
        sink, heard = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        async with anyio.create_task_group() as group:
            group.start_soon(_pass_on, said, sink)
            await self.kernel.run(heard, answers, self.kernel.create_initialization_options())
            group.cancel_scope.cancel()


async def _pass_on(said: Any, sink: MemoryObjectSendStream[SessionMessage | Exception]) -> None:
    """Messages, each with the Visit that our handlers look for in place of the request."""
    async with sink, said:
        async for message in said:
            if isinstance(message, SessionMessage):
                metadata = message.metadata
                if isinstance(metadata, ServerMessageMetadata) and metadata.request_context:
                    metadata.request_context = metadata.request_context.scope[VISIT]
            await sink.send(message)


def _owner(actor: Actor) -> AuthenticatedUser:
    """Whose a session is, in the SDK's terms; the credential itself is kept nowhere."""
    return AuthenticatedUser(AccessToken(token="", client_id=actor.caller_id, scopes=[]))
