"""Calendar arithmetic: where a unit of time begins, and moving by so many of them."""

from datetime import UTC, datetime, timedelta, tzinfo

from handrail.core.clock import EPOCH, Instant, instant_of

UNITS = ("minute", "hour", "day", "week", "month", "quarter", "year")
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
          "october", "november", "december")  # fmt: skip
MONTH_BY_NAME = {
    said: number for number, month in enumerate(MONTHS, 1) for said in (month, month[:3])
} | {"sept": 9}


def start_of(unit: str, instant: Instant, zone: tzinfo = UTC) -> Instant:
    """The first instant of the minute, hour, day, week, month, quarter or year of an instant."""
    return instant_of(floor(moment_of(instant, zone), unit))


def shift(instant: Instant, count: int, unit: str, zone: tzinfo = UTC) -> Instant:
    """So many units later; a day that the month has not becomes its last."""
    return instant_of(moved(moment_of(instant, zone), count, unit))


def moment_of(instant: Instant, zone: tzinfo) -> datetime:
    return (EPOCH + timedelta(microseconds=instant)).astimezone(zone)


def floor(moment: datetime, unit: str) -> datetime:
    match unit:
        case "minute":
            return moment.replace(second=0, microsecond=0)
        case "hour":
            return moment.replace(minute=0, second=0, microsecond=0)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)
        case _:
            return day


def moved(moment: datetime, count: int, unit: str) -> datetime:
    if unit in {"minute", "hour"}:  # elapsed time, whatever the clocks did meanwhile
        passed = timedelta(**{f"{unit}s": count})
        return (moment.astimezone(UTC) + passed).astimezone(moment.tzinfo)
    if unit not in MONTHS_IN:
        return moment + timedelta(days=count * (7 if unit == "week" else 1))
    year, month = divmod(moment.year * 12 + moment.month - 1 + count * MONTHS_IN[unit], 12)
    first = moment.replace(year=year, month=month + 1, day=1)
    return first.replace(day=min(moment.day, days_in(year, month + 1)))


def days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31
