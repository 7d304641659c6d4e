"""A policy on its way from what was said to what is kept."""

from typing import Any

from handrail.context import Context
from handrail.core.policy_said import PolicySaid
from handrail.features.records.actions.policies import checked


async def kept(ctx: Context, said: PolicySaid | None) -> dict[str, Any] | None:
    """As it is kept, once it has been checked against the schema; None where it narrows nothing.
    Raises Invalid."""
    if said is None or not said.objects:
        return None
    return (await checked(ctx, said)).model_dump(mode="json")
