"""Grants: statement in, nouns out."""

from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from handrail.core.actor import Scope
from handrail.core.clock import Instant
from handrail.features.access.delegation import Grant
from handrail.features.access.tables import grants
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_SEEN = select(grants).where(grants.c.workspace_id == WORKSPACE)
_EVERY = Query(_SEEN.order_by(grants.c.created_at.desc(), grants.c.id.desc()))
_ONE = Query(_SEEN.where(grants.c.id == bindparam("which")))
_HELD = Query(
    select(grants.c.id)
    .where(grants.c.workspace_id == WORKSPACE, grants.c.id == bindparam("which"))
    .with_for_update()
)
_OF_CLIENT = Query(
    _SEEN.where(
        grants.c.member_id == bindparam("member"), grants.c.client_id == bindparam("client")
    )
)
_ADD = Query(insert(grants))
_SET = Query(
    update(grants)
    .where(grants.c.workspace_id == WORKSPACE, grants.c.id == bindparam("which"))
    .values(
        client_name=bindparam("new_name"),
        client_host=bindparam("new_host"),
        scopes=bindparam("new_scopes"),
        objects=bindparam("new_objects"),
        policy=bindparam("new_policy"),
        budgets=bindparam("new_budgets"),
        consented=bindparam("new_consented"),
        ceiling=bindparam("new_ceiling"),
        limited_by=bindparam("new_limited_by"),
        paused_at=bindparam("new_paused_at"),
        paused_by=bindparam("new_paused_by"),
        revoked_at=bindparam("new_revoked_at"),
        created_at=bindparam("new_created_at"),
    )
)
_USED = Query(
    update(grants)
    .where(
        grants.c.workspace_id == WORKSPACE,
        grants.c.id == bindparam("which"),
        or_(grants.c.last_used_at.is_(None), grants.c.last_used_at < bindparam("at")),
    )
    .values(last_used_at=bindparam("at"))
)


async def every(db: Db) -> list[Grant]:
    """All grants of the workspace, newest first."""
    return [_grant(row) for row in await db.all(_EVERY)]


async def get(db: Db, grant_id: str) -> Grant | None:
    row = await db.first(_ONE, which=grant_id)
    return _grant(row) if row else None


async def hold(db: Db, grant_id: str) -> None:
    """Let nobody else change the grant, or make tokens of it, until this transaction ends."""
    await db.first(_HELD, which=grant_id)


async def of_client(db: Db, member_id: str, client_id: str) -> Grant | None:
    """The one grant of a member to a client, be it live or not."""
    row = await db.first(_OF_CLIENT, member=member_id, client=client_id)
    return _grant(row) if row else None


def _grant(row: Any) -> Grant:
    return Grant(
        id=row.id,
        member_id=row.member_id,
        client_id=row.client_id,
        client_name=row.client_name,
        client_host=row.client_host,
        scopes=frozenset(map(Scope, row.scopes)),
        created_at=row.created_at,
        objects=None if row.objects is None else tuple(row.objects),
        policy=row.policy,
        budgets=row.budgets,
        consented=row.consented,
        ceiling=row.ceiling,
        limited_by=row.limited_by,
        paused_at=row.paused_at,
        paused_by=row.paused_by,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )


async def add(db: Db, made: Grant) -> None:
    await db.run(
        _ADD,
        id=made.id,
        member_id=made.member_id,
        client_id=made.client_id,
        client_name=made.client_name,
        client_host=made.client_host,
        scopes=sorted(made.scopes),
        objects=None if made.objects is None else list(made.objects),
        policy=made.policy,
        budgets=made.budgets,
        consented=made.consented,
        ceiling=made.ceiling,
        limited_by=made.limited_by,
        paused_at=made.paused_at,
        paused_by=made.paused_by,
        revoked_at=made.revoked_at,
        last_used_at=made.last_used_at,
        created_at=made.created_at,
    )


async def replace(db: Db, made: Grant) -> None:
    """Write down all of a grant but its last use."""
    await db.run(
        _SET,
        which=made.id,
        new_name=made.client_name,
        new_host=made.client_host,
        new_scopes=sorted(made.scopes),
        new_objects=None if made.objects is None else list(made.objects),
        new_policy=made.policy,
        new_budgets=made.budgets,
        new_consented=made.consented,
        new_ceiling=made.ceiling,
        new_limited_by=made.limited_by,
        new_paused_at=made.paused_at,
        new_paused_by=made.paused_by,
        new_revoked_at=made.revoked_at,
        new_created_at=made.created_at,
    )


async def used(db: Db, grant_id: str, at: Instant) -> None:
    await db.run(_USED, which=grant_id, at=at)
