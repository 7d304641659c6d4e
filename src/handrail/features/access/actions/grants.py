"""What members let clients do in their name: consent, narrowing, pausing, revoking."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import iso
from handrail.core.errors import NotFound
from handrail.core.event import Event
from handrail.core.ids import is_id, new_id
from handrail.features.access import rules
from handrail.features.access.delegation import CODE_LIFE, PARTS, Asked, Grant
from handrail.features.access.events import (
    GrantCreated,
    GrantPaused,
    GrantResumed,
    GrantRevoked,
    GrantUpdated,
)
from handrail.features.access.store import grants as store
from handrail.features.access.store import tokens as token_store
from handrail.vault import hash as hashing
from handrail.vault import tokens
from handrail.vault.tokens import Token

OBJECT = "grants"
"""What the journal calls them."""


async def known_grant(ctx: Context, client_id: str) -> Grant | None:
    """What the caller has granted a client before."""
    return await store.of_client(ctx.db, ctx.actor.member_id, client_id)


async def consent(ctx: Context, asked: Asked, scopes: Collection[Scope]) -> tuple[Grant, str]:
    """Let a client read, and do what else was ticked; the grant, and the code for this one time.

    There is one grant for a member and a client: consent widens it where it lives, and renews it
    where it was revoked. What it was narrowed to stays. Raises Forbidden.
    """
    known = await known_grant(ctx, asked.client_id)
    known = None if known is None else await _held(ctx, known)
    rules.consenting(ctx.actor, known)
    ticked = rules.consented(ctx.actor, known, frozenset(scopes) | {Scope.READ_DATA})
    if known is None:
        grant = await _begun(ctx, asked, ticked)
    elif known.revoked_at is not None:
        grant = await _renewed(ctx, known, asked, ticked)
    else:
        grant = await _widened(ctx, known, ticked)
    secret = tokens.mint_token(Token.CODE)
    hash_ = hashing.of_secret(secret)
    await token_store.add_code(ctx.db, new_id(), grant.id, hash_, asked, ctx.now + CODE_LIFE)
    return grant, secret


async def _begun(ctx: Context, asked: Asked, ticked: frozenset[Scope]) -> Grant:
    return await begin_grant(ctx, asked.client_id, asked.client_name, asked.client_host, ticked)


async def begin_grant(
    ctx: Context, client_id: str, client_name: str, client_host: str, scopes: frozenset[Scope]
) -> Grant:
    """A first grant of the caller's to a client, whoever has asked them."""
    made = Grant(
        id=new_id(),
        member_id=ctx.actor.member_id,
        client_id=client_id,
        client_name=client_name,
        client_host=client_host,
        scopes=scopes,
        created_at=ctx.now,
    )
    made = replace(made, consented={part: made.part(part) for part in PARTS})
    await store.add(ctx.db, made)
    ctx.emit(GrantCreated(object=OBJECT, record_id=made.id, after=_journalled(made)))
    return made


async def _renewed(ctx: Context, known: Grant, asked: Asked, ticked: frozenset[Scope]) -> Grant:
    made = replace(
        known,
        client_name=asked.client_name,
        client_host=asked.client_host,
        scopes=ticked,
        consented={**known.consented, "scopes": sorted(ticked)},
        paused_at=None,
        paused_by=None,
        revoked_at=None,
        created_at=ctx.now,
    )
    await store.replace(ctx.db, made)
    ctx.emit(
        GrantCreated(
            object=OBJECT,
            record_id=made.id,
            before={"revoked_at": iso(known.revoked_at or ctx.now)},
            after=_journalled(made),
        )
    )
    return made


async def _widened(ctx: Context, known: Grant, ticked: frozenset[Scope]) -> Grant:
    return await _changed(ctx, known, replace(known, scopes=known.scopes | ticked))


def _journalled(grant: Grant) -> dict[str, Any]:
    return {
        "client_id": grant.client_id,
        "client": grant.client_name,
        "host": grant.client_host,
        "member_id": grant.member_id,
        **{part: grant.part(part) for part in PARTS},
    }


