"""One line of plain text."""

from typing import Any

from handrail.core.clock import Instant
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
    """Kept and shown as it was said; compared, sorted and found without regard to case."""

    name, label, widget = "text", "Text", "line"
    family = Family.TEXT
    operators = EQUALITY + WORDING + ORDER
    may_repeat = may_be_unique = True
    expects = "text of at most 500 characters"
    longest = 500

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> str:
        text = self.text_of(said, attribute)
        if len(text) > self.longest or len(fold(text).encode()) > KEY_BYTES:
            raise self.refuse(
                attribute,
                f"the text is {len(text)} characters long.",
                hint=f"Send {self.expects}, or use a long_text attribute.",
            )
        return text

    def key(self, stored: str, attribute: Attribute) -> str:
        return fold(stored)

    def operand(
        self, said: Any, op: str, attribute: Attribute, schema: Schema, now: Instant
    ) -> Any:
        """Text compares with any text; what must equal a value must be able to be one."""
        if op in ORDER:
            return fold(self.text_of(said, attribute))
        return super().operand(said, op, attribute, schema, now)

    def words(self, stored: str) -> str:
        return stored
