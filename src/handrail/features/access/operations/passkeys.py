"""How a person signs in beside their password, as they see and change it in the web app.

No door for programs offers these: a key could otherwise let its holder in for good.
"""

from typing import Annotated, Any

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import Instant, iso
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, WriteParams
from handrail.features.access.actions import identities, passkeys
from handrail.features.access.model import (
    Identity,
    IdentitySeen,
    Passkey,
    PasskeyOptions,
    PasskeySeen,
    RemovedIdentity,
    WaysIn,
    WrittenPasskey,
)
from handrail.vault.passkeys import Site

NO_DOOR = frozenset[Any]()
Name = Annotated[str, Field(description="What to call it.", max_length=200)]
Id = Annotated[str, Field(description="Its id.", min_length=1, max_length=64)]


class ListWaysIn(Params):
    pass


class BeginPasskey(WriteParams):
    """`site_id` and `origin` are the page's own (vault/passkeys.py)."""

    site_id: str
    origin: str


class AddPasskey(BeginPasskey):
    challenge: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    credential: dict[str, Any]
    name: Name = ""


class RenamePasskey(WriteParams):
    passkey_id: Id
    name: Name


class RemovePasskey(WriteParams):
    passkey_id: Id


class UnlinkIdentity(WriteParams):
    identity_id: Id


@operation("GET /ways-in", effect=Effect.READ, scope=Scope.READ_DATA, doors=NO_DOOR)
async def list_ways_in(ctx: Context, params: ListWaysIn) -> WaysIn:
    """List your own passkeys, and who you are at OpenID providers."""
    return WaysIn(
        passkeys=[_passkey_seen(each) for each in await passkeys.list_passkeys(ctx)],
        identities=[_identity_seen(each) for each in await identities.list_identities(ctx)],
    )


@operation("POST /passkeys/begin", effect=Effect.UPDATE, scope=Scope.WRITE_DATA, doors=NO_DOOR)
async def begin_passkey(ctx: Context, params: BeginPasskey) -> PasskeyOptions:
    """What your browser is asked for a new passkey."""
    options, challenge = await passkeys.begin_passkey(ctx, Site(params.site_id, params.origin))
    return PasskeyOptions(options=options, challenge=challenge)


@operation("POST /passkeys", effect=Effect.CREATE, scope=Scope.WRITE_DATA, doors=NO_DOOR)
async def add_passkey(ctx: Context, params: AddPasskey) -> WrittenPasskey:
    """Keep the passkey that your browser made."""
    site = Site(params.site_id, params.origin)
    made = await passkeys.add_passkey(ctx, site, params.challenge, params.credential, params.name)
    return _written(ctx, made)


@operation(
    "PATCH /passkeys/{passkey_id}", effect=Effect.UPDATE, scope=Scope.WRITE_DATA, doors=NO_DOOR
)
async def rename_passkey(ctx: Context, params: RenamePasskey) -> WrittenPasskey:
    """Call a passkey of yours something else."""
    return _written(ctx, await passkeys.rename_passkey(ctx, params.passkey_id, params.name))


@operation(
    "DELETE /passkeys/{passkey_id}", effect=Effect.DELETE, scope=Scope.WRITE_DATA, doors=NO_DOOR
)
async def remove_passkey(ctx: Context, params: RemovePasskey) -> WrittenPasskey:
    """Remove a passkey of yours: it opens nothing any more."""
    return _written(ctx, await passkeys.remove_passkey(ctx, params.passkey_id))


@operation(
    "DELETE /identities/{identity_id}", effect=Effect.DELETE, scope=Scope.WRITE_DATA, doors=NO_DOOR
)
async def unlink_identity(ctx: Context, params: UnlinkIdentity) -> RemovedIdentity:
    """Forget who you are at an OpenID provider."""
    seen = _identity_seen(await identities.unlink(ctx, params.identity_id))
    return RemovedIdentity(**seen.model_dump(), change_id=ctx.change_id, replayed=False)


def _written(ctx: Context, passkey: Passkey) -> WrittenPasskey:
    seen = _passkey_seen(passkey)
    return WrittenPasskey(**seen.model_dump(), change_id=ctx.change_id, replayed=False)


def _passkey_seen(passkey: Passkey) -> PasskeySeen:
    return PasskeySeen(
        id=passkey.id,
        name=passkey.name,
        synced=passkey.synced,
        last_used_at=_iso(passkey.last_used_at),
        created_at=iso(passkey.created_at),
    )


def _identity_seen(identity: Identity) -> IdentitySeen:
    return IdentitySeen(
        id=identity.id,
        provider=identity.issuer.partition("://")[2] or identity.issuer,
        email=identity.email,
        last_used_at=_iso(identity.last_used_at),
        created_at=iso(identity.created_at),
    )


def _iso(instant: Instant | None) -> str | None:
    return None if instant is None else iso(instant)
