"""Every kind of file, and which one a name asks for."""

from pathlib import Path

from handrail.core.errors import Invalid, NotFound
from handrail.features.transfer.formats.base import Format
from handrail.features.transfer.formats.csv import Csv
from handrail.features.transfer.formats.excel import Excel
from handrail.features.transfer.formats.json import Json
from handrail.features.transfer.model import Table

FORMATS: tuple[Format, ...] = (Csv(), Excel(), Json())
FORMAT_BY_NAME: dict[str, Format] = {each.name: each for each in FORMATS}


def read(path: Path, sheet: str | None = None) -> Table:
    """The table in a file, by what its name ends in. Raises NotFound, Invalid."""
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", hint="Check the path.")
    return format_of(path).read(path, sheet)


def format_of(path: Path) -> Format:
    suffix = path.suffix.lower()
    for each in FORMATS:
        if suffix in each.suffixes:
            return each
    known = [suffix for each in FORMATS for suffix in each.suffixes]
    raise Invalid(
        f"Files that end in {suffix or 'nothing'} are not read.",
        allowed=known,
        hint=f"Use one of {', '.join(known)}.",
    )
