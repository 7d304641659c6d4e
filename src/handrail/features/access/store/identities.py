"""Who members are at OpenID providers: statement in, nouns out."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from handrail.core.clock import Instant
from handrail.features.access.model import Identity
from handrail.features.access.tables import identities
from handrail.features.workspaces.store import callers
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_SEEN = select(
    identities.c.id,
    identities.c.member_id,
    identities.c.issuer,
    identities.c.subject,
    identities.c.email,
    identities.c.created_at,
    identities.c.last_used_at,
).where(identities.c.workspace_id == WORKSPACE, identities.c.member_id == bindparam("member"))
_EVERY = Query(_SEEN.order_by(identities.c.created_at.desc(), identities.c.id.desc()))
_ONE = Query(_SEEN.where(identities.c.id == bindparam("which")))
_BY_SUBJECT = Query(
    callers(identities)
    .add_columns(identities.c.id.label("identity_id"))
    .where(
        identities.c.issuer == bindparam("who_says"),
        identities.c.subject == bindparam("who"),
    )
    .order_by(identities.c.workspace_id),
    across="who comes from an OpenID provider has not said which workspace",
)
_ADD = Query(insert(identities))
_REMOVE = Query(
    delete(identities).where(
        identities.c.workspace_id == WORKSPACE, identities.c.id == bindparam("which")
    )
)
_USED = Query(
    update(identities)
    .where(identities.c.workspace_id == WORKSPACE, identities.c.id == bindparam("which"))
    .values(last_used_at=bindparam("at"))
)


async def of_member(db: Db, member_id: str) -> list[Identity]:
    """Newest first."""
    return [Identity(*row) for row in await db.all(_EVERY, member=member_id)]


async def get(db: Db, member_id: str, identity_id: str) -> Identity | None:
    row = await db.first(_ONE, member=member_id, which=identity_id)
    return Identity(*row) if row else None


async def callers_as(db: Db, issuer: str, subject: str) -> Sequence[Any]:
    """The members who are this person, in all workspaces, with `identity_id` and all that an
    Actor needs."""
    return await db.all(_BY_SUBJECT, who_says=issuer, who=subject)


async def add(db: Db, made: Identity) -> None:
    await db.run(
        _ADD,
        id=made.id,
        member_id=made.member_id,
        issuer=made.issuer,
        subject=made.subject,
        email=made.email,
        created_at=made.created_at,
        last_used_at=made.last_used_at,
    )


async def remove(db: Db, identity_id: str) -> None:
    await db.run(_REMOVE, which=identity_id)


async def used(db: Db, identity_id: str, at: Instant) -> None:
    await db.run(_USED, which=identity_id, at=at)
