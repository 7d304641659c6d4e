"""Joining a workspace by an invitation: with a first password, or with the one a person has."""

from dataclasses import dataclass

from handrail.core.actor import Actor, Via
from handrail.core.clock import Instant, now
from handrail.core.errors import Invalid
from handrail.features.access.actions.sessions import (
    begin_session,
    not_too_often,
    proven_email,
    verified,
)
from handrail.features.access.model import SignedIn
from handrail.features.access.store import keys
from handrail.features.workspaces.actions import invitations
from handrail.features.workspaces.actions.invitations import Offer
from handrail.storage.database import Database, Db
from handrail.storage.rate_limit import RateLimit
from handrail.vault import hash as hashing


@dataclass(frozen=True, slots=True)
class Joins:
    """What somebody says who holds a link. `actor` is whom their browser is signed in as."""

    name: str
    password: str
    address: str = ""
    user_agent: str = ""
    actor: Actor | None = None


async def join(
    database: Database, limit: RateLimit, secret: str, said: Joins, via: Via
) -> SignedIn:
    """Become a member and begin a session there.

    The link proves the email. Who has a password gives it, or comes by a session that has proved
    the same email: otherwise whoever reads a forwarded mail could act under somebody's name.
    Raises NotFound, Invalid, Conflict, RateLimited.
    """
    at = now()
    offer = await invitations.offer_of(database, secret, at)
    await _its_key_lives(database, offer, at)
    email = offer.invitation.email
    name = invitations.name_ok(said.name)
    password_hash = None
    if not offer.has_account:
        password_hash = await hashing.hash_password(hashing.acceptable(said.password))
    elif said.actor is None or await proven_email(database, said.actor) != email:
        await not_too_often(limit, "sign-in", said.address, email)
        if not await verified(database, email, said.password):
            raise Invalid(
                f"This is not the password of {email}.",
                field="password",
                hint="Use the one you sign in with elsewhere on this server.",
            )
    row = await invitations.accept(database, secret, name, password_hash, via, at)
    return await begin_session(database, [row], email=email, user_agent=said.user_agent)


async def _its_key_lives(database: Database, offer: Offer, at: Instant) -> None:
    """NotFound for what was invited by a key that is paused, or was ended while it invited."""
    which = offer.invitation.made_with
    if which is None:
        return

    async def look(db: Db) -> bool:
        key = await keys.get(db, which)
        return key is not None and key.status(at) in {"live", "expired"}

    if not await database.read(offer.workspace, look):
        raise invitations.no_offer()
