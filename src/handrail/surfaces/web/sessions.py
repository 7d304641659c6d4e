"""The sessions behind the web app's cookie, kept by features/access."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handrail.core.actor import Actor, Via
from handrail.core.clock import now
from handrail.core.errors import Unauthorized
from handrail.features.access.actions import (
    identities,
    joining,
    passkeys,
    passwords,
    sessions,
)
from handrail.features.access.actions.identities import Joining
from handrail.features.access.actions.joining import Joins
from handrail.features.access.model import Membership, SignIn
from handrail.features.workspaces.actions import invitations
from handrail.features.workspaces.actions.invitations import Offer
from handrail.outbound.openid_code import Person
from handrail.storage.database import Database
from handrail.storage.rate_limit import RateLimit
from handrail.surfaces import throttle
from handrail.vault.passkeys import Site


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

    async def workspaces(self, actor: Actor) -> list[Membership]:
        """Where the person behind a session may go."""
        return await sessions.workspaces_of(self.database, actor)

    async def proven(self, actor: Actor) -> str | None:
        """The email that their session has proved to be theirs."""
        return await sessions.proven_email(self.database, actor)

    async def switch(self, actor: Actor, slug: str) -> str:
        """What the cookie is to hold, in another workspace. Raises NotFound, Invalid."""
        return (await sessions.switch(self.database, actor, slug)).secret

    async def change_password(self, actor: Actor, address: str, old: str, new: str) -> None:
        """Raises Invalid, RateLimited."""
        await passwords.change_password(self.database, self.limit, actor, address, old, new)

    async def request_reset(self, email: str, address: str) -> None:
        """Raises RateLimited."""
        await passwords.request_reset(self.database, self.limit, email, address)

    async def reset_of(self, secret: str) -> str:
        """Whose password a mailed link sets. Raises NotFound."""
        return await passwords.reset_of(self.database, secret, now())

    async def reset_password(self, secret: str, password: str) -> None:
        """Raises NotFound, Invalid."""
        await passwords.reset_password(self.database, secret, password, now())

    async def offer(self, secret: str) -> Offer:
        """What a mailed invitation offers. Raises NotFound."""
        return await invitations.offer_of(self.database, secret, now())

    async def join(self, secret: str, said: Joins, via: Via) -> str:
        """Accept an invitation; what the cookie is to hold. Raises NotFound, Invalid, Conflict,
        Unauthorized, RateLimited."""
        return (await joining.join(self.database, self.limit, secret, said, via)).secret

    async def sign_out(self, secret: str) -> None:
        await sessions.sign_out(self.database, secret)

    async def not_too_often(self, address: str) -> None:
        """Raises RateLimited where one address tries to come in again and again."""
        await passkeys.not_too_often(self.limit, address)

    async def begin_passkey(self, site: Site, address: str) -> tuple[dict[str, Any], str]:
        """What the browser is asked, and the challenge for its cookie. Raises RateLimited."""
        return await passkeys.begin_sign_in(self.database, self.limit, site, address, now())

    async def by_passkey(
        self, site: Site, challenge: str, said: Mapping[str, Any], user_agent: str
    ) -> str:
        """What the cookie is to hold. Raises Unauthorized."""
        found = await passkeys.passkey_holder(self.database, site, challenge, said, now())
        begun = await sessions.begin_session(
            self.database, [found.row], email=found.email, user_agent=user_agent
        )
        return begun.secret

    async def by_openid(
        self, person: Person, joining: Joining, via: Via, workspace: str | None, user_agent: str
    ) -> str:
        """What the cookie is to hold. Raises Unauthorized; Invalid where a workspace must be
        named."""
        found = await identities.identity_holder(
            self.database, person, joining, via, now(), workspace
        )
        begun = await sessions.begin_session(
            self.database, [found.row], email=found.email, user_agent=user_agent
        )
        return begun.secret
