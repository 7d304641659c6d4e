"""Decision records: one page each, of one form, numbered without gaps."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import DECISIONS

RECORDS = sorted(DECISIONS.glob("[0-9]*.md"))
HEADINGS = ["Context", "Decision", "Consequences", "Alternatives"]
LONGEST = 70
"""Lines of one page."""


def test_they_are_numbered_from_one_without_gaps() -> None:
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_each_has_its_number_the_four_headings_and_fits_a_page(record: Path) -> None:
    text = record.read_text()
    assert text.startswith(f"# {int(record.name[:4])}. ")
    assert re.findall(r"^## (.+)$", text, re.M) == HEADINGS
    assert len(text.splitlines()) <= LONGEST
    parts = re.split(r"^## .+$", text, flags=re.M)[1:]
    assert all(part.strip() for part in parts)


def test_the_index_lists_each_by_its_title() -> None:
    listed = re.findall(r"^- \[(.+)\]\((.+)\)$", (DECISIONS / "README.md").read_text(), re.M)
    titles = [path.read_text().partition("\n")[0].removeprefix("# ") for path in RECORDS]
    assert listed == list(zip(titles, [path.name for path in RECORDS], strict=True))
