"""Markdown of any length up to 65,535 characters."""

from typing import Any

from handrail.features.records.attributes.base import AttributeType, Family, fold
from handrail.features.records.model import Attribute, Schema

LONGEST = 65_535


class LongText(AttributeType):
    """Found by `contains`, without regard to case; not sorted."""

    name, label, widget = "long_text", "Long text", "area"
    family = Family.BODY
    operators = ("contains", "is_empty")
    sortable = False
    expects = f"Markdown of at most {LONGEST:,} characters"

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> str:
        self.text_of(said, attribute)
        # space at the start of a line means code in Markdown: only whole empty lines go
        text = said.replace("\r\n", "\n").strip("\n").rstrip()
        if len(text) > LONGEST:
            raise self.refuse(attribute, f"the text is {len(text):,} characters long.")
        return text

    def key(self, stored: str, attribute: Attribute) -> str:
        return fold(stored)
