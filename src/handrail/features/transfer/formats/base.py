"""What every kind of file can do: give a table, and take one."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from handrail.core.errors import Invalid
from handrail.features.transfer.model import Table

MOST_COLUMNS = 500
# all that no text holds: of the control characters only tabs, line and page breaks do
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class Writer(ABC):
    """A file being written, row by row. Values come as a record shows them."""

    @abstractmethod
    def row(self, values: Sequence[Any]) -> None:
        """One row, in the order of the columns."""

    @abstractmethod
    def end(self) -> None:
        """Finish the file; without this it is not whole."""


class Format(ABC):
    """One kind of file."""

    name: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]

    @abstractmethod
    def read(self, path: Path, sheet: str | None = None) -> Table:
        """The table in a file; Invalid says what is wrong with it."""

    @abstractmethod
    def write(self, path: Path, columns: Sequence[str]) -> Writer:
        """Begin a file with these columns."""


def headed(said: Iterable[Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of columns, each once, and remarks on those that had to be named by us."""
    names: list[str] = []
    remarks: list[str] = []
    for place, cell in enumerate(said, 1):
        wanted = " ".join(str(cell if cell is not None else "").split()) or f"column {place}"
        name, count = wanted, 1
        while name in names:
            count += 1
            name = f"{wanted} ({count})"
        if count > 1:
            remarks.append(f"A second column is called {wanted!r}: taken as {name!r}.")
        names.append(name)
    if not names:
        raise Invalid("The file has no header row.", hint="Its first row must name the columns.")
    if len(names) > MOST_COLUMNS:
        raise Invalid(f"The file has {len(names)} columns; at most {MOST_COLUMNS} are read.")
    return tuple(names), tuple(remarks)


def is_blank(cell: Any) -> bool:
    return cell is None or cell == [] or (isinstance(cell, str) and not cell.strip())


def flat(value: Any) -> Any:
    """A shown value as one cell: numbers and booleans as such, everything else as text.

    Several values are joined by `; `; where one of them holds a semicolon, as a JSON list.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        words = [str(flat(each)) for each in value if not is_blank(each)]
        return _json(words) if any(";" in word for word in words) else "; ".join(words)
    if isinstance(value, dict):
        known = {key: each for key, each in value.items() if each is not None}
        if known.keys() == {"lat", "lng"}:
            return f"{known['lat']}, {known['lng']}"
        return value["name"] if {"id", "name"} <= value.keys() else _json(known)
    return str(value)


def _json(value: Any) -> str:
    import orjson

    return orjson.dumps(value).decode()
