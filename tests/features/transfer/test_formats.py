"""Files of every kind: what is read out of them, and that what is written is read again."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from handrail.core.errors import HandrailError
from handrail.features.transfer.formats.csv import guarded, unguarded
from handrail.features.transfer.formats.every import FORMATS, read
from handrail.features.transfer.model import Table


def table(folder: Path, content: bytes, name: str = "rows.csv") -> Table:
    path = folder / name
    path.write_bytes(content)
    return read(path)


def rows(found: Table) -> list[list[Any]]:
    return [list(cells) for _, cells in found.rows()]


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        (b"name,city\nJ\xc3\xb6rg,K\xc3\xb6ln\n", None),
        (b"\xef\xbb\xbfname,city\nJ\xc3\xb6rg,K\xc3\xb6ln\n", None),
        ("name,city\nJörg,Köln\n".encode("utf-16"), None),
        (b"name,city\r\nJ\xf6rg,K\xf6ln\r\n", "not UTF-8; it was read as cp1252"),
        (b"name;city\nJ\xc3\xb6rg;K\xc3\xb6ln\n", "separated by semicolons"),
        (b"name\tcity\nJ\xc3\xb6rg\tK\xc3\xb6ln\n", "separated by tabs"),
        (b"name|city\nJ\xc3\xb6rg|K\xc3\xb6ln\n", "separated by bars"),
        (b'"name","city"\n\n"J\xc3\xb6rg","K\xc3\xb6ln"\n,\n', None),
    ],
)
def test_text_is_read_in_any_encoding_and_with_any_delimiter(
    tmp_path: Path, content: bytes, remark: str | None
) -> None:
    found = table(tmp_path, content)
    assert found.columns == ("name", "city")
    assert rows(found) == [["Jörg", "Köln"]]
    assert not found.remarks if remark is None else remark in found.remarks[0]


def test_commas_in_text_do_not_make_a_file_comma_separated(tmp_path: Path) -> None:
    found = table(tmp_path, b"name;note\nA;one, two, three\nB;four, five\n")
    assert rows(found) == [["A", "one, two, three"], ["B", "four, five"]]


def test_a_row_is_counted_as_a_spreadsheet_counts_it(tmp_path: Path) -> None:
    found = table(tmp_path, b'name,note\nA,"two\nlines"\n\nB,x\n')
    assert [number for number, _ in found.rows()] == [2, 4]


def test_columns_without_a_name_or_with_the_same_one_are_named(tmp_path: Path) -> None:
    found = table(tmp_path, b"name,,name\na,b,c\n")
    assert found.columns == ("name", "column 2", "name (2)")
    assert found.remarks


def test_a_spreadsheet_is_read_with_its_types(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Deals")
        book.add_worksheet("Other")
        for place, name in enumerate(("name", "value", "closed", "seen", "won")):
            sheet.write(0, place, name)
        sheet.write(1, 0, "Roof")
        sheet.write(1, 1, 5)
        sheet.write_datetime(1, 2, datetime(2026, 11, 21), day)
        sheet.write_datetime(1, 3, datetime(2026, 11, 21, 10, 30), day)
        sheet.write(1, 4, True)
    found = read(path)
    assert rows(found) == [["Roof", 5, "2026-11-21", "2026-11-21T10:30:00", True]]
    assert "'Deals' is read" in found.remarks[0]
    with pytest.raises(HandrailError) as refused:
        read(path, "Del")
    assert refused.value.allowed == ["Deals", "Other"]


@pytest.mark.parametrize(
    "said",
    [
        [{"name": "A", "n": 1}, {"name": "B", "more": [1]}],
        {"records": [{"name": "A", "n": 1}, {"name": "B", "more": [1]}], "total": 2},
    ],
)
def test_json_is_a_list_of_objects_or_the_records_of_an_answer(tmp_path: Path, said: Any) -> None:
    found = table(tmp_path, json.dumps(said).encode(), "rows.json")
    assert found.columns == ("name", "n", "more")
    assert rows(found) == [["A", 1, None], ["B", None, [1]]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.pdf", b"x"),
        ("rows.csv", b""),
        ("rows.csv", b'name\n"never closed' + b"x" * 11_000_000),
        ("rows.csv", b'name,note\nA,"open\nB,x\nC,y\n'),
        ("rows.csv", b'name,note\nA,"open\nB,"x"\nC,y\n'),
        ("rows.csv", b'name,note\nA,"open\n'),
        ("rows.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x01"),
        ("rows.json", b"{"),
        ("rows.json", b'{"name": "A"}\n{"name": \n'),
        ("rows.json", b'{"name": "A"}'),
        ("rows.json", b"[1]"),
        ("rows.xlsx", b"no spreadsheet"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_next_move(
    tmp_path: Path, name: str, content: bytes
) -> None:
    with pytest.raises(HandrailError) as refused:
        rows(table(tmp_path, content, name))
    assert refused.value.hint


def test_a_quotation_mark_left_open_is_named_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(HandrailError, match=r"Row 2 .*line 2"):
        rows(table(tmp_path, b'name,note\nA,"open\nB,x\n'))


def test_a_quotation_mark_within_a_plain_cell_is_no_damage(tmp_path: Path) -> None:
    found = table(tmp_path, b'name,note\n5" pipe,x\n"6"" pipe","two\nlines"\n')
    assert rows(found) == [['5" pipe', "x"], ['6" pipe', "two\nlines"]]


def test_json_lines_are_read(tmp_path: Path) -> None:
    content = b'{"name": "A", "n": 1}\n\n{"name": "B"}\n'
    assert rows(table(tmp_path, content, "rows.jsonl")) == [["A", 1], ["B", None]]
    assert rows(table(tmp_path, content, "rows.json")) == [["A", 1], ["B", None]]


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(HandrailError) as refused:
        read(tmp_path / "none.csv")
    assert refused.value.code == "RESOURCE_NOT_FOUND"


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+A1", "@SUM(A1)", "\tx", "'=x"]
)
def test_text_that_a_spreadsheet_would_run_is_guarded_and_read_back(cell: str) -> None:
    written = guarded(cell)
    assert not written.startswith(("=", "+", "-", "@", "\t"))
    assert unguarded(written) == cell


@pytest.mark.parametrize("cell", ["-5", "+49 30 123-456", "plain", "'quoted'", 5, None])
def test_plain_text_and_figures_are_written_as_they_are(cell: Any) -> None:
    assert guarded(cell) == cell


@pytest.mark.parametrize("format", FORMATS, ids=lambda each: each.name)
def test_what_is_written_is_read_again(tmp_path: Path, format: Any) -> None:
    path = tmp_path / f"rows{format.suffixes[0]}"
    writer = format.write(path, ["name", "value", "links", "tags"])
    writer.row(["=A1", 5.5, {"id": "1", "name": "Acme"}, ["a;b", "c"]])
    writer.row(["Ünïcode\nline", -3, None, ["x", "y"]])
    writer.end()
    found = read(path)
    assert found.columns == ("name", "value", "links", "tags")
    first, second = rows(found)
    assert (first[0], str(first[1])) == ("=A1", "5.5")
    assert second[0] == "Ünïcode\nline"
    if format.name == "json":
        assert first[2:] == [{"id": "1", "name": "Acme"}, ["a;b", "c"]]
    else:
        assert first[2:] == ["Acme", '["a;b","c"]']
        assert second[3] == "x; y"
