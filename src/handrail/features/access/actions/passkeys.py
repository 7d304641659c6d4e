"""Passkeys: adding, naming and removing one's own; and who comes with one.

A passkey proves the email that whoever added it had proved: so it opens all their workspaces. It
belongs to the member it was added as: there it is listed, named and removed, there it leads first,
and it opens nothing once that member has left or is called by another email.

A challenge is given out once, kept by its hash for five minutes, and spent by its answer: at
sign-in before that is looked at, so that one which failed cannot be tried again. The browser keeps
the challenge itself in a cookie, so that an answer is only taken from the browser which was asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handrail.context import Context
from handrail.core.clock import Instant
from handrail.core.errors import Conflict, Invalid, NotFound, RateLimited, Unauthorized
from handrail.core.ids import is_id, new_id, to_bytes
from handrail.core.network import caller_at
from handrail.features.access import rules
from handrail.features.access.events import PasskeyAdded, PasskeyRemoved, PasskeyRenamed
from handrail.features.access.model import (
    MOST_PASSKEYS,
    PASSKEY_CHALLENGE_LIFE,
    Passkey,
)
from handrail.features.access.store import passkeys as store
from handrail.features.access.store import sessions
from handrail.features.workspaces import store as workspaces
from handrail.features.workspaces.actions.founding import NOBODY
from handrail.features.workspaces.actions.mails import leave
from handrail.features.workspaces.actions.members import get_member
from handrail.storage.database import Database, Db
from handrail.storage.rate_limit import RateLimit
from handrail.vault import hash as hashing
from handrail.vault import passkeys as vault
from handrail.vault.passkeys import Site

OBJECT = "passkeys"
"""What the journal calls them."""
SECURITY = "/settings/security"
BY_ADDRESS = 30
"""Tries a minute from one address."""

# One's own ----------------------------------------------------------------------------------


async def list_passkeys(ctx: Context) -> list[Passkey]:
    """Those that the caller added here, newest first."""
    return await store.of_member(ctx.db, ctx.actor.member_id)


async def _proven(ctx: Context) -> str | None:
    """The email that the caller's session has proved to be theirs."""
    if ctx.actor.session_id is None:
        return None
    session = await sessions.get(ctx.db, ctx.actor.session_id)
    return None if session is None else session.email


async def begin_passkey(ctx: Context, site: Site) -> tuple[dict[str, Any], str]:
    """What the caller's browser is asked for a new passkey, and the challenge for its cookie.

    Raises Forbidden for who is not there in person, and Invalid where there are enough.
    """
    rules.in_person(ctx.actor)
    known = await list_passkeys(ctx)
    if len(known) >= MOST_PASSKEYS:
        raise Invalid(
            f"You have {MOST_PASSKEYS} passkeys already.", hint="Remove one that you do not use."
        )
    member = await get_member(ctx.db, ctx.actor.member_id)
    challenge = vault.new_challenge()
    await _give_out(ctx.db, challenge, member.id, ctx.now)
    options = vault.to_make(
        site,
        challenge,
        handle=to_bytes(member.id),
        name=f"{member.email or member.name} ({ctx.actor.workspace_slug})",
        shown=member.name,
        known=[each.credential_id for each in known],
    )
    return options, challenge.hex()


async def _give_out(db: Db, challenge: bytes, member_id: str | None, at: Instant) -> None:
    hash_ = hashing.of_secret(challenge.hex())
    await store.add_challenge(db, hash_, member_id, at, at + PASSKEY_CHALLENGE_LIFE)


async def add_passkey(
    ctx: Context, site: Site, challenge: str, said: Mapping[str, Any], name: str
) -> Passkey:
    """Keep what the caller's browser made. Raises Forbidden, Unauthorized, and Conflict where
    somebody has it already."""
    rules.in_person(ctx.actor)
    if not await store.spend_challenge(
        ctx.db, hashing.of_secret(challenge), ctx.actor.member_id, ctx.now
    ):
        raise _too_late()
    made = vault.made(site, bytes.fromhex(challenge), said)
    if await store.callers_with(ctx.db, made.credential_id):
        raise Conflict("This passkey is known already.", hint="Use another device or manager.")
    kept = Passkey(
        id=new_id(),
        member_id=ctx.actor.member_id,
        name=_named(name),
        credential_id=made.credential_id,
        synced=made.synced,
        email=await _proven(ctx),
        created_at=ctx.now,
    )
    await store.add(ctx.db, kept, made.public_key, made.sign_count)
    await _notice(ctx, kept)
    ctx.emit(PasskeyAdded(object=OBJECT, record_id=kept.id, after=_journalled(kept)))
    return kept


