"""Signing in and out, who comes with a session, and where else that person may go.

A session says which member it is of, and which email whoever began it has proved to be theirs. Only
that email opens other workspaces: what a workspace's admin calls a member proves nothing.
"""

from collections.abc import Sequence
from typing import Any

from handrail.context import Context
from handrail.core.actor import Actor
from handrail.core.clock import Instant, iso, now
from handrail.core.errors import Forbidden, Invalid, NotFound, RateLimited, Unauthorized
from handrail.core.ids import is_id, new_id
from handrail.core.network import caller_at
from handrail.features.access import rules
from handrail.features.access.actions.telling import SIGNING_IN, SIGNING_OUT, tell, tell_failed
from handrail.features.access.actions.touching import touch
from handrail.features.access.events import SessionEnded, SessionRevoked, SessionStarted
from handrail.features.access.model import (
    SESSION_IDLE,
    SESSION_LIFE,
    WEB_PER_MINUTE,
    Membership,
    Session,
    SignedIn,
    SignIn,
)
from handrail.features.access.store import sessions as store
from handrail.features.workspaces import store as workspaces
from handrail.features.workspaces.actions.founding import NOBODY
from handrail.features.workspaces.actions.members import get_member
from handrail.features.workspaces.model import actor_of
from handrail.features.workspaces.store import accounts
from handrail.storage.database import Database, Db
from handrail.storage.rate_limit import RateLimit
from handrail.vault import hash as hashing
from handrail.vault import tokens

OBJECT = "sessions"
"""What the journal calls them."""
ENDING = "members.update"
"""Who may end the sessions of others, beside admins."""
BY_ADDRESS, BY_EMAIL = 30, 10
"""Tries a minute: from one address, and for one email."""

# Signing in ---------------------------------------------------------------------------------


async def sign_in(database: Database, limit: RateLimit, said: SignIn) -> SignedIn:
    """Begin a session by a password. Raises RateLimited; Unauthorized, in the same words for
    whatever is wrong; and Invalid, once the password has been right, where a workspace must be
    named."""
    email = said.email.strip().lower()[:254]
    await not_too_often(limit, "sign-in", said.address, email)
    kept, rows = await _known(database, email)
    right = await hashing.verify_password(kept, said.password)  # as long for nobody as for someone
    if not right:
        tell_failed(database, rows, said.address)
    rows = [row for row in rows if row.is_active and said.workspace in {None, row.workspace_slug}]
    if not right or not rows:
        raise Unauthorized("The email or the password is wrong.", hint="Check both and try again.")
    if kept is not None and hashing.needs_rehash(kept):
        await _rehash(database, email, said.password)
    return await begin_session(
        database, rows, email=email, workspace=said.workspace, user_agent=said.user_agent
    )


async def not_too_often(
    limit: RateLimit, what: str, address: str, email: str, *, by_email: int = BY_EMAIL
) -> None:
    """Raises RateLimited where one address, or one about one email, asks again and again."""
    tries = ((f"{what} from {caller_at(address)}", BY_ADDRESS), (f"{what} as {email}", by_email))
    for key, per_minute in tries:
        verdict = await limit.hit(key, per_minute)
        if not verdict.allowed:
            raise RateLimited(
                "Too many attempts.",
                retry_after=verdict.retry_after,
                hint=f"Try again in {verdict.retry_after} seconds.",
            )


async def _known(database: Database, email: str) -> tuple[str | None, Sequence[Any]]:
    """The password of an email, and its members in all workspaces."""

    async def look(db: Db) -> tuple[str | None, Sequence[Any]]:
        return await accounts.password_of(db, email), await workspaces.signing_in(db, email)

    return await database.read(NOBODY, look)


async def verified(database: Database, email: str, password: str) -> bool:
    """Whether this is the password of whoever has this email."""
    kept, _ = await _known(database, email)
    return await hashing.verify_password(kept, password)


async def proven_email(database: Database, actor: Actor) -> str | None:
    """The email that the session an actor came by has proved to be theirs."""
    session = await _own(database, actor)
    return None if session is None else session.email


