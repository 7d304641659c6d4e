"""What a workspace, a member and a team may be called, who must stay, and who may give what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handrail.core import reach
from handrail.core.actor import Actor, Role
from handrail.core.errors import Conflict, Forbidden, Invalid, NotFound
from handrail.core.event import differences
from handrail.core.policy_said import policy_of
from handrail.features.workspaces.model import CustomRole, Member, Team

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
# enough to catch slips: whether an address exists, only a mail to it can tell
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]+\.[^@\s.\x00-\x1f]+")

SYSTEM: Mapping[str, Role] = {"admin": "admin", "manager": "manager", "rep": "rep"}
"""The roles that every workspace has, by their ids."""


def slug_ok(slug: str) -> str:
    if not SLUG.fullmatch(slug):
        raise Invalid(
            f"{slug[:80]!r} cannot name a workspace.",
            field="slug",
            hint="Use 1 to 40 lower-case letters, digits and hyphens, such as acme-sales.",
        )
    return slug


def named(name: str, field: str = "name") -> str:
    """A name without the blanks around it."""
    if not (bare := " ".join(name.split())):
        raise Invalid(f"{field} is empty.", field=field, hint=f"Give a {field}.")
    return bare


def email_ok(email: str | None) -> str | None:
    """An address as it is kept, in lower case: nobody tells two people apart by capitals."""
    if email is None:
        return None
    folded = email.strip().lower()
    if len(folded) > 254 or not _EMAIL.fullmatch(folded):
        raise Invalid(
            f"{email[:80]!r} is no email address.", field="email", hint="Such as ada@acme.example."
        )
    return folded


def changed(member: Member, said: Mapping[str, Any]) -> Member:
    """The member with what was said; null keeps nothing but an email or a team empty."""
    for field in ("name", "role", "is_active"):
        if field in said and said[field] is None:
            raise Invalid(f"{field} may not be null.", field=field, hint="Leave it out to keep it.")
    checked = {field: said[field] for field in said if field not in {"role", "role_id"}}
    if "name" in said:
        checked["name"] = named(said["name"])
    if "email" in said:
        checked["email"] = email_ok(said["email"])
    return replace(member, **checked)


def role_of(
    role: Role | None, role_id: str | None, every: Sequence[CustomRole]
) -> tuple[Role, CustomRole | None]:
    """The rank and the custom role that were asked for, by either. Raises Invalid."""
    if role_id is None or role_id in SYSTEM:
        if role is not None and role_id not in {None, role}:
            raise _two_roles()
        return (SYSTEM[role_id] if role_id else role or "rep"), None
    custom = next((each for each in every if each.id == role_id), None)
    if custom is None:
        raise Invalid(
            f"No role has the id {role_id[:80]!r}.",
            field="role_id",
            allowed=[*SYSTEM, *(each.id for each in every)][:20],
            hint="Take the id of a role from list_roles.",
        )
    if role not in {None, custom.rank}:
        raise _two_roles()
    return custom.rank, custom


def _two_roles() -> Invalid:
    return Invalid(
        "role and role_id are two different roles.", field="role_id", hint="Say one of them."
    )


def with_role(member: Member, said: Mapping[str, Any], every: Sequence[CustomRole]) -> Member:
    """The member with the role that was said; null for role_id leaves them their bare rank."""
    if "role" not in said and "role_id" not in said:
        return member
    wanted = said.get("role") or (None if said.get("role_id") else member.role)
    rank, custom = role_of(wanted, said.get("role_id"), every)
    return replace(member, role=rank, role_id=custom.id if custom else None)


def may_give(actor: Actor, rank: Role, custom: CustomRole | None) -> None:
    """Forbidden where a role reaches further than who gives it."""
    if custom is None:
        reach.may_give(actor, rank)
    else:
        reach.may_give(actor, custom.rank, custom.permissions, policy_of(custom.policy))


def may_change(actor: Actor, old: Member, new: Member, every: Sequence[CustomRole]) -> None:
    """Forbidden where the actor may not change this member so.

    Whoever could change somebody with more rights, or their address, could sign in as them; and
    who sees what a team owns could move people into it.
    """
    by_id = {each.id: each for each in every}
    for each in (old, new):
        may_give(actor, each.role, by_id.get(each.role_id or ""))
    if actor.role != "admin":
        itself = ("role", "role_id", "team_id", "is_active")
        if actor.member_id == old.id and any(getattr(old, f) != getattr(new, f) for f in itself):
            raise Forbidden("Nobody changes their own role or team.", hint=reach.ASK)
        if old.email != new.email:
            raise Forbidden("Only admins change an email.", field="email", hint=reach.ASK)
    if any(getattr(old, f) != getattr(new, f) for f in ("role", "role_id", "email")) or (
        new.is_active and not old.is_active
    ):
        reach.may_let_in(actor)
    if old.team_id != new.team_id and reach.sees_some_rows(actor):
        raise Forbidden(
            "Who sees some records only moves nobody between teams.",
            field="team_id",
            hint=reach.ASK,
        )


def may_let_in(actor: Actor, rank: Role, custom: CustomRole | None, team_id: str | None) -> None:
    """Forbidden where a newcomer would reach further than who lets them in."""
    may_give(actor, rank, custom)
    reach.may_let_in(actor)
    if team_id not in {None, actor.team_id} and reach.sees_some_rows(actor):
        raise Forbidden(
            "Who sees some records only lets nobody into another team.",
            field="team_id",
            hint=reach.ASK,
        )


def difference(old: Member, new: Member) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a change moves: before and after."""
    fields = ("name", "email", "role", "role_id", "team_id", "is_active")
    was, now = ({field: getattr(each, field) for field in fields} for each in (old, new))
    return differences(was, now)


