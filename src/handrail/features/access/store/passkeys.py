"""Passkeys, and the challenges they answer: statement in, nouns out."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update

from handrail.core.clock import Instant
from handrail.features.access.model import Passkey
from handrail.features.access.tables import challenges, passkeys
from handrail.features.workspaces.store import callers
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_SEEN = select(
    passkeys.c.id,
    passkeys.c.member_id,
    passkeys.c.name,
    passkeys.c.credential_id,
    passkeys.c.synced,
    passkeys.c.email,
    passkeys.c.created_at,
    passkeys.c.last_used_at,
).where(passkeys.c.workspace_id == WORKSPACE, passkeys.c.member_id == bindparam("member"))
_EVERY = Query(_SEEN.order_by(passkeys.c.created_at.desc(), passkeys.c.id.desc()))
_ONE = Query(_SEEN.where(passkeys.c.id == bindparam("which")))
_BY_CREDENTIAL = Query(
    callers(passkeys)
    .add_columns(
        passkeys.c.id.label("passkey_id"),
        passkeys.c.public_key,
        passkeys.c.sign_count,
        passkeys.c.email.label("proven_email"),
    )
    .where(passkeys.c.credential_id == bindparam("credential")),
    across="who signs in by passkey has not said which workspace",
)
_ADD = Query(insert(passkeys))
_RENAME = Query(
    update(passkeys)
    .where(passkeys.c.workspace_id == WORKSPACE, passkeys.c.id == bindparam("which"))
    .values(name=bindparam("new_name"))
)
_REMOVE = Query(
    delete(passkeys).where(
        passkeys.c.workspace_id == WORKSPACE, passkeys.c.id == bindparam("which")
    )
)
_USED = Query(
    update(passkeys)
    .where(
        passkeys.c.workspace_id == WORKSPACE,
        passkeys.c.id == bindparam("which"),
        # an authenticator that does not count says 0 for ever
        or_(
            passkeys.c.sign_count < bindparam("count"),
            and_(passkeys.c.sign_count == 0, bindparam("count") == 0),
        ),
    )
    .values(sign_count=bindparam("count"), last_used_at=bindparam("at"))
)
_CHALLENGE = Query(insert(challenges))
_FORGET = Query(
    delete(challenges).where(
        challenges.c.workspace_id == WORKSPACE, challenges.c.expires_at <= bindparam("at")
    )
)
_SPEND = Query(
    delete(challenges).where(
        challenges.c.workspace_id == WORKSPACE,
        challenges.c.hash == bindparam("spent"),
        challenges.c.member_id == bindparam("member"),
        challenges.c.expires_at > bindparam("at"),
    )
)
_SPEND_NOBODYS = Query(
    delete(challenges).where(
        challenges.c.workspace_id == WORKSPACE,
        challenges.c.hash == bindparam("spent"),
        challenges.c.member_id.is_(None),
        challenges.c.expires_at > bindparam("at"),
    )
)


async def of_member(db: Db, member_id: str) -> list[Passkey]:
    """Newest first."""
    return [_passkey(row) for row in await db.all(_EVERY, member=member_id)]


async def get(db: Db, member_id: str, passkey_id: str) -> Passkey | None:
    row = await db.first(_ONE, member=member_id, which=passkey_id)
    return _passkey(row) if row else None


def _passkey(row: Any) -> Passkey:
    return Passkey(
        row.id,
        row.member_id,
        row.name,
        bytes(row.credential_id),
        bool(row.synced),
        row.email,
        row.created_at,
        row.last_used_at,
    )


async def callers_with(db: Db, credential_id: bytes) -> Sequence[Any]:
    """The passkeys with this credential, in all workspaces, with `public_key`, `sign_count`,
    `proven_email`, and all that an Actor needs of the member they were added as."""
    return await db.all(_BY_CREDENTIAL, credential=credential_id)


async def add(db: Db, made: Passkey, public_key: bytes, sign_count: int) -> None:
    await db.run(
        _ADD,
        id=made.id,
        member_id=made.member_id,
        name=made.name,
        credential_id=made.credential_id,
        public_key=public_key,
        sign_count=sign_count,
        synced=made.synced,
        email=made.email,
        created_at=made.created_at,
        last_used_at=None,
    )


async def rename(db: Db, passkey_id: str, name: str) -> None:
    await db.run(_RENAME, which=passkey_id, new_name=name)


async def remove(db: Db, passkey_id: str) -> None:
    await db.run(_REMOVE, which=passkey_id)


async def used(db: Db, passkey_id: str, count: int, at: Instant) -> bool:
    """Whether the count has moved on, as nobody else has counted meanwhile."""
    return await db.run(_USED, which=passkey_id, count=count, at=at) == 1


async def add_challenge(
    db: Db, hash_: bytes, member_id: str | None, at: Instant, until: Instant
) -> None:
    """Remember that it was given out; those that ran out are forgotten on the way."""
    await db.run(_FORGET, at=at)
    await db.run(_CHALLENGE, hash=hash_, member_id=member_id, expires_at=until)


async def spend_challenge(db: Db, hash_: bytes, member_id: str | None, at: Instant) -> bool:
    """Whether it was given out to them, is still good, and was not spent before."""
    if member_id is None:
        return await db.run(_SPEND_NOBODYS, spent=hash_, at=at) == 1
    return await db.run(_SPEND, spent=hash_, member=member_id, at=at) == 1
