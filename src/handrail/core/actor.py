"""Who is calling, in which workspace, through what, and how far they may go."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from handrail.core.budgets import Budgets
from handrail.core.entitlements import EVERYTHING, Entitlements
from handrail.core.policy import Policy


class Scope(StrEnum):
    READ_DATA = "read:data"
    WRITE_DATA = "write:data"
    SEND_MESSAGES = "send:messages"


ALL_SCOPES = frozenset(Scope)
WORKSPACE_SCOPE = "user:org:read"
"""What every OAuth client asks for beside: to be told which workspace it is let into."""
Role = Literal["admin", "manager", "rep"]
Credential: TypeAlias = Literal["person", "key", "grant"]


@dataclass(frozen=True, slots=True)
class Actor:
    """One caller of one call.

    `workspace` is the number that every row carries; `workspace_id` is what the outside sees.
    `key_id` is the key or grant the caller came with, None for a person in the web app;
    `credential` says which of the three it is, `session_id` by which session a person came.
    `objects` narrows a key to some objects; None means all of them. Each of the `policies` (the
    role's, the grant's or key's) must allow what is done with records. `role` is one of three
    ranks; a custom role has one too, and its `permissions` (such as `members.update`) reach beyond
    it. `requested` is what an OAuth token was asked for, which its grant may or may not allow.
    `entitlements` are the workspace's; `budgets` are the grant's or key's, None without any.
    """

    workspace: int
    workspace_id: str
    workspace_slug: str
    member_id: str
    member_name: str
    role: Role
    scopes: frozenset[Scope]
    schema_version: int
    key_id: str | None = None
    key_name: str | None = None
    key_style: str | None = None
    objects: frozenset[str] | None = None
    per_minute: int = 60
    credential: Credential = "person"
    session_id: str | None = None
    team_id: str | None = None
    policies: tuple[Policy, ...] = ()
    permissions: frozenset[str] = frozenset()
    requested: frozenset[Scope] = frozenset()
    entitlements: Entitlements = EVERYTHING
    budgets: Budgets | None = None

    @property
    def caller_id(self) -> str:
        """Whose calls are counted together, and whose repeats are known again."""
        return self.key_id or self.member_id


@dataclass(frozen=True, slots=True)
class Via:
    """By which way a call came in, as the journal keeps it. `client` is the caller's own claim."""

    surface: str
    request_id: str
    client: str | None = None
    run_id: str | None = None
