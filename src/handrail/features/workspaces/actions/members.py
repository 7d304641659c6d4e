"""Adding, changing and finding members."""

from collections.abc import Mapping
from typing import Any

from handrail.context import Context
from handrail.core.actor import Role
from handrail.core.errors import NotFound
from handrail.core.ids import is_id, new_id
from handrail.features.workspaces import rules, store
from handrail.features.workspaces.events import MemberCreated, MemberUpdated
from handrail.features.workspaces.model import Member
from handrail.storage.database import Db

OBJECT = "members"
"""What the journal calls them."""


async def add_member(
    ctx: Context,
    name: str,
    *,
    email: str | None = None,
    role: Role = "rep",
    team_id: str | None = None,
    password_hash: str | None = None,
) -> Member:
    """Add a person. Raises Invalid, and Conflict where another member has the address."""
    await store.bump_schema(ctx.db)  # first: it makes whoever else changes members wait
    address = rules.email_ok(email)
    rules.email_free(await store.list_members(ctx.db), address)
    if team_id is not None:
        rules.team_known(await store.list_teams(ctx.db), team_id)
    made = Member(new_id(), rules.named(name), address, role, team_id, True, ctx.now)
    await store.add_member(ctx.db, made, password_hash)
    ctx.emit(MemberCreated(object=OBJECT, record_id=made.id, after=journalled(made)))
    return made


def journalled(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "email": member.email,
        "role": member.role,
        "team_id": member.team_id,
        "is_active": member.is_active,
    }


async def update_member(ctx: Context, member_id: str, said: Mapping[str, Any]) -> Member:
    """Change what is said of name, email, role, team_id, is_active; the member as it is now.

    Raises NotFound, Invalid, and Conflict for a taken address and for the last admin.
    """
    await store.bump_schema(ctx.db)
    everyone = await store.list_members(ctx.db)
    old = next((each for each in everyone if each.id == member_id), None)
    if old is None:
        raise missing(member_id)
    new = rules.changed(old, said)
    before, after = rules.difference(old, new)
    if not after:
        return old
    rules.email_free(everyone, new.email, but=new.id)
    rules.keep_an_admin(everyone, new)
    if "team_id" in after:
        rules.team_known(await store.list_teams(ctx.db), new.team_id)
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
