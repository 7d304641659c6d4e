"""Text with separators: any common delimiter and encoding in; commas and UTF-8 out."""

import codecs
import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from handrail.core.errors import Invalid
from handrail.features.transfer.formats.base import (
    CONTROL,
    Format,
    Writer,
    flat,
    headed,
    is_blank,
)
from handrail.features.transfer.model import Line, Table

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LONGEST_CELL = 10_000_000
SAMPLE = 64 * 1024
# OWASP "CSV Injection": a spreadsheet runs cells that begin so. Plain signed numbers and phone
# numbers are left as they are: no digit ever ran a program.
RUNS = ("=", "+", "-", "@", "\t", "\r")
HARMLESS = re.compile(r"[+-][\d\s().,/-]*")


class Csv(Format):
    name = "csv"
    suffixes = (".csv", ".tsv", ".txt")

    def read(self, path: Path, sheet: str | None = None) -> Table:
        encoding, remarks = _encoding(path)
        with path.open(encoding=encoding, newline="") as file:
            delimiter = _delimiter(file.read(SAMPLE))
        if delimiter != ",":
            remarks.append(f"Cells are separated by {DELIMITERS[delimiter]}.")
        lines = _lines(path, encoding, delimiter)
        columns, said = headed(next(lines, (1, ()))[1])
        if any(CONTROL.search(each) for each in columns):
            raise _no_text(path)

        def rows() -> Iterator[Line]:
            return itertools.islice(_lines(path, encoding, delimiter), 1, None)

        return Table(columns, rows, (*remarks, *said))

    def write(self, path: Path, columns: Sequence[str]) -> Writer:
        return _CsvWriter(path, columns)


def _no_text(path: Path) -> Invalid:
    return Invalid(
        f"{path.name} is no text: it begins with control characters.",
        hint="Save it as CSV UTF-8, or give it the ending of what it is.",
    )


def _encoding(path: Path) -> tuple[str, list[str]]:
    """UTF-8 where the whole file is, else what Windows writes, else Latin-1, which fits all."""
    with path.open("rb") as file:
        begin = file.read(SAMPLE)
    for mark, name in MARKS:
        if begin.startswith(mark):
            return name, []
    if begin.count(0) * 20 > len(begin):  # a stray one is told with its row, later
        raise _no_text(path)
    if _decodes(path, "utf-8"):
        return "utf-8", []
    name = "cp1252" if _decodes(path, "cp1252") else "latin-1"
    return name, [f"The file is not UTF-8; it was read as {name}."]


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while part := file.read(1024 * 1024):
                decoder.decode(part)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(sample: str) -> str:
    """The one under which most rows are as wide as the header, and then the widest."""
    whole = sample if len(sample) < SAMPLE else sample.rpartition("\n")[0]

    def fit(delimiter: str) -> tuple[bool, float, int]:
        rows = [row for row in csv.reader(whole.splitlines(True)[:200], delimiter=delimiter) if row]
        wide = len(rows[0]) if rows else 0
        alike = sum(len(row) == wide for row in rows) / max(len(rows), 1)
        return wide > 1, alike, wide

    return max(DELIMITERS, key=fit)


def _lines(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        raw: list[str] = []
        reader = csv.reader(_noted(file, raw), delimiter=delimiter)
        try:
            for number, cells in enumerate(reader, 1):
                if len(raw) > 1 or raw[0].count('"') % 2:
                    _check_closed(raw, delimiter, number, reader.line_num - len(raw) + 1)
                raw.clear()
                if any(not is_blank(cell) for cell in cells):
                    yield number, [unguarded(cell) for cell in cells]
        except (csv.Error, UnicodeError) as error:
            raise Invalid(
                f"Line {reader.line_num} cannot be read: {error}.",
                hint="Is a quotation mark left open there?",
            ) from error


def _noted(file: Iterable[str], raw: list[str]) -> Iterator[str]:
    """The lines of a file, each kept until the row it belongs to has been read."""
    for line in file:
        raw.append(line)
        yield line


def _check_closed(raw: Sequence[str], delimiter: str, number: int, line: int) -> None:
    """Refuse a row that goes on for lines because a quotation mark in it is not closed."""
    try:
        for _ in csv.reader(raw, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        raise Invalid(
            f"Row {number} (from line {line}) has a quotation mark that is not closed: "
            f"it would take in {len(raw):,} lines.",
            hint='Close it, or write two for one that is meant: "6"" pipe".',
        ) from error


class _CsvWriter(Writer):
    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._file)
        self._csv.writerow([guarded(each) for each in columns])

    def row(self, values: Sequence[Any]) -> None:
        self._csv.writerow([guarded(flat(value)) for value in values])

    def end(self) -> None:
        self._file.close()


def guarded(cell: Any) -> Any:
    """Text that a spreadsheet would run, with an apostrophe before it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and _runs(cell) and not HARMLESS.fullmatch(cell):
        return f"'{cell}"
    return cell


def unguarded(cell: str) -> str:
    """Text as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _runs(cell) else cell


def _runs(cell: str) -> bool:
    return cell.lstrip("'").startswith(RUNS)
