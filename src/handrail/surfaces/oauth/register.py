"""/oauth/register (RFC 7591): a client without a metadata document says who it is."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import orjson
from starlette.requests import Request
from starlette.responses import Response

from handrail.core.network import caller_at
from handrail.features.access.actions import clients
from handrail.features.access.actions.clients import Registration
from handrail.features.access.delegation import AuthMethod
from handrail.surfaces.http import read_body
from handrail.surfaces.oauth import redirects
from handrail.surfaces.oauth.answers import Wrong, said
from handrail.surfaces.oauth.discovery import METHODS
from handrail.surfaces.oauth.names import plain
from handrail.surfaces.oauth.server import AuthorizationServer

PER_MINUTE = 20
"""From one address. What is registered and never used is forgotten in a day."""
MOST, MOST_REDIRECTS = 16 * 1024, 20


@dataclass(frozen=True)
class RegistrationEndpoint:
    server: AuthorizationServer

    async def __call__(self, request: Request) -> Response:
        address = request.client.host if request.client else ""
        await self.server.often(f"registering from {caller_at(address)}", PER_MINUTE)
        asked = _judged(await read_body(request.scope, request.receive, MOST))
        client, secret = await clients.register(self.server.database, asked)
        told: dict[str, Any] = {
            "client_id": client.client_id,
            "client_id_issued_at": client.created_at // 1_000_000,
            "client_name": client.name,
            "redirect_uris": list(client.redirects),
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": client.auth_method,
        }
        if secret is not None:
            told |= {"client_secret": secret, "client_secret_expires_at": 0}
        return said(told, 201)


def _judged(body: bytes) -> Registration:
    """What is kept of it. Scopes are not: what a client may do, a person says. Raises Wrong."""
    try:
        asked: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Wrong("invalid_client_metadata", "Send a JSON object.") from error
    if not isinstance(asked, dict):
        raise Wrong("invalid_client_metadata", "Send a JSON object.")
    metadata = cast(dict[str, Any], asked)
    kept = _redirects(metadata.get("redirect_uris"))
    return Registration(
        name=plain(metadata.get("client_name")) or _unnamed(kept[0]),
        redirects=kept,
        auth_method=_method(metadata.get("token_endpoint_auth_method")),
    )


def _redirects(given: Any) -> list[str]:
    """Those that can be used: one bad address among good ones does not shut a client out."""
    each = cast(list[Any], given) if isinstance(given, list) else []
    kept = [uri for uri in each if isinstance(uri, str) and redirects.acceptable(uri)]
    if not kept:
        raise Wrong(
            "invalid_redirect_uri",
            "redirect_uris needs an https address, http to localhost, or the scheme of a known "
            "program.",
        )
    return list(dict.fromkeys(kept))[:MOST_REDIRECTS]


def _method(given: Any) -> AuthMethod:
    # RFC 7591 §2: one that says nothing means client_secret_basic
    for known in METHODS:
        if known == (given or "client_secret_basic"):
            return known
    raise Wrong(
        "invalid_client_metadata",
        f"token_endpoint_auth_method must be one of {', '.join(METHODS)}.",
    )


def _unnamed(redirect: str) -> str:
    return urlsplit(redirect).hostname or urlsplit(redirect).scheme
