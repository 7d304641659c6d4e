"""Client id metadata documents: a client whose id is the address of what it says of itself."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias, cast
from urllib.parse import urlsplit

import orjson

from handrail.core.clock import SECOND
from handrail.features.access.actions.clients import Registration
from handrail.outbound.guard import OutboundError
from handrail.outbound.http import Fetched
from handrail.surfaces.oauth import redirects
from handrail.surfaces.oauth.names import plain

Fetch: TypeAlias = Callable[..., Awaitable[Fetched]]
MOST, SECONDS = 5 * 1024, 5.0
FRESH_AT_LEAST, FRESH_AT_MOST = 300, 86_400
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})")
_JSON = re.compile(r"application/(?:[\w.-]+\+)?json", re.IGNORECASE)


class Unusable(Exception):
    """Why a client cannot be known by its document; for the person on the page."""


def is_document(client_id: str) -> bool:
    """Whether a client id is to be read as an address."""
    return client_id.startswith("https://")


def acceptable(client_id: str) -> bool:
    """https, with a path that leads nowhere else, and nothing that could hide in an address."""
    parts = redirects.parsed(client_id)
    return (
        parts is not None
        and parts.scheme == "https"
        and bool(parts.hostname)
        and parts.path not in {"", "/"}
        and not {".", ".."} & set(parts.path.split("/"))
    )


async def read(client_id: str, fetch: Fetch) -> tuple[Registration, int]:
    """What the document says, and for how many microseconds it may be believed. Raises Unusable."""
    if not acceptable(client_id):
        raise Unusable("A client id is an https address with a path, or one we gave out.")
    try:
        got = await fetch(
            client_id, headers={"accept": "application/json"}, limit=MOST, timeout=SECONDS
        )
    except OutboundError as error:
        raise Unusable(f"Its metadata document could not be read: {error}") from error
    if got.status != 200:
        raise Unusable(f"Its metadata document answers with the status {got.status}.")
    if not got.whole:
        raise Unusable("Its metadata document is larger than 5 kB.")
    if not _JSON.match(got.headers.get("content-type", "")):
        raise Unusable("Its metadata document is not served as application/json.")
    return _judged(client_id, got.body), fresh(got.headers) * SECOND


def _judged(client_id: str, body: bytes) -> Registration:
    try:
        said: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Unusable("Its metadata document is no JSON.") from error
    if not isinstance(said, dict):
        raise Unusable("Its metadata document is no JSON object.")
    document = cast(dict[str, Any], said)
    if document.get("client_id") != client_id:
        raise Unusable("Its metadata document was made for another client_id.")
    if document.get("token_endpoint_auth_method", "none") != "none" or "client_secret" in document:
        raise Unusable("Its metadata document asks for a way to prove itself that we do not know.")
    given = document.get("redirect_uris")
    if not isinstance(given, list):
        raise Unusable("Its metadata document names no redirect_uris.")
    each = [uri for uri in cast(list[Any], given) if isinstance(uri, str)]
    kept = [uri for uri in each if redirects.acceptable(uri)]
    if not kept:
        raise Unusable("Its metadata document names no redirect URI that we can use.")
    name = plain(document.get("client_name")) or str(urlsplit(client_id).hostname)
    return Registration(name=name, redirects=kept, auth_method="none")


def fresh(headers: Mapping[str, str]) -> int:
    said = _MAX_AGE.search(headers.get("cache-control", "").lower())
    return min(max(int(said[1]) if said else 0, FRESH_AT_LEAST), FRESH_AT_MOST)
