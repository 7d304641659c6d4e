"""Making, listing and revoking keys; and who comes with one."""

from collections.abc import Collection
from typing import Any

from handrail.context import Context
from handrail.core import reach
from handrail.core.actor import Actor, Scope
from handrail.core.budgets import BudgetsSaid
from handrail.core.clock import Instant, iso, now
from handrail.core.errors import InvalidToken, NotFound
from handrail.core.ids import is_id, new_id
from handrail.core.policy_said import policy_of
from handrail.features.access import rules
from handrail.features.access.actions.touching import touch
from handrail.features.access.events import KeyCreated, KeyRevoked
from handrail.features.access.model import PER_MINUTE, ApiKey, KeyHolder
from handrail.features.access.store import keys as store
from handrail.features.workspaces.actions.founding import NOBODY
from handrail.features.workspaces.actions.members import get_member
from handrail.features.workspaces.actions.roles import role_held
from handrail.storage.database import Database, Db
from handrail.vault import hash as hashing
from handrail.vault import tokens
from handrail.vault.tokens import Style

OBJECT = "api_keys"
"""What the journal calls them."""


async def create_key(
    ctx: Context,
    name: str,
    *,
    scopes: Collection[Scope],
    member_id: str | None = None,
    style: Style = Style.WORKSPACE,
    objects: Collection[str] | None = None,
    per_minute: int = PER_MINUTE,
    expires_at: Instant | None = None,
    budgets: BudgetsSaid | None = None,
    policy: dict[str, Any] | None = None,
) -> tuple[ApiKey, str]:
    """Make a key of a member, the caller by default; the key, and its secret for this one time.
    A `policy` has been checked against the schema.

    Raises Forbidden where it would reach further than the caller, NotFound, Invalid.
    """
    rules.within(ctx.actor, scopes, objects)
    rules.unlimited(ctx.actor)
    rules.still_to_come(expires_at, ctx.now)
    rules.lends_own(ctx.actor, member_id or ctx.actor.member_id)
    if (maker := await _maker(ctx)) is not None:
        expires_at = rules.no_longer(expires_at, maker.expires_at)
        per_minute = min(per_minute or maker.per_minute, maker.per_minute or per_minute)
    member = await get_member(ctx.db, member_id or ctx.actor.member_id)
    custom = await role_held(ctx.db, member)
    held = () if custom is None else policy_of(custom.policy)
    permissions = () if custom is None else custom.permissions
    reach.may_lend(ctx.actor, member.role, permissions, held + policy_of(policy))
    secret = tokens.mint(style, ctx.actor.workspace_slug)
    prefix, last4 = tokens.shown(secret)
    made = ApiKey(
        id=new_id(),
        member_id=member.id,
        name=name,
        style=style,
        prefix=prefix,
        last4=last4,
        scopes=frozenset(scopes),
        objects=None if objects is None else tuple(sorted(set(objects))),
        per_minute=per_minute,
        created_at=ctx.now,
        expires_at=expires_at,
        budgets=None if budgets is None else budgets.kept(),
        policy=policy,
    )
    await store.add(ctx.db, made, hashing.of_secret(secret))
    ctx.emit(KeyCreated(object=OBJECT, record_id=made.id, after=_journalled(made)))
    return made, secret


async def _maker(ctx: Context) -> ApiKey | None:
    """The key that this call came with."""
    if ctx.actor.credential != "key" or ctx.actor.key_id is None:
        return None
    return await store.get(ctx.db, ctx.actor.key_id)


def _journalled(key: ApiKey) -> dict[str, object]:
    return {
        "name": key.name,
        "member_id": key.member_id,
        "style": key.style.value,
        "scopes": sorted(key.scopes),
        "objects": None if key.objects is None else list(key.objects),
        "policy": key.policy,
        "per_minute": key.per_minute,
        "budgets": key.budgets,
        "expires_at": None if key.expires_at is None else iso(key.expires_at),
    }


async def list_keys(db: Db, member_id: str | None = None) -> list[ApiKey]:
    """The keys of a member, or of all, dead ones included, newest first."""
    return [each for each in await store.every(db) if member_id in {None, each.member_id}]


async def revoke_key(ctx: Context, key_id: str) -> ApiKey:
    """Let a key open nothing from the next request on; the key. Doing it again changes nothing."""
    known = await store.get(ctx.db, key_id) if is_id(key_id) else None
    if known is None or not rules.sees(ctx.actor, known.objects):
        raise missing(key_id)
    if await store.revoke(ctx.db, key_id, ctx.now):
        after = {"revoked_at": iso(ctx.now)}
        before = {"revoked_at": None}
        ctx.emit(KeyRevoked(object=OBJECT, record_id=key_id, before=before, after=after))
    found = await store.get(ctx.db, key_id)
    assert found is not None
    return found


def missing(key_id: str) -> NotFound:
    return NotFound(
        f"No key has the id {key_id[:80]!r}.",
        field="key_id",
        hint="Find keys with list_api_keys.",
    )


async def key_holder(database: Database, secret: str) -> Actor:
    """Who comes with a key. Raises Unauthorized, Unavailable."""
    if tokens.style_of(secret) is None:
        raise InvalidToken("This is no key of ours.", hint=rules.FORMS)
    hash_ = hashing.of_secret(secret)

    async def look(db: Db) -> KeyHolder | None:
        return await store.holder(db, hash_)

    found = await database.read(NOBODY, look)
    at = now()
    holder = rules.admitted(found, at)

    async def used(db: Db) -> None:
        await store.used(db, holder.key_id, at)

    touch(database, holder.actor.workspace, holder.key_id, holder.last_used_at, at, used)
    return holder.actor
