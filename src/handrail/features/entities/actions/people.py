"""Users of this face: the members of the workspace, and the roles they may have."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handrail.context import Context
from handrail.core.clock import iso
from handrail.core.errors import Invalid
from handrail.core.policy import FREE, ObjectPolicy
from handrail.core.policy_said import policy_of
from handrail.features.entities import shown
from handrail.features.entities.model import ACTIONS, KINDS, RESOURCES
from handrail.features.entities.said import Sort
from handrail.features.workspaces.actions import company
from handrail.features.workspaces.actions.members import get_member, list_members
from handrail.features.workspaces.actions.roles import list_roles
from handrail.features.workspaces.model import CustomRole, Member, Profile

SYSTEM = {
    "admin": ("Admin", "Does everything."),
    "manager": ("Manager", "Sees and changes all records, and the schema."),
    "rep": ("Rep", "Sees and changes all records."),
}
RECORDS = {each.plural: each.object for each in KINDS}
RANKED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "admin": {"users": ("create", "readAll", "update"), "company": ("readAll", "update"),
              "api": ("create", "readAll", "update", "delete"), "auditLog": ("readAll",)},
    "manager": {"users": ("readAll",), "company": ("readAll",), "auditLog": ("readAll",)},
    "rep": {"users": ("readAll",), "company": ("readAll",), "auditLog": ("readAll",)},
}  # fmt: skip
"""What a rank may do beside records."""
BEYOND: Mapping[str, tuple[str, str]] = {
    "members.create": ("users", "create"), "members.update": ("users", "update"),
    "keys.create": ("api", "create"), "keys.delete": ("api", "delete"),
    "webhooks.manage": ("api", "update"), "workspace.update": ("company", "update"),
}  # fmt: skip
"""What a permission of a custom role comes to here."""


async def active(ctx: Context) -> list[Member]:
    return [each for each in await list_members(ctx.db) if each.is_active]


async def profiles(ctx: Context) -> dict[str, Profile]:
    return await company.profiles(ctx)


async def me(ctx: Context) -> dict[str, Any]:
    """The caller's own profile."""
    member = await get_member(ctx.db, ctx.actor.member_id)
    return told(member, (await company.profiles(ctx)).get(member.id))


def told(member: Member, profile: Profile | None) -> dict[str, Any]:
    first, last = shown.member_names(member, profile)
    return {
        "id": member.id,
        "email": member.email or "",
        "firstName": first,
        "lastName": last,
        "status": "active" if member.is_active else "inactive",
        "country": profile.country if profile else None,
        "avatarUrl": profile.avatar_url if profile else None,
        "createdAt": iso(member.created_at),
        "updatedAt": iso(profile.updated_at if profile else member.created_at),
    }


async def all_told(ctx: Context) -> list[dict[str, Any]]:
    """Every member, those who have left included."""
    known = await company.profiles(ctx)
    return [told(each, known.get(each.id)) for each in await list_members(ctx.db)]


def searched(found: list[dict[str, Any]], term: str | None) -> list[dict[str, Any]]:
    """Those in whose name or email every word stands."""
    words = (term or "").casefold().split()
    return [
        each
        for each in found
        if all(
            word in f"{each['firstName']} {each['lastName']} {each['email']}".casefold()
            for word in words
        )
    ]


def ordered(
    found: list[dict[str, Any]], sort: Sort, known: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    """Raises Invalid for a field that users are not sorted by."""
    if sort.field not in known:
        raise Invalid(
            f"Sort field not found or not accessible. Available fields: {', '.join(known)}.",
            field="sortDescriptor.field",
        )
    fields = known[sort.field]
    return sorted(
        found,
        key=lambda each: [str(each[name]).casefold() for name in fields],
        reverse=sort.direction == "desc",
    )


# roles ------------------------------------------------------------------------------------


async def roles(ctx: Context) -> list[dict[str, Any]]:
    """The roles that every workspace has, then its own; what each may do, as this face says it."""
    workspace = uuid.UUID(ctx.actor.workspace_id)
    found: list[dict[str, Any]] = []
    for rank, (name, description) in SYSTEM.items():
        role_id = str(uuid.uuid5(workspace, f"role:{rank}"))
        allowed = set(_allowed(rank, None))
        found.append(_role(role_id, name, description, allowed, is_system=True))
    for each in await list_roles(ctx.db):
        allowed = set(_allowed(each.rank, each))
        found.append(_role(each.id, each.name, each.description, allowed, is_system=False))
    return found


def _role(
    role_id: str, name: str, description: str, allowed: set[tuple[str, str]], *, is_system: bool
) -> dict[str, Any]:
    """Permissions have ids of their own, which stay."""
    space = uuid.UUID(role_id)
    return {
        "id": role_id,
        "name": name,
        "description": description,
        "isSystemRole": is_system,
        "permissions": [
            {"id": str(uuid.uuid5(space, f"{resource}.{action}")), "resource": resource,
             "action": action}
            for resource in RESOURCES
            for action in ACTIONS
            if (resource, action) in allowed
        ],
    }  # fmt: skip


def _allowed(rank: str, custom: CustomRole | None) -> Iterator[tuple[str, str]]:
    """(resource, action) each."""
    policies = policy_of(custom.policy) if custom else ()
    for resource, slug in RECORDS.items():
        policy = policies[0].of(slug) if policies else FREE
        yield from ((resource, action) for action in _actions(policy))
    for resource, actions in RANKED[rank].items():
        yield from ((resource, action) for action in actions)
    for permission in custom.permissions if custom else ():
        if permission in BEYOND:
            yield BEYOND[permission]


def _actions(policy: ObjectPolicy) -> Iterator[str]:
    for verb in ("create", "update", "delete"):
        if verb in policy.verbs:
            yield verb
    if "read" in policy.verbs:
        yield "readOwn" if policy.narrows_rows else "readAll"
