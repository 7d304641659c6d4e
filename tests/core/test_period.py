"""Periods are what people mean by them; what means nothing is refused with what could be said."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.calendar import UNITS, shift, start_of
from handrail.core.clock import Instant, iso, parse_iso
from handrail.core.period import FORMS, Period, parse_period

NOW = parse_iso("2026-11-21T10:52:00Z")  # a Saturday
MOMENTS = st.integers(parse_iso("1900-01-01"), parse_iso("2200-01-01"))


def said(period: Period) -> str:
    return f"{iso(period.start)[:16]} {iso(period.end)[:16]}".replace("T00:00", "")


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("today", "2026-11-21 2026-11-22"),
        ("yesterday", "2026-11-20 2026-11-21"),
        ("Tomorrow", "2026-11-22 2026-11-23"),
        ("this_week", "2026-11-16 2026-11-23"),
        ("last week", "2026-11-09 2026-11-16"),
        ("the last month", "2026-10-01 2026-11-01"),
        ("next_quarter", "2027-01-01 2027-04-01"),
        ("current_quarter", "2026-10-01 2027-01-01"),
        ("this_year", "2026-01-01 2027-01-01"),
        ("last 30 days", "2026-10-23 2026-11-22"),
        ("last_30_days", "2026-10-23 2026-11-22"),
        ("past_2_weeks", "2026-11-08 2026-11-22"),
        ("last_3_months", "2026-08-22 2026-11-22"),
        ("next_7_days", "2026-11-21 2026-11-28"),
        ("last_24_hours", "2026-11-20T10:52 2026-11-21T10:52"),
        ("-14d", "2026-11-07 2026-11-08"),
        ("+2w", "2026-12-05 2026-12-06"),
        ("-1mo", "2026-10-21 2026-10-22"),
        ("14 days ago", "2026-11-07 2026-11-08"),
        ("in 2 weeks", "2026-12-05 2026-12-06"),
        ("3 months from now", "2027-02-21 2027-02-22"),
        ("year_to_date", "2026-01-01 2026-11-22"),
        ("mtd", "2026-11-01 2026-11-22"),
        ("2026", "2026-01-01 2027-01-01"),
        ("2026-03", "2026-03-01 2026-04-01"),
        ("March 2026", "2026-03-01 2026-04-01"),
        ("2024-Q1", "2024-01-01 2024-04-01"),
        ("q4 2025", "2025-10-01 2026-01-01"),
        ("2026-W01", "2025-12-29 2026-01-05"),
        ("2024-02-29", "2024-02-29 2024-03-01"),
        ("2026-01..2026-03", "2026-01-01 2026-04-01"),
        ("last_month..today", "2026-10-01 2026-11-22"),
    ],
)
def test_a_period_is_what_people_mean_by_it(text: str, means: str) -> None:
    assert said(parse_period(text, NOW)) == means


@pytest.mark.parametrize(
    "text",
    ["", "soon", "-3m", "last 0 days", "2026-13", "2026-02-29", "2026-Q5", "2026-W60", "x" * 5000,
     "2026-03..2026-01", "today..today..today", "last fortnight", "marbles 2026"],
)  # fmt: skip
def test_what_means_no_period_is_refused_with_what_could_be_said(text: str) -> None:
    with pytest.raises(ValueError, match="is no date or period") as refused:
        parse_period(text, NOW)
    assert all(form in str(refused.value) for form in FORMS)


@pytest.mark.parametrize("text", ["0000", "9999", "last 9999 years", "+9999y"])
def test_a_period_outside_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="outside the years 1 to 9999"):
        parse_period(text, NOW)


def test_a_period_that_holds_now_is_running() -> None:
    running = ["today", "this_week", "last_7_days", "ytd", "now", "2026", "2026-Q4"]
    over_or_to_come = ["yesterday", "last_week", "next_month", "-1d", "2026-Q3"]
    assert all(parse_period(text, NOW).is_running for text in running)
    assert not any(parse_period(text, NOW).is_running for text in over_or_to_come)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("this_month", "2026-10-01 2026-11-01"),
        ("last_30_days", "2026-09-23 2026-10-23"),
        ("last_3_months", "2026-05-22 2026-08-22"),
        ("2024-Q1", "2023-10-01 2024-01-01"),
        ("year_to_date", "2025-01-01 2025-11-22"),
        ("2026-03-01..2026-03-10", "2026-02-19 2026-03-01"),
    ],
)
def test_the_period_before_is_a_like_one(text: str, means: str) -> None:
    assert said(parse_period(text, NOW).previous()) == means


def test_days_begin_at_midnight_of_the_zone_even_where_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    late = parse_iso("2026-10-24T22:30:00Z")  # already the 25th in Berlin, a day of 25 hours
    today = parse_period("today", late, berlin)
    assert said(today) == "2026-10-24T22:00 2026-10-25T23:00"
    assert said(parse_period("yesterday", late, berlin)) == "2026-10-23T22:00 2026-10-24T22:00"
    assert said(parse_period("last_2_hours", late, berlin)) == "2026-10-24T20:30 2026-10-24T22:30"


@given(MOMENTS, st.sampled_from(UNITS))
def test_a_moment_lies_within_its_unit_and_units_meet(instant: Instant, unit: str) -> None:
    start = start_of(unit, instant)
    end = shift(start, 1, unit)
    assert start <= instant < end
    assert start_of(unit, start) == start
    assert start_of(unit, end) == end
    assert start_of(unit, end - 1) == start


@given(MOMENTS, st.integers(1, 400), st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_rolling_periods_hold_today_and_meet_what_is_before(
    now: Instant, count: int, unit: str
) -> None:
    past = parse_period(f"last {count} {unit}s", now)
    today = parse_period("today", now)
    assert past.is_running and past.end == today.end and past.start <= today.start
    assert past.previous().end == past.start
    coming = parse_period(f"next_{count}_{unit}s", now)
    assert coming.start == today.start and coming.end >= today.end