def keep_an_admin(everyone: Sequence[Member], new: Member) -> None:
    """Conflict where a change would leave the workspace without an active admin."""
    if new.role == "admin" and new.is_active:
        return
    if any(each.role == "admin" and each.is_active and each.id != new.id for each in everyone):
        return
    if any(each.role == "admin" and each.is_active for each in everyone):
        raise Conflict(
            f"{new.name} is the workspace's only admin.",
            hint="Make someone else an admin first.",
        )


def email_free(everyone: Sequence[Member], email: str | None, but: str | None = None) -> None:
    """Conflict, naming the holder, where another member has the address."""
    holder = next((each for each in everyone if email and each.email == email), None)
    if holder is not None and holder.id != but:
        raise Conflict(
            f"{email} is the address of {holder.name}.",
            field="email",
            hint="Update that member instead.",
            fix={"tool": "update_member", "arguments": {"member_id": holder.id}},
        )


def team_known(everyone: Sequence[Team], team_id: str | None) -> None:
    if team_id is not None and all(team.id != team_id for team in everyone):
        raise Invalid(
            f"No team has the id {team_id[:80]!r}.",
            field="team_id",
            allowed=[team.id for team in everyone][:20],
            hint="Take the id of a team from list_teams.",
        )


def team_of(everyone: Sequence[Team], team_id: str) -> Team:
    found = next((team for team in everyone if team.id == team_id), None)
    if found is None:
        raise NotFound(
            f"No team has the id {team_id[:80]!r}.",
            field="team_id",
            hint="Find teams with list_teams.",
        )
    return found


def nobody_has(what: str, holders: Sequence[Member], field: str) -> None:
    """Conflict, naming them, while members have what is to be deleted."""
    if holders:
        names = ", ".join(each.name for each in holders[:10])
        more = f" and {len(holders) - 10} more" if len(holders) > 10 else ""
        raise Conflict(
            f"{what} is what {names}{more} have.",
            hint=f"Give them another, or name one they get instead in {field}.",
            field=field,
        )
