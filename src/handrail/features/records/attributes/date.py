"""A calendar day."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from handrail.core.calendar import MONTH_BY_NAME
from handrail.core.clock import Instant, parse_iso
from handrail.core.period import FORMS, parse_period
from handrail.features.records.attributes.base import (
    EQUALITY,
    ORDER,
    AttributeType,
    Family,
    NoConfig,
    Span,
    is_none,
    json_name,
)
from handrail.features.records.model import Attribute, Schema

FIRST_YEAR = 1000
"""An earlier one is a slip of the pen: `0026-03-01`."""
MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?)?"
DAY = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d){MIDNIGHT}", re.ASCII)
ISO = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII | re.IGNORECASE,
)


class DateConfig(NoConfig):
    """How people see it: a hint for whoever shows it."""

    display_format: Annotated[str, Field(max_length=30)] | None = Field(
        default=None, exclude_if=is_none
    )


class Date(AttributeType):
    """Kept and shown as `YYYY-MM-DD`; its key is midnight UTC."""

    name, label, widget = "date", "Date", "date"
    family = Family.NUMBER
    operators = EQUALITY + ORDER
    expects = "a date as YYYY-MM-DD"
    Config = DateConfig

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> str:
        if not isinstance(said, str):
            raise self.refuse(attribute, f"expected a date, not {json_name(said)}.")
        try:
            if (match := DAY.fullmatch(said.strip())) is None:
                raise ValueError("it is not written YYYY-MM-DD")
            return day_of(*match.groups()).isoformat()
        except ValueError as error:
            raise self.refuse(attribute, f"{said[:60]!r} is no date: {error}.") from error

    def key(self, stored: str, attribute: Attribute) -> float:
        return float(parse_iso(stored))

    def operand(
        self, said: Any, op: str, attribute: Attribute, schema: Schema, now: Instant
    ) -> Any:
        """A moment in ISO 8601, or a period, of which each operator takes its side.

        `eq last_month` is within it, `gt last_month` after its end, `lt last_month` before its
        start. A date is the period of that day.
        """
        if not isinstance(said, str):
            raise self.refuse(attribute, f"expected a date or a period, not {json_name(said)}.")
        try:
            if ISO.fullmatch(said) and len(said) > len("YYYY-MM-DD"):
                at = float(parse_iso(said.upper()))
                return Span(at, at + 1000).side(op) if op in {"eq", "neq"} else at
            period = parse_period(said, now)
        except (ValueError, OverflowError) as error:
            raise self.refuse(
                attribute,
                f"{said[:60]!r} is no date or period.",
                hint="Send YYYY-MM-DD, ISO 8601, or a period such as last_30_days.",
                allowed=FORMS,
            ) from error
        return Span(float(period.start), float(period.end)).side(op)

    def parse_one(self, text: str, attribute: Attribute) -> str:
        try:
            return read_date(text).isoformat()
        except ValueError as error:
            raise self.refuse(attribute, f"{text[:60]!r} is no date: {error}.") from error


def day_of(year: str, month: str | int, day: str) -> date:
    if int(year) < FIRST_YEAR:
        raise ValueError(f"the year {int(year)} is before {FIRST_YEAR}")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError("there is no such day") from None


# dates as files write them ----------------------------------------------------------------

YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){MIDNIGHT}", re.ASCII)
DOTTED = re.compile(rf"(\d{{1,2}})\. ?(\d{{1,2}})\. ?(\d{{4}}){MIDNIGHT}", re.ASCII)
SLASHED = re.compile(rf"(\d{{1,2}})([/-])(\d{{1,2}})\2(\d{{4}}){MIDNIGHT}", re.ASCII)
DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[ -]([A-Za-z]+)\.?,?[ -](\d{4})", re.ASCII)
MONTH_NAMED = re.compile(r"([A-Za-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)


def read_date(text: str) -> date:
    """`2026-11-21`, `21.11.2026`, `21 Nov 2026`, `November 21, 2026`, `11/21/2026`.

    ValueError for what is none, and for `03/04/2026`, which may be of April or of March. Between
    dots the day comes first.
    """
    said = text.strip()
    if match := YEAR_FIRST.fullmatch(said):
        return day_of(match[1], match[2], match[3])
    if match := DOTTED.fullmatch(said):
        return day_of(match[3], match[2], match[1])
    if match := SLASHED.fullmatch(said):
        return _slashed(match[1], match[3], match[4])
    if match := DAY_NAMED.fullmatch(said):
        return day_of(match[3], _month(match[2]), match[1])
    if match := MONTH_NAMED.fullmatch(said):
        return day_of(match[3], _month(match[1]), match[2])
    raise ValueError("it is not written YYYY-MM-DD")


def _slashed(one: str, two: str, year: str) -> date:
    if int(one) <= 12 and int(two) <= 12 and int(one) != int(two):
        raise ValueError("the day and the month cannot be told apart")
    return day_of(year, one, two) if int(two) > 12 else day_of(year, two, one)


def _month(name: str) -> int:
    if (month := MONTH_BY_NAME.get(name.lower())) is None:
        raise ValueError(f"there is no month {name[:20]!r}")
    return month