async def _rehash(database: Database, email: str, password: str) -> None:
    renewed = await hashing.hash_password(password)

    async def work(db: Db) -> None:
        await accounts.set_password(db, email, renewed, now())

    await database.write(NOBODY, work)


async def begin_session(
    database: Database,
    members: Sequence[Any],
    *,
    email: str | None = None,
    workspace: str | None = None,
    user_agent: str = "",
    until: Instant | None = None,
) -> SignedIn:
    """Let somebody in whom the caller of this has proved to be one of `members`: rows as
    `workspaces.store.callers` and `signing_in` give them, from any workspaces.

    `email` is what they proved to be theirs beside, and to us (by their password, by a mail, by a
    passkey that they added after one of these, or by an OpenID provider that whoever runs this
    server trusts for every workspace): with it the session opens their other workspaces too. Leave
    it out where only this one member is proven. `workspace` is a slug, where they chose one.
    `until` cuts its life short.

    Raises Unauthorized where none of the members is active, and Invalid with the field `workspace`
    and the slugs to choose from where several are.
    """
    row = rules.the_one(members, workspace)
    if row is None:
        raise Unauthorized("You are no member here.", hint="Ask an admin to let you in.")
    return await _begin(database, row, email, user_agent, until)


async def _begin(
    database: Database, row: Any, email: str | None, user_agent: str, until: Instant | None
) -> SignedIn:
    secret, at = tokens.mint_session(), now()
    made = Session(
        id=new_id(),
        member_id=row.member_id,
        created_at=at,
        last_seen_at=at,
        expires_at=min(until or at + SESSION_LIFE, at + SESSION_LIFE),
        idle=SESSION_IDLE,
        user_agent=user_agent[:400],
        email=email,
    )

    actor = actor_of(row, per_minute=WEB_PER_MINUTE, session_id=made.id)
    after = {"user_agent": made.user_agent, "expires_at": iso(made.expires_at)}

    async def work(db: Db) -> None:
        await store.add(db, made, hashing.of_secret(secret))
        if email is not None:
            await workspaces.prove(db, row.member_id, email, at)
        started = SessionStarted(object=OBJECT, record_id=made.id, after=after)
        await tell(db, actor, SIGNING_IN, started, at)

    await database.write(row.workspace, work)
    return SignedIn(secret, actor, made.expires_at)


# Being signed in ----------------------------------------------------------------------------


async def session_holder(database: Database, secret: str) -> Actor:
    """Who comes with a session. Raises Unauthorized, Unavailable."""
    row = await _session(database, secret)
    at = now()
    actor = rules.session_holder(row, at)

    async def seen(db: Db) -> None:
        await store.seen(db, row.session_id, at)

    touch(database, actor.workspace, row.session_id, row.last_seen_at, at, seen)
    return actor


async def _session(database: Database, secret: str) -> Any:
    hash_ = hashing.of_secret(secret)

    async def look(db: Db) -> Any:
        return await store.caller(db, hash_)

    return await database.read(NOBODY, look)


async def workspaces_of(database: Database, actor: Actor) -> list[Membership]:
    """Every workspace that the person behind a session may act in, the one they are in included,
    by name: who they are there, with that workspace's role and policies.

    Each `actor` may be used for calls of that workspace, such as making a grant there; it is as
    much this person as the one handed in. Just the present workspace where the session has not
    proved an email, and none where the actor came with a key or a grant.
    """
    session = await _own(database, actor)
    if session is None:
        return []
    rows = [row for row in await _memberships(database, actor, session.email) if row.is_active]
    found = [
        Membership(
            actor_of(row, per_minute=WEB_PER_MINUTE, session_id=session.id), row.workspace_name
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.workspace_name.casefold(), each.actor.workspace))


async def _own(database: Database, actor: Actor) -> Session | None:
    which = actor.session_id
    if which is None:
        return None

    async def look(db: Db) -> Session | None:
        return await store.get(db, which)

    return await database.read(actor.workspace, look)


