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
