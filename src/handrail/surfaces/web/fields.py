"""Attributes as a page sees them: what they are called, what may be chosen, how they are shown."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from handrail.core.policy import Access
from handrail.surfaces.web.looks import HUES, hue

GREEN, RED = 5, 0
STAGE_HUES = (None, 8, 10, 2, 6, 9, 11, 3)
"""Stages in their order: grey, blue, violet, amber, teal …; won is green and lost is red."""
NAMED_HUES = {
    "red": 0, "orange": 1, "amber": 2, "yellow": 3, "lime": 4, "green": 5, "teal": 6,
    "cyan": 7, "blue": 8, "indigo": 9, "violet": 10, "purple": 10, "pink": 11,
    "gray": None, "grey": None, "slate": None,
}  # fmt: skip
NUMBERS = frozenset({"number", "currency"})
CHOSEN_FROM = frozenset({"select", "multi_select", "pipeline"})
SHARE = re.compile(r"0 to 1\b")
"""How the description of a probability begins."""
LAPSE = re.compile(r"seconds\b", re.IGNORECASE)
"""How the description of a duration begins."""
NAMES = frozenset({"name", "first_name", "last_name"})

WEIGHTS = {
    "pipeline": 0, "currency": 1, "person": 2, "relationship": 3, "select": 4, "rating": 5,
    "date": 6, "email": 7, "number": 8, "datetime": 9, "phone": 10, "list": 11,
    "multi_select": 11, "text": 12, "location": 13, "boolean": 14, "url": 15,
}  # fmt: skip
"""What a table shows first when it cannot show everything; what is absent it never shows."""
MOST_COLUMNS = 6
MOST_EMPTY = 4
"""Columns that a table is filled up to with attributes that are empty in all of its records."""
MOST_RELATIONSHIPS = 1
STANDING = frozenset({"stage", "status"})


@dataclass(frozen=True, slots=True)
class Choice:
    """An option, a stage or a member, as one may choose it. A hue of None is grey."""

    value: str
    title: str
    hue: int | None = None
    archived: bool = False


@dataclass(frozen=True)
class Field:
    """`target` is the slug of the object that a relationship leads to."""

    slug: str
    title: str
    type: str
    description: str = ""
    required: bool = False
    many: bool = False
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])
    target: str | None = None
    choices: tuple[Choice, ...] = ()
    rank: Literal["high", "low"] = "low"
    access: Access = "write"

    @cached_property
    def hues(self) -> dict[str, int | None]:
        return {choice.title: choice.hue for choice in self.choices}

    def hue_of(self, title: str) -> int | None:
        """The hue of an option by its title; one no longer there keeps a hue of its own."""
        return self.hues.get(title, hue(title))

    @property
    def currency(self) -> str | None:
        return self.config.get("currency")

    @property
    def is_number(self) -> bool:
        return self.type in NUMBERS

    @property
    def is_share(self) -> bool:
        """A number from 0 to 1, which people read and type as a percentage."""
        return self.type == "number" and SHARE.match(self.description) is not None

    @property
    def is_lapse(self) -> bool:
        """A number of seconds, which people read as hours and minutes."""
        return self.type == "number" and LAPSE.match(self.description) is not None

    @property
    def plain(self) -> bool:
        """Several values stand as words with commas, not as tags or faces."""
        return self.type not in CHOSEN_FROM | {"person", "relationship", "list"}

    @property
    def ticked(self) -> bool:
        """Several of a known lot: a form shows a box to tick for each."""
        return self.many and (bool(self.choices) or self.type in {"person", "relationship"})

    def place(self, value: Mapping[str, Any]) -> str:
        """A place as a form takes it."""
        label = value.get("label")
        return f"{value['lat']}, {value['lng']}" + (f", {label}" if label else "")

    def lines(self, values: Sequence[Any]) -> str:
        """Several values as a form takes them: one a line."""
        return "\n".join(self.place(v) if isinstance(v, Mapping) else str(v) for v in values)

    @property
    def stars(self) -> int:
        return int(self.config.get("max", 5))

    @property
    def editable(self) -> bool:
        return self.access == "write" and not self.config.get("read_only", False)

    @property
    def masked(self) -> bool:
        """Its values are hidden from who looks."""
        return self.access == "mask"


def option_choices(options: Iterable[Any]) -> tuple[Choice, ...]:
    """Options of a select: their own colour, or one that differs from their neighbours'."""
    return tuple(
        Choice(
            value=option.id,
            title=option.title,
            hue=NAMED_HUES.get(option.color or "", (option.sort_order * 5 + 8) % HUES),
            archived=option.is_archived,
        )
        for option in options
    )


def stage_choices(stages: Iterable[Any]) -> tuple[Choice, ...]:
    return tuple(
        Choice(stage.id, stage.title, _stage_hue(place, stage))
        for place, stage in enumerate(stages)
    )


def _stage_hue(place: int, stage: Any) -> int | None:
    if stage.is_won:
        return GREEN
    if stage.is_lost:
        return RED
    return None if stage.is_closed else STAGE_HUES[place % len(STAGE_HUES)]


def candidates(fields: Sequence[Field]) -> list[Field]:
    """The fields that a table can show beside the name."""
    return [
        each
        for each in fields
        if each.type in WEIGHTS and each.slug not in NAMES and not each.masked
    ]


def columns(fields: Sequence[Field], filled: Collection[str] | None = None) -> list[Field]:
    """The fields a table shows beside the name: where each record stands, then in their own order.

    `filled` holds the slugs of what its records have values for: those come before standard ones
    that are empty everywhere. Three of them rank high.
    """
    ranked = sorted(candidates(fields), key=lambda each: _weight(each, filled))
    links = [each.slug for each in ranked if each.type == "relationship"][MOST_RELATIONSHIPS:]
    ranked = [each for each in ranked if each.slug not in links]
    most = MOST_COLUMNS
    if filled is not None:
        kept = sum(1 for each in ranked if _stands(each) or each.slug in filled)
        most = min(max(kept, MOST_EMPTY), MOST_COLUMNS)
    high = {each.slug for each in ranked[:3]}
    chosen = {each.slug for each in ranked[:most]}
    shown = [each for each in fields if each.slug in chosen]
    return [
        replace(each, rank="high" if each.slug in high else "low")
        for each in sorted(shown, key=lambda each: not _stands(each))
    ]


def _stands(field: Field) -> bool:
    return field.type == "pipeline" or field.slug in STANDING


def _weight(field: Field, filled: Collection[str] | None) -> tuple[bool, bool, int]:
    empty = filled is not None and field.slug not in filled
    return not _stands(field), empty, WEIGHTS[field.type]


def chips(fields: Sequence[Field]) -> list[Field]:
    """What a table is filtered by with one choice: stages, options, members; at most four."""
    types = CHOSEN_FROM | {"person"}
    able = [each for each in fields if each.choices and each.type in types and not each.masked]
    return sorted(able, key=lambda each: WEIGHTS[each.type])[:4]
