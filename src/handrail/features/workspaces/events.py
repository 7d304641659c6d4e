"""The facts workspaces announce. `after` never holds a password, nor its hash."""

from dataclasses import dataclass
from typing import ClassVar

from handrail.core.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceCreated(Event):
    type: ClassVar[str] = "workspace.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCreated(Event):
    type: ClassVar[str] = "member.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberUpdated(Event):
    type: ClassVar[str] = "member.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCreated(Event):
    type: ClassVar[str] = "team.created"
