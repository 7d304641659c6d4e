"""Signing in and out, and who comes with a session."""

from collections.abc import Sequence
from typing import Any

from handrail.core.actor import Actor
from handrail.core.clock import now
from handrail.core.errors import Invalid, RateLimited, Unauthorized
from handrail.core.ids import new_id
from handrail.features.access import rules
from handrail.features.access.actions.touching import touch
from handrail.features.access.model import (
    SESSION_IDLE,
    SESSION_LIFE,
    WEB_PER_MINUTE,
    SignedIn,
    SignIn,
)
from handrail.features.access.store import sessions as store
from handrail.features.workspaces import store as workspaces
from handrail.features.workspaces.actions.founding import NOBODY
from handrail.features.workspaces.actions.members import missing
from handrail.features.workspaces.model import actor_of
from handrail.storage.database import Database, Db
from handrail.storage.rate_limit import RateLimit
from handrail.vault import hash as hashing
from handrail.vault import tokens

BY_ADDRESS, BY_EMAIL = 30, 10
"""Tries a minute: from one address, and for one email."""
MOST_WORKSPACES = 10
"""In how many workspaces one email is tried."""


async def sign_in(database: Database, limit: RateLimit, said: SignIn) -> SignedIn:
    """Begin a session. Raises RateLimited; Unauthorized, in the same words for whatever is wrong;
    and Invalid, once the password has been right, where a workspace must be named."""
    email = said.email.strip().lower()[:254]
    await _not_too_often(limit, said.address, email)

    async def look(db: Db) -> Sequence[Any]:
        return await workspaces.signing_in(db, email)

    rows = [
        row
        for row in await database.read(NOBODY, look)
        if row.is_active and said.workspace in {None, row.workspace_slug}
    ]
    known = [row for row in rows[:MOST_WORKSPACES] if await _right(row.password_hash, said)]
    if not rows:
        await _right(None, said)  # as long as for someone known
    if not known:
        raise Unauthorized("The email or the password is wrong.", hint="Check both and try again.")
    if len(known) > 1:
        raise Invalid(
            "You are a member of several workspaces.",
            field="workspace",
            allowed=[row.workspace_slug for row in known],
            hint="Choose one.",
        )
    return await _begin(database, known[0], said)


async def _not_too_often(limit: RateLimit, address: str, email: str) -> None:
    tries = ((f"sign-in from {address}", BY_ADDRESS), (f"sign-in as {email}", BY_EMAIL))
    for key, per_minute in tries:
        verdict = await limit.hit(key, per_minute)
        if not verdict.allowed:
            raise RateLimited(
                "Too many attempts to sign in.",
                retry_after=verdict.retry_after,
                hint=f"Try again in {verdict.retry_after} seconds.",
            )


async def _right(kept: str | None, said: SignIn) -> bool:
    return await hashing.verify_password(kept, said.password)


async def _begin(database: Database, row: Any, said: SignIn) -> SignedIn:
    secret, at = tokens.mint_session(), now()
    stale = hashing.needs_rehash(row.password_hash)
    renewed = await hashing.hash_password(said.password) if stale else None

    async def work(db: Db) -> None:
        await store.add(
            db,
            new_id(),
            row.member_id,
            hashing.of_secret(secret),
            at,
            life=SESSION_LIFE,
            idle=SESSION_IDLE,
            user_agent=said.user_agent[:400],
        )
        if renewed is not None:
            await workspaces.set_password_hash(db, row.member_id, renewed)

    await database.write(row.workspace, work)
    actor = actor_of(row, per_minute=WEB_PER_MINUTE)
    return SignedIn(secret, actor, at + SESSION_LIFE)


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


async def sign_out(database: Database, secret: str) -> None:
    """End a session; one that is unknown or over stays so."""
    row = await _session(database, secret)
    if row is not None:

        async def end(db: Db) -> None:
            await store.revoke(db, row.session_id, now())

        await database.write(row.workspace, end)


async def set_password(database: Database, workspace: int, member_id: str, password: str) -> None:
    """Give a member a password; every session they had is over. Raises Invalid, NotFound."""
    password_hash = await hashing.hash_password(hashing.acceptable(password))

    async def work(db: Db) -> None:
        if not await workspaces.set_password_hash(db, member_id, password_hash):
            raise missing(member_id)
        await store.revoke_all(db, member_id, now())

    await database.write(workspace, work)
