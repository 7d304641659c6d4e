"""What a caller says of a new attribute, option or stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class StageFlags:
    is_closed: bool = False
    is_won: bool = False
    is_lost: bool = False
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class OptionSaid:
    title: str
    sort_order: float | None = None
    color: str | None = None
    config: StageFlags = StageFlags()


@dataclass(frozen=True, slots=True)
class AttributeSaid:
    """What a new attribute is to be. `relationship`: target, inverse_title, cardinality, …

    One that is `beside` gets no slot of the projection: its values are written by a machine, in
    many records at once, and a row of the projection stands in every index of its object.
    """

    title: str
    type: str
    slug: str | None = None
    description: str = ""
    is_required: bool = False
    is_unique: bool = False
    is_multi_select: bool = False
    is_system: bool = False
    beside: bool = False
    default: Any = None
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])
    options: Sequence[Any] = ()
    relationship: Mapping[str, Any] | None = None
