"""/oauth/token: a code into tokens, and a refresh token into the next ones."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from handrail.core.actor import WORKSPACE_SCOPE, Scope
from handrail.core.clock import now
from handrail.features.access.actions import tokens
from handrail.features.access.delegation import ACCESS_LIFE, Code, Pair, Refresh
from handrail.surfaces.oauth.answers import Wrong, form, said
from handrail.surfaces.oauth.proving import proven
from handrail.surfaces.oauth.server import AuthorizationServer

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_SCOPES = {each.value: each for each in Scope}
STALE = "This code is unknown, used, expired, or another client's."
DEAD = "This refresh token is unknown, used, expired, revoked, or another client's."


@dataclass(frozen=True)
class TokenEndpoint:
    server: AuthorizationServer

    async def __call__(self, request: Request) -> Response:
        asked = await form(request)
        client_id = await proven(self.server, request, asked)
        match asked.get("grant_type"):
            case "authorization_code":
                pair = await self._first(asked, client_id)
            case "refresh_token":
                pair = await self._next(asked, client_id)
            case None:
                raise Wrong("invalid_request", "grant_type is missing.")
            case _:
                raise Wrong("unsupported_grant_type", "Use authorization_code or refresh_token.")
        return _given(pair)

    async def _first(self, asked: Mapping[str, str], client_id: str) -> Pair:
        code = await tokens.code_of(self.server.database, _needed(asked, "code"))
        if code is None or code.client_id != client_id:
            raise Wrong("invalid_grant", STALE)
        if code.used_at is None:
            self._check(asked, code)
        pair = await tokens.redeem(self.server.database, code)
        if pair is None:
            raise Wrong("invalid_grant", STALE)
        return pair

    def _check(self, asked: Mapping[str, str], code: Code) -> None:
        if code.expires_at <= now():
            raise Wrong("invalid_grant", STALE)
        if asked.get("redirect_uri", code.redirect) != code.redirect:
            raise Wrong("invalid_grant", "redirect_uri is not the one the code was sent to.")
        if not _verified(_needed(asked, "code_verifier"), code.challenge):
            raise Wrong("invalid_grant", "code_verifier does not fit the code_challenge.")
        self._same_resource(asked, code)

    def _same_resource(self, asked: Mapping[str, str], of: Code | Refresh) -> None:
        if "resource" in asked and self.server.resource(asked["resource"]) != of.resource:
            raise Wrong("invalid_target", "resource is not the one that was consented to.")

    async def _next(self, asked: Mapping[str, str], client_id: str) -> Pair:
        secret = _needed(asked, "refresh_token")
        known = await tokens.refreshing(self.server.database, secret)
        if known is None or known.client_id != client_id:
            raise Wrong("invalid_grant", DEAD)
        self._same_resource(asked, known)
        wanted = {_SCOPES[name] for name in asked.get("scope", "").split() if name in _SCOPES}
        if wanted - known.requested - known.scopes:
            raise Wrong("invalid_scope", "More than was consented to: ask its owner anew.")
        pair = await tokens.rotate(self.server.database, secret, known)
        if pair is None:
            raise Wrong("invalid_grant", DEAD)
        return pair


def _needed(asked: Mapping[str, str], name: str) -> str:
    if name not in asked:
        raise Wrong("invalid_request", f"{name} is missing.")
    return asked[name]


def _verified(verifier: str, challenge: str) -> bool:
    """RFC 7636 §4.6, S256: there is no other way here."""
    if _VERIFIER.fullmatch(verifier) is None:
        return False
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return hmac.compare_digest(made, challenge.encode())


def _given(pair: Pair) -> Response:
    """What the grant allows is said too, for a client that would like to know: it may change."""
    return said(
        {
            "access_token": pair.access,
            "token_type": "Bearer",
            "expires_in": ACCESS_LIFE // 1_000_000,
            "refresh_token": pair.refresh,
            "scope": " ".join([WORKSPACE_SCOPE, *sorted(pair.scopes)]),
        },
        Pragma="no-cache",
    )
