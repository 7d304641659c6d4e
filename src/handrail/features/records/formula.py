"""The nouns of a formula: what is worked out of one record, by a database or by us.

Both come to the same value, to the last bit. A number is nil (there is none) or a float that
`steady` has rounded to a multiple of 2^-33 or so: no product of such numbers is too small for a
database, and none is too large where its factors are held within `MOST`. Texts are compared
without case. A condition is true or false: what is missing is nil, nil equals nil alone, counts as
0 where it is reckoned with or put in order, and as false where a condition is asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, TypeAlias, cast

from handrail.features.records.model import Attribute

Kind: TypeAlias = Literal["number", "text", "bool", "list", "thing", "nil"]
"""A list is asked for what it holds; a thing (an object) only whether it is there."""

INSTANTS = ("created_at", "updated_at")
ANCHOR = 1_000_000.0
MOST = 1e15


def steady(number: float) -> float:
    """Rounded as a float of about a million is: the same in Python and in both databases."""
    return (number + ANCHOR) - ANCHOR


@dataclass(frozen=True, slots=True)
class Literal_:
    value: Any
    kind: Kind


@dataclass(frozen=True, slots=True)
class Value:
    """What a record has: the first of several attributes that it has a value of. `part` is one
    number of a place, or the `second` of an instant."""

    attributes: tuple[Attribute, ...]
    kind: Kind
    part: Literal["lat", "lng", "second"] | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """Second of one of INSTANTS."""

    name: str
    kind: Kind = "number"


@dataclass(frozen=True, slots=True)
class Negative:
    part: "Formula"
    kind: Kind = "number"


@dataclass(frozen=True, slots=True)
class Reckoned:
    """`op` is one of + - * /; what is divided by zero is nil."""

    op: str
    left: "Formula"
    right: "Formula"
    kind: Kind = "number"


@dataclass(frozen=True, slots=True)
class Equal:
    left: "Formula"
    right: "Formula"
    kind: Kind = "bool"


@dataclass(frozen=True, slots=True)
class Ordered:
    """`op` is one of < <= > >=."""

    op: str
    left: "Formula"
    right: "Formula"
    kind: Kind = "bool"


@dataclass(frozen=True, slots=True)
class Both:
    left: "Formula"
    right: "Formula"
    kind: Kind = "bool"


@dataclass(frozen=True, slots=True)
class Either:
    left: "Formula"
    right: "Formula"
    kind: Kind = "bool"


@dataclass(frozen=True, slots=True)
class Opposite:
    part: "Formula"
    kind: Kind = "bool"


@dataclass(frozen=True, slots=True)
class Choice:
    test: "Formula"
    yes: "Formula"
    no: "Formula"
    kind: Kind


@dataclass(frozen=True, slots=True)
class Worded:
    """`op` is contains, starts_with or ends_with; `text` is folded."""

    op: str
    whole: "Formula"
    text: str
    kind: Kind = "bool"


@dataclass(frozen=True, slots=True)
class Held:
    """Whether a list has an item; `item` is folded."""

    item: str
    of: Value
    kind: Kind = "bool"


@dataclass(frozen=True, slots=True)
class Score:
    """The sum of parts, each so many times, within 0 and 100, in hundredths."""

    parts: tuple[tuple["Formula", float], ...]
    kind: Kind = "number"


Formula: TypeAlias = (
    Literal_
    | Value
    | Own
    | Negative
    | Reckoned
    | Equal
    | Ordered
    | Both
    | Either
    | Opposite
    | Choice
    | Worded
    | Held
    | Score
)
NIL = Literal_(None, "nil")


def asked_of(formula: Formula) -> Iterator[Attribute]:
    """The attributes that a formula asks of."""
    if isinstance(formula, Value):
        yield from formula.attributes
    elif isinstance(formula, Score):
        for part, _ in formula.parts:
            yield from asked_of(part)
    else:
        for field in fields(formula):
            part = getattr(formula, field.name)
            if is_dataclass(part) and not isinstance(part, type):
                yield from asked_of(cast(Formula, part))
