"""How plain values look on a page: hues, initials, money, dates, counts."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zlib import crc32

import phonenumbers

HUES = 12
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "CNY": "¥", "KRW": "₩"}
MINUTE, HOUR, DAY = 60, 3600, 86400


def hue(text: str) -> int:
    """One of twelve hues, the same for the same text in every process."""
    return crc32(text.encode()) % HUES


def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return name[:1] or "?"
    return words[0][0] + (words[-1][0] if len(words) > 1 else words[0][1:2])


def number(value: Any) -> str:
    """`1,234.5`: no digits that say nothing, and no more than six after the point."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or value.is_integer():
        return f"{value:,.0f}"
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def share(value: Any) -> str:
    """`40%` of 0.4."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{number(value * 100)}%"


def lasted(value: Any) -> str:
    """`1 h 2 min`, `20 min`, `45 s`, of seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        return str(value)
    whole = int(value)
    if whole >= 3600:
        return f"{whole // 3600} h {whole // 60 % 60} min"
    return f"{whole // 60} min" if whole >= 60 else f"{whole} s"


def money(value: Any, currency: str | None) -> str:
    """`$1,200`, `€9.50`, `CHF 80`; cents only where there are any."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    sign = "−" if value < 0 else ""
    amount = abs(value)
    text = f"{amount:,.0f}" if float(amount).is_integer() else f"{amount:,.2f}"
    symbol = SYMBOLS.get(currency or "", f"{currency} " if currency else "")
    return f"{sign}{symbol}{text}"


def day(value: str) -> str:
    """`21 Nov 2026` of an ISO date or instant; what is no date stays as it is."""
    try:
        moment = date.fromisoformat(value[:10])
    except ValueError:
        return value
    return f"{moment.day} {moment:%b %Y}"


def moment(value: str) -> str:
    """`21 Nov 2026, 10:52 UTC`; the page's script turns it into the reader's own time."""
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return value
    return f"{when.day} {when:%b %Y, %H:%M} UTC"


def ago(value: str, now: datetime | None = None) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `2 d ago`, then the day."""
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return value
    seconds = ((now or datetime.now(UTC)) - when).total_seconds()
    if seconds < MINUTE:
        return "just now"
    if seconds < HOUR:
        return f"{seconds // MINUTE:.0f} min ago"
    if seconds < DAY:
        return f"{seconds // HOUR:.0f} h ago"
    if seconds < 14 * DAY:
        return f"{seconds // DAY:.0f} d ago"
    return day(value)


@lru_cache(4096)
def phone(value: str) -> str:
    """`+1 416-555-0139` of an E.164 number; what is none stays as it is."""
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def host(url: str) -> str:
    """`example.com/path` of an address, for showing."""
    bare = url.split("://", 1)[-1].removeprefix("www.")
    return bare.rstrip("/")


def counted(total: int, exact: bool, one: str, many: str) -> str:
    """`1 deal`, `500 deals`, `10,000+ deals`."""
    return f"{total:,}{'' if exact else '+'} {one if total == 1 and exact else many}"
