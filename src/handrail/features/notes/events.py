"""The facts notes announce, told of the record they are on."""

from dataclasses import dataclass
from typing import ClassVar

from handrail.core.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCreated(Event):
    type: ClassVar[str] = "note.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteUpdated(Event):
    type: ClassVar[str] = "note.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDeleted(Event):
    type: ClassVar[str] = "note.deleted"
