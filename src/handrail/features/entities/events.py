"""The facts that widgets announce."""

from dataclasses import dataclass
from typing import ClassVar

from handrail.core.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WidgetCreated(Event):
    type: ClassVar[str] = "widget.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class WidgetUpdated(Event):
    type: ClassVar[str] = "widget.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class WidgetDeleted(Event):
    type: ClassVar[str] = "widget.deleted"
