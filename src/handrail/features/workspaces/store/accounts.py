"""Accounts: the password of a person, by their email, in whichever workspaces they are members.

They are nobody's workspace's: run these in a transaction of workspace 0.
"""

from sqlalchemy import bindparam, insert, select, update

from handrail.core.clock import Instant
from handrail.features.workspaces.tables import accounts
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_ONE = Query(
    select(accounts.c.password_hash).where(
        accounts.c.workspace_id == WORKSPACE, accounts.c.email == bindparam("whose")
    )
)
_ADD = Query(insert(accounts))
_SET = Query(
    update(accounts)
    .where(accounts.c.workspace_id == WORKSPACE, accounts.c.email == bindparam("whose"))
    .values(password_hash=bindparam("new_hash"), changed_at=bindparam("at"))
)


async def password_of(db: Db, email: str) -> str | None:
    """The hash of the password of whoever has this email; None where they have none yet."""
    row = await db.first(_ONE, whose=email)
    return row.password_hash if row else None


async def set_password(db: Db, email: str, password_hash: str, at: Instant) -> None:
    """Give an email this password, its first or another."""
    if not await db.run(_SET, whose=email, new_hash=password_hash, at=at):
        await db.run(_ADD, email=email, password_hash=password_hash, changed_at=at)
