"""Letting a connected AI client do more, or less."""

from typing import Annotated, Any

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.budgets import BudgetsSaid
from handrail.core.operation import Effect, operation
from handrail.core.policy_said import PolicySaid
from handrail.core.shapes import WriteParams
from handrail.features.access.actions.grants import change_grant
from handrail.features.access.delegation import GrantId, WrittenGrant
from handrail.features.access.model import Objects, Scopes
from handrail.features.access.operations.grants import seen
from handrail.features.records.actions.policies import checked


class UpdateGrant(WriteParams):
    """What is left out stays; null takes a limit away."""

    grant_id: GrantId
    scopes: Scopes | None = None
    objects: Objects | None = None
    policy: (
        Annotated[PolicySaid, Field(description="What of records it may see and change.")] | None
    ) = None
    budgets: Annotated[BudgetsSaid, Field(description="How much an hour, a day.")] | None = None


@operation("PATCH /grants/{grant_id}", effect=Effect.UPDATE, scope=Scope.READ_DATA)
async def update_grant(ctx: Context, params: UpdateGrant) -> WrittenGrant:
    """Narrow what a connected AI client may do; or widen it, in person."""
    said = params.model_fields_set
    changes: dict[str, Any] = {}
    if "scopes" in said:
        changes["scopes"] = params.scopes or [Scope.READ_DATA]
    if "objects" in said:
        objects = params.objects
        changes["objects"] = None if objects is None else tuple(sorted(set(objects)))
    if "policy" in said:
        policy = None if params.policy is None else await checked(ctx, params.policy)
        changes["policy"] = None if policy is None else policy.model_dump(mode="json")
    if "budgets" in said:
        changes["budgets"] = None if params.budgets is None else params.budgets.kept()
    [one] = await seen(ctx, [await change_grant(ctx, params.grant_id, **changes)])
    return WrittenGrant(**one.model_dump(), change_id=ctx.change_id, replayed=False)
