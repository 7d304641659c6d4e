"""The facts workspaces announce. `after` never holds a password or the
secret of an invitation, nor their hashes."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceUpdated(Event):
    type: ClassVar[str] = "workspace.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChanged(Event):
    type: ClassVar[str] = "workspace.plan_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamUpdated(Event):
    type: ClassVar[str] = "team.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDeleted(Event):
    type: ClassVar[str] = "team.deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCreated(Event):
    type: ClassVar[str] = "role.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleUpdated(Event):
    type: ClassVar[str] = "role.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDeleted(Event):
    type: ClassVar[str] = "role.deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationCreated(Event):
    type: ClassVar[str] = "invitation.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSent(Event):
    type: ClassVar[str] = "invitation.sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRevoked(Event):
    type: ClassVar[str] = "invitation.revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event):
    type: ClassVar[str] = "invitation.accepted"
