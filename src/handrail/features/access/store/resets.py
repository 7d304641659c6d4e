"""Mailed links that set a new password: statement in, nouns out; in transactions of workspace 0."""

from sqlalchemy import bindparam, delete, insert, select

from handrail.core.clock import Instant
from handrail.features.access.tables import resets
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_ADD = Query(insert(resets))
_ONE = Query(
    select(resets.c.email).where(
        resets.c.workspace_id == WORKSPACE,
        resets.c.hash == bindparam("secret"),
        resets.c.expires_at > bindparam("at"),
    )
)
_SPEND = Query(
    delete(resets).where(
        resets.c.workspace_id == WORKSPACE,
        resets.c.hash == bindparam("secret"),
        resets.c.expires_at > bindparam("at"),
    )
)
_FORGET = Query(
    delete(resets).where(resets.c.workspace_id == WORKSPACE, resets.c.email == bindparam("whose"))
)
_SWEEP = Query(
    delete(resets).where(resets.c.workspace_id == WORKSPACE, resets.c.expires_at < bindparam("at"))
)


async def add(db: Db, hash_: bytes, email: str, at: Instant, until: Instant) -> None:
    """Give out a link; those that are over are forgotten on the way."""
    await db.run(_SWEEP, at=at)
    await db.run(_ADD, hash=hash_, email=email, expires_at=until)


async def email_of(db: Db, hash_: bytes, at: Instant) -> str | None:
    """Whose link it is, while it is good."""
    row = await db.first(_ONE, secret=hash_, at=at)
    return row.email if row else None


async def spend(db: Db, hash_: bytes, at: Instant) -> bool:
    """Whether it was good: of several who use it at once, one finds it so."""
    return await db.run(_SPEND, secret=hash_, at=at) == 1


async def forget(db: Db, email: str) -> None:
    """Every link of one person is dead."""
    await db.run(_FORGET, whose=email)
