"""What a workspace, a member and a team may be called, and who must stay."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handrail.core.errors import Conflict, Invalid
from handrail.features.workspaces.model import Member, Team

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
# enough to catch slips: whether an address exists, only a mail to it can tell
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]+\.[^@\s.\x00-\x1f]+")


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
    checked = dict(said)
    if "name" in said:
        checked["name"] = named(said["name"])
    if "email" in said:
        checked["email"] = email_ok(said["email"])
    return replace(member, **checked)


def difference(old: Member, new: Member) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a change moves: before and after."""
    fields = ("name", "email", "role", "team_id", "is_active")
    moved = [field for field in fields if getattr(old, field) != getattr(new, field)]
    before = {field: getattr(old, field) for field in moved}
    return before, {field: getattr(new, field) for field in moved}


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
