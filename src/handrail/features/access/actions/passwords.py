"""Passwords: one for each person, whichever workspaces they are in; a new one ends sessions.

Every workspace that they have been in hears of it in its journal, and they themselves by mail:
whoever has taken a password over is found out by that mail.
"""

from dataclasses import dataclass

from handrail.core.actor import Actor
from handrail.core.clock import Instant, now
from handrail.core.errors import Forbidden, Invalid, NotFound
from handrail.features.access.actions.sessions import not_too_often, verified
from handrail.features.access.actions.telling import MEMBERS, tell
from handrail.features.access.events import PasswordChanged
from handrail.features.access.store import resets
from handrail.features.access.store import sessions as store
from handrail.features.workspaces import store as workspaces
from handrail.features.workspaces.actions.founding import NOBODY
from handrail.features.workspaces.actions.mails import leave
from handrail.features.workspaces.actions.members import get_member
from handrail.features.workspaces.model import Member, actor_of
from handrail.features.workspaces.store import accounts
from handrail.storage import queue
from handrail.storage.database import Database, Db
from handrail.storage.rate_limit import RateLimit
from handrail.vault import hash as hashing

RESET = "password.reset"
RESETS_A_MINUTE = 3
"""About one email; each may become a mail."""
FORGOTTEN = "/forgot"


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody came by a new password: what the journal names as the tool, the surface, and
    what was proved."""

    tool: str
    surface: str
    by: str


OWN = Way("change_password", "web", "the password before")
MAILED = Way("reset_password", "web", "a mailed link")
GIVEN = Way("set_password", "cli", "the server's command line")


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
        await _renew(db, email, password_hash, GIVEN, now())

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
        await _renew(db, email, password_hash, OWN, now(), but=actor.session_id)

    await database.write(NOBODY, work)


async def _renew(
    db: Db, email: str, password_hash: str, way: Way, at: Instant, but: str | None = None
) -> None:
    """Give a person another password, in a transaction of nobody's: their other sessions are over
    and their mailed links dead; they are told, and so is every workspace they have been in."""
    await accounts.set_password(db, email, password_hash, at)
    await resets.forget(db, email)
    await end_sessions(db, email, at, but)
    await _notice(db, email)
    for row in await workspaces.signing_in(db, email):
        if row.is_active and row.proven_at is not None:
            db.workspace = row.workspace
            event = PasswordChanged(
                object=MEMBERS, record_id=row.member_id, after={"proved_by": way.by}
            )
            await tell(db, actor_of(row), way.tool, event, at, way.surface)
    db.workspace = NOBODY


async def _notice(db: Db, email: str) -> None:
    await leave(
        db,
        email,
        "Your password for Handrail was changed",
        f"The password of {email} was changed just now. If it was you, all is well.\n\n"
        "If it was not you, open this address at once, have a link mailed and choose another one; "
        "that signs out whoever has it now. Then tell an admin of your workspace:",
        FORGOTTEN,
        "It signed you out wherever you were signed in, but for where it was changed. It does not "
        "end passkeys: look under Settings → Security for those that are not yours.",
    )


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
        await _renew(db, email, password_hash, MAILED, at)

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
