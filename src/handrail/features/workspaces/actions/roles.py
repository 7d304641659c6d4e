"""Adding, changing, deleting and listing custom roles."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handrail.context import Context
from handrail.core.actor import Role
from handrail.core.errors import Conflict, NotFound
from handrail.core.event import differences
from handrail.core.ids import new_id
from handrail.features.workspaces import rules, store
from handrail.features.workspaces.actions import members
from handrail.features.workspaces.events import RoleCreated, RoleDeleted, RoleUpdated
from handrail.features.workspaces.model import CustomRole, Member
from handrail.storage.database import Db

OBJECT = "roles"


async def list_roles(db: Db) -> list[CustomRole]:
    """The custom ones, by name."""
    return await store.list_roles(db)


async def get_role(db: Db, role_id: str) -> CustomRole:
    """Raises NotFound, and Conflict for the roles that every workspace has."""
    if role_id in rules.SYSTEM:
        raise Conflict(
            f"Every workspace has the role {role_id}; it cannot be changed.",
            field="role_id",
            hint="Add a role of your own with create_role.",
        )
    found = next((each for each in await store.list_roles(db) if each.id == role_id), None)
    if found is None:
        raise NotFound(
            f"No role has the id {role_id[:80]!r}.",
            field="role_id",
            hint="Find roles with list_roles.",
        )
    return found


async def role_held(db: Db, member: Member) -> CustomRole | None:
    """The custom role a member has, None where they have one that every workspace has."""
    if member.role_id is None:
        return None
    return next(each for each in await store.list_roles(db) if each.id == member.role_id)


async def create_role(
    ctx: Context,
    name: str,
    *,
    description: str = "",
    rank: Role = "rep",
    permissions: tuple[str, ...] = (),
    policy: dict[str, Any] | None = None,
) -> CustomRole:
    """Add a role, whose `policy` has been checked. Raises Invalid; Conflict where one of that name
    stands; Forbidden where it reaches further than the actor."""
    await store.bump_schema(ctx.db)
    said = (rules.named(name), description.strip(), rank, tuple(sorted(set(permissions))))
    made = CustomRole(new_id(), *said, policy or None, ctx.now)
    await _allowed(ctx, made)
    await store.add_role(ctx.db, made)
    ctx.emit(RoleCreated(object=OBJECT, record_id=made.id, after=_journalled(made)))
    return made


async def _allowed(ctx: Context, made: CustomRole) -> None:
    others = [each for each in await store.list_roles(ctx.db) if each.id != made.id]
    taken = {each.name.casefold() for each in others} | set(rules.SYSTEM)
    if made.name.casefold() in taken:
        raise Conflict(
            f"There is a role {made.name!r} already.",
            field="name",
            hint="Use it, or choose another name.",
        )
    rules.may_give(ctx.actor, made.rank, made)


def _journalled(role: CustomRole) -> dict[str, Any]:
    return {
        "name": role.name,
        "description": role.description,
        "rank": role.rank,
        "permissions": list(role.permissions),
        "policy": role.policy,
    }


async def update_role(ctx: Context, role_id: str, said: Mapping[str, Any]) -> CustomRole:
    """Change what is said of name, description, rank, permissions, policy: from the next request
    on whoever has the role has it so. Raises NotFound, Invalid, Conflict, Forbidden."""
    await store.bump_schema(ctx.db)
    old = await get_role(ctx.db, role_id)
    checked = dict(said)
    if "name" in said:
        checked["name"] = rules.named(said["name"])
    if "permissions" in said:
        checked["permissions"] = tuple(sorted(set(said["permissions"])))
    new = replace(old, **checked)
    if new == old:
        return old
    rules.may_give(ctx.actor, old.rank, old)
    await _allowed(ctx, new)
    await store.set_role(ctx.db, new)
    before, after = differences(_journalled(old), _journalled(new))
    ctx.emit(RoleUpdated(object=OBJECT, record_id=new.id, before=before, after=after))
    return new


async def delete_role(ctx: Context, role_id: str, instead: str | None = None) -> CustomRole:
    """Delete a role that nobody has, or whose members get another `instead`.

    Raises NotFound; Forbidden; Invalid; Conflict, naming who has it.
    """
    await store.bump_schema(ctx.db)
    old = await get_role(ctx.db, role_id)
    rules.may_give(ctx.actor, old.rank, old)
    holders = [each for each in await store.list_members(ctx.db) if each.role_id == role_id]
    if instead is None:
        rules.nobody_has(f"The role {old.name}", holders, "reassign_to")
    else:
        others = [each for each in await store.list_roles(ctx.db) if each.id != role_id]
        rules.role_of(None, instead, others)
        for each in holders:
            await members.update_member(ctx, each.id, {"role_id": instead})
    await store.remove_role(ctx.db, role_id)
    ctx.emit(RoleDeleted(object=OBJECT, record_id=role_id, before=_journalled(old)))
    return old
