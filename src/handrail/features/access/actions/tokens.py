"""Codes into tokens, tokens into newer ones, and who comes with one.

Each of them is found by its hash. What is wrong with one is answered after the transaction has
ended, so that what a misuse has ended stays ended.
"""

from handrail.core.actor import Actor
from handrail.core.clock import Instant, now
from handrail.core.ids import new_id
from handrail.features.access import rules
from handrail.features.access.actions.touching import touch
from handrail.features.access.delegation import (
    ACCESS_LIFE,
    REFRESH_LIFE,
    Code,
    Pair,
    Refresh,
    TokenHolder,
)
from handrail.features.access.store import grants as grant_store
from handrail.features.access.store import tokens as store
from handrail.features.workspaces.actions.founding import NOBODY
from handrail.storage.database import Database, Db
from handrail.vault import hash as hashing
from handrail.vault import tokens
from handrail.vault.tokens import Token


async def token_holder(database: Database, secret: str, resource: frozenset[str]) -> Actor:
    """Who comes with an access token to an endpoint, by whichever of its names the token was made
    for. Raises Unauthorized; Forbidden where the grant is paused; Unavailable."""
    hash_ = hashing.of_secret(secret)

    async def look(db: Db) -> TokenHolder | None:
        return await store.holder(db, hash_)

    return let_in(database, await database.recall(("tokens", hash_), look), resource)


def let_in(database: Database, found: TokenHolder | None, resource: frozenset[str]) -> Actor:
    """Who comes by a grant, whose last use this is. Raises Unauthorized; Forbidden."""
    at = now()
    holder = rules.token_admitted(found, resource, at)

    async def used(db: Db) -> None:
        await grant_store.used(db, holder.grant_id, at)

    touch(database, holder.actor.workspace, holder.grant_id, holder.last_used_at, at, used)
    return holder.actor


async def code_of(database: Database, secret: str) -> Code | None:
    """The code, used or not, for whoever judges what it is exchanged with."""
    hash_ = hashing.of_secret(secret)

    async def look(db: Db) -> Code | None:
        return await store.code(db, hash_)

    return await database.read(NOBODY, look)


async def redeem(database: Database, code: Code) -> Pair | None:
    """The first tokens of a code. None where it was used before: then all that was made from it
    ends, for one of the two who came with it has stolen it."""
    at = now()

    async def work(db: Db) -> Pair | None:
        await grant_store.hold(db, code.grant_id)
        if not await store.spend_code(db, code.id, at):
            await store.end_family(db, code.id)
            return None
        await store.forget_old(db, code.grant_id, at)
        return await _mint(db, code, code.id, at)

    return await database.write(code.workspace, work)


async def refreshing(database: Database, secret: str) -> Refresh | None:
    """The refresh token, exchanged or not, for whoever judges who comes with it."""
    hash_ = hashing.of_secret(secret)

    async def look(db: Db) -> Refresh | None:
        return await store.refresh(db, hash_)

    return await database.read(NOBODY, look)


async def rotate(database: Database, secret: str, known: Refresh) -> Pair | None:
    """The next tokens. None where the refresh token is dead, or was exchanged before: then its
    whole family ends, unless that was a moment ago."""
    at, hash_ = now(), hashing.of_secret(secret)

    async def work(db: Db) -> Pair | None:
        await grant_store.hold(db, known.grant_id)
        token = await store.refresh(db, hash_)
        if token is None or not rules.refreshable(token, at):
            return None
        if not rules.fresh_or_graced(token, at):
            await store.end_family(db, token.family)
            return None
        await store.spend(db, token.id, at)
        await store.forget_old(db, token.grant_id, at)
        return await _mint(db, token, token.family, at)

    return await database.write(known.workspace, work)


async def _mint(db: Db, of: Code | Refresh, family: str, at: Instant) -> Pair | None:
    grant = await grant_store.get(db, of.grant_id)
    if grant is None or grant.revoked_at is not None:
        return None
    made = {kind: tokens.mint_token(kind) for kind in (Token.ACCESS, Token.REFRESH)}
    for kind, life in ((Token.ACCESS, ACCESS_LIFE), (Token.REFRESH, REFRESH_LIFE)):
        hash_ = hashing.of_secret(made[kind])
        await store.add(db, new_id(), kind, hash_, of, family, at + life)
    return Pair(made[Token.ACCESS], made[Token.REFRESH], grant.scopes)


async def token_of(database: Database, secret: str) -> Refresh | None:
    """A token of either kind, for whoever judges whether it may be revoked."""
    hash_ = hashing.of_secret(secret)

    async def look(db: Db) -> Refresh | None:
        return await store.any_token(db, hash_)

    return await database.read(NOBODY, look)


async def revoke_family(database: Database, token: Refresh) -> None:
    """End a connection: its access and refresh tokens. The grant stays, and may be used again."""

    async def work(db: Db) -> None:
        await grant_store.hold(db, token.grant_id)
        await store.end_family(db, token.family)

    await database.write(token.workspace, work)
