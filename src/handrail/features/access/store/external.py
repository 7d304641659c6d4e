"""Grants as another authorization server's tokens find them: by client and member."""

from sqlalchemy import bindparam

from handrail.core.actor import ALL_SCOPES
from handrail.core.clock import Instant
from handrail.features.access.delegation import TokenHolder
from handrail.features.access.store import holders
from handrail.features.access.tables import grants
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
    if row is None:
        return None
    # asking its server for more changes nothing here: the grant alone decides
    return holders.of_grant(row, Token.ACCESS.name, resource, expires_at, ALL_SCOPES)
