"""The nouns of workspaces: the workspace itself, its members, its teams."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from handrail.core.actor import ALL_SCOPES, Actor, Role, Scope
from handrail.core.clock import Instant, iso
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
class Member:
    """A person of a workspace. One without an email, or without a password, cannot sign in."""

    id: str
    name: str
    email: str | None
    role: Role
    team_id: str | None
    is_active: bool
    created_at: Instant


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str
    manager_name: str | None
    region: str | None


def actor_of(row: Any, scopes: frozenset[Scope] = ALL_SCOPES, **more: Any) -> Actor:
    """The Actor that a row of the store's `callers` describes."""
    return Actor(
        workspace=row.workspace,
        workspace_id=row.workspace_id,
        workspace_slug=row.workspace_slug,
        member_id=row.member_id,
        member_name=row.member_name,
        role=row.role,
        scopes=scopes,
        schema_version=row.schema_version,
        **more,
    )


# What callers say -------------------------------------------------------------------------

Name = Annotated[str, Field(description="Full name.", min_length=1, max_length=200)]
Email = Annotated[str, Field(description="Email address.", max_length=254)]
MemberId = Annotated[str, Field(description="Member id.", min_length=1, max_length=64)]
TeamId = Annotated[str, Field(description="Team id.", min_length=1, max_length=64)]

# What callers get -------------------------------------------------------------------------


class MemberSeen(Result):
    id: str
    name: str
    email: str | None
    role: Role
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


def member_seen(member: Member, team: Team | None) -> MemberSeen:
    return MemberSeen(
        id=member.id,
        name=member.name,
        email=member.email,
        role=member.role,
        team_id=member.team_id,
        team=team.name if team else None,
        is_active=member.is_active,
        created_at=iso(member.created_at),
    )


def team_seen(team: Team) -> TeamSeen:
    return TeamSeen(id=team.id, name=team.name, manager_name=team.manager_name, region=team.region)
