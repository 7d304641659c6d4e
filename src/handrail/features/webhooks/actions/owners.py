"""In whose name a webhook listens: its member, as they are now, no further than the key or grant
it was made with."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from handrail.core.actor import Actor, Scope
from handrail.core.clock import Instant
from handrail.core.policy_said import policy_of
from handrail.features.access.store import grants, keys
from handrail.features.webhooks import store
from handrail.features.webhooks.model import Webhook
from handrail.storage.database import Db


@dataclass(frozen=True, slots=True)
class _Bearer:
    """A key or grant: how it narrows its member."""

    name: str
    scopes: frozenset[Scope]
    objects: Collection[str] | None
    policy: dict[str, Any] | None


async def of_all(db: Db, webhooks: Collection[Webhook], at: Instant) -> dict[str, Actor]:
    """Webhook id → who listens. A webhook is not in it while it is disabled or paused: while its
    member may do nothing, or the key or grant it was made with opens nothing or reads nothing."""
    members = await store.owners(db)
    found: dict[str, Actor] = {}
    for each in webhooks:
        if (member := members.get(each.id)) is not None:
            actor = await _narrowed(db, each, member, at)
            if actor is not None and Scope.READ_DATA in actor.scopes:
                found[each.id] = actor
    return found


async def of(db: Db, webhook: Webhook, at: Instant) -> Actor | None:
    return (await of_all(db, [webhook], at)).get(webhook.id)


async def _narrowed(db: Db, webhook: Webhook, member: Actor, at: Instant) -> Actor | None:
    if webhook.bearer_id is None:
        return member
    bearer = await _bearer(db, webhook.credential, webhook.bearer_id, at)
    if bearer is None:
        return None
    return replace(
        member,
        key_id=webhook.bearer_id,
        key_name=bearer.name,
        credential=webhook.credential,
        scopes=bearer.scopes,
        objects=None if bearer.objects is None else frozenset(bearer.objects),
        policies=member.policies + policy_of(bearer.policy),
    )


async def _bearer(db: Db, credential: str, bearer_id: str, at: Instant) -> _Bearer | None:
    if credential == "grant":
        grant = await grants.get(db, bearer_id)
        if grant is None or grant.status != "live":
            return None
        return _Bearer(grant.client_name, grant.scopes, grant.objects, grant.policy)
    key = await keys.get(db, bearer_id)
    if key is None or key.status(at) != "live":
        return None
    return _Bearer(key.name, key.scopes, key.objects, key.policy)
