"""A moment, to the millisecond."""

import re
from datetime import time
from typing import Any

from handrail.core.clock import Instant, iso, parse_iso
from handrail.features.records.attributes.base import json_name
from handrail.features.records.attributes.date import FIRST_YEAR, ISO, Date, read_date
from handrail.features.records.model import Attribute, Schema

FIRST = parse_iso(f"{FIRST_YEAR}-01-01")
LAST = parse_iso("9999-12-31T23:59:59.999Z")
TIMED = re.compile(
    r"(.+?),?[ T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([ap])?\.?(?(5)m\.?)"
    r"\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?",
    re.ASCII | re.IGNORECASE,
)


class DateTime(Date):
    """Kept and shown as `2026-11-21T10:52:00.123Z`; without an offset it is taken as UTC."""

    name, label, widget = "datetime", "Date and time", "datetime"
    expects = "a moment in ISO 8601, such as 2026-11-21T10:52:00Z"

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> str:
        if not isinstance(said, str):
            raise self.refuse(attribute, f"expected a moment as text, not {json_name(said)}.")
        text = said.strip()
        try:
            if ISO.fullmatch(text) is None:
                raise ValueError("it is not written in ISO 8601")
            if not FIRST <= (instant := _instant(text)) <= LAST:
                raise ValueError(f"it is not within the years {FIRST_YEAR} to 9999")
        except ValueError as error:
            raise self.refuse(attribute, f"{said[:60]!r} is no moment: {error}.") from error
        return iso(instant)

    def parse_one(self, text: str, attribute: Attribute) -> str:
        """ISO 8601, or a date as files write it with a time of day behind it."""
        try:
            return read_moment(text)
        except ValueError as error:
            raise self.refuse(attribute, f"{text[:60]!r} is no moment: {error}.") from error


def _instant(text: str) -> Instant:
    try:
        return parse_iso(text.upper())
    except (ValueError, OverflowError):
        raise ValueError("there is no such day or time") from None


def read_moment(text: str) -> str:
    """A moment in a file, in ISO 8601; ValueError for what is none or may be two."""
    said = text.strip()
    if ISO.fullmatch(said):
        _instant(said)
        return said
    if (match := TIMED.fullmatch(said)) is None:
        return read_date(said).isoformat()
    day, hour, minute, second, half, offset = match.groups()
    clock = _clock(_hour(int(hour), half), int(minute), int(second or 0))
    zone = "Z" if (offset or "Z").upper() in {"Z", "UTC", "GMT"} else offset
    return f"{read_date(day)}T{clock}{zone}"


def _clock(hour: int, minute: int, second: int) -> time:
    try:
        return time(hour, minute, second)
    except ValueError:
        raise ValueError("there is no such time of day") from None


def _hour(hour: int, half: str | None) -> int:
    """The hour of the day; with `am` or `pm` behind it, twelve is the first of its half."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"there is no {hour} {half.lower()}m")
    return hour % 12 + (12 if half.lower() == "p" else 0)