async def _notice(ctx: Context, kept: Passkey) -> None:
    """Tell its owner: whoever sits down at a browser that is signed in could stay by a passkey."""
    member = await get_member(ctx.db, ctx.actor.member_id)
    if email := kept.email or member.email:
        await leave(
            ctx.db,
            email,
            "A passkey was added to your sign-in to Handrail",
            f"{kept.name!r} was added just now, and signs in as {email}. If it was you, all is "
            "well.\n\nIf it was not you, open this address, remove it, and change your password:",
            SECURITY,
            "A new password does not end passkeys: remove those that you do not know.",
        )


def _journalled(passkey: Passkey) -> dict[str, Any]:
    return {"name": passkey.name, "member_id": passkey.member_id, "synced": passkey.synced}


def _named(name: str) -> str:
    return " ".join(name.split())[:100] or "Passkey"


async def rename_passkey(ctx: Context, passkey_id: str, name: str) -> Passkey:
    """Raises Forbidden, NotFound."""
    old, new_name = await _own(ctx, passkey_id), _named(name)
    if new_name != old.name:
        await store.rename(ctx.db, old.id, new_name)
        before, after = {"name": old.name}, {"name": new_name}
        ctx.emit(PasskeyRenamed(object=OBJECT, record_id=old.id, before=before, after=after))
    return await _own(ctx, passkey_id)


async def remove_passkey(ctx: Context, passkey_id: str) -> Passkey:
    """It opens nothing from now on. Raises Forbidden, NotFound."""
    old = await _own(ctx, passkey_id)
    await store.remove(ctx.db, old.id)
    ctx.emit(PasskeyRemoved(object=OBJECT, record_id=old.id, before=_journalled(old)))
    return old


async def _own(ctx: Context, passkey_id: str) -> Passkey:
    rules.in_person(ctx.actor)
    known = is_id(passkey_id)
    found = await store.get(ctx.db, ctx.actor.member_id, passkey_id) if known else None
    if found is None:
        raise NotFound("You have no such passkey.", hint="Look at the list of your passkeys.")
    return found


# Signing in ---------------------------------------------------------------------------------


async def begin_sign_in(
    database: Database, limit: RateLimit, site: Site, address: str, at: Instant
) -> tuple[dict[str, Any], str]:
    """What anybody's browser is asked, and the challenge for its cookie. Raises RateLimited."""
    await not_too_often(limit, address)
    challenge = vault.new_challenge()

    async def work(db: Db) -> None:
        await _give_out(db, challenge, None, at)

    await database.write(NOBODY, work)
    return vault.to_use(site, challenge), challenge.hex()


async def not_too_often(limit: RateLimit, address: str) -> None:
    """Raises RateLimited where one address tries to come in again and again."""
    verdict = await limit.hit(f"other ways in from {caller_at(address)}", BY_ADDRESS)
    if not verdict.allowed:
        raise RateLimited(
            "Too many attempts to sign in.",
            retry_after=verdict.retry_after,
            hint=f"Try again in {verdict.retry_after} seconds.",
        )


@dataclass(frozen=True, slots=True)
class Holder:
    """A member, as a row of `callers`; and the email that they have proved to be theirs."""

    row: Any
    email: str | None


async def passkey_holder(
    database: Database, site: Site, challenge: str, said: Mapping[str, Any], at: Instant
) -> Holder:
    """Whose passkey answered, where they added it. Raises Unauthorized, in the same words whether
    the passkey is unknown, its member has left or become another, or its answer proves nothing."""

    async def spend(db: Db) -> bool:
        return await store.spend_challenge(db, hashing.of_secret(challenge), None, at)

    if not await database.write(NOBODY, spend):
        raise _too_late()
    credential_id, handle = vault.credential_of(said)

    async def look(db: Db) -> Any:
        return await store.callers_with(db, credential_id)

    rows = await database.read(NOBODY, look)
    row = rows[0] if len(rows) == 1 else None
    if row is None or not row.is_active or handle != to_bytes(row.member_id):
        raise vault.refused("unknown passkey, or not this member's")
    if not await _is_still_theirs(database, row):
        raise vault.refused("its member has another email since")
    count = vault.used(
        site,
        bytes.fromhex(challenge),
        said,
        public_key=bytes(row.public_key),
        sign_count=row.sign_count,
    )

    async def counted(db: Db) -> bool:
        return await store.used(db, row.passkey_id, count, at)

    if not await database.write(row.workspace, counted):
        raise vault.refused("its count did not move on")
    return Holder(row, row.proven_email)


async def _is_still_theirs(database: Database, row: Any) -> bool:
    """Whether the member that it was added as has its owner's email: one who is called by another
    address since is another person."""
    if row.proven_email is None:
        return True

    async def look(db: Db) -> bool:
        rows = await workspaces.signing_in(db, row.proven_email)
        return any(each.member_id == row.member_id for each in rows)

    return await database.read(NOBODY, look)


def _too_late() -> Unauthorized:
    return Unauthorized("That took too long, or was done before.", hint="Try once more.")
