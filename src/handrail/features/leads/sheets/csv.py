"""Commas and UTF-8; what a spreadsheet would run has an apostrophe before it."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from handrail.features.leads.model import Lead
from handrail.features.leads.sheets.base import Sheet
from handrail.features.transfer.formats.base import flat
from handrail.features.transfer.formats.csv import guarded


class Csv(Sheet):
    media_type = "text/csv; charset=utf-8"

    def begin(self) -> bytes:
        return _lines([self.columns()])

    def page(self, leads: Sequence[Lead]) -> bytes:
        return _lines(map(self.cells, leads))


def _lines(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([guarded(flat(cell)) for cell in row] for row in rows)
    return text.getvalue().encode()
