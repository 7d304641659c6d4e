"""Answers that stay the same while the server runs: kept in bytes, packed, and revalidated."""

import gzip
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handrail.surfaces.http import Header, Reply, header_map, request_id_of
from handrail.surfaces.rest.problems import refused, wrong_method

READS = ("GET", "HEAD")


class Still:
    """An ASGI app that answers GET with the same bytes, to anyone."""

    def __init__(self, content: bytes, kind: str, *headers: Header) -> None:
        self.content = content
        self.packed = gzip.compress(content, mtime=0)
        self.tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        self.headers: tuple[Header, ...] = (
            (b"content-type", kind.encode()),
            (b"cache-control", b"no-cache"),
            (b"vary", b"accept-encoding"),
            (b"etag", f"W/{self.tag}".encode()),
            *headers,
        )

    @classmethod
    def json(cls, said: Mapping[str, Any]) -> "Still":
        return cls(orjson.dumps(said), "application/json")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in READS:
            error = wrong_method(scope["path"], scope["method"], READS)
            await refused(error, request_id_of(scope), "")(scope, receive, send)
            return
        headers = header_map(scope)
        if self.tag in headers.get("if-none-match", ""):
            await send({"type": "http.response.start", "status": 304, "headers": [*self.headers]})
            await send({"type": "http.response.body", "body": b""})
            return
        await self._whole(headers)(scope, receive, headless(scope, send))

    def _whole(self, headers: Mapping[str, str]) -> Reply:
        packs = "gzip" in headers.get("accept-encoding", "")
        more: tuple[Header, ...] = ((b"content-encoding", b"gzip"),) if packs else ()
        content = self.packed if packs else self.content
        return Reply(200, content, self.headers + more)


class Later:
    """An ASGI app that is made when it is first asked: for what is seldom looked at."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self.make = make
        self.made: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.made is None:
            self.made = self.make()
        await self.made(scope, receive, send)


def headless(scope: Scope, send: Send) -> Send:
    """RFC 9110 §9.3.2: the answer to HEAD is that to GET, without its content."""
    if scope["method"] != "HEAD":
        return send

    async def without_body(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return without_body
