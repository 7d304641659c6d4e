"""The facts calls announce, each told of the call's record, or of a rubric."""

from dataclasses import dataclass
from typing import ClassVar

from handrail.core.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptAttached(Event):
    type: ClassVar[str] = "call.transcript_attached"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallScored(Event):
    type: ClassVar[str] = "call.scored"


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricCreated(Event):
    type: ClassVar[str] = "rubric.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricUpdated(Event):
    type: ClassVar[str] = "rubric.updated"
