"""An OpenID provider as we see it: where things are there, its keys, and what its tokens say.

OpenID Connect Discovery 1.0 and RFC 7517; tokens as RFC 7519 and RFC 8725 have them. What it
tells us is asked for once and kept for an hour, and for a day while it does not answer. The
library is imported at the first use: most servers have no provider.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
import structlog

from handrail.core.clock import SECOND, Instant, now
from handrail.core.errors import Unavailable
from handrail.outbound.guard import OutboundError, Resolve, resolved
from handrail.outbound.http import Fetched, fetch

log = structlog.get_logger(__name__)
WELL_KNOWN = "/.well-known/openid-configuration"
# Signatures by a private key only. `none` proves nothing; HS256 with a public key as its secret
# is the oldest forgery there is (RFC 8725 §2.1).
ALGORITHMS = frozenset(
    "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split()
)
ID_TOKEN = frozenset({"", "jwt"})
# RFC 9068 §2.1, and what providers write that are older
ACCESS_TOKEN = frozenset({"", "jwt", "at+jwt", "application/at+jwt"})
SKEW = 60
"""Seconds that their clock and ours may differ by."""
FRESH, RETRY, STALE = 3600 * SECOND, 10 * SECOND, 24 * 3600 * SECOND
"""How long an answer is good; how soon we ask again after none; and the longest it may last."""
REFETCH_EVERY = 60 * SECOND
"""How often a key that nobody knows may make us ask for the keys again."""
SEEN, MOST_SEEN = 60 * SECOND, 10_000
"""How long a signature that was right is not looked at again, and for how many tokens."""
MOST = 256 * 1024


class TokenRefused(Exception):
    """A token that proves nothing to us; the message says why."""


class UnknownKey(TokenRefused):
    """It was signed with a key that we have not seen."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a provider says of itself. `names_itself`: its answers carry `iss` (RFC 9207)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    algorithms: frozenset[str]
    secret_in_body: bool
    names_itself: bool


@dataclass(slots=True)
class _Kept:
    """What was asked for, `at` which moment it came, and when it was last `tried`."""

    value: Any = None
    at: Instant = 0
    tried: Instant = 0


