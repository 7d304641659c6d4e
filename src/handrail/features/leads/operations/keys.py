"""API keys, in the style of this face."""

from typing import Annotated, Any

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import SECOND
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, Result, WriteParams
from handrail.features.access import rules
from handrail.features.access.actions import keys
from handrail.features.access.model import ApiKey
from handrail.features.leads.model import Gone
from handrail.features.leads.operations.said import Deleting, confirmed
from handrail.features.leads.rules.ids import finding, missing
from handrail.vault.tokens import Style

READ, WRITE = Scope.READ_DATA, Scope.WRITE_DATA


class Key(Result):
    """`key` is how it begins and ends: the whole of it is shown once, when it is made."""

    id: str
    name: str
    key: str
    scopes: list[str]
    created_at: int
    last_used_at: int | None


class KeyList(Result):
    api_keys: list[Key]


class MadeKey(Key):
    def kept(self) -> dict[str, Any]:
        """A repeat of the call shows as much of it as a list does."""
        front, _, tail = self.key.rpartition("_")
        return {**self.model_dump(mode="json"), "key": f"{front}_…{tail[-4:]}"}


class ListKeys(Params):
    pass


@operation("GET /api-keys", effect=Effect.READ, scope=READ)
async def list_api_keys(ctx: Context, params: ListKeys) -> KeyList:
    """List live API keys: your own, or all for an admin."""
    whose = None if ctx.actor.role == "admin" else ctx.actor.member_id
    known = await keys.list_keys(ctx.db, whose)
    live = [e for e in known if _is_live(e, ctx.now) and rules.sees(ctx.actor, e.objects)]
    return KeyList(api_keys=[_seen(each, f"{each.prefix}…{each.last4}") for each in live])


class CreateKey(WriteParams):
    name: Annotated[str, Field(description="What it is for.", min_length=1, max_length=100)]
    scopes: (
        Annotated[list[Scope], Field(description="Yours by default.", min_length=1, max_length=3)]
        | None
    ) = None


@operation("POST /api-keys", effect=Effect.CREATE, scope=WRITE, role="admin")
async def create_api_key(ctx: Context, params: CreateKey) -> MadeKey:
    """Make an API key that may do no more than you. It is shown once."""
    made, secret = await keys.create_key(
        ctx,
        params.name,
        scopes=ctx.actor.scopes if params.scopes is None else params.scopes,
        style=Style.LEADS,
        objects=ctx.actor.objects,
    )
    return MadeKey(**dict(_seen(made, secret)))


class DeleteKey(Deleting):
    key_id: Annotated[str, Field(description="API key id.", min_length=1, max_length=64)]


@operation("DELETE /api-keys/{key_id}", effect=Effect.DELETE, scope=WRITE, role="admin")
async def delete_api_key(ctx: Context, params: DeleteKey) -> Gone:
    """Revoke an API key: it opens nothing any more."""
    confirmed(ctx, params)
    with finding("API key"):
        known = await keys.get_key(ctx, params.key_id)
        if not _is_live(known, ctx.now):
            raise missing("API key")
        await keys.revoke_key(ctx, params.key_id)
    return Gone(id=params.key_id)


def _is_live(key: ApiKey, at: int) -> bool:
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > at)


def _seen(key: ApiKey, shown: str) -> Key:
    used = key.last_used_at
    return Key(
        id=key.id,
        name=key.name,
        key=shown,
        scopes=sorted(key.scopes),
        created_at=key.created_at // SECOND,
        last_used_at=None if used is None else used // SECOND,
    )
