"""Sessions: statement in, nouns out."""

from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from handrail.core.clock import Instant
from handrail.features.access.model import Session
from handrail.features.access.tables import sessions
from handrail.features.workspaces.store import callers
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_BY_HASH = Query(
    callers(sessions)
    .add_columns(
        sessions.c.id.label("session_id"),
        sessions.c.last_seen_at,
        sessions.c.expires_at,
        sessions.c.idle,
        sessions.c.revoked_at,
    )
    .where(sessions.c.hash == bindparam("hash")),
    across="a session is looked up before its workspace is known",
)
_SEEN_OF = select(
    sessions.c.id,
    sessions.c.member_id,
    sessions.c.created_at,
    sessions.c.last_seen_at,
    sessions.c.expires_at,
    sessions.c.idle,
    sessions.c.user_agent,
    sessions.c.email,
).where(sessions.c.workspace_id == WORKSPACE, sessions.c.revoked_at.is_(None))
_OF_MEMBER = Query(
    _SEEN_OF.where(sessions.c.member_id == bindparam("member")).order_by(
        sessions.c.last_seen_at.desc(), sessions.c.id.desc()
    )
)
_ONE = Query(_SEEN_OF.where(sessions.c.id == bindparam("which")))
_ADD = Query(insert(sessions))
_SEEN = Query(
    update(sessions)
    .where(
        sessions.c.workspace_id == WORKSPACE,
        sessions.c.id == bindparam("which"),
        sessions.c.last_seen_at < bindparam("at"),
    )
    .values(last_seen_at=bindparam("at"))
)
_REVOKE = Query(
    update(sessions)
    .where(
        sessions.c.workspace_id == WORKSPACE,
        sessions.c.id == bindparam("which"),
        sessions.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("at"))
)
_REVOKE_ALL = Query(
    update(sessions)
    .where(
        sessions.c.workspace_id == WORKSPACE,
        sessions.c.member_id == bindparam("member"),
        sessions.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("at"))
)
_REVOKE_BUT = Query(
    update(sessions)
    .where(
        sessions.c.workspace_id == WORKSPACE,
        sessions.c.member_id == bindparam("member"),
        sessions.c.id != bindparam("but"),
        sessions.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("at"))
)
_REVOKE_PROVEN = Query(
    update(sessions)
    .where(
        sessions.c.email == bindparam("whose"),
        sessions.c.id != bindparam("but"),
        sessions.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("at")),
    across="a person has one password, and sessions in each of their workspaces",
)
_FORGET = Query(
    delete(sessions).where(
        sessions.c.workspace_id == WORKSPACE, sessions.c.expires_at < bindparam("before")
    )
)
NONE = "00000000-0000-7000-8000-000000000000"
"""The id of no session."""


async def caller(db: Db, hash_: bytes) -> Any | None:
    """The session with this hash, over or not, and all that an Actor needs of its member."""
    return await db.first(_BY_HASH, hash=hash_)


async def of_member(db: Db, member_id: str) -> list[Session]:
    """A member's sessions that nobody has ended, the last used first."""
    return [Session(*row) for row in await db.all(_OF_MEMBER, member=member_id)]


async def get(db: Db, session_id: str) -> Session | None:
    """One that nobody has ended."""
    row = await db.first(_ONE, which=session_id)
    return Session(*row) if row else None


async def add(db: Db, made: Session, hash_: bytes) -> None:
    """Begin a session; the workspace's sessions that are over are forgotten on the way."""
    await db.run(_FORGET, before=made.created_at)
    await db.run(
        _ADD,
        id=made.id,
        member_id=made.member_id,
        hash=hash_,
        created_at=made.created_at,
        last_seen_at=made.last_seen_at,
        expires_at=made.expires_at,
        idle=made.idle,
        revoked_at=None,
        user_agent=made.user_agent,
        email=made.email,
    )


async def seen(db: Db, session_id: str, at: Instant) -> None:
    await db.run(_SEEN, which=session_id, at=at)


async def revoke(db: Db, session_id: str, at: Instant) -> bool:
    """Whether this ended it."""
    return await db.run(_REVOKE, which=session_id, at=at) == 1


async def revoke_all(db: Db, member_id: str, at: Instant, but: str | None = None) -> int:
    """End every session of a member, or every other; how many."""
    if but is None:
        return await db.run(_REVOKE_ALL, member=member_id, at=at)
    return await db.run(_REVOKE_BUT, member=member_id, but=but, at=at)


async def revoke_proven(db: Db, email: str, at: Instant, but: str | None = None) -> int:
    """End every session, in every workspace, that was begun by proving this email; how many."""
    return await db.run(_REVOKE_PROVEN, whose=email, but=but or NONE, at=at)