async def list_grants(ctx: Context) -> list[Grant]:
    """The grants the caller may know of, dead ones included, newest first."""
    return [each for each in await store.every(ctx.db) if rules.sees_grant(ctx.actor, each)]


async def get_grant(ctx: Context, grant_id: str) -> Grant:
    """Raises NotFound, in the same words for what is not the caller's to see."""
    found = await store.get(ctx.db, grant_id) if is_id(grant_id) else None
    if found is None or not rules.sees_grant(ctx.actor, found):
        raise NotFound(
            f"No grant has the id {grant_id[:80]!r}.",
            field="grant_id",
            hint="Find grants with list_grants.",
        )
    return found


async def change_grant(ctx: Context, grant_id: str, **changes: Any) -> Grant:
    """Widen or narrow PARTS of it. Raises Forbidden, NotFound, Conflict where it has been
    revoked."""
    rules.tending(ctx.actor)
    await store.hold(ctx.db, grant_id) if is_id(grant_id) else None
    known = await get_grant(ctx, grant_id)
    if "scopes" in changes:
        changes["scopes"] = frozenset(changes["scopes"]) | {Scope.READ_DATA}
    return await _changed(ctx, known, replace(known, **changes))


async def _changed(ctx: Context, before: Grant, after: Grant) -> Grant:
    after = rules.changing(ctx.actor, before, after)
    was, now_ = _journalled(before), _journalled(after)
    differ = [name for name in was if was[name] != now_[name]]
    if not differ:
        return before
    await store.replace(ctx.db, after)
    ctx.emit(
        GrantUpdated(
            object=OBJECT,
            record_id=after.id,
            before={name: was[name] for name in differ},
            after={name: now_[name] for name in differ},
        )
    )
    return after


async def pause_grant(ctx: Context, grant: Grant) -> Grant:
    """Let it open nothing until it is resumed. An admin's pause takes the place of its owner's.
    Raises Forbidden."""
    rules.tending(ctx.actor)
    grant = await _held(ctx, grant)
    if grant.revoked_at is not None:
        return grant
    if rules.stays_paused(ctx.actor, grant):
        return grant
    made = replace(grant, paused_at=ctx.now, paused_by=ctx.actor.member_id)
    return await _told(ctx, GrantPaused, grant, made, "paused_at", "paused_by")


async def resume_grant(ctx: Context, grant: Grant) -> Grant:
    """Let it go on. Raises Forbidden for agents, and where an admin has paused it."""
    grant = await _held(ctx, grant)
    rules.resuming(ctx.actor, grant)
    if grant.status != "paused":
        return grant
    made = replace(grant, paused_at=None, paused_by=None)
    return await _told(ctx, GrantResumed, grant, made, "paused_at", "paused_by")


async def _held(ctx: Context, grant: Grant) -> Grant:
    """The grant as it is now, which nobody else changes before this transaction ends."""
    await store.hold(ctx.db, grant.id)
    return await store.get(ctx.db, grant.id) or grant


async def revoke_grant(ctx: Context, grant_id: str) -> Grant:
    """End it, and every token of it. Doing it again changes nothing. What an admin has narrowed
    or paused stays so if its owner lets the client in anew. Raises Forbidden, NotFound."""
    rules.tending(ctx.actor)
    await store.hold(ctx.db, grant_id) if is_id(grant_id) else None
    grant = await get_grant(ctx, grant_id)
    if grant.revoked_at is not None:
        return grant
    await token_store.end_grant(ctx.db, grant.id)
    made = replace(grant, revoked_at=ctx.now)
    if rules.may_resume(ctx.actor, grant):
        made = replace(made, paused_at=None, paused_by=None)
    return await _told(ctx, GrantRevoked, grant, made, "revoked_at")


async def _told(ctx: Context, fact: type[Event], before: Grant, after: Grant, *names: str) -> Grant:
    await store.replace(ctx.db, after)
    ctx.emit(
        fact(
            object=OBJECT,
            record_id=after.id,
            before={name: _said(getattr(before, name)) for name in names},
            after={name: _said(getattr(after, name)) for name in names},
        )
    )
    return after


def _said(value: Any) -> Any:
    return iso(value) if isinstance(value, int) else value
