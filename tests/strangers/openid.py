"""An OpenID provider of somebody else's, on this machine: small, real, and made to lie on request.

Discovery, keys, authorization (whoever comes is `person`, nobody is asked), token with PKCE, and
userinfo. What one sets about it holds for the tokens it makes from then on.
"""

import asyncio
import hashlib
import secrets
import socket
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode

import uvicorn
from joserfc import jwk, jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "handrail", "s3cret:&+"
PERSON = {"sub": "u-1", "email": "ada@acme.test", "email_verified": True, "name": "Ada at Work"}
ALGORITHMS = ["RS256", "ES256", "none", "HS256"]


def made_key(name: str) -> jwk.ECKey:
    return jwk.ECKey.generate_key("P-256", {"kid": name})


@dataclass
class OpenIdProvider:
    """`person` is who comes; `claims` replace those of its tokens, None takes one away;
    `header` is added to theirs."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: dict(PERSON))
    claims: dict[str, Any] = field(default_factory=dict[str, Any])
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])
    sign: Any = None
    """What makes the text of a token of its claims, where it is not to be the honest way."""
    header: dict[str, Any] = field(default_factory=dict[str, Any])
    key: jwk.ECKey = field(default_factory=lambda: made_key("first"))
    codes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    asked: list[str] = field(default_factory=list[str])

    def token(self, **claims: Any) -> str:
        """A signed token; None takes a claim away."""
        at = int(time.time())
        said = {"iss": self.issuer, "iat": at, "exp": at + 300, **claims, **self.claims}
        said = {name: value for name, value in said.items() if value is not None}
        return self.sign(said) if self.sign else self.signed(said)

    def signed(self, claims: dict[str, Any], **header: Any) -> str:
        return jwt.encode(
            {"alg": "ES256", "kid": self.key.kid, **self.header, **header}, claims, self.key
        )

    def rotate(self) -> None:
        """From now on it signs with another key, and knows the old one no more."""
        self.key = made_key("second")

    # its doors

    async def discovery(self, request: Request) -> Response:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "id_token_signing_alg_values_supported": ALGORITHMS,
            "authorization_response_iss_parameter_supported": True,
        }
        return self._json(request, {**said, **self.metadata})

    async def keys(self, request: Request) -> Response:
        public = self.key.as_dict(private=False)
        return self._json(request, {"keys": [{"kty": "unheard-of", "kid": "odd"}, public]})

    async def authorize(self, request: Request) -> Response:
        said = dict(request.query_params)
        code = secrets.token_urlsafe(16)
        self.codes[code] = said
        back = {"code": code, "state": said["state"], "iss": self.issuer}
        return RedirectResponse(f"{said['redirect_uri']}?{urlencode(back)}", 303)

    async def exchange(self, request: Request) -> Response:
        form = {name: each[0] for name, each in parse_qs((await request.body()).decode()).items()}
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not self._knows(request, form):
            return self._json(request, {"error": "invalid_client"}, 401)
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form.get("redirect_uri")
        ):
            return self._json(request, {"error": "invalid_grant"}, 400)
        token = self.token(aud=CLIENT, nonce=asked["nonce"], **self.person)
        return self._json(request, {"id_token": token, "access_token": "at-1"})

    def _knows(self, request: Request, form: dict[str, str]) -> bool:
        scheme, _, said = request.headers.get("authorization", "").partition(" ")
        if scheme == "Basic":
            pair = b64decode(said).decode().split(":")
            return [unquote_plus(each) for each in pair] == [CLIENT, SECRET]
        return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)

    async def userinfo(self, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer at-1":
            return self._json(request, {}, 401)
        return self._json(request, {**PERSON, **self.metadata.get("userinfo", {})})

    def _json(self, request: Request, said: dict[str, Any], status: int = 200) -> Response:
        self.asked.append(request.url.path)
        return JSONResponse(said, status)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/keys", self.keys),
                Route("/authorize", self.authorize),
                Route("/token", self.exchange, methods=["POST"]),
                Route("/userinfo", self.userinfo),
            ]
        )


@asynccontextmanager
async def provider() -> AsyncIterator[OpenIdProvider]:
    """A provider for as long as the block lasts, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        there = OpenIdProvider(f"http://127.0.0.1:{listening.getsockname()[1]}")
        config = uvicorn.Config(there.app(), log_level="warning", lifespan="off")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))
        try:
            yield there
        finally:
            server.should_exit = True
            await serving
