"""Making a key, as far as its maker reaches and no further."""

from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.budgets import BudgetsSaid
from handrail.core.clock import instant_of
from handrail.core.operation import Effect, operation
from handrail.core.policy_said import PolicySaid
from handrail.core.shapes import WriteParams
from handrail.features.access.actions import keys
from handrail.features.access.model import (
    PER_MINUTE,
    CreatedKey,
    Expiry,
    KeyName,
    Objects,
    PerMinute,
    Scopes,
    StyleSaid,
)
from handrail.features.access.operations.keys import seen_keys
from handrail.features.policies.actions import kept
from handrail.vault.tokens import Style


class CreateKey(WriteParams):
    name: KeyName
    scopes: Scopes = Field(default=[Scope.READ_DATA])
    objects: Objects | None = None
    policy: (
        Annotated[PolicySaid, Field(description="What of records it may see and change.")] | None
    ) = None
    per_minute: PerMinute = PER_MINUTE
    expires_at: Expiry | None = None
    budgets: Annotated[BudgetsSaid, Field(description="How much an hour, a day.")] | None = None
    style: StyleSaid = "workspace"
    member_id: Annotated[
        str | None, Field(description="Whose key; yours by default.", max_length=64)
    ] = None


@operation(
    "POST /keys",
    effect=Effect.CREATE,
    scope=Scope.WRITE_DATA,
    role="admin",
    needs="keys.create",
)
async def create_api_key(ctx: Context, params: CreateKey) -> CreatedKey:
    """Make an API key. Its secret is in the answer, this once and never again."""
    made, secret = await keys.create_key(
        ctx,
        params.name,
        scopes=params.scopes,
        member_id=params.member_id,
        style=Style(params.style),
        objects=params.objects,
        per_minute=params.per_minute,
        expires_at=None if params.expires_at is None else instant_of(params.expires_at),
        budgets=params.budgets,
        policy=await kept(ctx, params.policy),
    )
    [seen] = await seen_keys(ctx, [made])
    return CreatedKey(**seen.model_dump(), secret=secret, change_id=ctx.change_id, replayed=False)
