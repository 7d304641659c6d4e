"""A transcript as a file: its bytes as text, and the date that its name says."""

import re
from pathlib import PurePath

from handrail.core.errors import Invalid

LARGEST = 32 * 1024 * 1024
"""Bytes; a file beyond it holds no transcript that could be kept."""
WIDE = (b"\xff\xfe", b"\xfe\xff")
DAY = r"(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)"
HOUR = r"(?:[T _-]{1,3}([01]\d|2[0-3])[-:._h]?([0-5]\d)(?:[-:._m]?([0-5]\d))?(?!\d))?"
DATED = re.compile(DAY + HOUR)


def text_in(raw: bytes) -> str:
    """What a file holds. Raises Invalid for one that is empty, or no text."""
    try:
        text = raw.decode("utf-16" if raw.startswith(WIDE) else "utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(
            "It is no text in UTF-8.", field="file", hint="Save it as UTF-8, or export it anew."
        ) from error
    if not text.strip():
        raise Invalid("It is empty.", field="file", hint="Export it anew.")
    return text


def title_in(name: str) -> str:
    """What a call is called whose file is called so."""
    return PurePath(name).stem.strip()[:500] or "Untitled"


def date_in(name: str) -> str | None:
    """The day, and the minute where it stands there too, that a file's name says; as in UTC."""
    if (found := DATED.search(name)) is None:
        return None
    year, _, month, day, hour, minute, second = found.groups()
    said = f"{year}-{month}-{day}"
    return f"{said}T{hour}:{minute}:{second or '00'}Z" if hour else said
