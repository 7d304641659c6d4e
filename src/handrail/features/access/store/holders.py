"""From the row that a credential was found by to who it stands for."""

from collections.abc import Callable
from typing import Any, TypeVar

from handrail.core.actor import Scope
from handrail.core.budgets import budgets_of
from handrail.core.clock import Instant
from handrail.core.policy_said import policy_of
from handrail.features.access.delegation import TokenHolder
from handrail.features.access.model import PER_MINUTE
from handrail.features.workspaces.model import actor_of
from handrail.storage.database import Db
from handrail.storage.query import Query

H = TypeVar("H")
MOST_REMEMBERED = 10_000


async def found(db: Db, query: Query, hash_: bytes, made: Callable[[Any], H]) -> H | None:
    """Who a secret with this hash stands for, be it live or not.

    The query runs each time; what is made of its row is remembered until the row differs.
    """
    asked = query.on(db.dialect)
    rows = await db.select(asked.sql, (hash_,))
    if not rows:
        return None
    known = db.cache.setdefault(("holders", made), {})
    if (kept := known.get(hash_)) is not None and kept[0] == rows[0]:
        return kept[1]
    if len(known) >= MOST_REMEMBERED:
        known.clear()
    holder = made(asked.row(rows[0]))
    known[hash_] = rows[0], holder
    return holder


def of_grant(
    row: Any, kind: str, resource: str, expires_at: Instant, requested: frozenset[Scope]
) -> TokenHolder:
    """Who a token of a grant stands for; the row is one of `callers`, with the grant's columns."""
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
        requested=requested,
    )
    return TokenHolder(
        actor,
        row.grant_id,
        kind,
        resource,
        bool(row.is_active),
        expires_at,
        row.paused_at,
        row.revoked_at,
        row.last_used_at,
    )
