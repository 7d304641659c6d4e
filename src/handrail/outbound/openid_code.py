"""Signing a person in at an OpenID provider: the authorization code flow with PKCE.

OpenID Connect Core 1.0 §3.1, RFC 7636, RFC 9207. One secret in the browser's cookie stands for
the whole attempt: state, nonce and verifier are derived from it, so that nothing is kept here and
an answer is worth nothing in any other browser.
"""

import hashlib
import hmac
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

import structlog

from handrail.core.errors import Unauthorized
from handrail.outbound.openid import Metadata, Provider, TokenRefused, object_in

log = structlog.get_logger(__name__)
SCOPE = "openid email profile"


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are at the provider, and `name`, what people call it. Without a secret we are a
    public client, which PKCE alone vouches for."""

    client_id: str
    client_secret: str | None = field(repr=False)
    redirect_uri: str
    name: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in of one browser."""

    secret: str = field(repr=False)

    @classmethod
    def new(cls) -> "Attempt":
        return cls(secrets.token_urlsafe(32))

    def word(self, purpose: str) -> str:
        """43 characters that only who has the secret can say; another for each purpose."""
        said = hmac.digest(self.secret.encode(), purpose.encode(), "sha256")
        return urlsafe_b64encode(said).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is there; `email` only where the provider has verified it."""

    issuer: str
    subject: str
    email: str | None
    name: str


async def address(provider: Provider, client: Client, attempt: Attempt) -> str:
    """Where the browser is sent. Raises Unavailable."""
    metadata = await provider.metadata()
    challenge = hashlib.sha256(attempt.word("verifier").encode()).digest()
    query = urlencode(
        {
            "response_type": "code",
            "client_id": client.client_id,
            "redirect_uri": client.redirect_uri,
            "scope": SCOPE,
            "state": attempt.word("state"),
            "nonce": attempt.word("nonce"),
            "code_challenge": urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
    )
    joint = "&" if "?" in metadata.authorization_endpoint else "?"
    return f"{metadata.authorization_endpoint}{joint}{query}"


async def person(
    provider: Provider, client: Client, attempt: Attempt, said: Mapping[str, str]
) -> Person:
    """Who came back with an answer of the provider's. Raises Unauthorized, Unavailable."""
    metadata = await provider.metadata()
    _ours(provider, metadata, attempt, said)
    tokens = await _exchange(provider, client, attempt, metadata, said["code"])
    try:
        claims = await provider.verified(str(tokens.get("id_token")), [client.client_id])
    except TokenRefused as error:
        raise refused(str(error)) from error
    _ours_alone(claims, client, attempt)
    if "email" not in claims and metadata.userinfo_endpoint:
        claims = {**claims, **await _userinfo(provider, metadata, tokens, claims["sub"])}
    return _person(provider, claims)


def _ours(
    provider: Provider, metadata: Metadata, attempt: Attempt, said: Mapping[str, str]
) -> None:
    """The answer is to what this browser asked, and comes from this provider (RFC 9207 §2.4)."""
    if not hmac.compare_digest(said.get("state", "").encode(), attempt.word("state").encode()):
        raise refused("the state is not this browser's")
    issuer = said.get("iss")
    if issuer != provider.issuer and (issuer is not None or metadata.names_itself):
        raise refused(f"the answer is by {issuer!r}")
    if "error" in said or not said.get("code"):
        raise refused(f"the provider answered {said.get('error', 'without a code')!r}")


async def _exchange(
    provider: Provider, client: Client, attempt: Attempt, metadata: Metadata, code: str
) -> Mapping[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
        "code_verifier": attempt.word("verifier"),
    }
    headers = {"content-type": "application/x-www-form-urlencoded"}
    if client.client_secret is None:
        form["client_id"] = client.client_id
    elif metadata.secret_in_body:
        form |= {"client_id": client.client_id, "client_secret": client.client_secret}
    else:  # both are form-encoded first: RFC 6749 §2.3.1
        pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
        headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    answer = await provider.ask(
        metadata.token_endpoint, method="POST", headers=headers, body=urlencode(form).encode()
    )
    tokens = object_in(answer)
    if answer.status >= 500:
        raise provider.silent(f"the token endpoint answered {answer.status}")
    if answer.status != 200 or tokens is None or not isinstance(tokens.get("id_token"), str):
        raise refused(f"no token for the code: {answer.status} {(tokens or {}).get('error')!r}")
    return tokens


def _ours_alone(claims: Mapping[str, Any], client: Client, attempt: Attempt) -> None:
    """The token answers this very attempt (Core §3.1.3.7, rules 4, 5 and 11)."""
    nonce = claims.get("nonce")
    expected = attempt.word("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), expected.encode()):
        raise refused("the nonce is not this browser's")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client.client_id) != client.client_id:
        raise refused("the token was made for another client")


async def _userinfo(
    provider: Provider, metadata: Metadata, tokens: Mapping[str, Any], subject: str
) -> dict[str, Any]:
    """What providers say that leave the email out of their tokens (Core §5.3)."""
    said = await provider.json(
        metadata.userinfo_endpoint or "",
        headers={"authorization": f"Bearer {tokens.get('access_token')}"},
    )
    if said.get("sub") != subject:
        raise refused("userinfo speaks of somebody else")
    return {name: said[name] for name in ("email", "email_verified", "name") if name in said}


def _person(provider: Provider, claims: Mapping[str, Any]) -> Person:
    email = claims.get("email")
    # some say it as text
    verified = claims.get("email_verified") in (True, "true")
    name = claims.get("name")
    return Person(
        provider.issuer,
        str(claims["sub"]),
        email.strip().lower() if verified and isinstance(email, str) else None,
        name if isinstance(name, str) else "",
    )


def refused(why: str) -> Unauthorized:
    """In the same words whatever was wrong; the log has why."""
    log.info("sign-in by OpenID refused", why=why[:300])
    return Unauthorized(
        "Your identity provider did not confirm who you are.", hint="Try to sign in once more."
    )
