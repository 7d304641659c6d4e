"""Codes and tokens: statement in, nouns out; and the one query that an agent's request begins
with."""

from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from handrail.core.actor import Scope
from handrail.core.clock import DAY, Instant
from handrail.features.access.delegation import Asked, Code, Refresh, TokenHolder
from handrail.features.access.store import holders
from handrail.features.access.tables import codes, grants, tokens
from handrail.features.workspaces.store import callers
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query
from handrail.vault.tokens import Token

_OF_GRANT = and_(tokens.c.workspace_id == grants.c.workspace_id, tokens.c.grant_id == grants.c.id)
_BY_HASH = Query(
    callers(grants)
    .join(tokens, _OF_GRANT)
    .add_columns(
        grants.c.id.label("grant_id"),
        grants.c.client_id,
        grants.c.client_name,
        grants.c.scopes,
        grants.c.objects,
        grants.c.policy,
        grants.c.budgets,
        grants.c.paused_at,
        grants.c.revoked_at,
        grants.c.last_used_at,
        tokens.c.id.label("token_id"),
        tokens.c.kind,
        tokens.c.family,
        tokens.c.resource,
        tokens.c.requested,
        tokens.c.expires_at,
        tokens.c.used_at,
    )
    .where(tokens.c.hash == bindparam("hash")),
    across="a token is looked up before its workspace is known",
)
_CODE = Query(
    select(codes).where(codes.c.hash == bindparam("hash")),
    across="a code is looked up before its workspace is known",
)
_ADD_CODE = Query(insert(codes))
_SPEND_CODE = Query(
    update(codes)
    .where(
        codes.c.workspace_id == WORKSPACE,
        codes.c.id == bindparam("which"),
        codes.c.used_at.is_(None),
    )
    .values(used_at=bindparam("at"))
)
_ADD = Query(insert(tokens))
_SPEND = Query(
    update(tokens)
    .where(
        tokens.c.workspace_id == WORKSPACE,
        tokens.c.id == bindparam("which"),
        tokens.c.used_at.is_(None),
    )
    .values(used_at=bindparam("at"))
)
_END_FAMILY = Query(
    delete(tokens).where(tokens.c.workspace_id == WORKSPACE, tokens.c.family == bindparam("ended"))
)
_END_GRANT = Query(
    delete(tokens).where(
        tokens.c.workspace_id == WORKSPACE, tokens.c.grant_id == bindparam("ended")
    )
)
_END_CODES = Query(
    delete(codes).where(codes.c.workspace_id == WORKSPACE, codes.c.grant_id == bindparam("ended"))
)
_FORGET = Query(
    delete(tokens).where(
        tokens.c.workspace_id == WORKSPACE,
        tokens.c.grant_id == bindparam("of"),
        tokens.c.expires_at < bindparam("before"),
    )
)
_FORGET_CODES = Query(
    delete(codes).where(
        codes.c.workspace_id == WORKSPACE,
        codes.c.grant_id == bindparam("of"),
        codes.c.expires_at < bindparam("before"),
    )
)


async def holder(db: Db, hash_: bytes) -> TokenHolder | None:
    """Who the token with this hash stands for, be it live or not."""
    return await holders.found(db, _BY_HASH, hash_, _holder)


def _holder(row: Any) -> TokenHolder:
    requested = frozenset(map(Scope, row.requested))
    return holders.of_grant(row, row.kind, row.resource, row.expires_at, requested)


async def refresh(db: Db, hash_: bytes) -> Refresh | None:
    """The refresh token with this hash, exchanged or not."""
    row = await db.first(_BY_HASH, hash=hash_)
    if row is None or row.kind != Token.REFRESH.name:
        return None
    return _refresh(row)


async def any_token(db: Db, hash_: bytes) -> Refresh | None:
    """The token with this hash, of either kind: what revoking it needs to know."""
    row = await db.first(_BY_HASH, hash=hash_)
    return None if row is None else _refresh(row)


def _refresh(row: Any) -> Refresh:
    return Refresh(
        workspace=row.workspace,
        id=row.token_id,
        grant_id=row.grant_id,
        client_id=row.client_id,
        family=row.family,
        resource=row.resource,
        requested=frozenset(map(Scope, row.requested)),
        scopes=frozenset(map(Scope, row.scopes)),
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
        is_active=bool(row.is_active),
    )


async def code(db: Db, hash_: bytes) -> Code | None:
    """The code with this hash, used or not."""
    row = await db.first(_CODE, hash=hash_)
    if row is None:
        return None
    return Code(
        workspace=row.workspace_id,
        id=row.id,
        grant_id=row.grant_id,
        client_id=row.client_id,
        redirect=row.redirect,
        challenge=row.challenge,
        resource=row.resource,
        requested=frozenset(map(Scope, row.requested)),
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


async def add_code(
    db: Db, code_id: str, grant_id: str, hash_: bytes, asked: Asked, expires_at: Instant
) -> None:
    await db.run(
        _ADD_CODE,
        id=code_id,
        grant_id=grant_id,
        hash=hash_,
        client_id=asked.client_id,
        redirect=asked.redirect,
        challenge=asked.challenge,
        resource=asked.resource,
        requested=sorted(asked.requested),
        expires_at=expires_at,
        used_at=None,
    )


async def spend_code(db: Db, code_id: str, at: Instant) -> bool:
    """Whether it was this call that used the code."""
    return await db.run(_SPEND_CODE, which=code_id, at=at) == 1


async def add(
    db: Db,
    token_id: str,
    kind: Token,
    hash_: bytes,
    of: Code | Refresh,
    family: str,
    expires_at: Instant,
) -> None:
    """Keep a token that was made from a code, or from the refresh token before it."""
    await db.run(
        _ADD,
        id=token_id,
        grant_id=of.grant_id,
        family=family,
        kind=kind.name,
        hash=hash_,
        resource=of.resource,
        requested=sorted(of.requested),
        expires_at=expires_at,
        used_at=None,
    )


async def spend(db: Db, token_id: str, at: Instant) -> bool:
    """Whether it was this call that exchanged the refresh token."""
    return await db.run(_SPEND, which=token_id, at=at) == 1


async def end_family(db: Db, family: str) -> None:
    """Let every token that goes back to one code open nothing."""
    await db.run(_END_FAMILY, ended=family)


async def end_grant(db: Db, grant_id: str) -> None:
    """Let every code and token of a grant open nothing."""
    await db.run(_END_GRANT, ended=grant_id)
    await db.run(_END_CODES, ended=grant_id)


async def forget_old(db: Db, grant_id: str, at: Instant) -> None:
    """Forget a grant's tokens that are over; codes a day later, so that a replay is recognised."""
    await db.run(_FORGET, of=grant_id, before=at)
    await db.run(_FORGET_CODES, of=grant_id, before=at - DAY)
