"""Which type a column of a file has, from some of its cells."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, is_possible_number, parse

from handrail.features.records.attributes.boolean import WORDS
from handrail.features.records.attributes.date import read_date
from handrail.features.records.attributes.datetime import read_moment
from handrail.features.records.attributes.figures import read_number, split_sign
from handrail.features.records.attributes.text import Text
from handrail.features.records.attributes.url import normalized

MOST_DISTINCT = 25
LEAST_REPETITION = 4
LONGEST_OPTION = 100

Found = tuple[str, dict[str, Any]]
"""(name of the type, config)"""


def infer_type(samples: Sequence[str]) -> Found:
    """The narrowest type that every cell fits: empty ones say nothing, no cell at all is text.

    A select comes without its options: they are the distinct cells of the whole column.
    """
    said = [text for cell in samples if (text := cell.strip())]
    if not said:
        return "text", {}
    found: Iterable[Found | None] = (judge(said) for judge in JUDGES)
    return next((each for each in found if each is not None), ("text", {}))


def _boolean(said: list[str]) -> Found | None:
    words = {text.lower() for text in said}
    # nothing but 1 and 0 are numbers
    return ("boolean", {}) if words <= WORDS.keys() and not words <= {"0", "1"} else None


def _number(said: list[str]) -> Found | None:
    return ("number", {}) if all(map(_is_number, said)) else None


def _is_number(text: str) -> bool:
    """Not what is only written in digits: `007`, sixteen digits and more, `1E5`."""
    digits = text.lstrip("+-")
    code = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
    long = len(digits) > 15 and digits.isdigit()
    return not code and not long and "e" not in text.lower() and read_number(text) is not None


def _currency(said: list[str]) -> Found | None:
    """Sums of one currency, of which some carry its sign."""
    split = [split_sign(text) for text in said]
    meant = {currencies for _, currencies in split if currencies}
    if len(meant) != 1 or not all(_is_number(amount) for amount, _ in split):
        return None
    return "currency", {"currency": meant.pop()[0]}


def _each(name: str, read: Callable[[str], Any]) -> Callable[[list[str]], Found | None]:
    def judge(said: list[str]) -> Found | None:
        try:
            for text in said:
                read(text)
        except (ValueError, EmailNotValidError, NumberParseException):
            return None
        return name, {}

    return judge


def _email(text: str) -> None:
    validate_email(text, check_deliverability=False, test_environment=True)


def _url(text: str) -> None:
    if not text.lower().startswith(("http://", "https://", "www.")):
        raise ValueError("a bare domain may be anything")
    normalized(text)


def _phone(text: str) -> None:
    if not text.startswith("+") or not is_possible_number(parse(text)):
        raise ValueError("digits may be anything")


def _select(said: list[str]) -> Found | None:
    distinct = {text.casefold() for text in said}
    few = len(distinct) <= MOST_DISTINCT and len(said) >= LEAST_REPETITION * len(distinct)
    short = all(len(text) <= LONGEST_OPTION and "\n" not in text for text in distinct)
    return ("select", {}) if few and short else None


def _long_text(said: list[str]) -> Found | None:
    long = any(len(text) > Text.longest or "\n" in text for text in said)
    return ("long_text", {}) if long else None


JUDGES = (
    _boolean,
    _number,
    _currency,
    _each("date", read_date),
    _each("datetime", read_moment),
    _each("email", _email),
    _each("url", _url),
    _each("phone", _phone),
    _select,
    _long_text,
)
