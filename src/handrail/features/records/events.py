"""The facts records announce. `before` and `after` hold values as stored, links as {id, name}."""

from dataclasses import dataclass
from typing import ClassVar

from handrail.core.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCreated(Event):
    type: ClassVar[str] = "record.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordUpdated(Event):
    type: ClassVar[str] = "record.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDeleted(Event):
    type: ClassVar[str] = "record.deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLinked(Event):
    """Told of the other side, when a record's own change linked or unlinked it."""

    type: ClassVar[str] = "record.linked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectCreated(Event):
    type: ClassVar[str] = "object.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectUpdated(Event):
    type: ClassVar[str] = "object.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeCreated(Event):
    type: ClassVar[str] = "attribute.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeUpdated(Event):
    type: ClassVar[str] = "attribute.updated"
