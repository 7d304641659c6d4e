"""OAuth clients: who registered, and whose metadata document was read."""

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.core.clock import Instant, now
from handrail.core.ids import new_id
from handrail.features.access.delegation import UNUSED_LIFE, AuthMethod, Client
from handrail.features.access.store import clients as store
from handrail.features.workspaces.actions.founding import NOBODY
from handrail.storage.database import Database, Db
from handrail.vault import hash as hashing
from handrail.vault import tokens
from handrail.vault.tokens import Token


@dataclass(frozen=True, slots=True)
class Registration:
    """What is kept of what a client says of itself."""

    name: str
    redirects: Sequence[str]
    auth_method: AuthMethod


async def find_client(database: Database, client_id: str) -> Client | None:
    async def look(db: Db) -> Client | None:
        return await store.get(db, client_id)

    return await database.read(NOBODY, look)


async def register(database: Database, said: Registration) -> tuple[Client, str | None]:
    """A new client, and its secret for this one time, where it is to have one. Those that have
    been granted nothing within a day are forgotten on the way."""
    at = now()
    secret = None if said.auth_method == "none" else tokens.mint_token(Token.CLIENT_SECRET)
    id_ = new_id()
    made = Client(
        id=id_,
        client_id=id_,
        name=said.name,
        redirects=tuple(said.redirects),
        auth_method=said.auth_method,
        secret_hash=None if secret is None else hashing.of_secret(secret),
        fresh_until=None,
        created_at=at,
    )

    async def work(db: Db) -> None:
        await store.forget_unused(db, at - UNUSED_LIFE)
        await store.put(db, made)

    await database.write(NOBODY, work)
    return made, secret


async def remember(
    database: Database, client_id: str, said: Registration, fresh_until: Instant
) -> Client:
    """Keep what a metadata document said, until it is read again."""
    made = Client(
        id=new_id(),
        client_id=client_id,
        name=said.name,
        redirects=tuple(said.redirects),
        auth_method=said.auth_method,
        secret_hash=None,
        fresh_until=fresh_until,
        created_at=now(),
    )

    async def work(db: Db) -> None:
        await store.put(db, made)

    await database.write(NOBODY, work)
    return made


async def was_granted(database: Database, client_id: str) -> None:
    """Keep the registration of a client for good: somebody has granted it something."""

    async def work(db: Db) -> None:
        await store.used(db, client_id, now())

    await database.write(NOBODY, work)
