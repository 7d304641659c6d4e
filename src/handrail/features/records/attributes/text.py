"""One line of plain text."""

from typing import Any

from handrail.features.records.attributes.base import (
    EQUALITY,
    KEY_BYTES,
    ORDER,
    WORDING,
    AttributeType,
    Family,
    fold,
)
from handrail.features.records.model import Attribute, Schema


class Text(AttributeType):
    name, label, widget = "text", "Text", "line"
    family = Family.TEXT
    operators = EQUALITY + WORDING + ORDER
    may_repeat = may_be_unique = True
    expects = "text of at most 500 characters"
    longest = 500

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> str:
        if not isinstance(said, str):
            raise self.refuse(attribute, f"expected text, not {type(said).__name__}.")
        text = said.strip()
        if len(text) > self.longest or len(fold(text).encode()) > KEY_BYTES:
            raise self.refuse(
                attribute,
                f"the text is {len(text)} characters long.",
                hint=f"Send {self.expects}, or use a long_text attribute.",
            )
        return text

    def key(self, stored: str, attribute: Attribute) -> str:
        return fold(stored)

    def words(self, stored: str) -> str:
        return stored
