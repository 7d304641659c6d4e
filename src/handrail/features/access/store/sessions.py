"""Sessions: statement in, nouns out."""

from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from handrail.core.clock import Instant
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
    .where(sessions.c.workspace_id == WORKSPACE, sessions.c.id == bindparam("which"))
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
_FORGET = Query(
    delete(sessions).where(
        sessions.c.workspace_id == WORKSPACE, sessions.c.expires_at < bindparam("before")
    )
)


async def caller(db: Db, hash_: bytes) -> Any | None:
    """The session with this hash, over or not, and all that an Actor needs of its member."""
    return await db.first(_BY_HASH, hash=hash_)


async def add(
    db: Db,
    session_id: str,
    member_id: str,
    hash_: bytes,
    at: Instant,
    *,
    life: int,
    idle: int,
    user_agent: str,
) -> None:
    """Begin a session; the workspace's sessions that are over are forgotten on the way."""
    await db.run(_FORGET, before=at)
    await db.run(
        _ADD,
        id=session_id,
        member_id=member_id,
        hash=hash_,
        created_at=at,
        last_seen_at=at,
        expires_at=at + life,
        idle=idle,
        revoked_at=None,
        user_agent=user_agent,
    )


async def seen(db: Db, session_id: str, at: Instant) -> None:
    await db.run(_SEEN, which=session_id, at=at)


async def revoke(db: Db, session_id: str, at: Instant) -> None:
    await db.run(_REVOKE, which=session_id, at=at)


async def revoke_all(db: Db, member_id: str, at: Instant) -> None:
    """End every session of a member."""
    await db.run(_REVOKE_ALL, member=member_id, at=at)
