"""What every HTTP door shares: request ids, bounded bodies, JSON answers, errors, who may ask."""

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import orjson
import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handrail.core.actor import Actor
from handrail.core.errors import (
    BadRequest,
    Forbidden,
    HandrailError,
    InsufficientScope,
    Internal,
    InvalidToken,
    MethodNotAllowed,
    TooLarge,
    Unauthorized,
)
from handrail.core.face import Answered
from handrail.core.ids import new_id
from handrail.core.shapes import Result
from handrail.dispatch import Call

Run: TypeAlias = Callable[[Call], Awaitable[Result]]
# Headers, and the request's scope, to the caller: after identity and rate limit, which are told
# to the Edge by `paced`; raises HandrailError.
Admit: TypeAlias = Callable[[Mapping[str, str], Scope], Awaitable[Actor]]
Header: TypeAlias = tuple[bytes, bytes]

MAX_BODY = 4 * 1024 * 1024
BODY_TIME = 30.0
"""Seconds in which a request's body must have come."""
MAX_HEADERS = 32 * 1024
"""Bytes of all header lines together."""
JSON: Header = (b"content-type", b"application/json")
_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{40,}")  # longer than an id
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SECURITY: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)
log = structlog.get_logger(__name__)


class TooSlowBody(BadRequest):
    """408 (RFC 9110 §15.5.9): the connection is closed with it, for the rest may still come."""

    status = 408


class HeadersTooLarge(BadRequest):
    """431 (RFC 6585 §5)."""

    status = 431


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer in bytes; itself an ASGI app, so a Starlette endpoint may return one."""

    status: int
    body: bytes = b""
    headers: tuple[Header, ...] = (JSON,)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [*self.headers]
        if self.status != 204:  # RFC 9110 §8.6: an answer without a body has no length
            headers.append((b"content-length", b"%d" % len(self.body)))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def reply_of(said: Answered, *headers: Header) -> Reply:
    """What a face says over HTTP; `headers` are the protocol's own."""
    return Reply(said.status, said.content or b"", (*said.headers, *headers))


def refusal(error: HandrailError, request_id: str, *headers: Header) -> Reply:
    """An error as HTTP says it: `{"error": {…, "request_id"}}`, with `Retry-After` or `Allow`."""
    said = {"error": {**error.body(), "request_id": request_id}}
    return Reply(error.status, orjson.dumps(said, default=str), headers_of(error, *headers))


def headers_of(error: HandrailError, *headers: Header) -> tuple[Header, ...]:
    return JSON, *about(error, *headers)


def about(error: HandrailError, *headers: Header) -> tuple[Header, ...]:
    """The headers that an error brings whatever its body says: `Retry-After` or `Allow`."""
    more = [*headers]
    if error.retry_after is not None:
        more.append((b"retry-after", b"%d" % error.retry_after))
    if isinstance(error, TooSlowBody):
        more.append((b"connection", b"close"))
    if isinstance(error, MethodNotAllowed):
        more.append((b"allow", ", ".join(map(str, error.allowed or ())).encode()))
    return tuple(more)


def challenging(error: HandrailError, challenge: str) -> tuple[Header, ...]:
    """The WWW-Authenticate header of a refusal, where it is to have one (RFC 6750 §3)."""
    if isinstance(error, InsufficientScope):
        said = None if error.asked else scope_challenge(error, challenge)
    elif isinstance(error, InvalidToken):
        said = _with_error(challenge, 'error="invalid_token"')
    else:
        said = challenge if isinstance(error, Unauthorized) else None
    return () if said is None else ((b"www-authenticate", said.encode()),)


def scope_challenge(error: InsufficientScope, challenge: str) -> str:
    """What a client that may ask for more is told to ask for: all that it would need."""
    needed = " ".join(error.scopes)
    return _with_error(challenge, 'error="insufficient_scope"', f'scope="{needed}"')


