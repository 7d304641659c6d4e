"""The nouns of workspaces: the workspace itself, its members, its teams."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from handrail.core.actor import ALL_SCOPES, Actor, Role, Scope
from handrail.core.clock import DAY, Instant, iso
from handrail.core.entitlements import entitlements_of
from handrail.core.policy import Policy
from handrail.core.policy_said import policy_of
from handrail.core.shapes import Result, Written

# As rules and stores see them -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Workspace:
    """`number` is what rows carry, `id` what the outside sees."""

    number: int
    id: str
    slug: str
    name: str
    schema_version: int
    created_at: Instant


@dataclass(frozen=True, slots=True)
class Planned:
    """A workspace and its plan: None is the largest. `entitlements` is what the plan and the
    exceptions from it come to, as an Actor's are read."""

    number: int
    slug: str
    name: str
    plan: str | None
    overrides: dict[str, Any] | None
    entitlements: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a workspace. One without an email, or without a password, cannot sign in.

    `role` is the rank; `role_id` a custom role, which has the same rank.
    """

    id: str
    name: str
    email: str | None
    role: Role
    team_id: str | None
    is_active: bool
    created_at: Instant
    role_id: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a member says of themselves; the first and last name of their name, while they are
    still called so."""

    member_id: str
    first_name: str
    last_name: str
    country: str | None
    avatar_url: str | None
    updated_at: Instant


@dataclass(frozen=True, slots=True)
class Company:
    """The company that a workspace is; `country` is None until somebody says it."""

    id: str
    name: str
    street: str
    city: str
    postal_code: str
    country: str | None
    currency: str
    created_at: Instant
    updated_at: Instant


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str
    manager_name: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class CustomRole:
    """A rank, permissions beyond it (core/permissions.py), and a PolicySaid in JSON."""

    id: str
    name: str
    description: str
    rank: Role
    permissions: tuple[str, ...]
    policy: dict[str, Any] | None
    created_at: Instant


INVITATION_LIFE = 7 * DAY


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link in somebody's mail; whoever opens it joins. Its secret is not in here. `made_with` is
    the key by which `invited_by` asked for it."""

    id: str
    email: str
    role: Role
    role_id: str | None
    team_id: str | None
    invited_by: str
    created_at: Instant
    sent_at: Instant
    expires_at: Instant
    accepted_at: Instant | None = None
    revoked_at: Instant | None = None
    made_with: str | None = None

    def is_open(self, at: Instant) -> bool:
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at


def actor_of(
    row: Any,
    scopes: frozenset[Scope] = ALL_SCOPES,
    *,
    policies: tuple[Policy, ...] = (),
    **more: Any,
) -> Actor:
    """The Actor that a row of the store's `callers` describes; `policies` are the credential's,
    beside those of the member's role."""
    return Actor(
        workspace=row.workspace,
        workspace_id=row.workspace_id,
        workspace_slug=row.workspace_slug,
        member_id=row.member_id,
        member_name=row.member_name,
        role=row.role,
        scopes=scopes,
        schema_version=row.schema_version,
        team_id=row.team_id,
        policies=policy_of(row.role_policy) + policies,
        permissions=frozenset(row.role_permissions or ()),
        entitlements=entitlements_of(row.entitlements),
        **more,
    )


# What callers say -------------------------------------------------------------------------

Name = Annotated[str, Field(description="Full name.", min_length=1, max_length=200)]
Email = Annotated[str, Field(description="Email address.", max_length=254)]
MemberId = Annotated[str, Field(description="Member id.", min_length=1, max_length=64)]
RoleSaid = Annotated[Role, Field(description="What they may do.")]
RoleId = Annotated[str, Field(description="Or a role of list_roles.", max_length=64)]
TeamId = Annotated[str, Field(description="Team id.", min_length=1, max_length=64)]

# What callers get -------------------------------------------------------------------------


class WorkspaceSeen(Result):
    id: str
    slug: str
    name: str
    created_at: str


class WrittenWorkspace(WorkspaceSeen, Written):
    """The workspace as a write left it."""


class MemberSeen(Result):
    id: str
    name: str
    email: str | None
    role: Role
    role_id: str | None
    role_name: str
    team_id: str | None
    team: str | None
    is_active: bool
    created_at: str


class MemberList(Result):
    members: list[MemberSeen]
    total: int
    has_more: bool
    next_offset: int | None


class WrittenMember(MemberSeen, Written):
    """A member as a write left them."""


class TeamSeen(Result):
    id: str
    name: str
    manager_name: str | None
    region: str | None


class TeamList(Result):
    teams: list[TeamSeen]
    total: int
    has_more: bool
    next_offset: int | None


class WrittenTeam(TeamSeen, Written):
    """A team as a write left it."""


class InvitationSeen(Result):
    """`status` is whether its link still opens the door."""

    id: str
    email: str
    role: Role
    role_id: str | None
    role_name: str
    team_id: str | None
    team: str | None
    invited_by: str
    status: Literal["open", "accepted", "revoked", "expired"]
    sent_at: str
    expires_at: str
    created_at: str


class InvitationList(Result):
    invitations: list[InvitationSeen]
    total: int
    has_more: bool
    next_offset: int | None


class WrittenInvitation(InvitationSeen, Written):
    """An invitation as a write left it. The link is in the mail, and nowhere else."""


def member_seen(member: Member, team: Team | None, custom: CustomRole | None = None) -> MemberSeen:
    return MemberSeen(
        id=member.id,
        name=member.name,
        email=member.email,
        role=member.role,
        role_id=member.role_id,
        role_name=custom.name if custom else member.role.capitalize(),
        team_id=member.team_id,
        team=team.name if team else None,
        is_active=member.is_active,
        created_at=iso(member.created_at),
    )


def team_seen(team: Team) -> TeamSeen:
    return TeamSeen(id=team.id, name=team.name, manager_name=team.manager_name, region=team.region)
