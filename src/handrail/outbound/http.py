"""One HTTP request to somebody else's machine: guarded, bounded, and never led elsewhere."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import httpcore2
import httpx2

from handrail import __version__
from handrail.outbound.guard import Guard, NoAnswer, Resolve, TimedOut, resolved

AGENT = f"Handrail/{__version__}"
SCHEMES = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer as it came, a redirect included. `headers` are by lower-case name; `body` is cut
    at the limit, and then not `whole`."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool


async def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    limit: int = 64 * 1024,
    timeout: float = 5.0,  # noqa: ASYNC109 - a bound is part of what callers ask for
    allow_private: bool = False,
    resolve: Resolve = resolved,
) -> Fetched:
    """Ask once: no redirect is followed, no proxy of the environment is used, no cookie is kept.

    `timeout` seconds hold for everything together, from the name to the last byte.
    Raises NotPublic, TimedOut, NoAnswer; all are OutboundError.
    """
    where = _address(url)
    said = {
        "host": where.netloc.decode(),
        "user-agent": AGENT,
        # a packed answer could be a thousand times the limit
        "accept-encoding": "identity",
        **{name.lower(): value for name, value in (headers or {}).items()},
    }
    guard = Guard(allow_private=allow_private, resolve=resolve)
    try:
        async with asyncio.timeout(timeout):
            return await _ask(guard, where, method, said, body, limit)
    except (TimeoutError, httpcore2.TimeoutException) as error:
        raise TimedOut(f"{where.host} did not answer within {timeout:g} seconds.") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, ssl.SSLError, OSError) as error:
        why = str(error).rstrip(".") or "the connection was cut"
        raise NoAnswer(f"{where.host} gave no answer: {why}.") from error


def _address(url: str) -> httpx2.URL:
    try:
        where = httpx2.URL(url)
    except (httpx2.InvalidURL, TypeError, ValueError) as error:
        raise NoAnswer("This is no address.") from error
    if where.scheme not in SCHEMES or not where.host:
        raise NoAnswer("An address begins with http:// or https:// and names a host.")
    if where.userinfo:
        raise NoAnswer("An address names no user and no password.")
    return where


async def _ask(
    guard: Guard,
    where: httpx2.URL,
    method: str,
    headers: Mapping[str, str],
    body: bytes | None,
    limit: int,
) -> Fetched:
    target = httpcore2.URL(
        scheme=where.raw_scheme, host=where.raw_host, port=where.port, target=where.raw_path
    )
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    pool = httpcore2.AsyncConnectionPool(
        ssl_context=trusted() if where.scheme == "https" else None, network_backend=guard
    )
    async with pool, pool.stream(method, target, headers=pairs, content=body) as answer:
        got = bytearray()
        async for chunk in answer.aiter_stream():
            got += chunk
            if len(got) > limit:
                break
        told = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in answer.headers
        }
        return Fetched(answer.status, told, bytes(got[:limit]), len(got) <= limit)


@lru_cache(1)
def trusted() -> ssl.SSLContext:
    """The system's certificate authorities, or those of SSL_CERT_FILE; read once."""
    return httpcore2.default_ssl_context()
