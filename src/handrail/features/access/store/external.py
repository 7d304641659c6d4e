"""Grants as another authorization server's tokens find them: by client and member."""

from typing import Any

from sqlalchemy import bindparam

from handrail.core.actor import ALL_SCOPES, Scope
from handrail.core.budgets import budgets_of
from handrail.core.clock import Instant
from handrail.core.policy_said import policy_of
from handrail.features.access.delegation import TokenHolder
from handrail.features.access.model import PER_MINUTE
from handrail.features.access.tables import grants
from handrail.features.workspaces.model import actor_of
from handrail.features.workspaces.store import callers
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query
from handrail.vault.tokens import Token

_GRANTED = Query(
    callers(grants)
    .add_columns(
        grants.c.id.label("grant_id"),
        grants.c.client_name,
        grants.c.scopes,
        grants.c.objects,
        grants.c.policy,
        grants.c.budgets,
        grants.c.paused_at,
        grants.c.revoked_at,
        grants.c.last_used_at,
    )
    .where(
        grants.c.workspace_id == WORKSPACE,
        grants.c.member_id == bindparam("member"),
        grants.c.client_id == bindparam("client"),
    )
)


async def holder(
    db: Db, member_id: str, client_id: str, resource: str, expires_at: Instant
) -> TokenHolder | None:
    """Who a token stands for that names this member and this client."""
    row = await db.first(_GRANTED, member=member_id, client=client_id)
    return None if row is None else _holder(row, resource, expires_at)


def _holder(row: Any, resource: str, expires_at: Instant) -> TokenHolder:
    actor = actor_of(
        row,
        frozenset(map(Scope, row.scopes)),
        key_id=row.grant_id,
        key_name=row.client_name,
        credential="grant",
        objects=None if row.objects is None else frozenset(row.objects),
        policies=policy_of(row.policy),
        budgets=budgets_of(row.budgets),
        per_minute=PER_MINUTE,
        # asking its server for more changes nothing here: the grant alone decides
        requested=ALL_SCOPES,
    )
    return TokenHolder(
        actor,
        row.grant_id,
        Token.ACCESS.name,
        resource,
        bool(row.is_active),
        expires_at,
        row.paused_at,
        row.revoked_at,
        row.last_used_at,
    )
