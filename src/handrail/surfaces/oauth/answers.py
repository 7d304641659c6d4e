"""How the authorization server speaks to programs: JSON, and errors in OAuth's own words."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, unquote_plus

import orjson
from starlette.requests import Request
from starlette.responses import Response

from handrail.core.errors import HandrailError
from handrail.surfaces.http import read_body

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
MOST = 64 * 1024
# Programs in a browser may ask, whatever their origin: nothing here goes by a cookie.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "WWW-Authenticate, Retry-After",
}
PREFLIGHT = {
    **OPEN,
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, MCP-Protocol-Version",
    "Access-Control-Max-Age": "86400",
}


class Wrong(Exception):
    """A refusal in the words of RFC 6749 §5.2: 400, but 401 for invalid_client."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status


def said(body: Mapping[str, Any], status: int = 200, **headers: str) -> Response:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(
        orjson.dumps(body),
        status,
        headers={"Cache-Control": "no-store", **OPEN, **more},
        media_type="application/json",
    )


def open_to_all(endpoint: Endpoint) -> Endpoint:
    """The endpoint for programs of every origin; what it refuses, as JSON."""

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=PREFLIGHT)
        try:
            return await endpoint(request)
        except Wrong as wrong:
            return _refused(wrong, request)
        except HandrailError as error:
            return _unable(error)

    return answer


def _refused(wrong: Wrong, request: Request) -> Response:
    body = {"error": wrong.error, "error_description": wrong.description}
    # RFC 6749 §5.2: who tried the scheme is told it
    tried = wrong.status == 401 and "authorization" in request.headers
    return said(body, wrong.status, **({"WWW_Authenticate": "Basic"} if tried else {}))


def _unable(error: HandrailError) -> Response:
    name = "temporarily_unavailable" if error.retryable else "invalid_request"
    body = {"error": name, "error_description": f"{error.message} {error.hint}"}
    wait = {"Retry_After": str(error.retry_after)} if error.retry_after else {}
    return said(body, error.status, **wait)


async def form(request: Request) -> dict[str, str]:
    """What was sent, each name once (RFC 6749 §3.2). Raises Wrong, TooLarge."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Wrong("invalid_request", "Send application/x-www-form-urlencoded.")
    raw = await read_body(request.scope, request.receive, MOST)
    try:
        return single(raw.decode())
    except ValueError as error:
        raise Wrong("invalid_request", str(error)) from error


def single(query: str) -> dict[str, str]:
    """Names and values; empty ones are as if they had not been sent (RFC 6749 §3.1). Raises
    ValueError for a name that comes twice."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, max_num_fields=100):
        if name in found:
            raise ValueError(f"{name[:40]} was sent more than once.")
        found[name] = value
    return {name: value for name, value in found.items() if value}


def basic(header: str) -> tuple[str, str] | None:
    """Client id and secret of `Authorization: Basic` (RFC 6749 §2.3.1), None where it is none."""
    scheme, _, told = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, found, secret = base64.b64decode(told.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (unquote_plus(name), unquote_plus(secret)) if found else None
