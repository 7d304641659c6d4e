"""The facts access announces. They name a key and what it may do, never its secret or hash."""

from dataclasses import dataclass
from typing import ClassVar

from handrail.core.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCreated(Event):
    type: ClassVar[str] = "api_key.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked(Event):
    type: ClassVar[str] = "api_key.revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPaused(Event):
    type: ClassVar[str] = "api_key.paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResumed(Event):
    type: ClassVar[str] = "api_key.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAdded(Event):
    type: ClassVar[str] = "passkey.added"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRenamed(Event):
    type: ClassVar[str] = "passkey.renamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRemoved(Event):
    type: ClassVar[str] = "passkey.removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityLinked(Event):
    type: ClassVar[str] = "identity.linked"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityUnlinked(Event):
    type: ClassVar[str] = "identity.unlinked"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantCreated(Event):
    type: ClassVar[str] = "grant.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantUpdated(Event):
    type: ClassVar[str] = "grant.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantPaused(Event):
    type: ClassVar[str] = "grant.paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantResumed(Event):
    type: ClassVar[str] = "grant.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRevoked(Event):
    type: ClassVar[str] = "grant.revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRevoked(Event):
    type: ClassVar[str] = "session.revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted(Event):
    type: ClassVar[str] = "session.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(Event):
    type: ClassVar[str] = "session.ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    """A member's password is another one. `after` says how they proved themselves, and never what
    it was or is."""

    type: ClassVar[str] = "member.password_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed(Event):
    """Somebody did not know a member's password. `after` has where they came from, and never what
    they tried."""

    type: ClassVar[str] = "sign_in.failed"
