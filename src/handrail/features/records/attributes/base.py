"""What every attribute type knows about its values.

A value has four shapes: as said (by a caller), as stored (JSON in the truth row), as keyed (what
the projection sorts and compares: folded text or a float), and as shown (to a caller).
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, nextafter
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from handrail.core.clock import Instant
from handrail.core.errors import Invalid
from handrail.features.records.model import Attribute, Schema

Key = str | float


class Family(StrEnum):
    """How values are kept beside the truth row, and so how they are found."""

    TEXT = "text"
    """A folded text key, exact: at most KEY_BYTES of UTF-8."""
    NUMBER = "number"
    """A float key: numbers, instants (µs), booleans, the place of an option."""
    BODY = "body"
    """Long text: the folded whole is kept beside, found by `contains` only."""
    PLACE = "place"
    """Latitude and longitude with a Morton code, found by `within_radius`."""
    LINK = "link"
    """Links to other records: kept in the link table and nowhere else."""
    OPAQUE = "opaque"
    """Kept, shown, and known to be empty or not."""


KEY_BYTES = 2000
"""PostgreSQL refuses index rows over 2,704 bytes; a key may be this long."""


def is_none(value: Any) -> bool:
    return value is None


class NoConfig(BaseModel):
    """Most types need none. Configs forbid unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ChipConfig(NoConfig):
    """For what is shown as chips: their color."""

    color: Annotated[str, Field(max_length=30)] | None = Field(default=None, exclude_if=is_none)


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of keys, `start <= key < end`: what `this month` means."""

    start: float
    end: float

    def side(self, op: str) -> "Span | float":
        """What an operator compares with: `gt` means after the end, `lt` before the start,
        `gte` from the start on, `lte` through the end; any other means within."""
        match op:
            case "gt" | "lte":
                return nextafter(self.end, -inf)
            case "gte" | "lt":
                return self.start
            case _:
                return self


@dataclass(frozen=True, slots=True)
class Place:
    """`stored` places give this as their key; `within_radius` takes it with `km`."""

    lat: float
    lng: float
    km: float | None = None


SEPARATORS = re.compile(r"[;|\n]")
COMMA = re.compile(",")
UNKEPT = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL keeps no NUL, and lone surrogates are no UTF-8."""
EQUALITY = ("eq", "neq", "in", "is_empty")
ORDER = ("gt", "gte", "lt", "lte", "between")
WORDING = ("contains", "starts_with", "ends_with")


class AttributeType(ABC):
    """One kind of attribute. Stateless: everything it needs is handed in."""

    name: ClassVar[str]
    label: ClassVar[str]
    widget: ClassVar[str]
    family: ClassVar[Family]
    operators: ClassVar[tuple[str, ...]]
    sortable: ClassVar[bool] = True
    numeric: ClassVar[bool] = False
    """Whether sum, average, minimum, maximum and median make sense."""
    may_repeat: ClassVar[bool] = False
    always_repeats: ClassVar[bool] = False
    """Whether every attribute of this type holds several values."""
    may_be_unique: ClassVar[bool] = False
    has_options: ClassVar[bool] = False
    expects: ClassVar[str]
    """What a caller should send, in a few words, for messages and docs."""
    commas_separate: ClassVar[bool] = False
    """Whether commas stand between several values in one cell, where no semicolons do."""
    Config: ClassVar[type[BaseModel]] = NoConfig

    @abstractmethod
    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> Any:
        """One value as it will be stored (never a list: the caller unpacks multi-value ones).

        None and "" never get here. Raises Invalid by `refuse`.
        """

    def key(self, stored: Any, attribute: Attribute) -> Any:
        """Text folded, a float, or a Place, by family; OPAQUE and LINK have none."""
        raise NotImplementedError(self.name)

    def show(self, stored: Any, attribute: Attribute, schema: Schema) -> Any:
        """One stored value as callers see it."""
        return stored

    def operand(
        self, said: Any, op: str, attribute: Attribute, schema: Schema, now: Instant
    ) -> Any:
        """What a filter compares with, as a key (or a Span or a Place). Raises Invalid.

        `in` and `between` are unpacked by the caller. Archived options may be asked for.
        """
        return self.key(self.accept(said, attribute, schema), attribute)

    def words(self, stored: Any) -> str:
        """What of a value is found by search-as-you-type; "" for nothing."""
        return ""

    def unique_key(self, stored: Any) -> str:
        """What may stand once in an object; only where `may_be_unique`."""
        return str(stored).casefold()

    def parse(self, text: str, attribute: Attribute) -> Any:
        """A cell of a file or a field of a form as something `accept` takes.

        A list of such where the attribute holds several, None for an empty cell. Raises Invalid
        for what can be read in two ways, or in none.
        """
        if attribute.is_multi_select:
            return [self.parse_one(piece, attribute) for piece in self.pieces(text, attribute)]
        return self.parse_one(said, attribute) if (said := text.strip()) else None

    def parse_one(self, text: str, attribute: Attribute) -> Any:
        """`parse` for one value; `text` is stripped and not empty."""
        return text

    def pieces(self, text: str, attribute: Attribute) -> list[str]:
        """The values in a cell that holds several."""
        sign = SEPARATORS if not self.commas_separate or SEPARATORS.search(text) else COMMA
        return [piece.strip() for piece in sign.split(text) if piece.strip()]

    def describe(self, attribute: Attribute) -> dict[str, Any]:
        """The settings of an attribute as callers see them."""
        return dict(attribute.config)

    def text_of(self, said: Any, attribute: Attribute) -> str:
        """What was said as text, without space around it; refuses what no database keeps."""
        if not isinstance(said, str):
            raise self.refuse(attribute, f"expected text, not {json_name(said)}.")
        if UNKEPT.search(said):
            raise self.refuse(attribute, "it holds a NUL or half a character.")
        return said.strip()

    def refuse(
        self,
        attribute: Attribute,
        problem: str,
        *,
        hint: str | None = None,
        allowed: Sequence[Any] | None = None,
        did_you_mean: str | None = None,
    ) -> Invalid:
        """The refusal of a value: raise what this returns."""
        return Invalid(
            f"{attribute.title} ({attribute.slug}): {problem}",
            field=attribute.slug,
            hint=hint or f"Send {self.expects}.",
            allowed=allowed,
            did_you_mean=did_you_mean,
        )


def fold(text: str) -> str:
    """Text as it is compared: without case, exact in every other way."""
    return text.casefold()


def json_name(value: Any) -> str:
    """What a value is called in JSON, for messages."""
    names = {bool: "true or false", int: "a number", float: "a number", str: "text",
             list: "a list", dict: "an object", type(None): "null"}  # fmt: skip
    return names.get(type(value), type(value).__name__)
