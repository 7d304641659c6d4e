"""The nouns of delegation: clients, grants, codes and tokens. None of them holds its secret."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from handrail.core.actor import Actor, Scope
from handrail.core.clock import DAY, SECOND, Instant
from handrail.core.policy_said import PolicySaid
from handrail.core.shapes import Result, Written

# As rules and stores see them -------------------------------------------------------------

CODE_LIFE = 60 * SECOND
ACCESS_LIFE, REFRESH_LIFE = 3600 * SECOND, 30 * DAY
GRACE = 10 * SECOND
"""How long a refresh token that was exchanged may be sent again: answers get lost."""
UNUSED_LIFE = DAY
"""How long a registered client is kept that nobody has granted anything."""

PARTS = ("scopes", "objects", "policy", "budgets")
"""What of a grant is narrowed and widened."""

AuthMethod: TypeAlias = Literal["none", "client_secret_basic", "client_secret_post"]
Status: TypeAlias = Literal["live", "paused", "revoked"]


@dataclass(frozen=True, slots=True)
class Client:
    """A program that connects. `client_id` is the address of its metadata document, or what we
    called it when it registered; then `fresh_until` is None."""

    id: str
    client_id: str
    name: str
    redirects: tuple[str, ...]
    auth_method: AuthMethod
    secret_hash: bytes | None
    fresh_until: Instant | None
    created_at: Instant
    used_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a member lets a client do in their name: `scopes`, `objects`, `policy`, `budgets`.

    `consented` is what its owner last said of each of these (PARTS), which no admin goes beyond;
    `ceiling` what an admin left of some of them, which its owner does not go beyond. Both are as
    `part` gives them. `limited_by` and `paused_by` are members: who set the ceiling, who paused it.
    """

    id: str
    member_id: str
    client_id: str
    client_name: str
    client_host: str
    scopes: frozenset[Scope]
    created_at: Instant
    objects: tuple[str, ...] | None = None
    policy: dict[str, Any] | None = None
    budgets: dict[str, Any] | None = None
    consented: dict[str, Any] = field(default_factory=dict[str, Any])
    ceiling: dict[str, Any] = field(default_factory=dict[str, Any])
    limited_by: str | None = None
    paused_at: Instant | None = None
    paused_by: str | None = None
    revoked_at: Instant | None = None
    last_used_at: Instant | None = None

    def part(self, name: str) -> Any:
        """One of PARTS, as it is kept and journalled."""
        match name:
            case "scopes":
                return sorted(self.scopes)
            case "objects":
                return None if self.objects is None else list(self.objects)
            case _:
                return getattr(self, name)

    @property
    def status(self) -> Status:
        if self.revoked_at is not None:
            return "revoked"
        return "live" if self.paused_at is None else "paused"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks of a member, as it was judged. `resource` is the path of an endpoint."""

    client_id: str
    client_name: str
    client_host: str
    redirect: str
    challenge: str
    resource: str
    requested: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class Code:
    workspace: int
    id: str
    grant_id: str
    client_id: str
    redirect: str
    challenge: str
    resource: str
    requested: frozenset[Scope]
    expires_at: Instant
    used_at: Instant | None


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh token, and what of its grant decides whether it still is worth anything."""

    workspace: int
    id: str
    grant_id: str
    client_id: str
    family: str
    resource: str
    requested: frozenset[Scope]
    scopes: frozenset[Scope]
    expires_at: Instant
    used_at: Instant | None
    revoked_at: Instant | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two secrets that are shown once, and what the grant allows now."""

    access: str
    refresh: str
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Who an access token stands for, and whether it still does."""

    actor: Actor
    grant_id: str
    kind: str
    resource: str
    is_active: bool
    expires_at: Instant
    paused_at: Instant | None
    revoked_at: Instant | None
    last_used_at: Instant | None


# What callers say -------------------------------------------------------------------------

GrantId = Annotated[str, Field(description="Grant id.", min_length=1, max_length=64)]
ClientId = Annotated[str, Field(description="Client id.", min_length=1, max_length=2000)]
Budgets = Annotated[dict[str, Any], Field(description="What it may use up.", max_length=20)]
PolicyGiven = Annotated[PolicySaid, Field(description="What of records it may see and change.")]

# What callers get -------------------------------------------------------------------------


class GrantSeen(Result):
    """`host` is where the client's metadata document is, or where it takes its answers;
    `consented` are the scopes that its owner allows, `limited` the parts that an admin narrowed."""

    id: str
    client_id: str
    client: str
    host: str
    member_id: str
    member: str
    status: Status
    scopes: list[Scope]
    objects: list[str] | None
    policy: dict[str, Any] | None
    budgets: dict[str, Any] | None
    consented: list[Scope]
    limited: list[str]
    limited_by: str | None
    paused_by: str | None
    last_used_at: str | None
    connected_at: str
    paused_at: str | None
    revoked_at: str | None


class GrantList(Result):
    grants: list[GrantSeen]
    total: int
    has_more: bool
    next_offset: int | None


class WrittenGrant(GrantSeen, Written):
    """A grant as a write left it."""


class WrittenGrants(Written):
    """The grants that a write has changed."""

    grants: list[GrantSeen]


class GrantScopes(Result):
    """What the caller lets a client do already; nothing where there is no live grant."""

    scopes: list[Scope]


class ConsentGiven(Written):
    """`code` is what the client exchanges for tokens: shown this once."""

    grant_id: str
    code: str
