"""Yes or no."""

from typing import Any

from handrail.features.records.attributes.base import EQUALITY, AttributeType, Family, json_name
from handrail.features.records.model import Attribute, Schema

WORDS = {
    **dict.fromkeys(("true", "yes", "y", "t", "1", "on"), True),
    **dict.fromkeys(("false", "no", "n", "f", "0", "off"), False),
}


class Boolean(AttributeType):
    """One that is empty is neither true nor false; false sorts before true."""

    name, label, widget = "boolean", "Yes or no", "check"
    family = Family.NUMBER
    operators = EQUALITY
    expects = "true or false"

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> bool:
        if not isinstance(said, bool):
            problem = f"expected true or false, not {json_name(said)}."
            raise self.refuse(attribute, problem, allowed=[True, False])
        return said

    def key(self, stored: bool, attribute: Attribute) -> float:
        return float(stored)

    def parse_one(self, text: str, attribute: Attribute) -> bool:
        if (meant := WORDS.get(text.lower())) is None:
            raise self.refuse(
                attribute, f"{text[:60]!r} is neither yes nor no.", allowed=list(WORDS)
            )
        return meant
