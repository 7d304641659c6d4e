"""A number, whole or not."""

from typing import Any

from handrail.features.records.attributes.base import (
    EQUALITY,
    ORDER,
    AttributeType,
    Family,
    json_name,
)
from handrail.features.records.attributes.figures import read_number, split_sign
from handrail.features.records.model import Attribute, Schema

MOST = 9_000_000_000_000_000
"""Up to 2^53 every whole number has a float of its own."""


class Number(AttributeType):
    """Kept as said, a whole one without a decimal point: 4.0 is 4."""

    name, label, widget = "number", "Number", "number"
    family = Family.NUMBER
    operators = EQUALITY + ORDER
    numeric = may_be_unique = True
    expects = "a number, such as 1200 or 0.25"

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> int | float:
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
