"""What every way in shares: one database, one count of calls, one way to be let in."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import Scope

from handrail.core.actor import Actor
from handrail.core.entitlements import may_call
from handrail.core.shapes import Result
from handrail.dispatch import Call, dispatch
from handrail.features.access.actions.external import Issuer
from handrail.settings import Settings
from handrail.storage.database import Database
from handrail.storage.rate_limit import RateLimit
from handrail.surfaces import identity, throttle
from handrail.surfaces.http import Admit, paced
from handrail.surfaces.oauth.server import MAIN, PROTECTED


@dataclass(frozen=True)
class House:
    settings: Settings
    database: Database
    limit: RateLimit
    issuer: Issuer | None = None
    """Whose tokens are taken in place of our own."""

    async def run(self, call: Call) -> Result:
        return await dispatch(call, self.database)

    def admit_at(self, *resource: str) -> Admit:
        """Who is calling, if they may; `resource` are the endpoints whose tokens are good here,
        beside keys."""
        good = frozenset(resource)

        async def admit(headers: Mapping[str, str], scope: Scope) -> Actor:
            return await self.admit(headers, scope, good)

        return admit

    async def admit(
        self, headers: Mapping[str, str], scope: Scope, resource: frozenset[str] = frozenset()
    ) -> Actor:
        """Identity first, then the plan, then the rate limit. By keys alone, where nobody says
        whose tokens are good too."""
        credential = identity.credential_in(headers)
        actor = await identity.identify(self.database, credential, resource, self.issuer)
        may_call(actor.entitlements)
        verdict = await throttle.count(self.limit, actor)
        if verdict.remaining is not None:
            paced(scope, throttle.pace(actor), verdict.remaining)
        if not verdict.allowed:
            raise throttle.too_often(actor, verdict)
        return actor

    def challenge(self, endpoint: str) -> str:
        """The WWW-Authenticate header of a 401 (RFC 9728 §5.1); what stands below the endpoint's
        own path says the same of /mcp as what stands at the root."""
        path = "" if endpoint == MAIN else endpoint
        return f'Bearer resource_metadata="{self.settings.public_url}{PROTECTED}{path}"'
