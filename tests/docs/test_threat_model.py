"""The threat model names a test for each defence, and those tests exist."""

import re

import pytest

from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "threat-model.md"
NAMED = re.findall(r"`(tests/[\w/.]+)` `(test_\w+)`", PAGE.read_text())


def test_every_attack_has_a_test():
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    attacks = [row for row in rows if row.count("|") == 4 and not row.startswith("| attack")]
    assert len(attacks) > 25
    for row in attacks:
        assert "`tests/" in row, row


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_test_that_is_named_exists(path: str, name: str):
    assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text(), re.M)
