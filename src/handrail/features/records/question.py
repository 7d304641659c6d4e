"""The nouns of a question: conditions on records, what to count, what to group by."""

from dataclasses import dataclass
from typing import Any

from handrail.features.records.model import Attribute

OWN = ("id", "created_at", "updated_at")
"""What every record has beside its attributes."""


@dataclass(frozen=True, slots=True)
class Test:
    """`field` is an attribute or one of OWN; `through` the relationship it is reached by."""

    field: Attribute | str
    op: str
    operand: Any
    through: Attribute | None = None


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any_:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"


@dataclass(frozen=True, slots=True)
class Words:
    """Every word begins some word of the record: what `query` asks."""

    prefixes: tuple[str, ...]


Node = Test | All | Any_ | Not | Words


@dataclass(frozen=True, slots=True)
class Tally:
    """A number that a record has through its links: what the linked records are worth, summed.

    `worth` is their number, or again a tally, None where each counts one; `times` is a number of
    the link itself, 1 where it has none; only those that meet `where` count. The sum is taken
    `own` times, a number of the record itself.
    """

    relationship: Attribute
    worth: "Attribute | Tally | None"
    times: str | None
    where: Node
    own: Attribute | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """`count` has no attribute; `name` is what the result calls it. A tally is summed."""

    function: str
    attribute: Attribute | None
    name: str
    tally: Tally | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """By an attribute's values, or the `bucket` of a date; `name` is what the result calls it."""

    field: Attribute | str
    bucket: str | None
    name: str
