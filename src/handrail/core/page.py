"""A page of a list that is short enough to be read whole."""

from collections.abc import Sequence
from typing import Annotated, Generic, NamedTuple, TypeVar

from pydantic import Field

T = TypeVar("T")

MOST = 100
Limit = Annotated[int, Field(description="Page size, at most 100.")]
Offset = Annotated[int, Field(description="Rows to skip.", ge=0, le=1_000_000)]


class Page(NamedTuple, Generic[T]):
    """`next_offset` is where the next page begins, None on the last one."""

    rows: list[T]
    total: int
    has_more: bool
    next_offset: int | None


def page_of(rows: Sequence[T], limit: int, offset: int) -> Page[T]:
    """Some of the rows; a limit outside 1 to 100 is taken as the nearest."""
    end = offset + min(max(limit, 1), MOST)
    more = end < len(rows)
    return Page(list(rows[offset:end]), len(rows), more, end if more else None)
