"""The sessions behind the web app's cookie, kept by features/access."""

from dataclasses import dataclass

from handrail.core.actor import Actor
from handrail.core.errors import Unauthorized
from handrail.features.access.actions import sessions
from handrail.features.access.model import SignIn
from handrail.storage.database import Database
from handrail.storage.rate_limit import RateLimit
from handrail.surfaces import throttle


@dataclass(frozen=True, slots=True)
class Sessions:
    database: Database
    limit: RateLimit

    async def sign_in(self, said: SignIn) -> str:
        """What the cookie is to hold. Raises Unauthorized, RateLimited; Invalid where a workspace
        must be named."""
        return (await sessions.sign_in(self.database, self.limit, said)).secret

    async def actor(self, secret: str) -> Actor | None:
        """Whose session it is, while it lives. Raises RateLimited, Unavailable."""
        try:
            actor = await sessions.session_holder(self.database, secret)
        except Unauthorized:
            return None
        await throttle.check(self.limit, actor)
        return actor

    async def sign_out(self, secret: str) -> None:
        await sessions.sign_out(self.database, secret)