def _with_error(challenge: str, *said: str) -> str:
    scheme, _, more = challenge.partition(" ")
    return f"{scheme} {', '.join([*said, more] if more else said)}"


def header_map(scope: Scope) -> dict[str, str]:
    """Headers by lower-case name; of a repeated one, the last. httptools leaves outer white
    space in values, which RFC 9110 §5.5 says is no part of them."""
    pairs: Iterable[Header] = scope["headers"]
    return {name.decode("latin-1"): value.decode("latin-1").strip(" \t") for name, value in pairs}


def request_id_of(scope: Scope) -> str:
    """The id the Edge gave this request, or a new one where no Edge stands before the door."""
    state: dict[str, Any] = scope.setdefault("state", {})
    if "request_id" not in state:
        asked = next((v for k, v in scope["headers"] if k == b"x-request-id"), b"")
        sane = _SANE_ID.fullmatch(asked.decode("latin-1"))
        state["request_id"] = sane.group() if sane else new_id()
    return state["request_id"]


def spoken_path(path: str) -> str:
    """A path as a log may have it: the links in mails hold their secret in it."""
    return _SECRET.sub("…", path)


def paced(scope: Scope, limit: int, remaining: int) -> None:
    """Let the answer say how many calls a minute there may be, and how many may come now."""
    said = (b"x-ratelimit-limit", b"%d" % limit), (b"x-ratelimit-remaining", b"%d" % remaining)
    scope.setdefault("state", {})["pace"] = said


async def read_body(scope: Scope, receive: Receive, limit: int = MAX_BODY) -> bytes:
    """The body, at most `limit` bytes. Raises TooLarge, and ClientDisconnect when nobody waits."""
    declared = next((v for k, v in scope["headers"] if k == b"content-length"), b"0")
    if declared.isdigit() and int(declared[:20]) > limit:
        raise _too_large(limit)
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            raise _too_large(limit)
        if not message.get("more_body", False):
            return b"".join(parts)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        f"The body is larger than {limit // (1024 * 1024)} MiB.",
        hint="Send less at once: split the work into several calls.",
    )


class Origins:
    """Which Host and Origin headers may reach us: the guard against DNS rebinding.

    `public_urls` are where people reach this server, `hosts` further names; `*` allows any.
    A bare address or localhost in Host is always fine: rebinding needs a name of the attacker's.
    """

    def __init__(self, public_urls: Iterable[str] = (), hosts: Iterable[str] = ()) -> None:
        urls = [urlsplit(url) for url in public_urls]
        self._origins = frozenset(f"{url.scheme}://{url.netloc}".lower() for url in urls)
        names = [url.hostname for url in urls if url.hostname] + [host.lower() for host in hosts]
        self._names = frozenset(names)
        self._judged = lru_cache(1024)(self._judge)

    def check(self, host: str, origin: str | None) -> None:
        """Forbidden when either was made for another site. No Origin is no browser."""
        if (refused := self._judged(host, origin)) is not None:
            message, hint = refused
            raise Forbidden(message, hint=hint)

    def _judge(self, host: str, origin: str | None) -> tuple[str, str] | None:
        """What is wrong, and the next move; None when nothing is."""
        name = _name_of(host)
        if not (name in self._names or "*" in self._names or _is_address(name)):
            return (
                "This server does not answer to that Host.",
                "Set HANDRAIL_PUBLIC_URL to the address people use.",
            )
        if origin is not None and not self._known(origin.lower(), host.lower(), name):
            return (
                "Requests from that Origin are not accepted.",
                "Call from the server's own address, or without an Origin header.",
            )
        return None

    def _known(self, origin: str, host: str, name: str) -> bool:
        if origin in self._origins or origin.partition("://")[2] == host:
            return True
        return name in _LOOPBACK and _name_of(origin.partition("://")[2]) in _LOOPBACK


def _name_of(authority: str) -> str:
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


