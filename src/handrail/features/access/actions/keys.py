"""Making, listing, pausing and revoking keys; and who comes with one.

What a key has made goes with it: whoever stops a key because of who holds it stops what they have
made with it too.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from handrail.context import Context
from handrail.core import reach
from handrail.core.actor import Actor, Scope
from handrail.core.budgets import BudgetsSaid
from handrail.core.clock import Instant, iso, now
from handrail.core.errors import InvalidToken, NotFound
from handrail.core.event import Event
from handrail.core.ids import is_id, new_id
from handrail.core.policy_said import policy_of
from handrail.features.access import rules
from handrail.features.access.actions.touching import touch
from handrail.features.access.events import KeyCreated, KeyPaused, KeyResumed, KeyRevoked
from handrail.features.access.model import PER_MINUTE, ApiKey, KeyHolder
from handrail.features.access.store import keys as store
from handrail.features.workspaces.actions.invitations import revoke_made_with
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
        made_with=None if maker is None else maker.id,
        budgets=None if budgets is None else budgets.kept(),
        policy=policy,
    )
    await store.add(ctx.db, made, hashing.of_secret(secret))
    ctx.emit(KeyCreated(object=OBJECT, record_id=made.id, after=_journalled(made)))
    return made, secret


async def _maker(ctx: Context) -> ApiKey | None:
    """The key that this call came with, which nobody ends before the new one is known as its
    own. Raises InvalidToken where somebody has ended it just now."""
    if ctx.actor.credential != "key" or ctx.actor.key_id is None:
        return None
    maker = await store.hold(ctx.db, ctx.actor.key_id)
    rules.lives(maker, ctx.now)
    return maker


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


async def get_key(ctx: Context, key_id: str) -> ApiKey:
    """Raises NotFound, in the same words for what is not the caller's to see."""
    found = await store.get(ctx.db, key_id) if is_id(key_id) else None
    if found is None or not rules.sees(ctx.actor, found.objects):
        raise missing(key_id)
    return found


async def tended_key(ctx: Context, key_id: str) -> ApiKey:
    """One that the caller may pause. Raises NotFound for all others."""
    found = await get_key(ctx, key_id)
    if not rules.tends(ctx.actor, found):
        raise missing(key_id)
    return found


async def tended_keys(ctx: Context) -> list[ApiKey]:
    """Those that the caller may pause, newest first, but for the one they come with."""
    found = await store.every(ctx.db)
    return [e for e in found if rules.tends(ctx.actor, e) and e.id != ctx.actor.key_id]


@dataclass(frozen=True, slots=True)
class Revoked:
    """A key, and how much of what it had made ended with it."""

    key: ApiKey
    keys: int
    invitations: int


async def revoke_key(ctx: Context, key_id: str) -> Revoked:
    """Let a key, and those made with it, open nothing from the next request on; nor what they had
    invited people by. Doing it again changes nothing. Raises NotFound."""
    known = await get_key(ctx, key_id)
    await _ended(ctx, known, {})
    others = await _made_with(ctx, known)
    also = [each for each in others if await _ended(ctx, each, {"revoked_with": known.id})]
    back = sum([await revoke_made_with(ctx, each.id) for each in (known, *others)])
    return Revoked(await store.get(ctx.db, key_id) or known, len(also), back)


async def _ended(ctx: Context, key: ApiKey, why: dict[str, Any]) -> bool:
    """Whether this has ended it."""
    if not await store.revoke(ctx.db, key.id, ctx.now):
        return False
    after = {"revoked_at": iso(ctx.now), **why}
    before = {"revoked_at": None}
    ctx.emit(KeyRevoked(object=OBJECT, record_id=key.id, before=before, after=after))
    return True


async def _made_with(ctx: Context, key: ApiKey) -> list[ApiKey]:
    """The keys made with a key, and with those, each held: no further one is made meanwhile."""
    found: list[ApiKey] = []
    waiting = [key.id]
    while waiting:
        for each in await store.made_with(ctx.db, waiting.pop()):
            found.append(await store.hold(ctx.db, each.id) or each)
            waiting.append(each.id)
    return found


async def pause_key(ctx: Context, key: ApiKey) -> list[ApiKey]:
    """Let a key, and those made with it, open nothing until it is resumed; those that this has
    changed. An admin's pause takes the place of its owner's."""
    whole = [await store.hold(ctx.db, key.id) or key, *await _made_with(ctx, key)]
    return [
        await _paused(ctx, KeyPaused, each, ctx.now)
        for each in whole
        if each.status(ctx.now) in {"live", "paused"}
        and rules.tends(ctx.actor, each)
        and not rules.stays_paused(ctx.actor, each)
    ]


async def resume_key(ctx: Context, key: ApiKey) -> list[ApiKey]:
    """Let it go on, and those made with it that were paused together with it; those that this has
    changed. Raises Forbidden for agents, and where an admin has paused it."""
    key = await store.hold(ctx.db, key.id) or key
    if key.paused_at is None or key.revoked_at is not None:
        return []
    rules.resuming(ctx.actor, key)
    together = (key.paused_at, key.paused_by)
    whole = [key, *await _made_with(ctx, key)]
    return [
        await _paused(ctx, KeyResumed, each, None)
        for each in whole
        if (each.paused_at, each.paused_by) == together and each.revoked_at is None
    ]


async def _paused(ctx: Context, fact: type[Event], before: ApiKey, at: Instant | None) -> ApiKey:
    whose = None if at is None else ctx.actor.member_id
    after = replace(before, paused_at=at, paused_by=whose)
    await store.pause(ctx.db, before.id, at, whose)
    ctx.emit(fact(object=OBJECT, record_id=before.id, before=_pause(before), after=_pause(after)))
    return after


def _pause(key: ApiKey) -> dict[str, Any]:
    at = None if key.paused_at is None else iso(key.paused_at)
    return {"paused_at": at, "paused_by": key.paused_by}


def missing(key_id: str) -> NotFound:
    return NotFound(
        f"No key has the id {key_id[:80]!r}.",
        field="key_id",
        hint="Find keys with list_api_keys.",
    )


async def key_holder(database: Database, secret: str) -> Actor:
    """Who comes with a key. Raises Unauthorized; Forbidden while it is paused; Unavailable."""
    if tokens.style_of(secret) is None:
        raise InvalidToken("This is no key of ours.", hint=rules.FORMS)
    hash_ = hashing.of_secret(secret)

    async def look(db: Db) -> KeyHolder | None:
        return await store.holder(db, hash_)

    found = await database.recall(("keys", hash_), look)
    at = now()
    holder = rules.admitted(found, at)

    async def used(db: Db) -> None:
        await store.used(db, holder.key_id, at)

    touch(database, holder.actor.workspace, holder.key_id, holder.last_used_at, at, used)
    return holder.actor
