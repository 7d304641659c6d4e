"""A number, whole or not."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, Field, model_validator

from handrail.core.clock import Instant
from handrail.features.records.attributes.base import (
    EQUALITY,
    ORDER,
    AttributeType,
    Family,
    NoConfig,
    is_none,
    json_name,
)
from handrail.features.records.attributes.figures import read_number, split_sign
from handrail.features.records.model import Attribute, Schema

MOST = 9_000_000_000_000_000
"""Up to 2^53 every whole number has a float of its own."""


class NumberConfig(NoConfig):
    """The least and the most that is taken; each of them may be left out."""

    min: Annotated[float, Field(ge=-MOST, le=MOST)] | None = Field(default=None, exclude_if=is_none)
    max: Annotated[float, Field(ge=-MOST, le=MOST)] | None = Field(default=None, exclude_if=is_none)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is above max")
        return self


class Number(AttributeType):
    """Kept as said, a whole one without a decimal point: 4.0 is 4."""

    name, label, widget = "number", "Number", "number"
    family = Family.NUMBER
    operators = EQUALITY + ORDER
    numeric = may_be_unique = True
    expects = "a number, such as 1200 or 0.25"
    Config: ClassVar[type[BaseModel]] = NumberConfig

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> int | float:
        number = self.number_said(said, attribute)
        least, most = attribute.config.get("min"), attribute.config.get("max")
        if (least is not None and number < least) or (most is not None and number > most):
            raise self.refuse(attribute, f"{number} is out of bounds.", hint=_bounds(least, most))
        return number

    def operand(
        self, said: Any, op: str, attribute: Attribute, schema: Schema, now: Instant
    ) -> float:
        """Any number: what is out of bounds may be asked for."""
        return self.key(self.number_said(said, attribute), attribute)

    def number_said(self, said: Any, attribute: Attribute) -> int | float:
        if isinstance(said, bool) or not isinstance(said, (int, float)):
            number = read_number(said) if isinstance(said, str) else None
            raise self.refuse(
                attribute,
                f"expected a number, not {json_name(said)}.",
                hint=None if number is None else f"Send {number} without quotes.",
            )
        if not abs(said) <= MOST:  # said this way round, NaN is refused too
            raise self.refuse(attribute, f"the number is not within ±{MOST:,}.")
        return whole if (whole := int(said)) == said else said

    def key(self, stored: int | float, attribute: Attribute) -> float:
        return float(stored)

    def parse_one(self, text: str, attribute: Attribute) -> int | float:
        """`1,234.50`, `1.234,50`, `1 234,5`, `(5)`, with a currency sign or without."""
        return self.number_in(split_sign(text)[0], attribute)

    def number_in(self, text: str, attribute: Attribute) -> int | float:
        if (number := read_number(text)) is None:
            raise self.refuse(attribute, f"{text[:60]!r} is no number.")
        return number


def _bounds(least: float | None, most: float | None) -> str:
    if least is None or most is None:
        return f"Send {least:g} or more." if most is None else f"Send {most:g} or less."
    share = ", such as 0.8 for 80 %" if (least, most) == (0, 1) else ""
    return f"Send a number from {least:g} to {most:g}{share}."