# An error and the request id to the answer.
Refuse: TypeAlias = Callable[[HandrailError, str], Reply]


class Edge:
    """The outermost ASGI layer: request id, Host and Origin, security headers, and no leaks.

    An exception nobody expected is logged with the request id and answered as a bare 500.
    A header that the door has set itself is left as it is. `refusals` say an error in the words
    of the door at a path, where that is not plain JSON; `anyones` tells the paths that pages of
    any origin may ask, since nothing there goes by who the browser's user is. Hand it to Starlette
    as middleware: around a Starlette app it would come too late, which answers accidents in its
    own words.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        origins: Origins,
        secure: bool = False,
        refusals: Mapping[str, Refuse] | None = None,
        anyones: Callable[[str], bool] | None = None,
        body_time: float = BODY_TIME,
    ) -> None:
        self.app = app
        self.origins = origins
        self.anyones = anyones
        self.body_time = body_time
        self.refusals = dict(refusals or {})
        hsts = ((b"strict-transport-security", b"max-age=31536000"),) if secure else ()
        self.headers = _SECURITY + hsts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = request_id_of(scope)
        added = (*self.headers, (b"x-request-id", request_id.encode()))
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                pace = scope["state"].get("pace", ())
                message["headers"] = _with(message.get("headers", ()), (*added, *pace))
            await send(message)

        try:
            self._check(scope)
            await self.app(scope, self._in_time(receive), dressed)
        except ClientDisconnect:
            return
        except Exception as error:
            if not isinstance(error, HandrailError):
                log.exception("unexpected", request_id=request_id, path=spoken_path(scope["path"]))
            if started:
                raise
            known = error if isinstance(error, HandrailError) else unexpected()
            refuse = self.refusals.get(scope["path"], refusal)
            await refuse(known, request_id)(scope, receive, dressed)

    def _in_time(self, receive: Receive) -> Receive:
        """The request's body within its time: who sends it byte by byte holds nothing for long."""
        until = asyncio.get_running_loop().time() + self.body_time
        arrived = False

        async def timed() -> Message:
            nonlocal arrived
            if arrived:  # from here on one waits for the other side to go away
                return await receive()
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError as error:
                raise TooSlowBody(
                    "The body did not come in time.", hint="Send it at once, or send less."
                ) from error
            arrived = not message.get("more_body", False)
            return message

        return timed

    def _check(self, scope: Scope) -> None:
        pairs = scope["headers"]
        if sum(len(name) + len(value) for name, value in pairs) > MAX_HEADERS:
            raise HeadersTooLarge(
                f"The headers are larger than {MAX_HEADERS // 1024} KiB together.",
                hint="Send fewer, or shorter ones.",
            )
        host = next((v for k, v in pairs if k == b"host"), b"").decode("latin-1").strip()
        origin = next((v for k, v in pairs if k == b"origin"), None)
        if self.anyones is not None and self.anyones(scope["path"]):
            origin = None
        self.origins.check(host, None if origin is None else origin.decode("latin-1").strip())


class Shortcut:
    """Paths that go straight to their app, past the router: for the doors that must be quick."""

    def __init__(self, app: ASGIApp, *, paths: Mapping[str, ASGIApp]) -> None:
        self.app = app
        self.paths = dict(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = (
            self.paths.get(scope.get("path", ""), self.app) if scope["type"] == "http" else self.app
        )
        await app(scope, receive, send)


def _with(own: Iterable[Header], added: Iterable[Header]) -> list[Header]:
    headers = list(own)
    present = {name.lower() for name, _ in headers}
    headers += [pair for pair in added if pair[0] not in present]
    return headers


def unexpected() -> Internal:
    """What a caller is told of an exception that nobody foresaw; the log has the rest."""
    return Internal(
        "Something went wrong on our side.",
        hint="Try once more; if it stays, give the request_id to whoever runs this server.",
    )
