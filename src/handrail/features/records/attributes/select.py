"""One of several options."""

import difflib
from math import inf
from typing import Any

from handrail.core.clock import Instant
from handrail.features.records.attributes.base import (
    EQUALITY,
    ORDER,
    SEPARATORS,
    AttributeType,
    Family,
)
from handrail.features.records.model import Attribute, Option, Schema


class Select(AttributeType):
    """Kept as the option's id, shown as its title, ordered by its place."""

    name, label, widget = "select", "Select", "choice"
    family = Family.NUMBER
    operators = EQUALITY + ORDER
    has_options = True
    expects = "the title or id of an option"
    noun = "option"

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> str:
        option = self.option_of(said, attribute)
        if option is None or option.is_archived:
            raise self._none_such(said, attribute, option)
        return option.id

    def option_of(self, said: Any, attribute: Attribute) -> Option | None:
        """The option of an id or a title in any case, archived or not."""
        text = self.text_of(said, attribute)
        by_id = attribute.option_by_id.get(text)
        return by_id or attribute.option_by_title.get(text.casefold())

    def key(self, stored: str, attribute: Attribute) -> float:
        # a reader, never a writer, may be a moment behind whoever added an option and used it
        option = attribute.option_by_id.get(stored)
        return float(option.sort_order) if option else inf

    def show(self, stored: str, attribute: Attribute, schema: Schema) -> str:
        option = attribute.option_by_id.get(stored)
        return option.title if option else stored

    def operand(
        self, said: Any, op: str, attribute: Attribute, schema: Schema, now: Instant
    ) -> float:
        """The place of an option, archived or not: `gt` is a later one."""
        if (option := self.option_of(said, attribute)) is None:
            raise self._none_such(said, attribute, None)
        return float(option.sort_order)

    def pieces(self, text: str, attribute: Attribute) -> list[str]:
        """Titles with commas in them are kept whole."""
        if self.option_of(text.strip(), attribute) is not None:
            return [text.strip()]
        if any("," in option.title for option in attribute.options):
            return [piece.strip() for piece in SEPARATORS.split(text) if piece.strip()]
        return super().pieces(text, attribute)

    def _none_such(self, said: Any, attribute: Attribute, option: Option | None) -> Exception:
        """The refusal of an unknown or an archived option: it names those there are."""
        titles = [each.title for each in attribute.open_options]
        folded = {title.casefold(): title for title in titles}
        near = difflib.get_close_matches(str(said).casefold()[:100], folded, 1, 0.6)
        state = "is archived" if option is not None else f"is no {self.noun}"
        return self.refuse(
            attribute,
            f"{str(said)[:80]!r} {state}.",
            hint=_next_move(titles, folded[near[0]] if near else None),
            allowed=titles,
            did_you_mean=folded[near[0]] if near else None,
        )


def _next_move(titles: list[str], meant: str | None) -> str:
    if not titles:
        return "Add options first."
    asked = f"Did you mean {meant!r}? " if meant else ""
    return f"{asked}Use one of {', '.join(titles[:25])}."
