"""Adding, changing and finding members."""

from collections.abc import Mapping
from typing import Any

from handrail.context import Context
from handrail.core.actor import Role
from handrail.core.entitlements import fits_members
from handrail.core.errors import NotFound
from handrail.core.ids import is_id, new_id
from handrail.features.workspaces import rules, store
from handrail.features.workspaces.events import MemberCreated, MemberUpdated
from handrail.features.workspaces.model import Member
from handrail.features.workspaces.store import plans
from handrail.storage.database import Db

OBJECT = "members"
"""What the journal calls them."""


async def add_member(
    ctx: Context,
    name: str,
    *,
    email: str | None = None,
    role: Role | None = None,
    role_id: str | None = None,
    team_id: str | None = None,
) -> Member:
    """Add a person, a rep unless another role is said.

    Raises Invalid, Conflict where another member has the address, and Forbidden where the role
    reaches further than the actor.
    """
    await store.bump_schema(ctx.db)  # first: it makes whoever else changes members wait
    rank, custom = rules.role_of(role, role_id, await store.list_roles(ctx.db))
    rules.may_let_in(ctx.actor, rank, custom, team_id)
    return await join(ctx, name, email, rank, custom.id if custom else None, team_id)


async def join(
    ctx: Context, name: str, email: str | None, rank: Role, role_id: str | None, team_id: str | None
) -> Member:
    """Add a person with a role that somebody was free to give them. Raises Invalid, Conflict."""
    await store.bump_schema(ctx.db)
    address = rules.email_ok(email)
    rules.email_free(await store.list_members(ctx.db), address)
    if team_id is not None:
        rules.team_known(await store.list_teams(ctx.db), team_id)
    await _there_is_room(ctx)
    made = Member(new_id(), rules.named(name), address, rank, team_id, True, ctx.now, role_id)
    await store.add_member(ctx.db, made)
    ctx.emit(MemberCreated(object=OBJECT, record_id=made.id, after=journalled(made)))
    return made


async def _there_is_room(ctx: Context) -> None:
    """PlanRequired where the workspace's plan holds no further active member."""
    entitlements = await plans.entitlements(ctx.db)
    if entitlements.members is not None:
        active = sum(each.is_active for each in await store.list_members(ctx.db))
        fits_members(entitlements, active + 1)


def journalled(member: Member) -> dict[str, Any]:
    said = {
        "name": member.name,
        "email": member.email,
        "role": member.role,
        "team_id": member.team_id,
        "is_active": member.is_active,
    }
    return said if member.role_id is None else {**said, "role_id": member.role_id}


async def update_member(ctx: Context, member_id: str, said: Mapping[str, Any]) -> Member:
    """Change what is said of name, email, role, role_id, team_id, is_active; the member as it is
    now.

    Raises NotFound, Invalid, Conflict for a taken address and for the last admin, and Forbidden
    where the actor has less than the member has or would have.
    """
    await store.bump_schema(ctx.db)
    everyone = await store.list_members(ctx.db)
    old = next((each for each in everyone if each.id == member_id), None)
    if old is None:
        raise missing(member_id)
    every_role = await store.list_roles(ctx.db)
    new = rules.with_role(rules.changed(old, said), said, every_role)
    before, after = rules.difference(old, new)
    if not after:
        return old
    rules.may_change(ctx.actor, old, new, every_role)
    rules.email_free(everyone, new.email, but=new.id)
    rules.keep_an_admin(everyone, new)
    if new.is_active and not old.is_active:
        await _there_is_room(ctx)
    if "team_id" in after:
        rules.team_known(await store.list_teams(ctx.db), new.team_id)
    await store.set_member(ctx.db, new)
    ctx.emit(MemberUpdated(object=OBJECT, record_id=new.id, before=before, after=after))
    return new


async def rename_self(ctx: Context, name: str) -> Member:
    """Call oneself something else."""
    await store.bump_schema(ctx.db)
    old = await get_member(ctx.db, ctx.actor.member_id)
    new = rules.changed(old, {"name": name})
    before, after = rules.difference(old, new)
    if after:
        await store.set_member(ctx.db, new)
        ctx.emit(MemberUpdated(object=OBJECT, record_id=new.id, before=before, after=after))
    return new


async def get_member(db: Db, member_id: str) -> Member:
    """Raises NotFound."""
    found = await find_members(db, member_id) if is_id(member_id) else []
    if not found:
        raise missing(member_id)
    return found[0]


async def find_members(db: Db, wanted: str) -> list[Member]:
    """Those whose id, email or name this is, in any capitals; several may share a name."""
    folded = " ".join(wanted.split()).casefold()
    return [
        each
        for each in await store.list_members(db)
        if folded in {each.id, (each.email or "").casefold(), each.name.casefold()} and folded
    ]


async def list_members(db: Db) -> list[Member]:
    """Every member, those who have left included, oldest first."""
    return await store.list_members(db)


def missing(member_id: str) -> NotFound:
    return NotFound(
        f"No member has the id {member_id[:80]!r}.",
        field="member_id",
        hint="Find members with list_members.",
    )
