"""A telephone number."""

import re
from functools import lru_cache
from typing import Annotated, Any

from phonenumbers import (
    SUPPORTED_REGIONS,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    format_number,
    is_possible_number,
    is_valid_number,
    national_significant_number,
    parse,
)
from pydantic import AfterValidator

from handrail.features.records.attributes.base import ChipConfig
from handrail.features.records.attributes.text import Text
from handrail.features.records.model import Attribute, Schema

LONGEST = 60
SHORTEST_WITH_CODE = 11
"""Fewer digits without a + are more often a number at home than one with its country code."""


def _known(region: str | None) -> str | None:
    if region is not None and region.upper() not in SUPPORTED_REGIONS:
        raise ValueError("it is no country in ISO 3166, such as US or DE")
    return region and region.upper()


class PhoneConfig(ChipConfig):
    default_region: Annotated[str | None, AfterValidator(_known)] = None


@lru_cache(1024)  # what is sent in E.164 is read again a moment later, for its words
def _parsed(text: str, region: str | None) -> PhoneNumber:
    """Read it and change nothing of it. Raises NumberParseException."""
    return parse(text, region)


class Phone(Text):
    """Kept and shown in E.164, such as +14155552671."""

    name, label, widget = "phone", "Phone", "phone"
    commas_separate = True
    expects = "a phone number with its country code, such as +1 415 555 2671"
    Config = PhoneConfig

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> str:
        text = self.text_of(said, attribute)
        number = self._read(text[: LONGEST + 1], attribute)
        if number is None or len(text) > LONGEST or not is_possible_number(number):
            raise self.refuse(attribute, f"{text[:60]!r} is no phone number.")
        if number.extension:
            raise self.refuse(
                attribute,
                f"{text[:60]!r} has an extension, which is not kept.",
                hint=f"Send {format_number(number, PhoneNumberFormat.E164)}.",
            )
        return format_number(number, PhoneNumberFormat.E164)

    def _read(self, text: str, attribute: Attribute) -> PhoneNumber | None:
        region = attribute.config.get("default_region")
        if region is None and text.startswith("00"):
            text = f"+{text[2:]}"
        try:
            if region is not None or text.startswith(("+", "tel:+", "\uff0b")):
                return _parsed(text, region)
            return self._without_plus(text, attribute)
        except NumberParseException:
            return None

    def _without_plus(self, text: str, attribute: Attribute) -> PhoneNumber | None:
        """Digits that are a valid number as they stand, and too many for one without its code."""
        digits = re.sub(r"\D", "", text)
        if re.search(r"[^\d\s()./-]", text) or not digits:
            return None
        if len(digits) >= SHORTEST_WITH_CODE and is_valid_number(number := parse(f"+{digits}")):
            return number
        raise self.refuse(attribute, f"{text[:60]!r} has no country code.")

    def words(self, stored: str) -> str:
        """Its digits with the country code and without, and in the groups people say."""
        number = _parsed(stored, None)
        grouped = format_number(number, PhoneNumberFormat.INTERNATIONAL)
        return f"{stored} {national_significant_number(number)} {grouped}"
