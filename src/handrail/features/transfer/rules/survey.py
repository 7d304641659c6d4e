"""What a table's columns hold, found in one pass before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from handrail.core.errors import Invalid
from handrail.features.transfer.formats.base import CONTROL, flat, is_blank
from handrail.features.transfer.model import Table

MOST_DISTINCT = 10_000


class ControlCharacter(Exception):
    """A cell that is no text; says the column's name."""


@dataclass(slots=True)
class Column:
    """`counts`: how many rows say each value, for the first MOST_DISTINCT different ones."""

    name: str
    place: int
    filled: int = 0
    counts: dict[str, int] = field(default_factory=dict[str, int])
    overflowed: bool = False
    is_nested: bool = False
    """Whether a cell is an object that has no name, so that it can be no record."""

    def add(self, cell: Any) -> None:
        if is_blank(cell):
            return
        self.filled += 1
        for each in cell if isinstance(cell, list) else (cell,):
            self.is_nested |= isinstance(each, dict) and "name" not in each
            said = words(each)
            if CONTROL.search(said):
                raise ControlCharacter(self.name)
            if said in self.counts:
                self.counts[said] += 1
            elif len(self.counts) < MOST_DISTINCT:
                self.counts[said] = 1
            else:
                self.overflowed = True

    @property
    def values(self) -> list[str]:
        return list(self.counts)


def words(cell: Any) -> str:
    """A cell as text, without white space around it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(flat(cell)).strip()


def survey(table: Table) -> tuple[list[Column], int]:
    """Every column, and how many rows there are. Raises Invalid for control characters."""
    columns = [Column(name, place) for place, name in enumerate(table.columns)]
    total = 0
    for number, cells in table.rows():
        total += 1
        try:
            for column, cell in zip(columns, cells, strict=False):
                column.add(cell)
        except ControlCharacter as found:
            raise Invalid(
                f"Row {number} holds a control character in {str(found)!r}: the file is damaged.",
                hint="Take the character out, or save the file again as text (CSV UTF-8).",
            ) from found
    return columns, total


def cell_of(cells: Sequence[Any], place: int) -> Any:
    return cells[place] if place < len(cells) else None
