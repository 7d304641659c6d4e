"""OAuth clients: statement in, nouns out. They are nobody's, in workspace 0."""

from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, update

from handrail.core.clock import Instant
from handrail.features.access.delegation import Client
from handrail.features.access.tables import clients
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_BY_CLIENT_ID = Query(
    select(clients).where(
        clients.c.workspace_id == WORKSPACE, clients.c.client_id == bindparam("client")
    )
)
_ADD = Query(insert(clients))
_FORGET = Query(
    delete(clients).where(
        clients.c.workspace_id == WORKSPACE, clients.c.client_id == bindparam("client")
    )
)
_FORGET_UNUSED = Query(
    delete(clients).where(
        clients.c.workspace_id == WORKSPACE,
        clients.c.used_at.is_(None),
        clients.c.created_at < bindparam("before"),
        or_(clients.c.fresh_until.is_(None), clients.c.fresh_until < bindparam("before")),
    )
)
_USED = Query(
    update(clients)
    .where(clients.c.workspace_id == WORKSPACE, clients.c.client_id == bindparam("client"))
    .values(used_at=bindparam("at"))
)


async def get(db: Db, client_id: str) -> Client | None:
    row = await db.first(_BY_CLIENT_ID, client=client_id)
    return _client(row) if row else None


def _client(row: Any) -> Client:
    return Client(
        id=row.id,
        client_id=row.client_id,
        name=row.name,
        redirects=tuple(row.redirects),
        auth_method=row.auth_method,
        secret_hash=None if row.secret_hash is None else bytes(row.secret_hash),
        fresh_until=row.fresh_until,
        created_at=row.created_at,
        used_at=row.used_at,
    )


async def put(db: Db, made: Client) -> None:
    """Keep a client, in place of what was known under its client_id."""
    await db.run(_FORGET, client=made.client_id)
    await db.run(
        _ADD,
        id=made.id,
        client_id=made.client_id,
        name=made.name,
        redirects=list(made.redirects),
        auth_method=made.auth_method,
        secret_hash=made.secret_hash,
        fresh_until=made.fresh_until,
        created_at=made.created_at,
        used_at=made.used_at,
    )


async def used(db: Db, client_id: str, at: Instant) -> None:
    await db.run(_USED, client=client_id, at=at)


async def forget_unused(db: Db, before: Instant) -> None:
    """Forget who registered before then and was granted nothing."""
    await db.run(_FORGET_UNUSED, before=before)
