"""Passwords: one for each person, whichever workspaces they are in; a new one ends sessions."""

from handrail.core.actor import Actor
from handrail.core.clock import Instant, now
from handrail.core.errors import Forbidden, Invalid, NotFound
from handrail.features.access.actions.sessions import not_too_often, verified
from handrail.features.access.store import resets
from handrail.features.access.store import sessions as store
from handrail.features.workspaces import store as workspaces
from handrail.features.workspaces.actions.founding import NOBODY
from handrail.features.workspaces.actions.members import get_member
from handrail.features.workspaces.model import Member
from handrail.features.workspaces.store import accounts
from handrail.storage import queue
from handrail.storage.database import Database, Db
from handrail.storage.rate_limit import RateLimit
from handrail.vault import hash as hashing

RESET = "password.reset"
RESETS_A_MINUTE = 3
"""About one email; each may become a mail."""


async def set_password(database: Database, workspace: int, member_id: str, password: str) -> None:
    """Give a member a password, which is theirs in every workspace; all their sessions are over.

    Raises Invalid, NotFound.
    """
    password_hash = await hashing.hash_password(hashing.acceptable(password))

    async def look(db: Db) -> Member:
        return await get_member(db, member_id)

    member = await database.read(workspace, look)
    if member.email is None:
        raise Invalid(f"{member.name} has no email to sign in with.", hint="Give them one first.")
    email = member.email

    async def work(db: Db) -> None:
        await accounts.set_password(db, email, password_hash, now())
        await resets.forget(db, email)
        await end_sessions(db, email, now())

    await database.write(NOBODY, work)


async def change_password(
    database: Database, limit: RateLimit, actor: Actor, address: str, old: str, new: str
) -> None:
    """Give oneself another password, in person and knowing the old one; every other session is
    over. Raises Forbidden, RateLimited, Invalid."""
    if actor.session_id is None:
        raise Forbidden("A password is changed by its owner.", hint="Sign in to the web app.")

    async def look(db: Db) -> Member:
        return await get_member(db, actor.member_id)

    email = (await database.read(actor.workspace, look)).email or ""
    await not_too_often(limit, "password", address, email)

    if not await verified(database, email, old):
        raise Invalid("This is not your password.", field="old", hint="Type the present one.")
    password_hash = await hashing.hash_password(hashing.acceptable(new))

    async def work(db: Db) -> None:
        await accounts.set_password(db, email, password_hash, now())
        await resets.forget(db, email)
        await end_sessions(db, email, now(), but=actor.session_id)

    await database.write(NOBODY, work)


# Forgotten ----------------------------------------------------------------------------------


async def request_reset(database: Database, limit: RateLimit, email: str, address: str) -> None:
    """Have a link mailed, if there is somebody with this email: whoever asks cannot tell, neither
    by the answer nor by its time. Raises RateLimited."""
    whose = email.strip().lower()[:254]
    await not_too_often(limit, "reset", address, whose, by_email=RESETS_A_MINUTE)

    async def work(db: Db) -> None:
        await queue.enqueue(db, RESET, {"email": whose}, unique_key=f"{RESET}:{whose}")

    await database.write(NOBODY, work)


async def reset_of(database: Database, secret: str, at: Instant) -> str:
    """Whose password a link sets. Raises NotFound."""
    hash_ = hashing.of_secret(secret)

    async def look(db: Db) -> str | None:
        return await resets.email_of(db, hash_, at)

    email = await database.read(NOBODY, look)
    if email is None:
        raise _no_reset()
    return email


async def reset_password(database: Database, secret: str, password: str, at: Instant) -> str:
    """Set the password a link is for; all sessions and other links of its owner are over. Their
    email. Raises Invalid, NotFound."""
    email = await reset_of(database, secret, at)
    password_hash = await hashing.hash_password(hashing.acceptable(password))

    async def work(db: Db) -> None:
        if not await resets.spend(db, hashing.of_secret(secret), at):
            raise _no_reset()
        await accounts.set_password(db, email, password_hash, at)
        await resets.forget(db, email)
        await end_sessions(db, email, at)

    await database.write(NOBODY, work)
    return email


def _no_reset() -> NotFound:
    return NotFound("This address is no longer good.", hint="Ask for a new one.")


# What else there is to know -----------------------------------------------------------------


async def end_sessions(db: Db, email: str, at: Instant, but: str | None = None) -> None:
    """End all sessions of a person, or all others: in a transaction of nobody's, which is that
    again afterwards."""
    await store.revoke_proven(db, email, at, but)
    for row in await workspaces.signing_in(db, email):
        db.workspace = row.workspace
        await store.revoke_all(db, row.member_id, at, but)
    db.workspace = NOBODY


async def has_password(database: Database, email: str) -> bool:
    """Whether somebody with this email can sign in already."""

    async def look(db: Db) -> bool:
        return await accounts.password_of(db, email.strip().lower()) is not None

    return await database.read(NOBODY, look)
