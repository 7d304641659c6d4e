"""Spreadsheets: what Excel and LibreOffice write in; xlsx out."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from handrail.core.errors import Invalid
from handrail.features.transfer.formats.base import Format, Writer, flat, headed, is_blank
from handrail.features.transfer.model import Line, Table

MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767


class Excel(Format):
    name = "xlsx"
    suffixes = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

    def read(self, path: Path, sheet: str | None = None) -> Table:
        name, sheets, cells = _sheet(path, sheet)
        remarks = (
            [] if len(sheets) == 1 or sheet else [f"Of {len(sheets)} sheets, {name!r} is read."]
        )
        rows = [(n, row) for n, row in enumerate(cells, 1) if any(not is_blank(c) for c in row)]
        columns, said = headed(_trimmed(rows[0][1]) if rows else ())

        def lines() -> Iterator[Line]:
            return ((number, [_plain(cell) for cell in row]) for number, row in rows[1:])

        return Table(columns, lines, (*remarks, *said))

    def write(self, path: Path, columns: Sequence[str]) -> Writer:
        return _ExcelWriter(path, columns)


def _sheet(path: Path, wanted: str | None) -> tuple[str, list[str], list[list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            names = book.sheet_names
            if wanted is not None and wanted not in names:
                raise Invalid(
                    f"There is no sheet {wanted!r}.",
                    field="sheet",
                    allowed=names,
                    hint=f"The file has {', '.join(names)}.",
                )
            if not names:
                raise Invalid("The file has no sheets.")
            name = wanted or names[0]
            return name, names, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise Invalid(
            f"{path.name} cannot be read as a spreadsheet: {error}",
            hint="Save it again as .xlsx, or as .csv.",
        ) from error


def _trimmed(header: Sequence[Any]) -> Sequence[Any]:
    """A header without the empty cells at its end."""
    wide = max((i for i, cell in enumerate(header, 1) if not is_blank(cell)), default=0)
    return header[:wide]


def _plain(cell: Any) -> Any:
    """Whole numbers as integers, dates and times in ISO 8601: as a text file would say them."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time.min
        return cell.date().isoformat() if midnight else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    return cell


class _ExcelWriter(Writer):
    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        import xlsxwriter

        # text stays text: nothing in a record becomes a formula or a link
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet("Records")
        self._sheet.freeze_panes(1, 0)
        self._sheet.write_row(0, 0, list(columns), self._book.add_format({"bold": True}))
        self._next = 1

    def row(self, values: Sequence[Any]) -> None:
        if self._next >= MOST_ROWS:
            raise Invalid(
                f"A spreadsheet holds at most {MOST_ROWS:,} rows.", hint="Use csv or json."
            )
        for place, value in enumerate(values):
            cell = flat(value)
            if isinstance(cell, str):
                self._sheet.write_string(self._next, place, cell[:LONGEST_CELL])
            elif cell is not None:
                self._sheet.write(self._next, place, cell)
        self._next += 1

    def end(self) -> None:
        self._book.close()
