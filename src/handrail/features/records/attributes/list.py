"""A list of short texts, such as tags."""

from typing import Any

from handrail.features.records.attributes.base import EQUALITY
from handrail.features.records.attributes.text import Text
from handrail.features.records.model import Attribute, Schema

LONGEST = 200


class Tags(Text):
    """`eq` and `contains` ask for one of the texts, whole and in any case."""

    name, label, widget = "list", "List", "tags"
    operators = EQUALITY
    always_repeats = commas_separate = True
    sortable = may_be_unique = False
    expects = f"a list of texts of at most {LONGEST} characters each"

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> str:
        text = self.text_of(said, attribute)
        if len(text) > LONGEST:
            raise self.refuse(attribute, f"one text is {len(text):,} characters long.")
        return text
