"""Custom roles: a rank, permissions beyond it, and what of records their members see and change."""

from collections import Counter
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Role, Scope
from handrail.core.operation import Effect, operation
from handrail.core.permissions import PERMISSIONS
from handrail.core.reach import is_unrestricted
from handrail.core.shapes import Params, WriteParams
from handrail.features.policies.actions import kept
from handrail.features.policies.model import (
    Description,
    Permissions,
    PolicyOfRole,
    RoleId,
    RoleList,
    RoleName,
    RoleSeen,
    WrittenRole,
)
from handrail.features.policies.rules import permissions_ok
from handrail.features.workspaces.actions import members, roles
from handrail.features.workspaces.model import CustomRole

SYSTEM: dict[Role, str] = {
    "admin": "Does everything.",
    "manager": "Sees and changes all records, and the schema.",
    "rep": "Sees and changes all records.",
}
Rank = Annotated[Literal["manager", "rep"], Field(description="What it builds on.")]


class ListRoles(Params):
    pass


class CreateRole(WriteParams):
    name: RoleName
    description: Description = ""
    rank: Rank = "rep"
    permissions: Permissions = Field(default=[])
    policy: PolicyOfRole | None = None


class UpdateRole(WriteParams):
    """What is left out stays; null for the policy takes every limit away."""

    role_id: RoleId
    name: RoleName | None = None
    description: Description | None = None
    rank: Rank | None = None
    permissions: Permissions | None = None
    policy: PolicyOfRole | None = None


class DeleteRole(WriteParams):
    role_id: RoleId
    reassign_to: Annotated[
        str | None, Field(description="Role id its members get.", max_length=64)
    ] = None


@operation("GET /roles", effect=Effect.READ, scope=Scope.READ_DATA)
async def list_roles(ctx: Context, params: ListRoles) -> RoleList:
    """List the roles: those every workspace has, and your own.

    Who is restricted themselves does not see the policies: they name what is hidden from them.
    """
    held = await _held(ctx)
    system = [
        RoleSeen(
            id=name,
            name=name.capitalize(),
            description=said,
            rank=name,
            permissions=[],
            policy=None,
            is_system=True,
            members=held[name],
        )
        for name, said in SYSTEM.items()
    ]
    custom = [
        _seen(each if is_unrestricted(ctx.actor) else replace(each, policy=None), held[each.id])
        for each in await roles.list_roles(ctx.db)
    ]
    return RoleList(roles=system + custom, permissions=dict(PERMISSIONS))


async def _held(ctx: Context) -> Counter[str]:
    """How many active members have each role."""
    everyone = await members.list_members(ctx.db)
    return Counter(each.role_id or each.role for each in everyone if each.is_active)


def _seen(role: CustomRole, held: int) -> RoleSeen:
    return RoleSeen(
        id=role.id,
        name=role.name,
        description=role.description,
        rank=role.rank,
        permissions=list(role.permissions),
        policy=role.policy,
        is_system=False,
        members=held,
    )


@operation(
    "POST /roles",
    effect=Effect.CREATE,
    scope=Scope.WRITE_DATA,
    role="admin",
    needs="roles.create",
)
async def create_role(ctx: Context, params: CreateRole) -> WrittenRole:
    """Add a role of your own; it can give no more than you have."""
    made = await roles.create_role(
        ctx,
        params.name,
        description=params.description,
        rank=params.rank,
        permissions=permissions_ok(params.permissions),
        policy=await kept(ctx, params.policy),
    )
    return await _written(ctx, made)


@operation(
    "PATCH /roles/{role_id}",
    effect=Effect.UPDATE,
    scope=Scope.WRITE_DATA,
    role="admin",
    needs="roles.update",
)
async def update_role(ctx: Context, params: UpdateRole) -> WrittenRole:
    """Change a role of your own: it holds for its members from the next request on."""
    said: dict[str, Any] = {
        name: getattr(params, name)
        for name in ("name", "description", "rank", "permissions")
        if getattr(params, name) is not None
    }
    if "permissions" in said:
        said["permissions"] = permissions_ok(said["permissions"])
    if "policy" in params.model_fields_set:
        said["policy"] = await kept(ctx, params.policy)
    return await _written(ctx, await roles.update_role(ctx, params.role_id, said))


@operation(
    "DELETE /roles/{role_id}",
    effect=Effect.DELETE,
    scope=Scope.WRITE_DATA,
    role="admin",
    needs="roles.delete",
)
async def delete_role(ctx: Context, params: DeleteRole) -> WrittenRole:
    """Delete a role that nobody has, or whose members get another."""
    gone = await roles.delete_role(ctx, params.role_id, params.reassign_to)
    return await _written(ctx, gone)


async def _written(ctx: Context, role: CustomRole) -> WrittenRole:
    seen = _seen(role, (await _held(ctx))[role.id])
    return WrittenRole(**seen.model_dump(), change_id=ctx.change_id, replayed=False)
