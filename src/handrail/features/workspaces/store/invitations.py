"""Invitations: statement in, nouns out."""

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from handrail.core.clock import Instant
from handrail.features.workspaces.model import Invitation
from handrail.features.workspaces.tables import invitations, workspaces
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_COLUMNS = (
    invitations.c.id,
    invitations.c.email,
    invitations.c.role,
    invitations.c.role_id,
    invitations.c.team_id,
    invitations.c.invited_by,
    invitations.c.created_at,
    invitations.c.sent_at,
    invitations.c.expires_at,
    invitations.c.accepted_at,
    invitations.c.revoked_at,
    invitations.c.made_with,
)
_EVERY = Query(
    select(*_COLUMNS)
    .where(invitations.c.workspace_id == WORKSPACE)
    .order_by(invitations.c.created_at.desc(), invitations.c.id.desc())
)
_ONE = Query(
    select(*_COLUMNS).where(
        invitations.c.workspace_id == WORKSPACE, invitations.c.id == bindparam("which")
    )
)
_MADE_WITH = Query(
    select(*_COLUMNS).where(
        invitations.c.workspace_id == WORKSPACE, invitations.c.made_with == bindparam("key")
    )
)
_BY_HASH = Query(
    select(
        *_COLUMNS,
        workspaces.c.id.label("workspace"),
        workspaces.c.name.label("workspace_name"),
        workspaces.c.slug.label("workspace_slug"),
    )
    .join(workspaces, workspaces.c.id == invitations.c.workspace_id)
    .where(invitations.c.hash == bindparam("hash")),
    across="who opens an invitation knows its secret and no workspace",
)
_ADD = Query(insert(invitations))
_RENEW = Query(
    update(invitations)
    .where(
        invitations.c.workspace_id == WORKSPACE,
        invitations.c.id == bindparam("which"),
        invitations.c.accepted_at.is_(None),
        invitations.c.revoked_at.is_(None),
    )
    .values(hash=bindparam("new_hash"), sent_at=bindparam("at"), expires_at=bindparam("until"))
)
_OPEN = (
    invitations.c.workspace_id == WORKSPACE,
    invitations.c.id == bindparam("which"),
    invitations.c.accepted_at.is_(None),
    invitations.c.revoked_at.is_(None),
)
_REVOKE = Query(update(invitations).where(*_OPEN).values(revoked_at=bindparam("at")))
_ACCEPT = Query(
    update(invitations)
    .where(*_OPEN, invitations.c.expires_at > bindparam("at"))
    .values(accepted_at=bindparam("at"))
)


async def list_invitations(db: Db) -> list[Invitation]:
    """All there were, newest first."""
    return [_invitation(row) for row in await db.all(_EVERY)]


async def made_with(db: Db, key_id: str) -> list[Invitation]:
    """All that were made with a key."""
    return [_invitation(row) for row in await db.all(_MADE_WITH, key=key_id)]


async def get(db: Db, invitation_id: str) -> Invitation | None:
    row = await db.first(_ONE, which=invitation_id)
    return _invitation(row) if row else None


async def by_hash(db: Db, hash_: bytes) -> Any | None:
    """The invitation whose link this opens, open or not, with its `workspace`, `workspace_name`
    and `workspace_slug`."""
    return await db.first(_BY_HASH, hash=hash_)


def _invitation(row: Any) -> Invitation:
    return Invitation(*row)


async def add(db: Db, made: Invitation, hash_: bytes) -> None:
    await db.run(
        _ADD,
        id=made.id,
        email=made.email,
        role=made.role,
        role_id=made.role_id,
        team_id=made.team_id,
        hash=hash_,
        invited_by=made.invited_by,
        made_with=made.made_with,
        created_at=made.created_at,
        sent_at=made.sent_at,
        expires_at=made.expires_at,
        accepted_at=None,
        revoked_at=None,
    )


async def renew(db: Db, invitation_id: str, hash_: bytes, at: Instant, until: Instant) -> bool:
    """Give it another secret, and time; whether it was still to be answered."""
    return await db.run(_RENEW, which=invitation_id, new_hash=hash_, at=at, until=until) == 1


async def revoke(db: Db, invitation_id: str, at: Instant) -> bool:
    """Whether it was still to be answered."""
    return await db.run(_REVOKE, which=invitation_id, at=at) == 1


async def accept(db: Db, invitation_id: str, at: Instant) -> bool:
    """Whether it was open; of several who accept at once one does."""
    return await db.run(_ACCEPT, which=invitation_id, at=at) == 1
