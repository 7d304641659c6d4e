"""Pages of short lists."""

import pytest

from handrail.core.page import page_of


@pytest.mark.parametrize(
    ("limit", "offset", "rows", "following"),
    [
        (3, 0, [0, 1, 2], 3),
        (3, 6, [6], None),
        (7, 0, [0, 1, 2, 3, 4, 5, 6], None),
        (3, 70, [], None),
        (0, 0, [0], 1),
        (-5, 0, [0], 1),
    ],
)
def test_a_page_says_where_the_next_one_begins(
    limit: int, offset: int, rows: list[int], following: int | None
) -> None:
    page = page_of(range(7), limit, offset)
    assert (page.rows, page.next_offset) == (rows, following)
    assert (page.total, page.has_more) == (7, following is not None)


def test_a_page_holds_a_hundred_rows_at_the_most() -> None:
    page = page_of(range(1000), 5000, 0)
    assert len(page.rows) == 100
    assert page.next_offset == 100
