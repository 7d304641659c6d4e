"""Roles, as callers say and get them."""

from typing import Annotated, Any

from pydantic import Field

from handrail.core.actor import Role
from handrail.core.policy_said import PolicySaid
from handrail.core.shapes import Result, Written

RoleId = Annotated[str, Field(description="Role id.", min_length=1, max_length=64)]
RoleName = Annotated[str, Field(description="What it is called.", min_length=1, max_length=100)]
Description = Annotated[str, Field(description="Whom it is for.", max_length=500)]
Permission = Annotated[str, Field(pattern=r"^[a-z]+\.[a-z]+$")]
Permissions = Annotated[
    list[Permission], Field(description="Beyond the rank: members.create …", max_length=50)
]
PolicyOfRole = Annotated[PolicySaid, Field(description="What of records it may see and change.")]


class RoleSeen(Result):
    """`is_system` ones every workspace has; they cannot be changed. `members` is how many have
    it."""

    id: str
    name: str
    description: str
    rank: Role
    permissions: list[str]
    policy: dict[str, Any] | None
    is_system: bool
    members: int


class RoleList(Result):
    """`permissions` is what a custom role may be given, and what each lets its members do."""

    roles: list[RoleSeen]
    permissions: dict[str, str]


class WrittenRole(RoleSeen, Written):
    """A role as a write left it."""
