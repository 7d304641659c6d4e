"""The nouns of access: keys and sessions. Neither ever holds the secret itself."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from handrail.core.actor import Actor, Scope
from handrail.core.clock import DAY, SECOND, Instant
from handrail.core.shapes import Moment, Result, Written
from handrail.vault.tokens import Style

# As rules and stores see them -------------------------------------------------------------

PER_MINUTE = 60
"""Calls a key may make in any minute, unless it was made with another limit."""
WEB_PER_MINUTE = 600
"""The same for a person in the web app, whose every click may be several calls."""
LONGEST_LIFE = 365_000 * DAY
SESSION_LIFE, SESSION_IDLE = 30 * DAY, 7 * DAY
TOUCH_EVERY = 60 * SECOND
"""How often a last use is written down."""


KeyStatus: TypeAlias = Literal["live", "paused", "expired", "revoked"]


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret: `prefix` and `last4` are what may be shown of that.

    `objects` are the slugs it is narrowed to, None for all; `policy` is a PolicySaid in JSON,
    `budgets` a BudgetsSaid; `per_minute` 0 is no limit. `made_with` is the key it was made with,
    `paused_by` a member: where that is an admin, its owner cannot undo it.
    """

    id: str
    member_id: str
    name: str
    style: Style
    prefix: str
    last4: str
    scopes: frozenset[Scope]
    objects: tuple[str, ...] | None
    per_minute: int
    created_at: Instant
    expires_at: Instant | None = None
    made_with: str | None = None
    paused_at: Instant | None = None
    paused_by: str | None = None
    revoked_at: Instant | None = None
    last_used_at: Instant | None = None
    policy: dict[str, Any] | None = None
    budgets: dict[str, Any] | None = None

    def status(self, at: Instant) -> "KeyStatus":
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_at is not None and self.expires_at <= at:
            return "expired"
        return "live" if self.paused_at is None else "paused"


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who a key stands for, and whether it still does."""

    actor: Actor
    key_id: str
    is_active: bool
    expires_at: Instant | None
    paused_at: Instant | None
    revoked_at: Instant | None
    last_used_at: Instant | None


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that somebody is signed in with. `email` is what they proved to be theirs when it
    began, None where only the member of this one workspace was proven."""

    id: str
    member_id: str
    created_at: Instant
    last_seen_at: Instant
    expires_at: Instant
    idle: int
    user_agent: str
    email: str | None = None

    def lives(self, at: Instant) -> bool:
        return at < min(self.expires_at, self.last_seen_at + self.idle)


@dataclass(frozen=True, slots=True)
class Membership:
    """One workspace of a person: who they are there, and what it is called."""

    actor: Actor
    workspace_name: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """Someone at the door. `address` is where they come from; `workspace` is a slug."""

    email: str
    password: str
    address: str = ""
    user_agent: str = ""
    workspace: str | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`secret` goes into the cookie and is kept nowhere else."""

    secret: str
    actor: Actor
    expires_at: Instant


PASSKEY_CHALLENGE_LIFE = 300 * SECOND
MOST_PASSKEYS = 20
"""How many passkeys one member may have."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """What a person's authenticator proved itself with when it was added, as a member. `synced`
    where a password manager keeps it, and not one device.

    `email` is what they had proved to be theirs: with it, it opens all their workspaces, and
    without one that member's alone.
    """

    id: str
    member_id: str
    name: str
    credential_id: bytes
    synced: bool
    email: str | None
    created_at: Instant
    last_used_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a member is at an OpenID provider. `email` is what the provider called them first."""

    id: str
    member_id: str
    issuer: str
    subject: str
    email: str | None
    created_at: Instant
    last_used_at: Instant | None = None


# What callers say -------------------------------------------------------------------------

KeyName = Annotated[str, Field(description="What it is for.", min_length=1, max_length=100)]
KeyId = Annotated[str, Field(description="Key id.", min_length=1, max_length=64)]
Scopes = Annotated[
    list[Scope], Field(description="What it may do.", min_length=1, max_length=len(Scope))
]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Objects = Annotated[
    list[Slug], Field(description="Only these object slugs.", min_length=1, max_length=100)
]
PerMinute = Annotated[int, Field(description="Calls a minute.", ge=1, le=6000)]
Expiry = Annotated[Moment, Field(description="Good until then.")]
StyleSaid = Annotated[
    Literal["workspace", "leads", "entities"], Field(description="How the key is to look.")
]

# What callers get -------------------------------------------------------------------------


class KeySeen(Result):
    """`shown` is how it begins and ends; `status` whether it opens anything now; `made_with` the
    id of the key that it was made with."""

    id: str
    name: str
    member_id: str
    member: str
    style: str
    shown: str
    status: KeyStatus
    scopes: list[Scope]
    objects: list[str] | None
    policy: dict[str, Any] | None
    per_minute: int
    budgets: dict[str, dict[str, int]] | None
    made_with: str | None
    paused_by: str | None
    expires_at: str | None
    last_used_at: str | None
    paused_at: str | None
    revoked_at: str | None
    created_at: str


class KeyList(Result):
    keys: list[KeySeen]
    total: int
    has_more: bool
    next_offset: int | None


class CreatedKey(KeySeen, Written):
    """`secret` is shown this once: a repeat of the call with the same idempotency_key has null."""

    secret: str | None

    def kept(self) -> dict[str, object]:
        return {**self.model_dump(mode="json"), "secret": None}


class RevokedKey(KeySeen, Written):
    """A key that opens nothing from the next request on; `also_revoked` is how many others end
    with it: those made with it, and with them; `invitations_revoked` how many open ones."""

    also_revoked: int
    invitations_revoked: int


class WrittenKeys(Written):
    """The keys that a write has changed."""

    keys: list[KeySeen]


class SessionSeen(Result):
    """`device` is what the browser called itself, in short; `is_this` the one this call came by."""

    id: str
    member_id: str
    device: str
    is_this: bool
    last_seen_at: str
    expires_at: str
    created_at: str


class SessionList(Result):
    sessions: list[SessionSeen]
    total: int
    has_more: bool
    next_offset: int | None


class RevokedSession(SessionSeen, Written):
    """A session that opens nothing from the next request on."""


class RevokedSessions(Written):
    """How many were ended."""

    ended: int


class PasskeySeen(Result):
    """`synced` where a password manager keeps it, and not one device."""

    id: str
    name: str
    synced: bool
    last_used_at: str | None
    created_at: str


class IdentitySeen(Result):
    """`provider` is the host of the OpenID provider."""

    id: str
    provider: str
    email: str | None
    last_used_at: str | None
    created_at: str


class WaysIn(Result):
    """How the caller can sign in, beside a password."""

    passkeys: list[PasskeySeen]
    identities: list[IdentitySeen]


class PasskeyOptions(Result):
    """What the browser is asked; `challenge` goes into the cookie."""

    options: dict[str, Any]
    challenge: str


class WrittenPasskey(PasskeySeen, Written):
    """A passkey as a write left it."""


class RemovedIdentity(IdentitySeen, Written):
    """An identity that opens nothing any more."""
