"""Whether a credential opens the door now, and how far a new one may reach."""

from collections.abc import Collection
from typing import Any, NoReturn

from handrail.core.actor import Actor, Scope
from handrail.core.clock import Instant, iso
from handrail.core.errors import Forbidden, Invalid, Unauthorized
from handrail.features.access.model import LONGEST_LIFE, WEB_PER_MINUTE, KeyHolder
from handrail.features.workspaces.model import actor_of

FORMS = (
    "A key looks like mcp_<workspace>_<32 hex digits>, sk_live_<32 hex digits>, or 64 letters "
    "and digits: send all of it."
)
NEW_KEY = "Ask an admin of the workspace for a new key (POST /v1/keys, or handrail keys create)."


def admitted(found: KeyHolder | None, at: Instant) -> KeyHolder:
    """Who comes with a key. Raises Unauthorized, and says why: whoever asks has held the key."""
    if found is None:
        raise Unauthorized("This key is unknown.", hint=f"{FORMS} {NEW_KEY}")
    if found.revoked_at is not None:
        raise Unauthorized("This key has been revoked.", hint=NEW_KEY)
    if found.expires_at is not None and found.expires_at <= at:
        raise Unauthorized(f"This key expired at {iso(found.expires_at)}.", hint=NEW_KEY)
    if not found.is_active:
        raise Unauthorized("The member of this key is no longer active.", hint=NEW_KEY)
    return found


def session_holder(row: Any, at: Instant) -> Actor:
    """Who comes with a session. Raises Unauthorized."""
    if (
        row is None
        or row.revoked_at is not None
        or at >= min(row.expires_at, row.last_seen_at + row.idle)
        or not row.is_active
    ):
        raise Unauthorized("You are signed out.", hint="Sign in again.")
    return actor_of(row, per_minute=WEB_PER_MINUTE)


def within(actor: Actor, scopes: Collection[Scope], objects: Collection[str] | None) -> None:
    """Forbidden where a new key would reach further than the one it is made with."""
    if not actor.scopes.issuperset(scopes):
        _too_far("scopes", sorted(actor.scopes))
    if actor.objects is not None and not sees(actor, objects):
        _too_far("objects", sorted(actor.objects))


def sees(actor: Actor, objects: Collection[str] | None) -> bool:
    """Whether a caller may know of a key: one narrowed to what they may see themselves."""
    return actor.objects is None or (objects is not None and actor.objects.issuperset(objects))


def _too_far(field: str, allowed: list[str]) -> NoReturn:
    raise Forbidden(
        f"A key cannot make one with {field} it has not itself.",
        field=field,
        allowed=allowed,
        hint="Ask for less, or let an admin make the key in the web app.",
    )


def still_to_come(expires_at: Instant | None, at: Instant) -> None:
    if expires_at is not None and not at < expires_at < at + LONGEST_LIFE:
        raise Invalid(
            "A key expires in the future, within a thousand years.",
            field="expires_at",
            hint="Name a moment to come, or leave it out for a key that does not expire.",
        )
