"""The nouns of transfer: a table in a file, what becomes of its columns, and the report."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from handrail.core.shapes import Result

Line: TypeAlias = tuple[int, Sequence[Any]]
"""A row's number, as a spreadsheet counts it (the header is 1), and its cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows. `rows` begins anew on every call; a row may be shorter or longer than
    `columns`. `remarks` say what was assumed in reading it."""

    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Line]]
    remarks: tuple[str, ...] = ()


class ColumnSeen(Result):
    """One column of the file. `attribute` is null where the column is left out; `how` says why."""

    column: str
    attribute: str | None
    type: str | None
    how: str


class Problem(Result):
    """One cell, or one row where `column` is null, that could not be taken as it stands.

    `row` is the row in the file as a spreadsheet counts it: the header is row 1. `fails_row`:
    nothing of the row was taken, on account of this.
    """

    row: int
    column: str | None
    value: Any
    problem: str
    suggestion: str | None
    fails_row: bool = False


class OptionCreated(Result):
    attribute: str
    title: str


class Report(Result):
    """What an import did, or would do. `rows` = created + updated + unchanged + failed.

    At most MOST_PROBLEMS problems are listed; `problems_total` counts all of them.
    """

    object: str
    rows: int
    created: int
    updated: int
    unchanged: int
    failed: int
    columns: list[ColumnSeen]
    attributes_created: list[str]
    options_created: list[OptionCreated]
    problems: list[Problem]
    problems_total: int
    remarks: list[str]
    dry_run: bool


MOST_PROBLEMS = 100_000
MEMBERS = "members"
"""What an import calls the people of the workspace: no object, and yet imported like one."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an import is asked to do. `map`: column → attribute slug, or `-` to leave it out."""

    object: str
    map: Mapping[str, str] = field(default_factory=dict[str, str])
    match: str | None = None
    create: bool = False
    dry_run: bool = False
