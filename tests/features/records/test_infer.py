"""The type of a column, told from its cells."""

from collections.abc import Sequence
from typing import Any

import pytest

from handrail.features.records.attributes.infer import infer_type

COLUMNS: list[tuple[Sequence[str], str, dict[str, Any]]] = [
    (["1", "", "22", " 3,000 "], "number", {}),
    (["0", "1", "1"], "number", {}),
    (["1.5", "-2", "1996"], "number", {}),
    (["007", "012"], "text", {}),
    (["12345678901234567", "2"], "text", {}),
    (["1C1I7A6R", "Z063OYW0"], "text", {}),
    (["1E5", "2E7"], "text", {}),
    (["$1,200", "3"], "currency", {"currency": "USD"}),
    (["12,50 €", "3 €"], "currency", {"currency": "EUR"}),
    (["5 CHF", "CHF 7"], "currency", {"currency": "CHF"}),
    (["$5", "€5"], "text", {}),
    (["12%", "5%"], "text", {}),
    (["2016-10-20", "2016-10-25"], "date", {}),
    (["2016-10-20 00:00:00", ""], "date", {}),
    (["13.4.2026", "1.5.2026"], "date", {}),
    (["03/04/2026", "13/04/2026"], "text", {}),
    (["2016-10-20T10:00:00Z", "2016-10-25"], "datetime", {}),
    (["yes", "no", ""], "boolean", {}),
    (["True", "0"], "boolean", {}),
    (["a@x.io", "b@acme.test"], "email", {}),
    (["https://x.io", "www.acme.com"], "url", {}),
    (["acme.com", "x.io"], "text", {}),
    (["+1 415 555 2671", "+442079460958"], "phone", {}),
    (["415 555 2671", "020 7946 0958"], "text", {}),
    (["Won", "Lost", "won", "Lost"] * 3, "select", {}),
    (["Won", "Lost", "Open"], "text", {}),
    ([str(f"c{i}") for i in range(26)] * 4, "text", {}),
    (["x" * 501, "y"], "long_text", {}),
    (["line\nline", "y"], "long_text", {}),
    (["", "  "], "text", {}),
    ([], "text", {}),
]


@pytest.mark.parametrize(("cells", "name", "config"), COLUMNS)
def test_a_column_has_the_narrowest_type_that_all_its_cells_fit(
    cells: Sequence[str], name: str, config: dict[str, Any]
) -> None:
    assert infer_type(cells) == (name, config)
