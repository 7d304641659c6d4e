"""The authorization server as its parts share it: who it is, and what it gives tokens for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from handrail.core.actor import WORKSPACE_SCOPE, Scope
from handrail.core.clock import now
from handrail.core.errors import RateLimited
from handrail.features.access.actions import clients
from handrail.features.access.delegation import Client
from handrail.outbound.http import fetch
from handrail.storage.database import Database
from handrail.storage.rate_limit import RateLimit
from handrail.surfaces.oauth import documents

SCOPES = (WORKSPACE_SCOPE, *(each.value for each in Scope))
PROTECTED = "/.well-known/oauth-protected-resource"
MAIN = "/mcp"
"""The endpoint that is meant where a client names none."""
READS_PER_MINUTE = 20
"""How many metadata documents one person can have us read."""


@dataclass(frozen=True)
class AuthorizationServer:
    """`issuer` is where people reach this server, without a slash at its end. `endpoints` are the
    names of what tokens are given for, by path."""

    issuer: str
    endpoints: Mapping[str, str]
    database: Database
    limit: RateLimit
    allow_private: bool = False
    external: str | None = None
    """Who gives tokens in our place."""
    fetch: documents.Fetch = field(default=fetch)

    def resource(self, said: str | None) -> str | None:
        """The path of the endpoint that a resource indicator (RFC 8707) names; None for none of
        ours. A slash at its end is no other endpoint."""
        if not said:
            return MAIN
        try:
            parts, own = urlsplit(said), urlsplit(self.issuer)
        except ValueError:
            return None
        if (parts.scheme, parts.netloc.lower()) != (own.scheme, own.netloc.lower()):
            return None
        if parts.query or parts.fragment or not parts.path.startswith(own.path):
            return None
        path = parts.path.removeprefix(own.path).rstrip("/")
        return path if path in self.endpoints else None

    async def client(self, client_id: str, asked_by: str) -> Client | None:
        """Who a client id stands for. Raises documents.Unusable, RateLimited."""
        known = await clients.find_client(self.database, client_id)
        if not documents.is_document(client_id):
            return known
        at = now()
        if known is not None and known.fresh_until is not None and at < known.fresh_until:
            return known
        await self.often(f"metadata documents for {asked_by}", READS_PER_MINUTE)
        reading = partial(self.fetch, allow_private=self.allow_private)
        said, fresh = await documents.read(client_id, reading)
        return await clients.remember(self.database, client_id, said, at + fresh)

    async def often(self, what: str, per_minute: int) -> None:
        """Count one try. Raises RateLimited."""
        verdict = await self.limit.hit(what, per_minute)
        if not verdict.allowed:
            wait = verdict.retry_after
            raise RateLimited(
                "Too many tries.", retry_after=wait, hint=f"Try again in {wait} seconds."
            )