async def _memberships(database: Database, actor: Actor, email: str | None) -> list[Any]:
    """The member they are, and whoever has the email they proved."""

    async def look(db: Db) -> list[Any]:
        here = await workspaces.caller_of(db, actor.workspace, actor.member_id)
        proven = await workspaces.signing_in(db, email) if email else []
        # in the workspace they are in they are who they are, whatever its admin calls others
        elsewhere = [row for row in proven if row.workspace != actor.workspace]
        return [*([] if here is None else [here]), *elsewhere]

    return await database.read(NOBODY, look)


async def switch(database: Database, actor: Actor, slug: str) -> SignedIn:
    """Go on in another workspace of the same person: a new session there, which ends when this
    one would have; this one is over. Raises NotFound."""
    session = await _own(database, actor)
    places = await workspaces_of(database, actor)
    there = next((each.actor for each in places if each.actor.workspace_slug == slug), None)
    if session is None or there is None:
        raise NotFound(f"You are in no workspace {slug[:80]!r}.", hint="Sign in to it.")
    if there.workspace == actor.workspace:
        raise Invalid("You are there already.", field="workspace", hint="Choose another.")
    rows = await _memberships(database, actor, session.email)
    begun = await begin_session(
        database,
        rows,
        email=session.email,
        workspace=slug,
        user_agent=session.user_agent,
        until=session.expires_at,
    )
    await _end(database, actor, session.id)
    return begun


async def _end(database: Database, actor: Actor, session_id: str) -> None:
    async def end(db: Db) -> None:
        at = now()
        await store.revoke(db, session_id, at)
        await tell(db, actor, SIGNING_OUT, SessionEnded(object=OBJECT, record_id=session_id), at)

    await database.write(actor.workspace, end)


async def sign_out(database: Database, secret: str) -> None:
    """End a session; one that is unknown or over stays so."""
    row = await _session(database, secret)
    if row is not None and row.revoked_at is None:
        await _end(database, actor_of(row), row.session_id)


# Looking at them, and ending them -----------------------------------------------------------


async def list_sessions(ctx: Context, member_id: str | None = None) -> list[Session]:
    """A member's sessions that are not over, the last used first; one's own unless said. Raises
    NotFound, and Forbidden for somebody else's without the right to change members."""
    whose = await _whose(ctx, member_id)
    return [each for each in await store.of_member(ctx.db, whose) if each.lives(ctx.now)]


async def _whose(ctx: Context, member_id: str | None) -> str:
    if member_id in {None, ctx.actor.member_id}:
        return ctx.actor.member_id
    if ctx.actor.role != "admin" and ENDING not in ctx.actor.permissions:
        raise Forbidden("You may see your own sessions only.", hint="Ask an admin.")
    member = await get_member(ctx.db, member_id or "")
    if member.role == "admin" and ctx.actor.role != "admin":
        raise Forbidden("Only admins see the sessions of admins.", hint="Ask an admin.")
    return member.id


async def revoke_session(ctx: Context, session_id: str) -> Session:
    """End one. Raises NotFound, also for what is not the actor's to see."""
    found = await store.get(ctx.db, session_id) if is_id(session_id) else None
    try:
        if found is None or not found.lives(ctx.now):
            raise _no_session(session_id)
        await _whose(ctx, found.member_id)
    except Forbidden as error:
        raise _no_session(session_id) from error
    await store.revoke(ctx.db, found.id, ctx.now)
    _emit_ended(ctx, found)
    return found


async def revoke_sessions(ctx: Context, member_id: str | None = None) -> list[Session]:
    """End all sessions of a member, but for the one the actor came by; what was ended."""
    found = await list_sessions(ctx, member_id)
    ended = [each for each in found if each.id != ctx.actor.session_id]
    for each in ended:
        await store.revoke(ctx.db, each.id, ctx.now)
        _emit_ended(ctx, each)
    return ended


def _emit_ended(ctx: Context, session: Session) -> None:
    after = {"member_id": session.member_id, "revoked_at": iso(ctx.now)}
    ctx.emit(SessionRevoked(object=OBJECT, record_id=session.id, after=after))


def _no_session(session_id: str) -> NotFound:
    return NotFound(
        f"No session has the id {session_id[:80]!r}.",
        field="session_id",
        hint="Find sessions with list_sessions.",
    )
