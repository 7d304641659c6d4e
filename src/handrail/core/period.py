"""Stretches of time as people say them: `last_month`, `next 7 days`, `-14d`, `2026-Q3`.

A period is half-open and made of whole days (or hours, minutes), in one time zone. Weeks begin
on Monday. `last 30 days` are today and the 29 days before it, `next 7 days` today and the six
after it; `last_month` is the calendar month before this one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial

from handrail.core.calendar import (
    MONTH_BY_NAME,
    UNITS,
    days_in,
    floor,
    moment_of,
    moved,
    shift,
)
from handrail.core.clock import Instant, instant_of

SHORT = {"min": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "q": "quarter",
         "y": "year"}  # fmt: skip
FORMS = (
    "today, yesterday, tomorrow, now",
    "this_week, last_month, next_quarter, this_year",
    "last_30_days, next_2_weeks, last_24_hours",
    "-14d, +2w (min, h, d, w, mo, q, y), 14 days ago, in 2 weeks",
    "year_to_date, month_to_date",
    "2026, 2026-03, 2026-Q3, 2026-W12, 2026-03-15, March 2026",
    "2026-01..2026-03",
)
"""What can be said, by example."""


@dataclass(frozen=True, slots=True)
class Period:
    """`start <= instant < end`. A running period holds now, so its figures are not final.

    `count` times `unit` is how far back the period before it lies.
    """

    start: Instant
    end: Instant
    label: str
    is_running: bool
    unit: str = "day"
    count: int = 1

    def previous(self, zone: tzinfo = UTC) -> "Period":
        """The like period before: of this month last month, of the last 30 days the 30 before."""
        start = shift(self.start, -self.count, self.unit, zone)
        end = shift(self.end, -self.count, self.unit, zone)
        return Period(start, end, f"before {self.label}", False, self.unit, self.count)


@dataclass(frozen=True, slots=True)
class _Span:
    start: datetime
    end: datetime
    unit: str
    count: int = 1


def parse_period(text: str, now: Instant, zone: tzinfo = UTC) -> Period:
    """The period a text means; ValueError lists the forms for one that means none."""
    said = " ".join(text.lower().replace("_", " ").split()) if len(text) <= 60 else ""
    moment = moment_of(now, zone)
    try:
        span = _span(said.removeprefix("the "), moment)
    except (ValueError, OverflowError) as error:  # the year 0, the year 10000
        raise ValueError(f"{text!r} lies outside the years 1 to 9999.") from error
    if span is None:
        raise ValueError(f"{text[:60]!r} is no date or period. Say one of: {'; '.join(FORMS)}.")
    start, end = instant_of(span.start), instant_of(span.end)
    return Period(start, end, said, start <= now < end, span.unit, span.count)


# the grammar ------------------------------------------------------------------------------


def _span(said: str, now: datetime) -> _Span | None:
    for pattern, meaning in GRAMMAR:
        if (match := pattern.fullmatch(said)) is not None:
            return meaning(now, *match.groups())
    return None


def _whole(unit: str, moment: datetime) -> _Span:
    start = floor(moment, unit)
    return _Span(start, moved(start, 1, unit), unit)


def _day(days: int, now: datetime) -> _Span:
    return _whole("day", now + timedelta(days=days))


def _now(now: datetime) -> _Span:
    return _Span(now, now + timedelta(microseconds=1), "day")


def _calendar(now: datetime, which: str, unit: str) -> _Span:
    steps = {"last": -1, "previous": -1, "next": 1}.get(which, 0)
    return _whole(unit, moved(floor(now, unit), steps, unit))


def _rolling(now: datetime, which: str, count: str, unit: str) -> _Span:
    """Whole days with today among them; of minutes and hours, those up to or from now."""
    n = int(count)
    if unit in {"minute", "hour"}:
        edge = now + timedelta(microseconds=1) if which != "next" else now
    else:
        edge = floor(now, "day") if which == "next" else moved(floor(now, "day"), 1, "day")
    if which == "next":
        return _Span(edge, moved(edge, n, unit), unit, n)
    return _Span(moved(edge, -n, unit), edge, unit, n)


def _away(sign: int, now: datetime, count: str, unit: str) -> _Span:
    """The day so far away; of minutes and hours, the instant."""
    unit = SHORT.get(unit, unit)
    there = moved(now, sign * int(count), unit)
    return _now(there) if unit in {"minute", "hour"} else _whole("day", there)


def _offset(now: datetime, sign: str, count: str, unit: str) -> _Span:
    return _away(-1 if sign == "-" else 1, now, count, unit)


def _to_date(now: datetime, unit: str) -> _Span:
    unit = {"y": "year", "q": "quarter", "m": "month", "w": "week"}.get(unit, unit)
    return _Span(floor(now, unit), _day(0, now).end, unit)


def _year(now: datetime, year: str) -> _Span:
    return _whole("year", _date(now, int(year), 1, 1))


def _month(now: datetime, year: str, month: str) -> _Span | None:
    return _whole("month", _date(now, int(year), int(month), 1)) if 1 <= int(month) <= 12 else None


def _named_month(now: datetime, name: str, year: str) -> _Span | None:
    return _month(now, year, str(MONTH_BY_NAME[name]))


def _quarter(now: datetime, year: str, quarter: str) -> _Span:
    return _whole("quarter", _date(now, int(year), int(quarter) * 3 - 2, 1))


def _week(now: datetime, year: str, week: str) -> _Span | None:
    try:
        monday = datetime.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        return None
    return _whole("week", monday.replace(tzinfo=now.tzinfo))


def _iso_day(now: datetime, year: str, month: str, day: str) -> _Span | None:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= days_in(int(year), int(month))):
        return None
    return _whole("day", _date(now, int(year), int(month), int(day)))


def _date(now: datetime, year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=now.tzinfo)


def _range(now: datetime, first: str, last: str) -> _Span | None:
    """From the start of one to the end of the other; no ranges of ranges."""
    if ".." in last or (one := _span(first.strip(), now)) is None:
        return None
    if (two := _span(last.strip(), now)) is None or two.end <= one.start:
        return None
    return _Span(one.start, two.end, "day", max((two.end - one.start).days, 1))


UNIT = f"({'|'.join(UNITS)})"
ABBREVIATED = f"({'|'.join([*SHORT, *UNITS])})s?"
GRAMMAR: tuple[tuple[re.Pattern[str], Callable[..., _Span | None]], ...] = tuple(
    (re.compile(pattern, re.ASCII), meaning)
    for pattern, meaning in (
        ("now", _now),
        ("today", partial(_day, 0)),
        ("yesterday", partial(_day, -1)),
        ("tomorrow", partial(_day, 1)),
        (f"(this|current|last|previous|next) {UNIT}", _calendar),
        (rf"(last|past|next) ([1-9]\d{{0,3}}) {UNIT}s?", _rolling),
        (rf"([+-]) ?(\d{{1,4}}) ?{ABBREVIATED}", _offset),
        (rf"(\d{{1,4}}) ?{ABBREVIATED} ago", partial(_away, -1)),
        (rf"in (\d{{1,4}}) ?{ABBREVIATED}", partial(_away, 1)),
        (rf"(\d{{1,4}}) ?{ABBREVIATED} from now", partial(_away, 1)),
        ("(year|quarter|month|week) to date", _to_date),
        ("([yqmw])td", _to_date),
        (r"(\d{4})", _year),
        (r"(\d{4})-(\d{2})", _month),
        (rf"({'|'.join(MONTH_BY_NAME)}) (\d{{4}})", _named_month),
        (r"(\d{4})[- ]?q([1-4])", _quarter),
        (r"q([1-4])[- ]?(\d{4})", lambda now, quarter, year: _quarter(now, year, quarter)),
        (r"(\d{4})-?w(\d{2})", _week),
        (r"(\d{4})-(\d{2})-(\d{2})", _iso_day),
        (r"(.+?) ?\.\. ?(.+)", _range),
    )
)
