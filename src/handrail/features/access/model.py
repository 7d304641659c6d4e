"""The nouns of access: keys and sessions. Neither ever holds the secret itself."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from handrail.core.actor import Actor, Scope
from handrail.core.clock import DAY, SECOND, Instant
from handrail.core.shapes import Result, Written
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


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret: `prefix` and `last4` are what may be shown of that.

    `objects` are the slugs it is narrowed to, None for all; `per_minute` 0 is no limit.
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
    revoked_at: Instant | None = None
    last_used_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who a key stands for, and whether it still does."""

    actor: Actor
    key_id: str
    is_active: bool
    expires_at: Instant | None
    revoked_at: Instant | None
    last_used_at: Instant | None


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
Expiry = Annotated[AwareDatetime, Field(description="Good until then.")]
StyleSaid = Annotated[
    Literal["workspace", "leads", "entities"], Field(description="How the key is to look.")
]

# What callers get -------------------------------------------------------------------------


class KeySeen(Result):
    """`shown` is how it begins and ends; `status` whether it opens anything now."""

    id: str
    name: str
    member_id: str
    member: str
    style: str
    shown: str
    status: Literal["live", "expired", "revoked"]
    scopes: list[Scope]
    objects: list[str] | None
    per_minute: int
    expires_at: str | None
    last_used_at: str | None
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
    """A key that opens nothing from the next request on."""