class Provider:
    """One issuer, by the exact text that its tokens carry."""

    def __init__(
        self, issuer: str, *, clock: Callable[[], Instant] = now, resolve: Resolve = resolved
    ) -> None:
        self.issuer = issuer
        self.clock = clock
        self._resolve = resolve
        self._lock = asyncio.Lock()
        self._metadata, self._keys = _Kept(), _Kept()
        self._asked_again: Instant = 0
        self._seen: dict[bytes, tuple[Instant, Any]] = {}

    async def metadata(self) -> Metadata:
        """Raises Unavailable."""
        async with self._lock:
            return await self._fresh(self._metadata, self._ask_metadata)

    async def _fresh(self, kept: _Kept, ask: Callable[[], Awaitable[Any]]) -> Any:
        """What is kept, asked for anew where it is old. Raises Unavailable."""
        moment = self.clock()
        if moment - kept.tried >= (FRESH if kept.at == kept.tried else RETRY):
            kept.tried = moment
            try:
                kept.value, kept.at = await ask(), moment
            except Unavailable:
                if moment - kept.at >= STALE:
                    kept.value = None
                    raise
        if kept.value is None:
            raise self.silent("it did not a moment ago")
        return kept.value

    async def _ask_metadata(self) -> Metadata:
        return self._metadata_of(await self.json(self.issuer.rstrip("/") + WELL_KNOWN))

    def _metadata_of(self, said: Mapping[str, Any]) -> Metadata:
        if said.get("issuer") != self.issuer:
            raise self.silent(f"it calls itself {said.get('issuer')!r}")
        offered = said.get("id_token_signing_alg_values_supported") or ["RS256"]
        methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if not _is_texts(offered) or not _is_texts(methods):
            raise self.silent("its metadata is not as the standard says")
        return Metadata(
            authorization_endpoint=self._place(said, "authorization_endpoint"),
            token_endpoint=self._place(said, "token_endpoint"),
            jwks_uri=self._place(said, "jwks_uri"),
            userinfo_endpoint=self._place(said, "userinfo_endpoint")
            if said.get("userinfo_endpoint")
            else None,
            algorithms=ALGORITHMS.intersection(offered),
            secret_in_body="client_secret_basic" not in methods and "client_secret_post" in methods,
            names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        )

    def _place(self, said: Mapping[str, Any], name: str) -> str:
        """An address of the provider: by https, or at the issuer's own origin."""
        url = said.get(name)
        if not isinstance(url, str) or not (url.startswith("https://") or self._is_own(url)):
            raise self.silent(f"its {name} is no https address")
        return url

    def _is_own(self, url: str) -> bool:
        return urlsplit(url)[:2] == urlsplit(self.issuer)[:2]

    async def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Fetched:
        """One request to the provider. Whoever runs this server named the issuer, which may stand
        in a private network; any other host that the issuer names may not. Raises Unavailable."""
        try:
            return await fetch(
                url,
                method=method,
                headers={"accept": "application/json", **(headers or {})},
                body=body,
                limit=MOST,
                allow_private=self._is_own(url),
                resolve=self._resolve,
            )
        except OutboundError as error:
            raise self.silent(str(error)) from error

    async def json(self, url: str, **how: Any) -> dict[str, Any]:
        """An object from the provider. Raises Unavailable."""
        answer = await self.ask(url, **how)
        said = object_in(answer)
        if answer.status != 200 or said is None:
            raise self.silent(f"{url} answered {answer.status} and no object")
        return said

    def silent(self, why: str) -> Unavailable:
        log.warning("the OpenID provider does not answer", issuer=self.issuer, why=why)
        return Unavailable(
            "The identity provider does not answer.", hint="Try again.", retry_after=5
        )

    async def verified(
        self, token: str, audiences: Collection[str], types: Collection[str] = ID_TOKEN
    ) -> dict[str, Any]:
        """The claims of a token that this issuer signed for one of these audiences, that is of one
        of these types, and that is good now. Raises TokenRefused, Unavailable."""
        read = await self._proved(token)
        if str(read.header.get("typ", "")).lower() not in types:
            raise TokenRefused(f"it is of the type {read.header.get('typ')!r}")
        self._judge(read.claims, audiences)
        return read.claims

    async def _proved(self, token: str) -> Any:
        """The header and claims of a token whose signature is right. An agent brings the same one
        many times: its signature is looked at once a minute, its claims each time."""
        digest = hashlib.sha256(token.encode(errors="replace")).digest()
        known = self._seen.get(digest)
        if known is not None and self.clock() < known[0]:
            return known[1]
        metadata = await self.metadata()
        try:
            read = _signed(token, await self._key_set(metadata), metadata.algorithms)
        except UnknownKey:
            read = _signed(token, await self._key_set(metadata, again=True), metadata.algorithms)
        if len(self._seen) >= MOST_SEEN:
            self._seen.clear()
        self._seen[digest] = self.clock() + SEEN, read
        return read

    async def _key_set(self, metadata: Metadata, *, again: bool = False) -> Any:
        """The keys; `again` where one is missing, which may be new. Raises Unavailable."""

        async def ask() -> Any:
            return _key_set(await self.json(metadata.jwks_uri))

        async with self._lock:
            if again and self.clock() - self._asked_again >= REFETCH_EVERY:
                self._asked_again = self.clock()
                self._keys = _Kept(await ask(), self._asked_again, self._asked_again)
            return await self._fresh(self._keys, ask)

    def _judge(self, claims: Mapping[str, Any], audiences: Collection[str]) -> None:
        from joserfc.errors import JoseError
        from joserfc.jwt import JWTClaimsRegistry

        registry = JWTClaimsRegistry(
            now=self.clock() // SECOND,
            leeway=SKEW,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "values": list(audiences)},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )
        try:
            registry.validate(dict(claims))
        except JoseError as error:
            raise TokenRefused(f"{error.error}: {error.description}") from error
        if not isinstance(claims["iss"], str) or not 0 < len(str(claims["sub"])) <= 255:
            raise TokenRefused("its issuer or its subject is not as the standard says")


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def object_in(answer: Fetched) -> dict[str, Any] | None:
    """The JSON object of an answer, None where it holds no whole one."""
    try:
        said = orjson.loads(answer.body) if answer.whole else None
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _key_set(said: Mapping[str, Any]) -> Any:
    """The public keys of a key set; those of a kind we do not know are left out."""
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet, import_key

    keys: list[Any] = []
    for each in said.get("keys") or ():
        if not isinstance(each, dict) or each.get("kty") == "oct" or each.get("use") == "enc":
            continue
        try:
            keys.append(import_key(each))
        except (JoseError, ValueError, TypeError, KeyError) as error:
            log.info("a key of the OpenID provider is left out", why=str(error))
    return KeySet(keys)


def _signed(token: str, keys: Any, algorithms: Collection[str]) -> Any:
    """The header and claims of a token, once its signature is proved. Raises TokenRefused."""
    from joserfc import jwt
    from joserfc.errors import InvalidKeyIdError, JoseError
    from joserfc.jws import JWSRegistry

    registry = JWSRegistry(algorithms=list(algorithms), strict_check_header=False)
    registry.max_header_length = 4096  # some carry their certificate
    if not algorithms:
        raise TokenRefused("the provider signs by no algorithm that we take")
    try:
        return jwt.decode(token, keys, registry=registry)
    except InvalidKeyIdError as error:
        raise UnknownKey("it was signed with an unknown key") from error
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise TokenRefused(f"its signature proves nothing: {error}") from error
