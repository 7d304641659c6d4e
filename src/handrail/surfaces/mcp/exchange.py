"""One request through the SDK's server: its answer, and the stream its news travel on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import anyio
import orjson
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.server.connection import Connection
from mcp.server.lowlevel import Server
from mcp.server.runner import serve_one
from mcp.shared.exceptions import NoBackChannelError
from mcp.shared.jsonrpc_dispatcher import progress_token_from_params
from mcp.shared.message import ServerMessageMetadata
from mcp.shared.transport_context import TransportContext
from starlette.types import Receive, Send

from handrail.core.actor import Actor
from handrail.surfaces.http import Reply
from handrail.surfaces.mcp.messages import Message

Sink: TypeAlias = MemoryObjectSendStream[bytes]
PING_SECONDS = 15
STREAM_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
]


@dataclass(frozen=True, slots=True)
class Visit:
    """Who came with one request: what handlers of the kernel find as `ctx.request`."""

    actor: Actor
    request_id: str
    client: str | None
    headers: Mapping[str, str]


@dataclass
class Channel:
    """The SDK's DispatchContext of one POST: news may go down, no question may be asked."""

    transport: TransportContext
    request_id: str | int | None
    message_metadata: ServerMessageMetadata
    progress_token: str | int | None
    sink: Sink | None
    cancel_requested: anyio.Event = field(default_factory=anyio.Event)
    can_send_request: bool = False

    async def send_raw_request(self, method: str, params: Any, opts: Any = None) -> Any:
        raise NoBackChannelError(method)

    async def notify(self, method: str, params: Any, opts: Any = None) -> None:
        if self.sink is not None:
            news = {"jsonrpc": "2.0", "method": method, "params": dict(params or {})}
            await self.sink.send(_event(orjson.dumps(news)))

    async def progress(
        self, progress: float, total: float | None = None, message: str | None = None
    ) -> None:
        if self.progress_token is None:
            return
        said = {"progressToken": self.progress_token, "progress": progress}
        more = {"total": total, "message": message}
        said |= {name: value for name, value in more.items() if value is not None}
        await self.notify("notifications/progress", said)


async def served(
    kernel: Server[Any], message: Message, visit: Visit, sink: Sink | None = None
) -> dict[str, Any]:
    """The result of a request, shaped for its version; raises whatever the handler raises."""
    channel = Channel(
        TransportContext(kind="streamable-http", can_send_request=False, headers=visit.headers),
        message.id,
        ServerMessageMetadata(request_context=visit),
        progress_token_from_params(message.params),
        sink,
    )
    said = (message.client, message.capabilities) if message.modern else (None, None)
    return await serve_one(
        kernel,
        channel,
        message.method,
        message.params,
        connection=Connection.from_envelope(message.version, *said),
        lifespan_state={},
    )


async def streamed(
    work: Callable[[Sink], Awaitable[Reply]], receive: Receive, send: Send
) -> Reply | None:
    """Do the work. Its reply is returned as it is when it brought no news within 15 seconds;
    else all goes out as server-sent events, and None is returned. A client who leaves ends it."""
    sink, news = anyio.create_memory_object_stream[bytes](16)
    done: list[Reply] = []

    async def run() -> None:
        async with sink:
            done.append(await work(sink))

    async with news, anyio.create_task_group() as group:
        group.start_soon(run)
        group.start_soon(_until_gone, receive, group.cancel_scope)
        event = await _next(news)
        if event is not None:
            await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
            while event is not None:
                await send({"type": "http.response.body", "body": event, "more_body": True})
                event = await _next(news)
            await send({"type": "http.response.body", "body": _event(done.pop().body)})
        group.cancel_scope.cancel()
    return done[0] if done else None


async def _next(news: MemoryObjectReceiveStream[bytes]) -> bytes | None:
    """The next event, a comment after 15 silent seconds, None at the end."""
    with anyio.move_on_after(PING_SECONDS):
        try:
            return await news.receive()
        except anyio.EndOfStream:
            return None
    return b": still here\r\n\r\n"


async def _until_gone(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def _event(body: bytes) -> bytes:
    return b"event: message\r\ndata: " + body + b"\r\n\r\n"
