"""Who comes with another authorization server's token: we are the resource server only.

The token says who it is of, through which client, in which workspace. What that client may do is
in our own grant: a first token makes one that reads, and its owner widens it in the web app.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from handrail.context import Context
from handrail.core.actor import Actor, Scope, Via
from handrail.core.clock import SECOND, Instant, now
from handrail.core.errors import InvalidToken
from handrail.core.ids import new_id
from handrail.features.access.actions.grants import begin_grant
from handrail.features.access.actions.identities import is_another
from handrail.features.access.actions.tokens import let_in
from handrail.features.access.delegation import TokenHolder
from handrail.features.access.store import external as store
from handrail.features.access.store import grants as grant_store
from handrail.features.access.store import identities
from handrail.features.workspaces import store as workspaces
from handrail.features.workspaces.actions.founding import NOBODY
from handrail.features.workspaces.model import actor_of
from handrail.outbound.openid import ACCESS_TOKEN, Provider, TokenRefused
from handrail.storage import journal
from handrail.storage.database import Database, Db

FIRST_USE = "first_use"
"""What the journal names as the tool."""
CONNECT = "Connect again by way of the identity provider."


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens are taken, and how they say what we need. `url` is where people reach this
    server; `audience` is what tokens name, None for the address of the endpoint called."""

    provider: Provider
    url: str
    audience: str | None
    workspace_claim: str
    email_claim: str

    def audiences(self, resource: frozenset[str]) -> list[str]:
        if self.audience is not None:
            return [self.audience] if resource else []
        return [f"{self.url}{path}" for path in sorted(resource)]


@dataclass(frozen=True, slots=True)
class Bearer:
    """What a token that is good says. `workspace` is a slug or a public id."""

    issuer: str
    subject: str
    email: str | None
    workspace: str
    client: str
    expires_at: Instant

    @property
    def client_id(self) -> str:
        """With the issuer before it: another server's clients are never taken for ours."""
        return f"{self.issuer} {self.client}"


def looks_external(credential: str) -> bool:
    """Whether it is in the form of a signed token (RFC 7515 §3.1), as nothing of ours is."""
    return credential.startswith("eyJ") and credential.count(".") == 2


async def external_holder(
    database: Database, issuer: Issuer, token: str, resource: frozenset[str]
) -> Actor:
    """Who comes with a token to an endpoint. Raises InvalidToken; Forbidden where the grant is
    paused; Unavailable."""
    bearer = await _bearer(issuer, token, resource)
    member = await _member(database, bearer)
    found = await _granted(database, member, bearer, resource)
    if found is None:
        await _first_use(database, member, bearer)
        found = await _granted(database, member, bearer, resource)
    return let_in(database, found, resource)


async def _bearer(issuer: Issuer, token: str, resource: frozenset[str]) -> Bearer:
    try:
        audiences = issuer.audiences(resource)
        if not audiences:
            raise TokenRefused("this endpoint takes keys only")
        claims = await issuer.provider.verified(token, audiences, ACCESS_TOKEN)
        return Bearer(
            issuer.provider.issuer,
            claims["sub"],
            _email(claims, issuer.email_claim),
            _workspace(claims, issuer.workspace_claim),
            _client(claims),
            # the same allowance for clocks as when it was verified
            int(claims["exp"] + 60) * SECOND,
        )
    except TokenRefused as error:
        raise InvalidToken(f"This token is not good here: {error}.", hint=CONNECT) from error


def _email(claims: Mapping[str, Any], name: str) -> str | None:
    email = claims.get(name)
    if not isinstance(email, str) or claims.get("email_verified", True) not in (True, "true"):
        return None
    return email.strip().lower() or None


def _workspace(claims: Mapping[str, Any], name: str) -> str:
    """The one workspace that a token names: as text, or in a list or an object of one."""
    said = claims.get(name)
    if isinstance(said, list | dict) and len(said) == 1:
        said = next(iter(said))
    if not isinstance(said, str) or not said:
        raise TokenRefused(f"its claim {name} names no one workspace")
    return said


def _client(claims: Mapping[str, Any]) -> str:
    said = claims.get("client_id") or claims.get("azp")
    if not isinstance(said, str) or len(said) > 500:
        raise TokenRefused("it names no client")
    return said


async def _member(database: Database, bearer: Bearer) -> Any:
    """The member of the workspace named who is this person: by subject, else by email."""

    async def look(db: Db) -> tuple[list[Any], list[Any]]:
        linked = list(await identities.callers_as(db, bearer.issuer, bearer.subject))
        called = await workspaces.signing_in(db, bearer.email) if bearer.email else []
        return linked, list(called)

    linked, called = await database.read(NOBODY, look)
    for row in (each for each in (*linked, *called) if _there(bearer, each)):
        # an address is given to new people, a subject never is
        if row in linked or not await is_another(database, row, bearer.issuer):
            return row
    # the same words where there is no such workspace
    raise InvalidToken(
        "This token's person is no member of the workspace it names.",
        hint="Ask an admin of the workspace to add them, with the email the provider knows.",
    )


def _there(bearer: Bearer, row: Any) -> bool:
    return bearer.workspace in {row.workspace_slug, row.workspace_id} and bool(row.is_active)


async def _granted(
    database: Database, member: Any, bearer: Bearer, resource: frozenset[str]
) -> TokenHolder | None:
    async def look(db: Db) -> TokenHolder | None:
        return await store.holder(
            db, member.member_id, bearer.client_id, min(resource), bearer.expires_at
        )

    return await database.read(member.workspace, look)


async def _first_use(database: Database, member: Any, bearer: Bearer) -> None:
    """A grant that reads, in the name of the member."""
    actor = actor_of(member)
    name = urlsplit(bearer.client).hostname or bearer.client
    host = urlsplit(bearer.issuer).hostname or bearer.issuer

    async def work(db: Db) -> None:
        if await grant_store.of_client(db, member.member_id, bearer.client_id) is not None:
            return  # another call of the same client was a moment earlier
        ctx = Context(actor, Via("oauth", new_id(), bearer.client), db, now())
        await begin_grant(ctx, bearer.client_id, name, host, frozenset({Scope.READ_DATA}))
        change = journal.Change(ctx.change_id, ctx.now, actor, ctx.via, FIRST_USE)
        await journal.append(db, change, ctx.events)

    await database.write(member.workspace, work)
