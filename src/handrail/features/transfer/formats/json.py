"""JSON: a list of objects, an object a line, or `{"records": […]}` as the search tools answer."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import orjson

from handrail.core.errors import Invalid
from handrail.features.transfer.formats.base import Format, Writer, headed, is_blank
from handrail.features.transfer.model import Line, Table

SHAPE = 'Write [{"name": "…"}, …] or {"records": [{"name": "…"}, …]}, or an object a line.'


class Json(Format):
    name = "json"
    suffixes = (".json", ".jsonl", ".ndjson")

    def read(self, path: Path, sheet: str | None = None) -> Table:
        records = [_flattened(each, place) for place, each in enumerate(_records(path), 1)]
        keys = list(dict.fromkeys(key for record in records for key in record))
        columns, remarks = headed(keys)

        def rows() -> Iterator[Line]:
            # a row has no place in a spreadsheet here; counted as if a header stood above
            for number, record in enumerate(records, 2):
                cells = [record.get(key) for key in keys]
                if any(not is_blank(cell) for cell in cells):
                    yield number, cells

        return Table(columns, rows, remarks)

    def write(self, path: Path, columns: Sequence[str]) -> Writer:
        return _JsonWriter(path, columns)


def _records(path: Path) -> list[Any]:
    text = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        said = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return _records_by_line(path, text, error)
    if isinstance(said, dict) and path.suffix.lower() != ".json":
        said = [said]
    if isinstance(said, dict):
        said = cast(dict[str, Any], said).get("records")
    if not isinstance(said, list):
        raise Invalid(
            "The file holds no list of records.",
            hint=SHAPE,
        )
    return cast(list[Any], said)


def _records_by_line(path: Path, text: bytes, whole: orjson.JSONDecodeError) -> list[Any]:
    """JSON lines: an object a line, and no list around them."""
    records: list[Any] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            records.append(orjson.loads(line))
        except orjson.JSONDecodeError as error:
            if not records:
                raise Invalid(f"{path.name} is not JSON: {whole}.", hint=SHAPE) from error
            raise Invalid(f"Line {number} is not JSON: {error}.", hint=SHAPE) from error
    return records


def _flattened(record: Any, place: int) -> dict[str, Any]:
    """A record's values by key; of one in the shape of `get_record`, its id and its values."""
    if not isinstance(record, dict):
        raise Invalid(f"Record {place} is no object.", hint='Write each as {"name": "…"}.')
    known = cast(dict[str, Any], record)
    if isinstance(known.get("values"), dict) and "id" in known:
        return {"id": known["id"], **known["values"]}
    return known


class _JsonWriter(Writer):
    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._file = path.open("wb")
        self._columns = columns
        self._between = b"[\n"

    def row(self, values: Sequence[Any]) -> None:
        record = dict(zip(self._columns, values, strict=True))
        self._file.write(self._between + orjson.dumps(record))
        self._between = b",\n"

    def end(self) -> None:
        self._file.write(b"\n]\n" if self._between == b",\n" else b"[]\n")
        self._file.close()
