"""Keys: statement in, nouns out; and the one query that every request begins with."""

from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from handrail.core.actor import Scope
from handrail.core.budgets import budgets_of
from handrail.core.clock import Instant
from handrail.core.policy_said import policy_of
from handrail.features.access.model import ApiKey, KeyHolder
from handrail.features.access.store import holders
from handrail.features.access.tables import api_keys
from handrail.features.workspaces.model import actor_of
from handrail.features.workspaces.store import callers
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query
from handrail.vault.tokens import Style

_BY_HASH = Query(
    callers(api_keys)
    .add_columns(
        api_keys.c.id.label("key_id"),
        api_keys.c.name.label("key_name"),
        api_keys.c.style,
        api_keys.c.scopes,
        api_keys.c.objects,
        api_keys.c.policy,
        api_keys.c.budgets,
        api_keys.c.per_minute,
        api_keys.c.expires_at,
        api_keys.c.paused_at,
        api_keys.c.revoked_at,
        api_keys.c.last_used_at,
    )
    .where(api_keys.c.hash == bindparam("hash")),
    across="a key is looked up before its workspace is known",
)
_SEEN = select(
    api_keys.c.id,
    api_keys.c.member_id,
    api_keys.c.name,
    api_keys.c.style,
    api_keys.c.prefix,
    api_keys.c.last4,
    api_keys.c.scopes,
    api_keys.c.objects,
    api_keys.c.policy,
    api_keys.c.budgets,
    api_keys.c.per_minute,
    api_keys.c.created_at,
    api_keys.c.expires_at,
    api_keys.c.made_with,
    api_keys.c.paused_at,
    api_keys.c.paused_by,
    api_keys.c.revoked_at,
    api_keys.c.last_used_at,
).where(api_keys.c.workspace_id == WORKSPACE)
_EVERY = Query(_SEEN.order_by(api_keys.c.created_at.desc(), api_keys.c.id.desc()))
_ONE = Query(_SEEN.where(api_keys.c.id == bindparam("key")))
_MADE_WITH = Query(
    _SEEN.where(api_keys.c.made_with == bindparam("key")).order_by(api_keys.c.created_at)
)
_HELD = Query(
    select(api_keys.c.id)
    .where(api_keys.c.workspace_id == WORKSPACE, api_keys.c.id == bindparam("key"))
    .with_for_update()
)
_ADD = Query(insert(api_keys))
_PAUSE = Query(
    update(api_keys)
    .where(api_keys.c.workspace_id == WORKSPACE, api_keys.c.id == bindparam("which"))
    .values(paused_at=bindparam("at"), paused_by=bindparam("whose"))
)
_REVOKE = Query(
    update(api_keys)
    .where(
        api_keys.c.workspace_id == WORKSPACE,
        api_keys.c.id == bindparam("which"),
        api_keys.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("at"))
)
_USED = Query(
    update(api_keys)
    .where(
        api_keys.c.workspace_id == WORKSPACE,
        api_keys.c.id == bindparam("which"),
        or_(api_keys.c.last_used_at.is_(None), api_keys.c.last_used_at < bindparam("at")),
    )
    .values(last_used_at=bindparam("at"))
)


async def holder(db: Db, hash_: bytes) -> KeyHolder | None:
    """Who the key with this hash stands for, be it dead or alive."""
    return await holders.found(db, _BY_HASH, hash_, _holder)


def _holder(row: Any) -> KeyHolder:
    actor = actor_of(
        row,
        frozenset(map(Scope, row.scopes)),
        key_id=row.key_id,
        key_name=row.key_name,
        key_style=row.style,
        credential="key",
        objects=None if row.objects is None else frozenset(row.objects),
        policies=policy_of(row.policy),
        budgets=budgets_of(row.budgets),
        per_minute=row.per_minute,
    )
    return KeyHolder(
        actor,
        row.key_id,
        bool(row.is_active),
        row.expires_at,
        row.paused_at,
        row.revoked_at,
        row.last_used_at,
    )


async def every(db: Db) -> list[ApiKey]:
    """All keys of the workspace, newest first."""
    return [_key(row) for row in await db.all(_EVERY)]


async def get(db: Db, key_id: str) -> ApiKey | None:
    row = await db.first(_ONE, key=key_id)
    return _key(row) if row else None


async def hold(db: Db, key_id: str) -> ApiKey | None:
    """The key as it is now, which nobody else changes, or makes keys with, before this
    transaction ends."""
    await db.first(_HELD, key=key_id)
    return await get(db, key_id)


async def made_with(db: Db, key_id: str) -> list[ApiKey]:
    """The keys that were made with this one, oldest first; not those made with them."""
    return [_key(row) for row in await db.all(_MADE_WITH, key=key_id)]


def _key(row: Any) -> ApiKey:
    return ApiKey(
        id=row.id,
        member_id=row.member_id,
        name=row.name,
        style=Style(row.style),
        prefix=row.prefix,
        last4=row.last4,
        scopes=frozenset(map(Scope, row.scopes)),
        objects=None if row.objects is None else tuple(row.objects),
        policy=row.policy,
        budgets=row.budgets,
        per_minute=row.per_minute,
        created_at=row.created_at,
        expires_at=row.expires_at,
        made_with=row.made_with,
        paused_at=row.paused_at,
        paused_by=row.paused_by,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )


async def add(db: Db, made: ApiKey, hash_: bytes) -> None:
    await db.run(
        _ADD,
        id=made.id,
        member_id=made.member_id,
        name=made.name,
        style=made.style.value,
        prefix=made.prefix,
        last4=made.last4,
        hash=hash_,
        scopes=sorted(made.scopes),
        objects=None if made.objects is None else list(made.objects),
        policy=made.policy,
        budgets=made.budgets,
        per_minute=made.per_minute,
        created_at=made.created_at,
        expires_at=made.expires_at,
        made_with=made.made_with,
        paused_at=None,
        paused_by=None,
        revoked_at=None,
        last_used_at=None,
    )


async def pause(db: Db, key_id: str, at: Instant | None, whose: str | None) -> None:
    """Pause a key, or, with None for both, let it go on."""
    await db.run(_PAUSE, which=key_id, at=at, whose=whose)


async def revoke(db: Db, key_id: str, at: Instant) -> bool:
    """Whether a live key was revoked by this."""
    return await db.run(_REVOKE, which=key_id, at=at) == 1


async def used(db: Db, key_id: str, at: Instant) -> None:
    await db.run(_USED, which=key_id, at=at)
